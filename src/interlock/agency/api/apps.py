"""The API as a Django application."""

from __future__ import annotations

from django.apps import AppConfig

__all__ = ["ApiConfig"]


class ApiConfig(AppConfig):
    """Tokens and what callers may do with them."""

    name = "interlock.agency.api"
    label = "api"
