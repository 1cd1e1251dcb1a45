"""What was done is told newest first, as far as the public may know."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from interlock.agency.register.changes import changed_entries, changes, entry_changes
from interlock.agency.register.listing import parse_query
from interlock.agency.register.models import Change
from interlock.agency.register.writing import begin, undo, write
from interlock.errors import InputError
from interlock.register import Kind
from tests.unit.agency.conftest import act, entry, record, take

pytestmark = pytest.mark.django_db


def take_secretly(name: str) -> Change:
    """Take something in of which the public may not know."""
    change = begin(Change.Act.IMPORT, act(), summary="secret.csv")
    write(change, [record(name, training_compute=9e25, on=date(2026, 6, 1))], public=False)
    return change


def told() -> list[tuple[str, str, bool]]:
    """Return what is told: act, object, whether it was undone."""
    return [(one.change.act, one.change.summary, one.is_undone) for one in changes().told]


def test_acts_are_told_newest_first_with_what_they_touched() -> None:
    """Up to five entries are named."""
    take(*(record(f"Model {number}", parameters=1e9) for number in range(7)))
    take(record("Model 3", parameters=2e9, on=date(2026, 6, 1)))
    latest, first = changes().told

    assert [one.name for one in latest.entries] == ["Model 3"]
    assert (len(first.entries), first.count, first.others, first.is_exact) == (5, 7, 2, True)


def test_an_undoing_marks_what_it_undid() -> None:
    """And an undoing of that makes it stand again."""
    written = take(record("Grok 3", parameters=1e9))
    undone = undo(written.change, act(days=1))
    assert told() == [("undo", "table.csv", False), ("import", "table.csv", True)]

    undo(undone.change, act(days=2))

    assert told() == [
        ("undo", "table.csv", False),
        ("undo", "table.csv", True),
        ("import", "table.csv", False),
    ]
    assert [one.name for one in changes().told[0].entries] == ["Grok 3"]


def test_secret_acts_are_not_told_nor_their_undoing() -> None:
    """Not on the page, not of the entry, not of the list."""
    take(record("Open", parameters=1e9))
    undo(take_secretly("Open"), act(days=1))

    assert told() == [("import", "table.csv", False)]
    assert [one.change.summary for one in entry_changes(entry("Open"))] == ["table.csv"]
    _, last = changed_entries(parse_query(Kind.MODEL, {"sort": ["-changed_at"]}))
    assert [one.change.summary for one in last] == ["table.csv"]


def test_an_entry_of_which_nothing_public_was_said_is_left_out() -> None:
    """Its name is not told by a feed."""
    take_secretly("Hidden")

    _, last = changed_entries(parse_query(Kind.MODEL, {}))
    assert last == ()


def test_changes_are_paged_by_the_number_of_an_act() -> None:
    """Every act is on one page."""
    for number in range(5):
        take(record(f"Model {number}", parameters=1e9))
    first = changes(size=2)
    second = changes(before=str(first.before), size=2)
    third = changes(before=str(second.before), size=2)

    numbers = [one.change.id for page in (first, second, third) for one in page.told]
    assert numbers == sorted(numbers, reverse=True)
    assert len(set(numbers)) == 5
    assert third.before is None


@pytest.mark.parametrize("before", ["x", "-1", "1e3", "9" * 19, "٣"])
def test_a_number_that_is_none_is_refused(before: str) -> None:
    """The error names the parameter."""
    with pytest.raises(InputError) as caught:
        changes(before=before)
    assert caught.value.field == "before"


def test_the_queries_do_not_grow_with_the_acts() -> None:
    """One act or twenty cost the same."""
    counted = []
    for batch in (1, 20):
        for number in range(batch):
            take(record(f"Model {batch} {number}", parameters=1e9))
        with CaptureQueriesContext(connection) as queries:
            changes()
            changed_entries(parse_query(Kind.MODEL, {}))
            entry_changes(entry("Model 1 0"))
        counted.append(len(queries))

    assert counted[0] == counted[1] <= 16
