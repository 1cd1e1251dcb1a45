"""Exports of a list: every page of it, with its filters and in its order, as CSV, JSON or Parquet.

Which entries, and in which order, is settled at one instant; they are then read some hundreds at a time,
so that the largest register goes out in little memory. Every value stands with its source. Estimates have
three columns, `low`, the central value and `high`, and a unit.

A cell of a CSV file that a spreadsheet would run as a formula begins with an apostrophe instead.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import islice
from typing import Any, Final

from django.conf import settings

from interlock.agency.register.listing import Query, numbers, parameters, shown
from interlock.agency.register.models import Entry, Source
from interlock.register import PROPERTIES, Json, Kind, Property, ValueType

__all__ = ["ExportForm", "export", "harmless"]

_BATCH: Final = 1000
_FORMULAS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


class ExportForm(StrEnum):
    """The form of an export; also the ending of its file's name."""

    CSV = "csv"
    JSON = "json"
    PARQUET = "parquet"

    @property
    def media_type(self) -> str:
        """What a server calls it."""
        return _MEDIA_TYPES[self]


_MEDIA_TYPES: Final = {
    ExportForm.CSV: "text/csv; charset=utf-8; header=present",
    ExportForm.JSON: "application/json",
    ExportForm.PARQUET: "application/vnd.apache.parquet",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Column:
    """One column of a table: `read` takes it from a row."""

    name: str
    kind: str
    """``text``, ``number``, ``count``, ``flag`` or ``texts``."""
    read: Callable[[_Exported], Any]
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Exported:
    """An entry with what the public may read of it."""

    entry: Entry
    values: Mapping[str, Json]
    sources: Mapping[str, Source]
    stated: Mapping[str, str]


def export(query: Query, form: ExportForm, *, at: datetime) -> Iterator[bytes]:
    """Return a list as a file, in parts.

    Parameters
    ----------
    at
        The present, which the file names.
    """
    rows = _rows(query)
    match form:
        case ExportForm.CSV:
            return _as_csv(rows, query)
        case ExportForm.JSON:
            return _as_json(rows, query, at)
        case ExportForm.PARQUET:
            return _as_parquet(rows, query, at)


def harmless(cell: str) -> str:
    r"""Return a text that no spreadsheet runs.

    Examples
    --------
    >>> harmless('=HYPERLINK("https://example")'), harmless("GPT-4")
    ('\'=HYPERLINK("https://example")', 'GPT-4')
    """
    return f"'{cell}" if cell.startswith(_FORMULAS) else cell


# ── rows ──


def _rows(query: Query) -> Iterator[Sequence[_Exported]]:
    listed = [prop.name for prop in _listed(query.kind)]
    sources: dict[int, Source] = {}
    remaining = iter(numbers(query))
    while batch := list(islice(remaining, _BATCH)):
        entries = shown(query, batch)
        held = [_public(entries[number], listed) for number in batch if number in entries]
        wanted = {kept["source"] for _, values in held for kept in values.values()} - sources.keys()
        sources |= Source.objects.in_bulk(wanted)
        yield [_exported(entry, values, sources) for entry, values in held]


def _public(entry: Entry, listed: Iterable[str]) -> tuple[Entry, dict[str, Any]]:
    kept = {name: entry.held[name] for name in listed if name in entry.held}
    return entry, {name: value for name, value in kept.items() if value["public"]}


def _exported(entry: Entry, held: Mapping[str, Any], sources: Mapping[int, Source]) -> _Exported:
    return _Exported(
        entry=entry,
        values={name: kept["value"] for name, kept in held.items()},
        sources={name: sources[kept["source"]] for name, kept in held.items()},
        stated={name: kept["stated_on"] for name, kept in held.items()},
    )


def _listed(kind: Kind) -> tuple[Property, ...]:
    return tuple(prop for prop in PROPERTIES[kind].values() if prop.listed)


def _columns(kind: Kind) -> list[_Column]:
    columns = [
        _Column(name="name", kind="text", read=lambda row: row.entry.name),
        _Column(name="page", kind="text", read=lambda row: _page(row.entry)),
    ]
    for prop in _listed(kind):
        columns += _value_columns(prop)
        columns += _source_columns(prop.name)
    return [
        *columns,
        _Column(name="rulebooks_that_apply", kind="texts", read=lambda row: row.entry.applies),
        _Column(name="rulebooks_undecided", kind="texts", read=lambda row: row.entry.undecided),
        _Column(name="changed_at", kind="text", read=lambda row: row.entry.changed_at.isoformat()),
    ]


def _value_columns(prop: Property) -> list[_Column]:
    name = prop.name
    match prop.type:
        case ValueType.ESTIMATE:
            return _estimate_columns(name, prop.unit.symbol if prop.unit is not None else "")
        case ValueType.REFERENCE:
            return [
                _Column(name=name, kind="text", read=lambda row: (row.values.get(name) or {}).get("name"))
            ]
        case ValueType.REFERENCES:
            return [_Column(name=name, kind="texts", read=_names(name))]
        case _:
            return [_Column(name=name, kind=_KINDS.get(prop.type, "text"), read=_plain(name))]


_KINDS: Final = {
    ValueType.COUNT: "count",
    ValueType.FLAG: "flag",
    ValueType.WORDS: "texts",
    ValueType.COUNTRIES: "texts",
}


def _estimate_columns(name: str, unit: str) -> list[_Column]:
    return [
        _Column(name=f"{name}_low", kind="number", read=_end(name, "low"), unit=unit),
        _Column(name=name, kind="number", read=_end(name, "central"), unit=unit),
        _Column(name=f"{name}_high", kind="number", read=_end(name, "high"), unit=unit),
        _Column(name=f"{name}_unit", kind="text", read=lambda row: unit if name in row.values else None),
    ]


def _source_columns(name: str) -> list[_Column]:
    def of_source(attribute: str) -> Callable[[_Exported], Any]:
        return lambda row: getattr(row.sources[name], attribute) if name in row.sources else None

    return [
        _Column(name=f"{name}_source", kind="text", read=of_source("publisher")),
        _Column(name=f"{name}_source_url", kind="text", read=of_source("url")),
        _Column(name=f"{name}_source_licence", kind="text", read=of_source("licence")),
        _Column(name=f"{name}_stated_on", kind="text", read=lambda row: row.stated.get(name)),
    ]


def _plain(name: str) -> Callable[[_Exported], Any]:
    return lambda row: row.values.get(name)


def _end(name: str, end: str) -> Callable[[_Exported], Any]:
    return lambda row: float(row.values[name][end]) if name in row.values else None


def _names(name: str) -> Callable[[_Exported], Any]:
    return lambda row: [one["name"] for one in row.values[name]] if name in row.values else None


def _page(entry: Entry) -> str:
    return f"{settings.ORIGIN}/{Kind(entry.kind).path}/{entry.slug}"


def _meta(query: Query, at: datetime) -> dict[str, Any]:
    asked = parameters(query)
    asked.pop("cursor", None)
    asked.pop("size", None)
    return {
        "register": settings.ORIGIN,
        "kind": str(query.kind),
        "query": {name: list(values) for name, values in asked.items()},
        "as_of": at.date().isoformat(),
        "generated_at": at.isoformat(),
        "licence": "As each value's source says; a value without a licence is a fact.",
        "note": "An estimate's low and high end are a 90 % interval. Every value names its source.",
    }


# ── forms ──


def _as_csv(batches: Iterator[Sequence[_Exported]], query: Query) -> Iterator[bytes]:
    columns = _columns(query.kind)
    text = io.StringIO(newline="")
    writer = csv.writer(text)  # commas, doubled quotes and CRLF: RFC 4180
    writer.writerow([column.name for column in columns])
    yield b"\xef\xbb\xbf"  # by which spreadsheets know UTF-8
    for batch in batches:
        writer.writerows([_cell(column.read(row)) for column in columns] for row in batch)
        yield _drained(text)
    yield _drained(text)


def _drained(text: io.StringIO) -> bytes:
    said = text.getvalue().encode()
    text.seek(0)
    text.truncate()
    return said


def _cell(value: Any) -> str:  # noqa: ANN401  # whatever a column holds
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case int() | float():
            return repr(value)
        case list() | tuple():
            return harmless("; ".join(value))
        case _:
            return harmless(str(value))


def _as_json(batches: Iterator[Sequence[_Exported]], query: Query, at: datetime) -> Iterator[bytes]:
    yield f'{{"meta": {json.dumps(_meta(query, at), ensure_ascii=False)},\n"entries": ['.encode()
    separator = "\n"
    units = {prop.name: prop.unit.symbol for prop in _listed(query.kind) if prop.unit is not None}
    for batch in batches:
        lines = [json.dumps(_as_dict(row, units), ensure_ascii=False) for row in batch]
        yield (separator + ",\n".join(lines)).encode()
        separator = ",\n"
    yield b"\n]}\n"


def _as_dict(row: _Exported, units: Mapping[str, str]) -> dict[str, Any]:
    return {
        "name": row.entry.name,
        "page": _page(row.entry),
        "values": {
            name: {
                "value": value,
                **({"unit": units[name]} if name in units else {}),
                "source": {
                    "publisher": row.sources[name].publisher,
                    "title": row.sources[name].title,
                    "url": row.sources[name].url,
                    "licence": row.sources[name].licence,
                },
                "stated_on": row.stated[name],
            }
            for name, value in row.values.items()
        },
        "rulebooks_that_apply": row.entry.applies,
        "rulebooks_undecided": row.entry.undecided,
        "changed_at": row.entry.changed_at.isoformat(),
    }


def _as_parquet(batches: Iterator[Sequence[_Exported]], query: Query, at: datetime) -> Iterator[bytes]:
    import pyarrow as pa  # type: ignore[import-untyped]  # 60 MB of memory that only this needs
    import pyarrow.parquet as pq  # type: ignore[import-untyped]  # it has no types

    types = {
        "text": pa.string(), "number": pa.float64(), "count": pa.int64(), "flag": pa.bool_(),
        "texts": pa.list_(pa.string()),
    }  # fmt: skip
    columns = _columns(query.kind)
    schema = pa.schema(
        [
            pa.field(one.name, types[one.kind], metadata={"unit": one.unit} if one.unit else None)
            for one in columns
        ],
        metadata={"interlock": json.dumps(_meta(query, at), ensure_ascii=False)},
    )
    sink = _Sink()
    with pq.ParquetWriter(sink, schema, compression="zstd") as writer:
        for batch in batches:
            arrays = [pa.array([one.read(row) for row in batch], type=types[one.kind]) for one in columns]
            writer.write_batch(pa.record_batch(arrays, schema=schema), row_group_size=_BATCH)
            yield sink.drained()
    yield sink.drained()


class _Sink(io.RawIOBase):
    """A file that is passed on as it is written."""

    def __init__(self) -> None:
        super().__init__()
        self._parts: list[bytes] = []
        self._written = 0

    def writable(self) -> bool:
        return True

    def write(self, part: Any, /) -> int:  # noqa: ANN401  # a buffer
        said = bytes(part)
        self._parts.append(said)
        self._written += len(said)
        return len(said)

    def tell(self) -> int:
        return self._written

    def drained(self) -> bytes:
        """Return what was written since the last call."""
        said = b"".join(self._parts)
        self._parts.clear()
        return said
