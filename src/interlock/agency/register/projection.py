"""What lists and searches need, worked out from the statements that stand today."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import islice
from typing import Any, Final

from django.db import connection

from interlock.agency.register.models import COPIED, ROWS, Change, Entry
from interlock.agency.register.models import Statement as StatementRow
from interlock.register import PROPERTIES, Act, Kind, Property, Statement, ValueType, current, undone
from interlock.register.names import fold, key, words

__all__ = ["acts", "project", "statements_of", "unlinked_name"]

_BATCH: Final = 1000
_FOLDED: Final = 620


def acts() -> list[Act]:
    """Return the acts that undo or are undone: all that undoing turns on."""
    rows = Change.objects.filter(undoes__isnull=False).values_list("id", "made_at", "undoes_id")
    return [Act(id=number, recorded_at=at, undoes=undoes) for number, at, undoes in rows]


def statements_of(entries: Iterable[int]) -> dict[int, list[Statement]]:
    """Return every statement of some entries, those of undone acts included, by entry."""
    found: dict[int, list[Statement]] = defaultdict(list)
    rows = StatementRow.objects.filter(entry__in=list(entries)).values_list(
        "entry_id", "id", "property", "value", "stated_on", "holds_from", "change__made_at", "change_id",
        "source_id", "line", "note", "public",
    )  # fmt: skip
    for entry, number, prop, value, stated, holds, at, change, source, line, note, public in rows:
        found[entry].append(
            Statement(
                id=number, property=prop, value=value, stated_on=stated, holds_from=holds, recorded_at=at,
                change=change, source=source, line=line, note=note, public=public,
            )
        )  # fmt: skip
    return found


def project(entries: Iterable[int], *, today: date) -> None:
    """Work out `Entry.held`, the search text and the row of each entry, and save them.

    What these entries name is listed, or no longer, with them; see `_list_named`.

    Parameters
    ----------
    entries
        Identifiers; they are taken in batches, so that a hundred thousand fit into memory.
    """
    void = undone(acts())
    remaining = iter(dict.fromkeys(entries))
    while batch := list(islice(remaining, _BATCH)):
        named = _project_batch(batch, void, today)
        _list_named(sorted(named | set(batch)), void)


def unlinked_name(kind: Kind, known: str) -> str:
    """Return how `Entry.unlinked` writes a name that the register does not hold."""
    return f"{kind}:{known}"


def _project_batch(numbers: Sequence[int], void: frozenset[int], today: date) -> set[int]:
    """Save a batch, and return every entry that it names or has named."""
    statements = statements_of(numbers)
    rows = list(Entry.objects.filter(id__in=numbers))
    standing = {
        row.id: current([one for one in statements[row.id] if one.change not in void], as_of=today)
        for row in rows
    }
    links = _links(rows, standing)
    for row in rows:
        row.held = {name: _held(one) for name, one in standing[row.id].items()}
        _link(row, links)
        row.folded = fold(row.name)[:_FOLDED]
        row.countries = _countries(row.held)
    _save(rows)
    _save_rows(rows)
    said = (
        member["entry"]
        for row in rows
        for one in statements[row.id]
        for member in _references(PROPERTIES[Kind(row.kind)].get(one.property), one.value)
    )
    return {number for number in said if number is not None} | {
        number for row in rows for number in row.refers
    }


def _references(prop: Property | None, value: Any) -> list[dict[str, Any]]:  # noqa: ANN401  # JSON
    if prop is None or prop.to is None or value is None:
        return []
    return list(value) if prop.type is ValueType.REFERENCES else [value]


def _links(
    rows: Sequence[Entry], standing: Mapping[int, Mapping[str, Statement]]
) -> dict[tuple[Kind, str], int]:
    """Return the entries of names that were not held when they were stated."""
    wanted: dict[Kind, set[str]] = defaultdict(set)
    for row in rows:
        for name, one in standing[row.id].items():
            prop = PROPERTIES[Kind(row.kind)].get(name)
            for member in _references(prop, one.value):
                if member["entry"] is None and prop is not None and prop.to is not None:
                    wanted[prop.to].add(key(member["name"]))
    return {
        (kind, known): number
        for kind, names in wanted.items()
        for known, number in Entry.objects.filter(kind=kind, key__in=names).values_list("key", "id")
    }


def _link(row: Entry, links: Mapping[tuple[Kind, str], int]) -> None:
    """Fill in the entries that are named, in what is held of a row and beside it."""
    refers, unlinked = set(), set()
    for name, kept in row.held.items():
        prop = PROPERTIES[Kind(row.kind)].get(name)
        for member in _references(prop, kept["value"]):
            if member["entry"] is None and prop is not None and prop.to is not None:
                known = key(member["name"])
                member["entry"] = links.get((prop.to, known))
                if member["entry"] is None:
                    unlinked.add(unlinked_name(prop.to, known))
            if member["entry"] is not None and kept["public"]:
                refers.add(member["entry"])
    row.refers, row.unlinked = sorted(refers), sorted(unlinked)


def _save(rows: Sequence[Entry]) -> None:
    """Save all rows of a batch, and their search text, in one statement."""
    columns = (
        [row.id for row in rows],
        [json.dumps(row.held) for row in rows],
        [row.folded for row in rows],
        [_array(row.countries) for row in rows],
        [_array(row.refers) for row in rows],
        [_array([json.dumps(name, ensure_ascii=False) for name in row.unlinked]) for row in rows],
        [" ".join(words(row.name)) for row in rows],
        [_searched(row) for row in rows],
    )
    with connection.cursor() as cursor:
        cursor.execute(_SAVE, columns)


def _array(members: Iterable[object]) -> str:
    return "{" + ",".join(map(str, members)) + "}"


_SAVE: Final = """
UPDATE register_entry AS entry SET
    held = new.held::jsonb, folded = new.folded, countries = new.countries::varchar[],
    refers = new.refers::bigint[], unlinked = new.unlinked::varchar[],
    search = setweight(to_tsvector('simple', new.name), 'A')
        || setweight(to_tsvector('simple', new.said), 'C')
FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[])
    AS new (id, held, folded, countries, refers, unlinked, name, said)
WHERE entry.id = new.id
"""
_LIST: Final = """
UPDATE register_entry AS entry SET is_listed = said OR said_openly OR named, is_public = said_openly OR named
FROM (
    SELECT number.id, EXISTS (
        SELECT FROM register_statement WHERE entry_id = number.id AND change_id <> ALL(%(void)s) AND public
    ) AS said_openly, EXISTS (
        SELECT FROM register_statement
        WHERE entry_id = number.id AND change_id <> ALL(%(void)s) AND NOT public
    ) AS said, EXISTS (
        SELECT FROM register_entry AS other WHERE other.refers @> ARRAY[number.id]
    ) AS named
    FROM unnest(%(numbers)s::bigint[]) AS number (id)
) AS new
WHERE entry.id = new.id AND (entry.is_listed, entry.is_public)
    IS DISTINCT FROM (said OR said_openly OR named, said_openly OR named)
"""


def _list_named(numbers: Sequence[int], void: frozenset[int]) -> None:
    """List what something stands of, or what a standing value names; for the public what it may know of."""
    with connection.cursor() as cursor:
        cursor.execute(_LIST, {"void": sorted(void), "numbers": list(numbers)})


def _held(statement: Statement) -> dict[str, Any]:
    return {
        "value": statement.value,
        "statement": statement.id,
        "source": statement.source,
        "change": statement.change,
        "stated_on": statement.stated_on.isoformat(),
        "holds_from": statement.holds_from.isoformat() if statement.holds_from else None,
        "public": statement.public,
    }


def _countries(held: Mapping[str, Any]) -> list[str]:
    """Return where an entry belongs, as far as the public may know: lists are narrowed by it."""
    if "countries" in held and held["countries"]["public"]:
        return list(held["countries"]["value"])
    for name in ("country", "code"):
        if name in held and held[name]["public"]:
            return [held[name]["value"]]
    return []


def _searched(entry: Entry) -> str:
    """Return the words by which an entry is found, secret ones left out; the name weighs more elsewhere."""
    said: list[str] = []
    for name, kept in entry.held.items():
        prop = PROPERTIES[Kind(entry.kind)].get(name)
        if prop is None or not kept["public"]:
            continue
        if prop.type is ValueType.REFERENCE:
            said.append(kept["value"]["name"])
        elif prop.type is ValueType.REFERENCES:
            said += [member["name"] for member in kept["value"]]
        elif prop.type is ValueType.WORDS:
            said += kept["value"]
        elif name in ("address", "description", "project", "number"):
            said.append(str(kept["value"])[:500])
    return " ".join(words(" ".join(said)))


def _save_rows(entries: Sequence[Entry]) -> None:
    by_kind: dict[Kind, list[Entry]] = defaultdict(list)
    for entry in entries:
        by_kind[Kind(entry.kind)].append(entry)
    for kind, members in by_kind.items():
        model = ROWS[kind]
        # The database keeps the copied columns of a row that is there; a new one begins with the entry's.
        fields = [field.name for field in model._meta.concrete_fields]  # noqa: SLF001
        columns = [name for name in fields if name not in ("entry", *COPIED)]
        model._default_manager.bulk_create(  # noqa: SLF001
            [
                model(
                    entry=entry,
                    **{column: getattr(entry, column) for column in COPIED},
                    **_columns(kind, entry),
                )
                for entry in members
            ],
            update_conflicts=True,
            unique_fields=["entry"],
            update_fields=columns,
            batch_size=_BATCH,
        )


def _columns(kind: Kind, entry: Entry) -> dict[str, Any]:
    columns: dict[str, Any] = {}
    for name, prop in PROPERTIES[kind].items():
        kept = entry.held.get(name)
        value = kept["value"] if kept is not None and kept["public"] else None
        if prop.type is ValueType.POINT:
            columns["latitude"] = value and value["latitude"]
            columns["longitude"] = value and value["longitude"]
        elif prop.listed and prop.type is not ValueType.COUNTRIES:
            columns |= _column(prop, value)
    return columns


def _column(prop: Property, value: Any) -> dict[str, Any]:  # noqa: ANN401  # JSON
    match prop.type:
        case ValueType.ESTIMATE:
            return {prop.name: None if value is None else value["central"]}
        case ValueType.REFERENCE:
            return {f"{prop.name}_id": None if value is None else value["entry"]}
        case ValueType.REFERENCES:
            return {prop.name: [one["entry"] for one in value or () if one["entry"] is not None]}
        case ValueType.WORDS:
            return {prop.name: value or []}
        case ValueType.CHOICE | ValueType.TEXT | ValueType.COUNTRY:
            return {prop.name: (value or "")[:300]}
        case _:
            return {prop.name: value}
