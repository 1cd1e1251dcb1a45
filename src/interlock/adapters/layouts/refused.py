"""Tables that are recognised and hold nothing that the register keeps: every line is refused.

To say "unknown table" of them would send an officer looking for a fault in the file.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from interlock.adapters.epoch_columns import Cells
from interlock.adapters.layouts.layout import Given, Head, Layout, Line
from interlock.adapters.layouts.tables import each_row
from interlock.errors import InputError
from interlock.phrases import phrase
from interlock.register import Origin

__all__ = ["COOLING_EQUIPMENT", "FUNDING_ROUNDS", "USAGE_REPORTS"]


def _refusing(
    name: str, title: str, columns: frozenset[str], origin: Origin, *, problem: str, advice: str
) -> Layout:
    def recognises(head: Head) -> bool:
        return head.columns >= columns

    def refuse(cells: Cells) -> Iterator[Line]:
        raise InputError(problem, source=cells.source, line=cells.row.line, advice=advice)

    def read(given: Given) -> Iterator[Line]:
        return each_row(given, refuse)

    return Layout(name=name, title=title, origin=origin, recognises=recognises, read=read)


_SITES: Final = Origin(
    publisher="Epoch AI",
    title="Frontier Data Centers",
    url="https://epoch.ai/data/data-centers",
    licence="CC BY 4.0",
)
_COMPANIES: Final = Origin(
    publisher="Epoch AI",
    title="Data on AI Companies",
    url="https://epoch.ai/data/ai-companies",
    licence="CC BY 4.0",
)
COOLING_EQUIPMENT: Final = _refusing(
    "cooling equipment",
    phrase("Epoch AI's catalogue of chillers or cooling towers"),
    frozenset({"Model", "Manufacturer", "Length (m)", "Width (m)", "Area (m^2)", "Spot check"}),
    _SITES,
    problem=phrase(
        "a product of a maker is no site, and the register holds no catalogue of cooling equipment"
    ),
    advice=phrase("State on the facility's page how much heat its cooling could carry."),
)
"""Products, of which the table does not say where they stand."""
FUNDING_ROUNDS: Final = _refusing(
    "funding rounds",
    phrase("Epoch AI's table of funding rounds"),
    frozenset({"Company", "Funding (equity)", "Valuation (post-money)"}),
    _COMPANIES,
    problem=phrase("the register holds no funding rounds"),
    advice=phrase("Import revenue, spending on compute and staff; no rulebook turns on funding."),
)
"""What no rulebook turns on."""
USAGE_REPORTS: Final = _refusing(
    "usage reports",
    phrase("Epoch AI's table of usage reports"),
    frozenset({"Company", "Active users", "Active users time period"}),
    _COMPANIES,
    problem=phrase("the register holds no numbers of users of products"),
    advice=phrase("Import revenue, spending on compute and staff."),
)
"""Counts of users of products, tokens and messages."""
