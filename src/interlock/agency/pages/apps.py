"""The site's pages as a Django application."""

from __future__ import annotations

from django.apps import AppConfig

__all__ = ["PagesConfig"]


class PagesConfig(AppConfig):
    """Templates, style sheet and script."""

    name = "interlock.agency.pages"
    label = "pages"
