"""Epoch AI's tables on companies: who they are, revenue, spending on compute, staff.

A figure of a table holds from the day that the table gives it. A spending that was reported before its period
had ended was a projection when it was said, and stays one.

References
----------
.. [1] Epoch AI, *Data on AI Companies*, https://epoch.ai/data/ai-companies, CC BY 4.0.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Final

from interlock.adapters.epoch_columns import Cells
from interlock.adapters.layouts.layout import Given, Head, Layout, Line
from interlock.adapters.layouts.tables import amount, day, each_row, keep, words
from interlock.errors import InputError
from interlock.phrases import phrase
from interlock.register import Kind, Origin, Record, Stated
from interlock.register.names import key

__all__ = ["COMPANIES", "COMPUTE_SPENDING", "REVENUE_REPORTS", "STAFF_REPORTS"]

_ORIGIN: Final = Origin(
    publisher="Epoch AI",
    title="Data on AI Companies",
    url="https://epoch.ai/data/ai-companies",
    licence="CC BY 4.0",
)
_EARLIEST: Final = date(1990, 1, 1)
_YEAR, _WHOLE_COMPANY = "Year", "Full company"


def _company(cells: Cells, given: Given) -> Record:
    name = _named(cells, "Name")
    others = [other for other in words(cells, "Organization (from Organizations)") if key(other) != key(name)]
    founded = day(cells, "Founding date")
    values = keep(
        roles=["developer"] if cells.text("Company type") == "Foundation" else None,
        affiliates=others,
        founded=None
        if founded is None
        else Stated(value=founded, note=cells.text("Founding source/notes")[:5000]),
    )
    return _record(name, values, cells, given)


def _revenue(cells: Cells, given: Given) -> Record:
    values = _dated(
        cells,
        "annual_revenue",
        amount(cells, "Revenue amount (normalize to annual)"),
        "Made annual by the source.",
    )
    return _record(_named(cells, "Company"), values, cells, given)


def _spending(cells: Cells, given: Given) -> Record:
    if cells.text("Period type") != _YEAR:
        raise cells.error(
            "Period type",
            phrase(
                "{text} is a pace at a moment, not what a year cost",
                text=repr(cells.text("Period type")[:40]),
            ),
            advice=phrase("The register holds spending by the year."),
        )  # fmt: skip
    total = amount(cells, "Total compute spend")
    if total is None:
        raise cells.error(
            "Total compute spend",
            phrase(
                "{text} is a part of the spending; no total is given",
                text=repr(cells.text("Category")[:60]),
            ),
            advice=phrase("The register holds the whole spending on compute."),
        )  # fmt: skip
    reported = day(cells, "Report date") or given.stated_on
    if not _EARLIEST <= reported <= given.stated_on:
        raise cells.error(
            "Report date",
            phrase("{reported} can't be the day of the report", reported=reported),
            advice=phrase("Correct the day."),
        )
    values = _dated(
        cells,
        "compute_spend",
        total,
        f"Confidence of the source: {cells.text('Confidence')}. {cells.text('Notes')}"[:5000],
    )
    return _record(_named(cells, "Company"), values, cells, given, on=reported)


def _staff(cells: Cells, given: Given) -> Record:
    if cells.text("Type") != _WHOLE_COMPANY:
        raise cells.error(
            "Type",
            phrase(
                "{part} counts a part of the company", part=cells.text("Type")[:40] or phrase("blank")
            ),
            advice=phrase("The register holds the staff of a whole organisation."),
        )  # fmt: skip
    note = f"{cells.text('Source 1')} {cells.text('Notes')}".strip()[:5000]
    return _record(
        _named(cells, "Company"), _dated(cells, "staff", amount(cells, "Staff count"), note), cells, given
    )


def _named(cells: Cells, column: str) -> str:
    name = cells.text(column)
    if not name:
        raise InputError(
            phrase("the row names no company"), field=column, advice=phrase("Name it, or leave the row out.")
        )
    return name


def _dated(cells: Cells, prop: str, value: float | None, note: str) -> dict[str, tuple[Stated, ...]]:
    on = day(cells, "Date")
    if value is None or on is None:
        raise cells.error(
            "Date",
            phrase("the row gives no amount, or no day for it"),
            advice=phrase("Fill both, or leave the row out."),
        )
    return {prop: (Stated(value=value, holds_from=on, note=note),)}


def _record(
    name: str, values: dict[str, tuple[Stated, ...]], cells: Cells, given: Given, *, on: date | None = None
) -> Record:
    return Record(
        kind=Kind.ORGANISATION, name=name, values=values, stated_on=on or given.stated_on,
        origin=given.origin, line=cells.row.line,
    )  # fmt: skip


def _layout(
    name: str, title: str, columns: frozenset[str], read_row: Callable[[Cells, Given], Record]
) -> Layout:
    def recognises(head: Head) -> bool:
        return head.columns >= columns

    def read(given: Given) -> Iterator[Line]:
        return each_row(given, lambda cells: [read_row(cells, given)])

    return Layout(name=name, title=title, origin=_ORIGIN, recognises=recognises, read=read)


COMPANIES: Final = _layout(
    "epoch companies",
    phrase("Epoch AI's table of AI companies"),
    frozenset({"Name", "Company type", "Founding date"}),
    _company,
)
"""Who they are."""
REVENUE_REPORTS: Final = _layout(
    "epoch revenue", "Epoch AI's table of revenue reports",
    frozenset({"Company", "Date", "Revenue amount (normalize to annual)"}), _revenue,
)  # fmt: skip
"""Annual revenue by day."""
COMPUTE_SPENDING: Final = _layout(
    "epoch compute spending", "Epoch AI's table of spending on compute",
    frozenset({"Company", "Total compute spend", "Period type", "Report date"}), _spending,
)  # fmt: skip
"""Spending on compute by year."""
STAFF_REPORTS: Final = _layout(
    "epoch staff", "Epoch AI's table of staff reports", frozenset({"Company", "Staff count", "Type"}), _staff
)
"""Staff by day."""
