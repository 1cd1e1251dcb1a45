"""One entry as of a day, with its history and its sources."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from interlock.agency.register.models import Change, Entry, Source
from interlock.agency.register.projection import acts, statements_of
from interlock.errors import UnknownNameError
from interlock.phrases import phrase
from interlock.register import PROPERTIES, Kind, Property, Statement, current, projected, undone

__all__ = ["EntryView", "read_entry"]


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryView:
    """An entry as of a day, as held at an instant."""

    entry: Entry
    kind: Kind
    as_of: date
    held_at: datetime | None
    standing: Mapping[str, Statement]
    """By property, what stands."""
    projections: tuple[Statement, ...]
    statements: tuple[Statement, ...]
    """Everything ever said, newest record first, what is undone included."""
    void: frozenset[int]
    """Acts that are undone."""
    sources: Mapping[int, Source]
    changes: Mapping[int, Change]

    @property
    def values(self) -> Mapping[str, Any]:
        """Kept values by property."""
        return {name: statement.value for name, statement in self.standing.items()}

    @property
    def properties(self) -> Mapping[str, Property]:
        """What may be stated of such an entry."""
        return PROPERTIES[self.kind]

    def history(self, name: str) -> tuple[Statement, ...]:
        """Return everything said of one property, newest first."""
        return tuple(one for one in self.statements if one.property == name)


def read_entry(
    kind: Kind, slug: str, *, as_of: date, held_at: datetime | None = None, public_only: bool = True
) -> EntryView:
    """Return an entry as of a day. Five queries, however long its history.

    Parameters
    ----------
    held_at
        Leave out what the register took in later.
    public_only
        Leave out what only officers may see.

    Raises
    ------
    UnknownNameError
        If nothing of that name is held, or nothing that the reader may know of.
    """
    entry = Entry.objects.filter(kind=kind, slug=slug).first()
    if entry is None:
        raise UnknownNameError(_unknown(kind, slug))
    said = [one for one in statements_of([entry.id])[entry.id] if one.public or not public_only]
    if public_only and not said and not entry.is_public:
        raise UnknownNameError(_unknown(kind, slug))  # in the words of what there is not
    void = undone(acts(), held_at=held_at)
    standing = [one for one in said if one.change not in void]
    return EntryView(
        entry=entry,
        kind=kind,
        as_of=as_of,
        held_at=held_at,
        standing={
            name: _as_linked(one, entry)
            for name, one in current(standing, as_of=as_of, held_at=held_at).items()
        },
        projections=projected(standing, as_of=as_of, held_at=held_at),
        statements=tuple(sorted(said, key=lambda one: -one.id)),
        void=void,
        sources=Source.objects.in_bulk({one.source for one in said}),
        changes=Change.objects.select_related("actor").in_bulk({one.change for one in said}),
    )


def _unknown(kind: Kind, slug: str) -> str:
    return phrase("the register holds no {part} {slug}", part=kind.replace("_", " "), slug=repr(slug))


def _as_linked(statement: Statement, entry: Entry) -> Statement:
    """Return a statement with links to what came into the register after it was made."""
    kept = entry.held.get(statement.property)
    if kept is None or kept["statement"] != statement.id:
        return statement
    return replace(statement, value=kept["value"])
