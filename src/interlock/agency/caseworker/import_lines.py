"""The lines of a file on its way into the register: on a page, and as a CSV file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.safestring import SafeString

from interlock.agency.caseworker.telling import outcome_label
from interlock.agency.pages.days import day
from interlock.agency.pages.values import shown, told
from interlock.agency.pages.vocabulary import kind_label, property_label
from interlock.agency.register.exporting import harmless
from interlock.agency.register.models import Import, ImportLine
from interlock.agency.register.speaking import said
from interlock.errors import printable
from interlock.register import PROPERTIES, Kind, Property

__all__ = ["LinePage", "ShownDifference", "ShownLine", "as_csv", "headings", "line_page"]

_SIZE: Final = 50
_OPEN: Final = 4
"""Differences that stand open; more are folded away."""
_COLUMNS: Final = (
    "line", "outcome", "kind", "name", "property", "held", "held_source", "held_on", "stated", "holds_from",
    "value_outcome", "problem", "decision", "decided_because",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownDifference:
    """One value in which a line and the register differ."""

    label: str
    held: SafeString | None
    """None where nothing is held."""
    held_source: str
    held_on: str
    stated: SafeString
    holds_from: str
    is_conflict: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownLine:
    """One line."""

    line: ImportLine
    kind: str
    problem: str
    differences: tuple[ShownDifference, ...]

    @property
    def is_folded(self) -> bool:
        """Whether its values are folded away, because they are many and contradict nothing."""
        is_conflict = self.line.outcome == ImportLine.Outcome.CONFLICTING
        return len(self.differences) > _OPEN and not is_conflict


@dataclass(frozen=True, slots=True, kw_only=True)
class LinePage:
    """Some lines, in the file's order."""

    lines: tuple[ShownLine, ...]
    after: int | None
    """Ask for lines after this one to go on; None where these are the last."""


def line_page(file: Import, *, outcome: str, after: int = 0) -> LinePage:
    """Return some lines of one outcome: one query."""
    rows = (
        ImportLine.objects.filter(file=file, outcome=outcome, id__gt=after)
        .select_related("entry", "decided_by")
        .defer("entry__held", "entry__search")
        .order_by("id")
    )
    found = list(rows[: _SIZE + 1])
    return LinePage(
        lines=tuple(_line(row) for row in found[:_SIZE]),
        after=found[_SIZE - 1].id if len(found) > _SIZE else None,
    )


def as_csv(file: Import, *, outcome: str) -> Iterator[bytes]:
    """Return the lines as a CSV file that no spreadsheet runs: one row a value that differs."""
    yield _row(_COLUMNS)
    rows = ImportLine.objects.filter(file=file).order_by("id")
    if outcome:
        rows = rows.filter(outcome=outcome)
    for line in rows.iterator(chunk_size=500):
        differences: list[dict[str, Any]] = line.differences or [{}]
        for difference in differences:
            yield _row(_cells(line, difference))


def _cells(line: ImportLine, difference: Mapping[str, Any]) -> tuple[object, ...]:
    prop = _property(line, difference)
    return (
        line.line, line.outcome, line.kind, line.name, difference.get("property", ""),
        told(difference["held"], prop) if prop and difference["held"] is not None else "",
        difference.get("held_source", ""), difference.get("held_on", ""),
        told(difference["stated"], prop) if prop else "", difference.get("holds_from", ""),
        difference.get("outcome", ""), _problem(line), _decision(line), line.decided_because,
    )  # fmt: skip


def _decision(line: ImportLine) -> str:
    if line.take is None:
        return ""
    return "take the file's word" if line.take else "keep what is held"


def _row(cells: tuple[object, ...]) -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer).writerow(harmless("" if cell is None else str(cell)) for cell in cells)
    return buffer.getvalue().encode()


def _line(row: ImportLine) -> ShownLine:
    differences = [
        _difference(one, prop) for one in row.differences if (prop := _property(row, one)) is not None
    ]
    return ShownLine(
        line=row,
        kind=kind_label(Kind(row.kind)) if row.kind else "",
        problem=_problem(row),
        differences=tuple(sorted(differences, key=lambda one: not one.is_conflict)),
    )


def _problem(row: ImportLine) -> str:
    """Return why a line is refused or in conflict, in the page's language."""
    return printable(said(row.problem))


def _property(row: ImportLine, difference: Mapping[str, Any]) -> Property | None:
    if not row.kind or not difference:
        return None
    return PROPERTIES[Kind(row.kind)].get(difference["property"])


def _difference(one: Mapping[str, Any], prop: Property) -> ShownDifference:
    return ShownDifference(
        label=property_label(prop),
        held=None if one["held"] is None else shown(one["held"], prop),
        held_source=one["held_source"],
        held_on=day(one["held_on"]) if one["held_on"] else "",
        stated=shown(one["stated"], prop),
        holds_from=day(one["holds_from"]) if one["holds_from"] else "",
        is_conflict=one["outcome"] == ImportLine.Outcome.CONFLICTING,
    )


def headings() -> list[tuple[str, str]]:
    """Return the outcomes of lines with their headings, as tabs show them."""
    order = ("conflicting", "new", "changed", "earlier", "refused", "unchanged")
    return [(outcome, outcome_label(outcome)) for outcome in order]
