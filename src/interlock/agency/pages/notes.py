"""Notes beside values, in the page's language as far as the catalogue knows their sentences.

A note is kept as its writer put it: an officer, a source, or the register, whose own sentences are few and
are said anew.
"""

from __future__ import annotations

import re
from typing import Final

from django.utils.translation import gettext

__all__ = ["note_told"]

_BETWEEN_SENTENCES: Final = re.compile(r"(?<=[.]) (?=[A-Z])")


def note_told(note: str) -> str:
    """Return a note; sentences that nobody translated stand as they were written.

    Examples
    --------
    >>> from django.utils import translation
    >>> with translation.override("en"):
    ...     note_told("Invented. 12 days on 256 V100.")
    'Invented. 12 days on 256 V100.'
    """
    return " ".join(gettext(one) for one in _BETWEEN_SENTENCES.split(note)) if note else ""
