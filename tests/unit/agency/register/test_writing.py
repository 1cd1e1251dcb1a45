"""Statements get in by acts, are superseded and undone, and are never lost."""

from __future__ import annotations

from datetime import date
from functools import partial

import pytest
from django.db import DatabaseError, transaction

from interlock.agency.accounts.models import User
from interlock.agency.register.models import Entry, ModelRow, Statement
from interlock.agency.register.reading import read_entry
from interlock.agency.register.writing import Edit, EditConflictError, correct, undo
from interlock.register import Kind, Origin
from tests.unit.agency.conftest import NOW, act, entry, record, take

pytestmark = pytest.mark.django_db

PAPER = Origin(publisher="Example Labs", title="Technical report")


def edit(officer: User, version: int, *, key: str | None = None) -> Edit:
    """Return an officer's edit of a version."""
    return Edit(
        actor=officer, at=NOW, reason="the table was misread", origin=PAPER, seen_version=version,
        idempotency_key=key,
    )  # fmt: skip


def test_a_record_becomes_an_entry_with_its_row_and_those_it_names() -> None:
    """Naming an unknown developer brings the developer into being."""
    take(record("Example 405B", training_compute=3.8e25, developers=["Example Labs"], countries=["US"]))

    row = ModelRow.objects.get(entry__slug="example-405b")
    assert row.training_compute == 3.8e25
    assert row.developers == [entry("Example Labs", Kind.ORGANISATION).id]
    assert row.entry.countries == ["US"]


def test_an_older_word_taken_in_later_goes_into_history() -> None:
    """What stands is the latest word, not the latest import."""
    take(record("Grok 3", training_compute=3.5e26, on=date(2026, 5, 2)))
    take(record("Grok-3", training_compute=4.64e26, on=date(2025, 4, 1)))

    now = read_entry(Kind.MODEL, "grok-3", as_of=NOW.date())
    then = read_entry(Kind.MODEL, "grok-3", as_of=date(2025, 11, 23))
    assert now.values["training_compute"]["central"] == 3.5e26
    assert then.values["training_compute"]["central"] == 4.64e26
    assert len(now.history("training_compute")) == 2


def test_an_undone_import_leaves_nothing_standing_and_can_be_done_again() -> None:
    """Undoing is itself an act, and can be undone."""
    written = take(record("Example 405B", parameters=4.05e11))
    undone = undo(written.change, act(days=1))
    assert not entry("Example 405B").is_listed

    undo(undone.change, act(days=2))

    assert entry("Example 405B").is_listed
    assert Statement.objects.count() == 1


def test_a_correction_supersedes_and_keeps_the_earlier_word(officer: User) -> None:
    """Both statements stay, each with its source."""
    take(record("Example 405B", parameters=4e11))
    correct(
        entry("Example 405B").id, "parameters", 4.05e11, edit=edit(officer, entry("Example 405B").version)
    )

    view = read_entry(Kind.MODEL, "example-405b", as_of=NOW.date())
    assert view.values["parameters"]["central"] == 4.05e11
    assert [view.sources[one.source].publisher for one in view.history("parameters")] == [
        "Example Labs",
        "Epoch AI",
    ]


def test_the_second_of_two_edits_is_told_what_changed(officer: User) -> None:
    """An edit of a version that is gone is refused with the acts since."""
    take(record("Example 405B", parameters=4e11))
    version = entry("Example 405B").version
    correct(entry("Example 405B").id, "parameters", 4.05e11, edit=edit(officer, version))

    with pytest.raises(EditConflictError) as caught:
        correct(entry("Example 405B").id, "parameters", 4.06e11, edit=edit(officer, version))
    assert [change.summary for change in caught.value.changes] == ["Parameters of Example 405B"]


def test_a_double_click_corrects_once(officer: User) -> None:
    """The same key is the same act."""
    take(record("Example 405B", parameters=4e11))
    version = entry("Example 405B").version
    first = correct(entry("Example 405B").id, "parameters", 4.05e11, edit=edit(officer, version, key="k"))
    second = correct(entry("Example 405B").id, "parameters", 4.05e11, edit=edit(officer, version, key="k"))

    assert first.change == second.change
    assert Statement.objects.filter(property="parameters").count() == 2


@pytest.mark.parametrize("verb", ["update", "delete"])
def test_the_database_refuses_to_change_what_was_said(verb: str) -> None:
    """Append-only holds against the ORM and whoever else has the connection."""
    take(record("Example 405B", parameters=4e11))

    rows = Statement.objects.all()
    rewrite = partial(rows.update, note="x") if verb == "update" else partial(rows._raw_delete, "default")  # noqa: SLF001  # no way round the trigger

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        rewrite()
    assert Entry.objects.get(kind=Kind.MODEL).held["parameters"]["value"]["central"] == 4e11
