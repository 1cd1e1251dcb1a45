"""The register as a Django application."""

from __future__ import annotations

from django.apps import AppConfig

__all__ = ["RegisterConfig"]


class RegisterConfig(AppConfig):
    """The register's rows."""

    name = "interlock.agency.register"
    label = "register"
