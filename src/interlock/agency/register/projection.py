"""What lists and searches need, worked out from the statements that stand today."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import islice
from typing import Any, Final

from django.db import connection

from interlock.agency.register.models import Change, Entry
from interlock.agency.register.models import Statement as StatementRow
from interlock.agency.register.models import ROWS
from interlock.register import PROPERTIES, Act, Kind, Property, Statement, ValueType, current, undone
from interlock.register.names import fold

__all__ = ["acts", "project", "statements_of"]

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

    Parameters
    ----------
    entries
        Identifiers; they are taken in batches, so that a hundred thousand fit into memory.
    """
    void = undone(acts())
    remaining = iter(dict.fromkeys(entries))
    while batch := list(islice(remaining, _BATCH)):
        _project_batch(batch, void, today)


def _project_batch(numbers: Sequence[int], void: frozenset[int], today: date) -> None:
    statements = statements_of(numbers)
    rows = list(Entry.objects.filter(id__in=numbers))
    for entry in rows:
        standing = [one for one in statements.get(entry.id, ()) if one.change not in void]
        held = current(standing, as_of=today)
        entry.held = {name: _held(one) for name, one in held.items()}
        entry.is_listed = bool(standing)
        entry.folded = fold(entry.name)[:_FOLDED]
        entry.countries = _countries(entry.held)
    Entry.objects.bulk_update(rows, ["held", "is_listed", "folded", "countries"], batch_size=_BATCH)
    _index(rows)
    _save_rows(rows)


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
    if "countries" in held:
        return list(held["countries"]["value"])
    for name in ("country", "code"):
        if name in held:
            return [held[name]["value"]]
    return []


def _searched(entry: Entry) -> str:
    """Return the words by which an entry is found, secret ones left out; the name weighs more elsewhere."""
    words: list[str] = []
    for name, kept in entry.held.items():
        prop = PROPERTIES[Kind(entry.kind)].get(name)
        if prop is None or not kept["public"]:
            continue
        if prop.type is ValueType.REFERENCE:
            words.append(kept["value"]["name"])
        elif prop.type is ValueType.REFERENCES:
            words += [member["name"] for member in kept["value"]]
        elif prop.type is ValueType.WORDS:
            words += kept["value"]
        elif name in ("address", "description", "project", "number"):
            words.append(str(kept["value"])[:500])
    return fold(" ".join(words))


def _index(rows: Sequence[Entry]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE register_entry SET search = setweight(to_tsvector('simple', %s), 'A') || "
            "setweight(to_tsvector('simple', %s), 'C') WHERE id = %s",
            [(row.folded, _searched(row), row.id) for row in rows],
        )


def _save_rows(entries: Sequence[Entry]) -> None:
    by_kind: dict[Kind, list[Entry]] = defaultdict(list)
    for entry in entries:
        by_kind[Kind(entry.kind)].append(entry)
    for kind, members in by_kind.items():
        model = ROWS[kind]
        columns = [field.name for field in model._meta.concrete_fields if field.name != "entry"]  # noqa: SLF001
        model._default_manager.bulk_create(  # noqa: SLF001
            [model(entry=entry, **_columns(kind, entry)) for entry in members],
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
