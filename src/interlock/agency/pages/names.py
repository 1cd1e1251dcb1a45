"""Names in the page's language: countries through the Unicode common locale data, joined lists."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from babel import Locale
from babel.lists import format_list
from django.utils.translation import get_language

from interlock.agency.register.models import Entry
from interlock.register import Kind

__all__ = ["country_name", "entry_name", "joined"]


def country_name(code: str) -> str:
    """Return what the page's language calls the State or territory of an ISO 3166 code; the code if nothing.

    Examples
    --------
    >>> from django.utils import translation
    >>> with translation.override("de"):
    ...     country_name("KR"), country_name("ZZ9")
    ('Südkorea', 'ZZ9')
    """
    return _territories(get_language() or "en").get(code, code)


def entry_name(entry: Entry) -> str:
    """Return an entry's name; a State's in the page's language."""
    if entry.kind == Kind.STATE and entry.countries:
        return country_name(entry.countries[0])
    return entry.name


def joined(names: Sequence[str]) -> str:
    """Return names as a list within a sentence.

    Examples
    --------
    >>> from django.utils import translation
    >>> with translation.override("de"):
    ...     joined(["A", "B", "C"])
    'A, B und C'
    """
    return format_list(list(names), locale=_locale(get_language() or "en"))


@lru_cache(maxsize=8)
def _locale(language: str) -> Locale:
    return Locale.parse(language.replace("-", "_"))


@lru_cache(maxsize=8)
def _territories(language: str) -> dict[str, str]:
    return dict(_locale(language).territories)
