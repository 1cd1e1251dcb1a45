"""Rows of the register as the API tells them: references by kind and slug, never by inner numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from django.conf import settings

from interlock.agency.register.changes import Told
from interlock.agency.register.models import Entry, Import, ImportLine, Source, Verdict
from interlock.agency.register.reading import EntryView
from interlock.errors import printable
from interlock.register import PROPERTIES, Kind, Property, Statement, property_of

__all__ = [
    "Links",
    "change",
    "entry",
    "import_file",
    "import_line",
    "import_summary",
    "links",
    "said",
    "summary",
]

Links = Mapping[int, tuple[str, str]]
"""Kind and slug by entry."""

_SIGNED_BITS: Final = 2**63


def entry(view: EntryView, *, verdicts: Sequence[Verdict]) -> dict[str, Any]:
    """Return an entry as of a day."""
    known = links(one.value for one in (*view.standing.values(), *view.projections))
    row = view.entry
    return {
        "kind": Kind(row.kind).path,
        "slug": row.slug,
        "name": row.name,
        "url": _address(row),
        "version": row.version,
        "as_of": view.as_of,
        "held_at": view.held_at,
        "changed_at": row.changed_at,
        "values": {name: _value(view, one, known) for name, one in sorted(view.standing.items())},
        "projections": [said(view, one, known) for one in view.projections],
        "verdicts": [
            {
                "rulebook": one.rulebook,
                "revision": one.revision,
                "holds_from": one.holds_from,
                "outcomes": one.outcomes,
            }
            for one in verdicts
        ],
    }


def said(view: EntryView, statement: Statement, known: Links) -> dict[str, Any]:
    """Return one statement of an entry."""
    standing = view.standing.get(statement.property)
    return {
        **_value(view, statement, known),
        "id": statement.id,
        "property": statement.property,
        "is_projection": statement.is_projection,
        "stands": standing is not None and standing.id == statement.id,
        "undone": statement.change in view.void,
    }


def summary(row: Entry, known: Links) -> dict[str, Any]:
    """Return an entry in a list: nothing in it that only officers may see."""
    kind = Kind(row.kind)
    shown = {
        name: {
            "value": _linked(row.held[name]["value"], known),
            "unit": _unit(prop),
            "stated_on": row.held[name]["stated_on"],
        }
        for name, prop in PROPERTIES[kind].items()
        if prop.listed and name in row.held and row.held[name]["public"]
    }
    return {
        "kind": kind.path,
        "slug": row.slug,
        "name": row.name,
        "url": _address(row),
        "version": row.version,
        "changed_at": row.changed_at,
        "applies": row.applies,
        "undecided": row.undecided,
        "values": shown,
    }


def links(values: Iterable[Any]) -> Links:
    """Return kind and slug of every entry that values name. One query."""
    numbers = {number for value in values for number in _numbers(value)}
    if not numbers:
        return {}
    rows = Entry.objects.filter(id__in=numbers).values_list("id", "kind", "slug")
    return {number: (Kind(kind).path, slug) for number, kind, slug in rows}


def change(told: Told, *, with_actor: bool) -> dict[str, Any]:
    """Return an act with the entries it spoke of, as far as the public may know."""
    row = told.change
    return {
        "id": row.pk,
        "act": row.act,
        "made_at": row.made_at,
        "actor": str(row.actor) if with_actor and row.actor is not None else None,
        "summary": row.summary,
        "reason": row.reason,
        "undoes": row.undoes_id,
        "undone": told.is_undone,
        "entries": [
            {"kind": Kind(one.kind).path, "slug": one.slug, "name": one.name} for one in told.entries
        ],
        "entry_count": told.count,
        "is_exact": told.is_exact,
    }


def import_summary(row: Import) -> dict[str, Any]:
    """Return a file in a list."""
    return {
        "id": row.pk,
        "file_name": row.file_name,
        "state": row.state,
        "publisher": row.publisher,
        "title": row.title,
        "stated_on": row.stated_on,
        "uploaded_at": row.uploaded_at,
    }


def import_file(row: Import) -> dict[str, Any]:
    """Return a file with how far it has come."""
    return {
        **import_summary(row),
        "digest": row.digest,
        "layout": row.layout,
        "url": row.url,
        "licence": row.licence,
        "done": row.done,
        "total": row.total,
        "counts": row.counts,
        "failure": printable(row.failure),
        "change": row.change_id,
    }


def import_line(row: ImportLine) -> dict[str, Any]:
    """Return a line of a file."""
    return {
        "id": row.pk,
        "line": row.line,
        "kind": Kind(row.kind).path if row.kind else "",
        "name": row.name,
        "outcome": row.outcome,
        "problem": printable(row.problem),
        "differences": row.differences,
        "take": row.take,
    }


def _value(view: EntryView, statement: Statement, known: Links) -> dict[str, Any]:
    prop = property_of(view.kind, statement.property)
    return {
        "value": _linked(statement.value, known),
        "type": str(prop.type),
        "unit": _unit(prop),
        "stated_on": statement.stated_on,
        "holds_from": statement.holds_from,
        "recorded_at": statement.recorded_at,
        "source": _source(view.sources[statement.source]),
        "line": statement.line,
        "note": statement.note,
        "change": statement.change,
        "public": statement.public,
    }


def _source(row: Source) -> dict[str, str]:
    return {"publisher": row.publisher, "title": row.title, "url": row.url, "licence": row.licence}


def _unit(prop: Property) -> str | None:
    return None if prop.unit is None else prop.unit.symbol


def _address(row: Entry) -> str:
    return f"{settings.ORIGIN}/{Kind(row.kind).path}/{row.slug}"


def _numbers(value: Any) -> list[int]:  # noqa: ANN401  # JSON
    members = value if isinstance(value, list) else [value]
    return [
        member["entry"]
        for member in members
        if isinstance(member, dict)
        and isinstance(member.get("entry"), int)
        and 0 < member["entry"] < _SIGNED_BITS
    ]


def _linked(value: Any, known: Links) -> Any:  # noqa: ANN401  # JSON
    if isinstance(value, list):
        return [_linked(member, known) for member in value]
    if isinstance(value, dict) and "name" in value:
        kind, slug = known.get(value.get("entry") or 0, (None, None))
        return {"name": value["name"], "kind": kind, "slug": slug}
    return value
