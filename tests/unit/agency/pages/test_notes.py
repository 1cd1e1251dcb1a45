"""The register's own notes are said in the reader's language; everybody else's stand as they were written."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import translation

from interlock.agency.pages.notes import dated_note, note_told


def test_the_day_of_an_older_source_is_said_in_german() -> None:
    """With the day as the language writes it, among other sentences too."""
    note = f"{dated_note(date(2025, 3, 1))} Read from a chart."
    with translation.override("de"):
        assert note_told(note) == "Die Quelle ist vom 1. März 2025. Read from a chart."
    with translation.override("en"):
        assert note_told(note) == "The source is dated 1 March 2025. Read from a chart."


@pytest.mark.parametrize(
    ("note", "told"),
    [
        ("", ""),
        ("The source is dated 2025-99-99.", "The source is dated 2025-99-99."),
        ("100 % {x} %s", "100 % {x} %s"),
        ("The source is dated {day}.", "Die Quelle ist vom {day}."),
    ],
)
def test_what_only_looks_like_it_is_filled_with_nothing(note: str, told: str) -> None:
    """A file may say anything, even a pattern of the catalogue: no field is filled in, nothing fails."""
    with translation.override("de"):
        assert note_told(note) == told
