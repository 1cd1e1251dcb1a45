"""Where a record's values land: entries found by name or brought into being, and rows of their sources."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from interlock.agency.register.models import Change, Entry, Source
from interlock.errors import InputError
from interlock.register import Json, Kind, Origin, Record, ValueType, canonical, property_of
from interlock.register.names import clean, fold, key, slug

__all__ = ["EntryKey", "entries_of", "linked", "referred", "source_of", "sources_of"]

EntryKey = tuple[Kind, str]
"""What two records of one entry share: its kind and the key of its name."""


def entries_of(change: Change, records: Sequence[Record]) -> tuple[dict[EntryKey, Entry], list[Entry]]:
    """Return the entries that records are about, by kind and key, and those of them that are new."""
    wanted = {(record.kind, record.key): _display(record) for record in records}
    return _find_or_create(change, wanted)


def _display(record: Record) -> str:
    return f"{record.name} ({record.also})" if record.also else record.name


def referred(change: Change, records: Sequence[Record]) -> tuple[dict[EntryKey, int], list[Entry]]:
    """Return the entries that values name, bringing into being those that naming creates."""
    creating: dict[EntryKey, str] = {}
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
    found: dict[EntryKey, int] = {place: entry.id for place, entry in made.items()}
    for kind, keys in linking.items():
        rows = Entry.objects.filter(kind=kind, key__in=keys).values_list("key", "id")
        found |= {(kind, known): number for known, number in rows}
    return found, created


def _members(kind: ValueType, value: Json) -> list[dict[str, Any]]:
    if value is None:
        return []
    return list(value) if kind is ValueType.REFERENCES else [value]


def linked(kind: Kind, name: str, value: Json, named: dict[EntryKey, int]) -> Json:
    """Return a value with the number of each entry that it names."""
    prop = property_of(kind, name)
    if prop.to is None or value is None:
        return value
    linked = [
        {"name": member["name"], "entry": named.get((prop.to, key(member["name"])))}
        for member in _members(prop.type, value)
    ]
    return linked if prop.type is ValueType.REFERENCES else linked[0]


def _find_or_create(change: Change, wanted: dict[EntryKey, str]) -> tuple[dict[EntryKey, Entry], list[Entry]]:
    by_kind: dict[Kind, dict[str, str]] = defaultdict(dict)
    for (kind, known), name in wanted.items():
        by_kind[kind][known] = name
    found: dict[EntryKey, Entry] = {}
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


def sources_of(records: Sequence[Record]) -> dict[Origin, int]:
    """Return the row of every source that records give, made where it is missing."""
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


def source_of(origin: Origin) -> int:
    """Return the row of a source, made where it is missing."""
    row = _source(origin)
    found, _ = Source.objects.get_or_create(
        publisher=row.publisher, title=row.title, url=row.url, licence=row.licence
    )
    return found.id


def _source(origin: Origin) -> Source:
    if origin.url:  # every page links to it, whoever wrote it
        try:
            canonical(ValueType.ADDRESS, origin.url)
        except InputError as error:
            raise error.within(field="source.url") from error
    return Source(
        publisher=origin.publisher[:300], title=origin.title[:500], url=origin.url[:1000],
        licence=origin.licence[:100],
    )  # fmt: skip
