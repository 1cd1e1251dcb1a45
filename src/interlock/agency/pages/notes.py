"""Notes beside values, in the page's language as far as the catalogue knows their sentences.

A note is kept as its writer put it: an officer, a source, or the register, whose own sentences are few and
are said anew.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from django.utils.translation import gettext

from interlock.agency.pages.days import day

__all__ = ["dated_note", "note_told"]

_BETWEEN_SENTENCES: Final = re.compile(r"(?<=[.]) (?=[A-Z])")
_DATED: Final = re.compile(r"The source is dated (\d{4}-\d\d-\d\d)\.")


def dated_note(dated: date) -> str:
    """Return the register's own note on a source that is older than the correction which cites it."""
    return f"The source is dated {dated.isoformat()}."


def note_told(note: str) -> str:
    """Return a note; sentences that nobody translated stand as they were written.

    Examples
    --------
    >>> from django.utils import translation
    >>> with translation.override("en"):
    ...     note_told("Invented. 12 days on 256 V100.")
    'Invented. 12 days on 256 V100.'
    """
    return " ".join(_told(one) for one in _BETWEEN_SENTENCES.split(note)) if note else ""


def _told(sentence: str) -> str:
    dated = _DATED.fullmatch(sentence)
    try:
        known = None if dated is None else date.fromisoformat(dated[1])
    except ValueError:  # somebody else's sentence, of a day that is none
        known = None
    return (
        gettext(sentence) if known is None else gettext("The source is dated {day}.").format(day=day(known))
    )
