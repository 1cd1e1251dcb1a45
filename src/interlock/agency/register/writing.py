"""How statements get into the register: one act, one transaction, nothing overwritten.

Examples
--------
A correction by an officer, who saw version 17 of the entry::

    correct(entry.id, "training_compute", {"low": 3e24, "central": 3.3e24, "high": 3.6e24},
            edit=Edit(actor=officer, at=now(), reason="The paper's table 1 was misread.",
                      origin=Origin(publisher="DeepSeek", title="DeepSeek-V3 Technical Report"),
                      seen_version=17, idempotency_key="…"))
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import connection, transaction
from procrastinate.contrib.django import app

from interlock.agency.register.chips import settle_chips
from interlock.agency.register.entering import entries_of, linked, referred, sources_of
from interlock.agency.register.models import Change, Entry, Import, Statement
from interlock.agency.register.projection import acts, project, unlinked_name
from interlock.errors import InputError, InterlockError
from interlock.phrases import phrase
from interlock.register import Json, Kind, Origin, Record, Stated, property_of, undone

__all__ = [
    "Act",
    "Edit",
    "EditConflictError",
    "Written",
    "begin",
    "correct",
    "judge_later",
    "undo",
    "write",
]

_TURN: Final = 7_246_001
"""The advisory lock of the register; any number that nothing else takes."""
_AT_ONCE: Final = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Who does something to the register, when and why."""

    actor: AbstractBaseUser | None
    at: datetime
    reason: str = ""
    idempotency_key: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit(Act):
    """An act on one entry by a person who has seen it."""

    origin: Origin
    seen_version: int
    """The version of the entry that the person saw."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What an act did."""

    change: Change
    entries: tuple[int, ...]
    """Every entry touched."""
    created: tuple[int, ...]
    statements: int


class EditConflictError(InterlockError):
    """Somebody else changed the entry after the person saw it."""

    def __init__(self, entry: Entry, changes: Sequence[Change]) -> None:
        self.entry = entry
        self.changes = tuple(changes)
        super().__init__(f"{entry.name} was changed while you edited it; {len(self.changes)} changes since")


def begin(kind: Change.Act, act: Act, *, summary: str = "", undoes: Change | None = None) -> Change:
    """Return the row of a new act; within the caller's transaction.

    Acts are done one at a time, in the order of their numbers: who has seen one has seen all before it.
    """
    _wait_for_turn()
    return Change.objects.create(  # type: ignore[misc]  # whoever signs in is the agency's User
        act=kind, made_at=act.at, actor=act.actor, reason=act.reason, summary=summary[:500], undoes=undoes,
        idempotency_key=act.idempotency_key,
    )  # fmt: skip


def _wait_for_turn() -> None:
    """Wait until no other act is under way; the turn ends with the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_TURN])


def judge_later(entries: Sequence[int]) -> None:
    """Have the verdicts on some entries worked out again, once the present transaction holds."""
    for start in range(0, len(entries), _AT_ONCE):
        app.configure_task("verdicts.recompute", queue="verdicts", lock="verdicts").defer(
            entries=list(entries[start : start + _AT_ONCE])
        )


@transaction.atomic
def write(change: Change, records: Iterable[Record], *, public: bool = True) -> Written:
    """Take records in: bring their entries into being and append a statement for every value.

    Whether a record ought to be taken in was decided before, by `interlock.register.reconcile` and people.
    """
    taken = list(records)
    entries, created = entries_of(change, taken)
    named, also_created = referred(change, taken)
    sources = sources_of(taken)
    rows = [
        Statement(
            entry_id=entries[record.kind, record.key].id,
            property=name,
            value=linked(record.kind, name, stated.value, named),
            stated_on=record.stated_on,
            holds_from=stated.holds_from,
            change=change,
            source_id=sources[stated.origin or record.origin],
            line=record.line,
            note=stated.note,
            public=public,
        )
        for record in taken
        for name, several in record.values.items()
        for stated in several
    ]
    Statement.objects.bulk_create(rows, batch_size=2000)
    touched = {row.entry_id for row in rows} | {entry.id for entry in (*created, *also_created)}
    _settle(change, touched, [*created, *also_created])
    return Written(
        change=change,
        entries=tuple(sorted(touched)),
        created=tuple(sorted(entry.id for entry in (*created, *also_created))),
        statements=len(rows),
    )


@transaction.atomic
def correct(entry_id: int, name: str, value: Json, *, edit: Edit, note: str = "") -> Written:
    """Supersede one value. The earlier statements stay, and so does who said them.

    Parameters
    ----------
    value
        Not necessarily as kept; None states that it is not known.

    Raises
    ------
    EditConflictError
        If the entry was changed after `edit.seen_version`.
    InputError
        If the value can't be kept, or no reason is given.
    """
    if not edit.reason.strip():
        raise InputError(phrase("a correction has no reason"), advice=phrase("Say why the value is wrong."))
    _wait_for_turn()
    entry = Entry.objects.select_for_update().get(id=entry_id)
    known = _known_act(edit)
    if known is not None:
        return Written(change=known, entries=(entry.id,), created=(), statements=0)
    if entry.version != edit.seen_version:
        later = Change.objects.filter(statements__entry=entry, id__gt=edit.seen_version).distinct()
        raise EditConflictError(entry, list(later.order_by("id")))
    prop = property_of(Kind(entry.kind), name)
    change = begin(Change.Act.CORRECTION, edit, summary=f"{prop.label} of {entry.name}")
    record = Record(
        kind=Kind(entry.kind), name=entry.name, stated_on=edit.at.date(), origin=edit.origin,
        values={name: (Stated(value=value, note=note, holds_from=_fact_in_force(entry, name)),)},
    )  # fmt: skip
    return _append_to(change, entry, record)


@transaction.atomic
def undo(change: Change, act: Act) -> Written:
    """Take an act back as a whole: none of its statements stands any longer. Undoing can itself be undone.

    Raises
    ------
    InputError
        If the act is undone already.
    """
    _wait_for_turn()
    change = Change.objects.select_for_update().get(id=change.id)
    known = _known_act(act)
    if known is not None:
        return Written(change=known, entries=(), created=(), statements=0)
    if Change.objects.filter(undoes=change, undone_by__isnull=True).exists():
        raise InputError(
            phrase("the act is undone already"), advice=phrase("Look at the history of changes.")
        )
    undoing = begin(Change.Act.UNDO, act, summary=change.summary, undoes=change)
    root = _root(change)
    touched = sorted(Statement.objects.filter(change=root).values_list("entry_id", flat=True).distinct())
    _settle(undoing, touched)
    settle_chips(root)
    _settle_import(root)
    return Written(change=undoing, entries=tuple(touched), created=(), statements=0)


def _settle(change: Change, touched: Collection[int], created: Sequence[Entry] = ()) -> None:
    """Bring what lists and verdicts need up to the act that touched some entries."""
    names = [unlinked_name(Kind(entry.kind), entry.key) for entry in created]
    waiting: set[int] = set()
    for start in range(0, len(names), _AT_ONCE):
        found = Entry.objects.filter(unlinked__overlap=names[start : start + _AT_ONCE])
        waiting |= set(found.values_list("id", flat=True))
    Entry.objects.filter(id__in=touched).update(version=change.id, changed_at=change.made_at)
    settled = sorted({*touched, *waiting})
    project(settled, today=change.made_at.date())
    judge_later(settled)


def _settle_import(root: Change) -> None:
    """Say of a file whether what it brought in stands."""
    is_undone = root.id in undone(acts())
    state = Import.State.UNDONE if is_undone else Import.State.APPLIED
    Import.objects.filter(change=root).update(state=state)


def _fact_in_force(entry: Entry, name: str) -> date | None:
    """Return the day from which the standing value holds: a correction supersedes that very fact."""
    kept = entry.held.get(name)
    return date.fromisoformat(kept["holds_from"]) if kept and kept["holds_from"] else None


def _is_public(entry: Entry, name: str) -> bool:
    """Return whether a correction may be seen by all: as what was last said of the property may."""
    said = Statement.objects.filter(entry=entry, property=name).order_by("-id")
    return said.values_list("public", flat=True).first() is not False


def _root(change: Change) -> Change:
    """Return the act whose statements are at stake: through a chain of undoing, its first."""
    while change.undoes is not None:
        change = change.undoes
    return change


def _known_act(act: Act) -> Change | None:
    if act.idempotency_key is None:
        return None
    return Change.objects.filter(idempotency_key=act.idempotency_key).first()


def _append_to(change: Change, entry: Entry, record: Record) -> Written:
    named, created = referred(change, [record])
    sources = sources_of([record])
    rows = Statement.objects.bulk_create(
        Statement(
            entry=entry, property=name, value=linked(record.kind, name, stated.value, named),
            stated_on=record.stated_on, holds_from=stated.holds_from, change=change,
            source_id=sources[record.origin], note=stated.note, public=_is_public(entry, name),
        )
        for name, several in record.values.items()
        for stated in several
    )  # fmt: skip
    touched = [entry.id, *(one.id for one in created)]
    _settle(change, touched, created)
    return Written(
        change=change, entries=tuple(touched), created=tuple(one.id for one in created), statements=len(rows)
    )
