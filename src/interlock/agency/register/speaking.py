"""Sentences of the pure rooms, said in the language of the page that is being made."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from django.utils.formats import get_format
from django.utils.translation import get_language, gettext

from interlock.errors import InputError, printable
from interlock.phrases import spoken

__all__ = ["PageSpeaker", "said", "told"]

_ENGLISH: Final = "en"
"""The language in which the pure rooms speak: its sentences are said as they stand."""


class PageSpeaker:
    """Knows the language that is active now; `interlock.phrases.Speaker` over gettext."""

    def words(self, pattern: str) -> str:
        """Return the pattern from the catalogue; itself where the catalogue has no word for it."""
        # gettext answers the empty message with the catalogue's own header.
        return _pattern(get_language(), pattern) if pattern else ""

    def numeral(self, text: str) -> str:
        """Return a number with the language's decimal separator and separator of thousands."""
        if get_format("DECIMAL_SEPARATOR") == ",":
            return text.translate(str.maketrans(".,", ",."))
        return text


def said(text: object) -> str:
    """Return a phrase, or what is said as one, in the page's language; all other text as it stands."""
    if get_language() == _ENGLISH:
        return str(text)
    return spoken(text if isinstance(text, str) else str(text), PageSpeaker())


@lru_cache(maxsize=8192)
def _pattern(language: str | None, pattern: str) -> str:  # noqa: ARG001  # remembered by language
    # A page of verdicts says some hundred patterns some thousand times.
    return gettext(pattern)


def told(error: InputError) -> str:
    """Return where input fails, what is wrong with it and what to do, in the page's language."""
    return printable(said(error.sentence))
