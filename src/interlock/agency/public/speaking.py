"""Sentences of the pure rooms, said in the page's language."""

from __future__ import annotations

from django.utils.translation import gettext

from interlock.agency.pages.numbers import localised
from interlock.errors import InputError
from interlock.phrases import spoken

__all__ = ["problem", "said"]


class _PageSpeaker:
    """Knows the language of the page that is being made."""

    def words(self, pattern: str) -> str:
        return gettext(pattern) if pattern else ""

    def numeral(self, text: str) -> str:
        return localised(text)


def said(text: str) -> str:
    """Return a sentence in the page's language."""
    return spoken(text, _PageSpeaker())


def problem(error: InputError) -> str:
    """Return what is wrong with an address, and what to do."""
    place = f"{error.field}: " if error.field else ""
    advice = f" {said(error.advice)}" if error.advice else ""
    return f"{place}{said(error.problem)}.{advice}"
