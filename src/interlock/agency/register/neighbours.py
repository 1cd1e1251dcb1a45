"""New names that look like names held already, and new sites at the address of one that is held.

A letter of another script in ``GPТ-4`` makes it another model in the register and the same one to a reader.
Such a line waits until an officer has looked at it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final

from interlock.agency.register.models import Entry
from interlock.phrases import phrase
from interlock.register import Kind, Record, ValueType, property_of
from interlock.register.names import key, lookalike
from interlock.register.reconcile import looks_like

__all__ = ["Neighbours"]

_NOT_LATIN: Final = r"[^\x01-\x7F]"
_SHORTEST_ADDRESS: Final = 12
"""Of an address that tells one site from another; "Texas" does not."""


class Neighbours:
    """Everything that new entries of a file could be taken for."""

    def __init__(self, records: Iterable[Record]) -> None:
        taken = list(records)
        names = {place for record in taken for place in _named(record)}
        self._by_look: dict[tuple[Kind, str], set[str]] = defaultdict(set)
        for kind, name in [*names, *_held(names)]:
            self._by_look[kind, lookalike(name)].add(name)
        self._sites = _addresses() if any(record.kind is Kind.FACILITY for record in taken) else {}

    def warning(self, record: Record) -> str:
        """Return what is odd about a record of a new entry, in a sentence; empty where nothing is."""
        for kind, name in _named(record):
            other = looks_like(name, sorted(self._by_look[kind, lookalike(name)]))
            if other is not None:
                return phrase(
                    "{name} is written with other letters than {other} and looks like it.",
                    name=name,
                    other=other,
                )
        for stated in record.values.get("address", ()) if record.kind is Kind.FACILITY else ():
            site = self._sites.get(key(stated.value)) if stated.value else None
            if site is not None:
                return phrase(
                    "{site} has the same address and may be the same site under another name.", site=site
                )
        return ""


def _named(record: Record) -> Iterator[tuple[Kind, str]]:
    """Yield the names of a record that would bring entries into being."""
    yield record.kind, f"{record.name} ({record.also})" if record.also else record.name
    for name, several in record.values.items():
        prop = property_of(record.kind, name)
        if prop.to is None or not prop.creates:
            continue
        for stated in several:
            members = stated.value if prop.type is ValueType.REFERENCES else [stated.value]
            for member in members or ():
                if member is not None:
                    yield prop.to, member["name"]


def _held(names: Iterable[tuple[Kind, str]]) -> list[tuple[Kind, str]]:
    """Return names held that could be mixed up with some: those not Latin, and those that odd ones mimic."""
    odd: dict[Kind, set[str]] = defaultdict(set)
    kinds = set()
    for kind, name in names:
        kinds.add(kind)
        if lookalike(name) != key(name):
            odd[kind].add(lookalike(name))
    found = list(Entry.objects.filter(kind__in=kinds, key__regex=_NOT_LATIN).values_list("kind", "name"))
    for kind, keys in odd.items():
        found += Entry.objects.filter(kind=kind, key__in=keys).values_list("kind", "name")
    return [(Kind(kind), name) for kind, name in found]


def _addresses() -> dict[str, str]:
    rows = Entry.objects.filter(kind=Kind.FACILITY, held__has_key="address").values_list(
        "name", "held__address__value"
    )
    return {key(address): name for name, address in rows if len(address) >= _SHORTEST_ADDRESS}
