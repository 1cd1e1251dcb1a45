"""Accounts as a Django application."""

from __future__ import annotations

from django.apps import AppConfig

__all__ = ["AccountsConfig"]


class AccountsConfig(AppConfig):
    """Who may come in."""

    name = "interlock.agency.accounts"
    label = "accounts"
