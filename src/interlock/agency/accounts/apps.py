"""Accounts as a Django application."""

from __future__ import annotations

from django.apps import AppConfig

__all__ = ["AccountsConfig"]


class AccountsConfig(AppConfig):
    """Who may come in."""

    name = "interlock.agency.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Listen to what happens to sessions and second factors."""
        import interlock.agency.accounts.signals  # noqa: F401  # importing connects the receivers
