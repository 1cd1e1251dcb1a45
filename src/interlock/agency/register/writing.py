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

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import connection, transaction
from procrastinate.contrib.django import app

from interlock.agency.register.chips import settle_chips
from interlock.agency.register.models import Change, Entry, Import, Source, Statement
from interlock.agency.register.projection import acts, project, unlinked_name
from interlock.errors import InputError, InterlockError
from interlock.register import Json, Kind, Origin, Record, Stated, ValueType, property_of, undone
from interlock.register.names import clean, fold, key, slug

__all__ = [
    "Act",
    "Edit",
    "EditConflictError",
    "Written",
    "begin",
    "correct",
    "judge_later",
    "source_of",
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
    entries, created = _entries(change, taken)
    named, also_created = _referred(change, taken)
    sources = _sources(taken)
    rows = [
        Statement(
            entry_id=entries[record.kind, record.key].id,
            property=name,
            value=_linked(record.kind, name, stated.value, named),
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
        raise InputError("a correction has no reason", advice="Say why the value is wrong.")
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
        raise InputError("the act is undone already", advice="Look at the history of changes.")
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
    named, created = _referred(change, [record])
    sources = _sources([record])
    rows = Statement.objects.bulk_create(
        Statement(
            entry=entry, property=name, value=_linked(record.kind, name, stated.value, named),
            stated_on=record.stated_on, holds_from=stated.holds_from, change=change,
            source_id=sources[record.origin], note=stated.note,
        )
        for name, several in record.values.items()
        for stated in several
    )  # fmt: skip
    touched = [entry.id, *(one.id for one in created)]
    _settle(change, touched, created)
    return Written(
        change=change, entries=tuple(touched), created=tuple(one.id for one in created), statements=len(rows)
    )


def source_of(origin: Origin) -> int:
    """Return the row of a source, made where it is missing."""
    row = _source(origin)
    found, _ = Source.objects.get_or_create(
        publisher=row.publisher, title=row.title, url=row.url, licence=row.licence
    )
    return found.id


# ── entries ──

_Key = tuple[Kind, str]


def _entries(change: Change, records: Sequence[Record]) -> tuple[dict[_Key, Entry], list[Entry]]:
    wanted = {(record.kind, record.key): _display(record) for record in records}
    return _find_or_create(change, wanted)


def _display(record: Record) -> str:
    return f"{record.name} ({record.also})" if record.also else record.name


def _referred(change: Change, records: Sequence[Record]) -> tuple[dict[_Key, int], list[Entry]]:
    """Return the entries that values name, bringing into being those that naming creates."""
    creating: dict[_Key, str] = {}
    linking: dict[Kind, set[str]] = defaultdict(set)
    for record in records:
        for name, several in record.values.items():
            prop = property_of(record.kind, name)
            if prop.to is None:
                continue
            for stated in several:
                for member in _members(prop.type, stated.value):
                    target = (prop.to, key(member["name"]))
                    linking[prop.to].add(target[1])
                    if prop.creates:
                        creating.setdefault(target, clean(member["name"]))
    made, created = _find_or_create(change, creating)
    found: dict[_Key, int] = {place: entry.id for place, entry in made.items()}
    for kind, keys in linking.items():
        rows = Entry.objects.filter(kind=kind, key__in=keys).values_list("key", "id")
        found |= {(kind, known): number for known, number in rows}
    return found, created


def _members(kind: ValueType, value: Json) -> list[dict[str, Any]]:
    if value is None:
        return []
    return list(value) if kind is ValueType.REFERENCES else [value]


def _linked(kind: Kind, name: str, value: Json, named: dict[_Key, int]) -> Json:
    prop = property_of(kind, name)
    if prop.to is None or value is None:
        return value
    linked = [
        {"name": member["name"], "entry": named.get((prop.to, key(member["name"])))}
        for member in _members(prop.type, value)
    ]
    return linked if prop.type is ValueType.REFERENCES else linked[0]


def _find_or_create(change: Change, wanted: dict[_Key, str]) -> tuple[dict[_Key, Entry], list[Entry]]:
    by_kind: dict[Kind, dict[str, str]] = defaultdict(dict)
    for (kind, known), name in wanted.items():
        by_kind[kind][known] = name
    found: dict[_Key, Entry] = {}
    created: list[Entry] = []
    for kind, names in by_kind.items():
        existing = {row.key: row for row in Entry.objects.filter(kind=kind, key__in=list(names))}
        missing = {known: name for known, name in names.items() if known not in existing}
        made = _create(change, kind, missing)
        created += made
        found |= {(kind, row.key): row for row in (*existing.values(), *made)}
    return found, created


def _create(change: Change, kind: Kind, names: dict[str, str]) -> list[Entry]:
    slugs = _slugs(kind, names)
    rows = [
        Entry(
            kind=kind, key=known, slug=slugs[known], name=name[:300], folded=fold(name)[:620],
            version=change.id, created_at=change.made_at, changed_at=change.made_at,
        )
        for known, name in names.items()
    ]  # fmt: skip
    return Entry.objects.bulk_create(rows, batch_size=2000)


def _slugs(kind: Kind, names: dict[str, str]) -> dict[str, str]:
    wanted = {known: slug(name) or "entry" for known, name in names.items()}
    taken = set(Entry.objects.filter(kind=kind, slug__in=wanted.values()).values_list("slug", flat=True))
    given: dict[str, str] = {}
    for known, base in wanted.items():
        candidate, number = base, 2
        while candidate in taken or (number > 2 and _exists(kind, candidate)):  # noqa: PLR2004  # the second
            candidate, number = f"{base}-{number}", number + 1
        taken.add(candidate)
        given[known] = candidate
    return given


def _exists(kind: Kind, candidate: str) -> bool:
    return Entry.objects.filter(kind=kind, slug=candidate).exists()


def _sources(records: Sequence[Record]) -> dict[Origin, int]:
    origins = {
        stated.origin or record.origin
        for record in records
        for several in record.values.values()
        for stated in several
    }
    rows = {origin: _source(origin) for origin in origins}
    Source.objects.bulk_create(rows.values(), ignore_conflicts=True, batch_size=2000)
    titles = {row.title for row in rows.values()}
    known = {
        (row.publisher, row.title, row.url, row.licence): row.id
        for row in Source.objects.filter(title__in=titles)
    }
    return {origin: known[row.publisher, row.title, row.url, row.licence] for origin, row in rows.items()}


def _source(origin: Origin) -> Source:
    return Source(
        publisher=origin.publisher[:300], title=origin.title[:500], url=origin.url[:1000],
        licence=origin.licence[:100],
    )  # fmt: skip
