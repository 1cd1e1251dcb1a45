"""What taking a record in would do, and that doing it twice is doing it once."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interlock.register import Kind, Origin, Record, Stated
from interlock.register.reconcile import Outcome, Word, is_suspicious, looks_like, reconcile, taken

EPOCH = Origin(publisher="Epoch AI", title="Data on AI Models")
PROPERTY = "parameters"
DAY = date(2026, 5, 2)


def said(value: float, *, on: date = DAY, holds_from: date | None = None, by: Origin = EPOCH) -> Record:
    """Return a record of one value."""
    return Record(
        kind=Kind.MODEL, name="Example 405B", stated_on=on, origin=by,
        values={PROPERTY: (Stated(value=value, holds_from=holds_from),)},
    )  # fmt: skip


def word(
    value: float, *, on: date = DAY, by: str = "Epoch AI", holds_from: date | None = None,
    corrects: bool = False,
    number: int = 1,
) -> Word:  # fmt: skip
    """Return a word that is held."""
    return Word(
        property=PROPERTY, value={"low": value, "central": value, "high": value}, stated_on=on, publisher=by,
        holds_from=holds_from, is_correction=corrects, number=number,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("record", "held", "outcome"),
    [
        (said(4e11), [], Outcome.NEW),
        (said(4e11), [word(4e11)], Outcome.UNCHANGED),
        (said(4e11, on=DAY + timedelta(9)), [word(4e11)], Outcome.UNCHANGED),
        (said(5e11, on=DAY + timedelta(9)), [word(4e11)], Outcome.CHANGED),
        (said(5e11, on=DAY - timedelta(9)), [word(4e11)], Outcome.EARLIER),
        (said(5e11), [word(4e11, by="Example Labs")], Outcome.CONFLICTING),
        (said(4e11), [word(4e11, by="Example Labs")], Outcome.UNCHANGED),
        (said(5e11, on=DAY - timedelta(9)), [word(4e11, by="Example Labs")], Outcome.EARLIER),
        (said(5e11), [word(4e11, on=DAY - timedelta(9), corrects=True)], Outcome.CONFLICTING),
        (said(5e11, holds_from=DAY), [word(4e11, on=DAY - timedelta(9), corrects=True)], Outcome.CONFLICTING),
        (said(5e11, holds_from=DAY + timedelta(9)), [word(4e11, corrects=True)], Outcome.CHANGED),
        (said(5e11), [word(4e11, holds_from=DAY)], Outcome.EARLIER),
        (said(4e11, holds_from=DAY), [word(4e11, holds_from=DAY - timedelta(9))], Outcome.CHANGED),
    ],
)
def test_what_is_held_decides(record: Record, held: list[Word], outcome: Outcome) -> None:
    """A word of its own source changes, another's or an officer's conflicts, an older one is history."""
    assert reconcile(record, held).outcome is outcome


days = st.dates(min_value=date(2020, 1, 1), max_value=date(2026, 11, 23))
words = st.builds(
    word,
    st.sampled_from([1e9, 2e9, 3e9]),
    on=days,
    by=st.sampled_from(["Epoch AI", "Example Labs"]),
    holds_from=st.none() | days,
    corrects=st.booleans(),
    number=st.integers(1, 50),
)
records = st.builds(said, st.sampled_from([1e9, 2e9, 4e9]), on=days, holds_from=st.none() | days)


def written(record: Record, held: list[Word], *, conflicting: bool) -> list[Word]:
    """Return what is held after a record has been taken in."""
    values = taken(reconcile(record, held).differences, conflicting=conflicting)
    number = max((one.number for one in held), default=0)
    return [
        *held,
        *(
            Word(
                property=name, value=one.value, stated_on=record.stated_on, holds_from=one.holds_from,
                publisher=record.origin.publisher, number=number + 1,
            )
            for name, several in values.items()
            for one in several
        ),
    ]  # fmt: skip


@given(record=records, held=st.lists(words, max_size=6))
def test_what_was_taken_in_is_unchanged_the_next_time(record: Record, held: list[Word]) -> None:
    """Importing is idempotent, whatever was held before."""
    after = written(record, held, conflicting=True)

    assert reconcile(record, after).outcome is Outcome.UNCHANGED
    assert written(record, after, conflicting=True) == after


@given(record=records, held=st.lists(words, max_size=6))
def test_no_record_pushes_a_foreign_word_aside_by_itself(record: Record, held: list[Word]) -> None:
    """Unless an officer says so, what stands by a correction or another source stands on."""

    def standing(among: list[Word]) -> Word | None:
        return max(
            (one for one in among if not one.is_projection), key=lambda one: one.precedence, default=None
        )

    before, after = standing(held), standing(written(record, held, conflicting=False))

    if before is not None and (before.is_correction or before.publisher != "Epoch AI"):
        assert after is not None
        assert after.value == before.value


def test_a_letter_of_another_script_is_noticed() -> None:
    """Cyrillic Т in GPT-4 looks Latin; spelling and hyphens are no such thing."""
    assert looks_like("GPТ-4", ["GPT-4"]) == "GPT-4"
    assert looks_like("gpt 4", ["GPT-4"]) is None
    assert is_suspicious("GPТ-4")
    assert not is_suspicious("Mistral Large 2")
