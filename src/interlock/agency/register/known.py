"""Of which entries a file's records speak, by their names or by another name of theirs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Final

from interlock.agency.register.models import Entry
from interlock.register import Kind, Record
from interlock.register.names import key

__all__ = ["Known", "numbers_of"]

_BATCH: Final = 5_000
_Place = tuple[Kind, str]


class Known:
    """The entries that some records name; one that a record calls by an alias is found too."""

    def __init__(self, records: Iterable[Record]) -> None:
        taken = list(records)
        places = {(record.kind, record.key) for record in taken}
        self._entries = _find(places | {place for record in taken for place in _others(record)})
        self._aliases = _aliases({record.kind for record in taken})

    def number(self, record: Record) -> int | None:
        """Return the entry of a record that was resolved."""
        found = self._entries.get((record.kind, record.key))
        return None if found is None else found[0]

    def resolve(self, record: Record) -> Record:
        """Return the record under the name by which the register holds its entry."""
        place = (record.kind, record.key)
        if place in self._entries:
            return record
        held = self._aliases.get(place) or next(
            (self._entries[other] for other in _others(record) if other in self._entries), None
        )
        if held is None:
            return record
        self._entries[record.kind, key(held[1])] = held
        return replace(record, name=held[1], also="")


def numbers_of(kind: Kind, names: Collection[str]) -> dict[str, int]:
    """Return the entries of one kind by the keys of some names."""
    return {known: found[0] for (_, known), found in _find({(kind, key(name)) for name in names}).items()}


def _find(places: Collection[_Place]) -> dict[_Place, tuple[int, str]]:
    by_kind: dict[Kind, list[str]] = defaultdict(list)
    for kind, known in places:
        by_kind[kind].append(known)
    return {
        (kind, known): (number, name)
        for kind, names in by_kind.items()
        for start in range(0, len(names), _BATCH)
        for known, number, name in Entry.objects.filter(
            kind=kind, key__in=names[start : start + _BATCH]
        ).values_list("key", "id", "name")
    }


def _aliases(kinds: Collection[Kind]) -> dict[_Place, tuple[int, str]]:
    rows = Entry.objects.filter(kind__in=list(kinds), held__has_key="aliases").values_list(
        "kind", "id", "name", "held__aliases__value"
    )
    return {(Kind(kind), key(alias)): (number, name) for kind, number, name, names in rows for alias in names}


def _others(record: Record) -> list[_Place]:
    return [
        (record.kind, key(name)) for stated in record.values.get("aliases", ()) for name in stated.value or ()
    ]
