"""Days and instants as the page's language writes them: ``4 February 2025``, ``4. Februar 2025``."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache

from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

__all__ = ["day", "day_element", "instant", "instant_element"]


def day(value: date | str) -> str:
    """Return a day in words.

    Examples
    --------
    >>> from django.utils import translation
    >>> with translation.override("de"):
    ...     day("2025-02-04")
    '4. Februar 2025'
    """
    iso = value if isinstance(value, str) else value.isoformat()
    return _day(iso, get_language() or "en")


@lru_cache(maxsize=4096)
def _day(iso: str, language: str) -> str:  # noqa: ARG001  # what is remembered is of one language
    return date_format(date.fromisoformat(iso), "DATE_FORMAT")


def instant(value: datetime) -> str:
    """Return an instant in words, with its zone."""
    return date_format(value, "DATETIME_FORMAT")


def day_element(value: date | str) -> SafeString:
    """Return a day as an element that machines read as well."""
    iso = value if isinstance(value, str) else value.isoformat()
    return _element(iso, get_language() or "en")


@lru_cache(maxsize=4096)
def _element(iso: str, language: str) -> SafeString:
    return format_html('<time datetime="{}">{}</time>', iso, _day(iso, language))


def instant_element(value: datetime) -> SafeString:
    """Return an instant as an element that machines read as well."""
    return format_html('<time datetime="{}">{}</time>', value.isoformat(timespec="seconds"), instant(value))
