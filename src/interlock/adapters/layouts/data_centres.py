"""Epoch AI's tables of data centres and of their construction by day, in both column layouts.

What a table calls current holds from the day of the table. A row of a timeline holds from its own day; a row
later than the table is a projection, and the register never shows it as an observation. Of a name's tag, such
as ``Amazon #confident``, the name is kept and the tag becomes a note.

References
----------
.. [1] Epoch AI, *Frontier Data Centers*, https://epoch.ai/data/data-centers, CC BY 4.0.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from interlock.adapters.epoch_columns import Cells
from interlock.adapters.layouts.identity import Names
from interlock.adapters.layouts.layout import Given, Head, Layout, Line
from interlock.adapters.layouts.tables import (
    amount,
    country,
    day,
    degrees,
    each_row,
    keep,
    line_of_text,
    tagged,
    whole,
    words,
)
from interlock.errors import InputError
from interlock.phrases import phrase
from interlock.register import Json, Kind, Origin, Record, Stated
from interlock.register.names import key

__all__ = ["DATA_CENTRES", "TIMELINES"]

_CENTRE_COLUMNS: Final = frozenset({"Current H100 equivalents", "Current power (MW)", "Owner", "Users"})
_TIMELINE_COLUMNS: Final = frozenset({"Date", "Data center", "Construction status", "Power (MW)"})
_MEGA, _BILLION = 1e6, 1e9
_LITRES_A_MILLION_GALLONS: Final = 3_785_411.784
_OF_2025: Final = "In US dollars of 2025."
_ORIGIN: Final = Origin(
    publisher="Epoch AI",
    title="Frontier Data Centers",
    url="https://epoch.ai/data/data-centers",
    licence="CC BY 4.0",
)


def _read_centres(given: Given) -> Iterator[Line]:
    names = Names("owner")

    def read(cells: Cells) -> Iterator[Line]:
        name = cells.text("Name", "Title")
        if not name:
            raise InputError(
                phrase("the row names no data centre"),
                field="Name",
                advice=phrase("Name it, or leave the row out."),
            )
        values = {**_whose(cells), **_where(cells, name), **_now(cells, given)}
        also = names.take(name, by=", ".join(tagged(cells, "Owner")[0]), line=cells.row.line)
        yield Record(
            kind=Kind.FACILITY, name=name, also=also, values=values, stated_on=given.stated_on,
            origin=given.origin, line=cells.row.line,
        )  # fmt: skip

    return each_row(given, read)


def _whose(cells: Cells) -> dict[str, tuple[Stated, ...]]:
    project, tag = tagged(cells, "Project")
    return keep(
        owners=_tagged(cells, "Owner"),
        users=_tagged(cells, "Users"),
        project=Stated(value=project[0], note=tag) if project else None,
        investors=words(cells, "Investors"),
        energy_companies=words(cells, "Energy companies"),
    )


def _tagged(cells: Cells, column: str) -> Stated | None:
    names, note = tagged(cells, column)
    return Stated(value=names, note=note) if names else None


def _where(cells: Cells, name: str) -> dict[str, tuple[Stated, ...]]:
    handle = cells.text("Handle")
    sources = cells.text("Selected Sources")
    notes = cells.text("Notes")[:20_000]
    point = degrees(cells, "Latitude", "Longitude") if "Latitude" in cells.cells else None
    return keep(
        aliases=[handle] if handle and key(handle) != key(name) else None,
        country=country(cells, "Country"),
        address=line_of_text(cells, "Address"),
        point=point,
        description=Stated(value=notes, note=f"The source cites: {sources}"[:5000] if sources else "")
        if notes
        else None,
    )


def _now(cells: Cells, given: Given) -> dict[str, tuple[Stated, ...]]:
    power = amount(cells, "Current power (MW)", times=_MEGA)

    def current(value: Json, note: str = "") -> Stated | None:
        return None if value is None else Stated(value=value, holds_from=given.stated_on, note=note)

    return keep(
        status=None if power is None else _status(power, given),
        power=current(power),
        h100_equivalents=current(amount(cells, "Current H100 equivalents")),
        capital_cost=current(
            amount(cells, "Current total capital cost (2025 USD billions)", times=_BILLION), _OF_2025
        ),
    )


def _status(power: float, given: Given) -> Stated:
    if power > 0:
        return Stated(
            value="operating", holds_from=given.stated_on, note="By the power that the source counts."
        )
    return Stated(
        value="under construction",
        holds_from=given.stated_on,
        note="The source counts no power in operation yet.",
    )


def _read_timelines(given: Given) -> Iterator[Line]:
    def read(cells: Cells) -> Iterator[Line]:
        name, on = cells.text("Data center"), day(cells, "Date")
        if not name or on is None:
            raise InputError(
                phrase("the row names no data centre") if not name else phrase("the row has no day"),
                field="Data center" if not name else "Date",
                advice=phrase("Fill the cell, or leave the row out."),
            )
        said = _said(cells)
        values = {
            prop: (Stated(value=one.value, holds_from=on, note=one.note),) for prop, (one,) in said.items()
        }
        yield Record(
            kind=Kind.FACILITY, name=name, values=values, stated_on=given.stated_on, origin=given.origin,
            line=cells.row.line,
        )  # fmt: skip

    return each_row(given, read)


def _said(cells: Cells) -> dict[str, tuple[Stated, ...]]:
    cost = amount(cells, "Total capital cost (2025 USD billions)", times=_BILLION)
    return keep(
        power=amount(cells, "Power (MW)", times=_MEGA),
        it_power=amount(cells, "IT power (MW)", times=_MEGA),
        h100_equivalents=amount(cells, "H100 equivalents"),
        performance=amount(cells, "Performance (8-bit OP/s)"),
        buildings=whole(cells, "Buildings operational"),
        capital_cost=None if cost is None else Stated(value=cost, note=_OF_2025),
        water_use=amount(cells, "Water use (MGD)", times=_LITRES_A_MILLION_GALLONS),
        construction_note=cells.text("Construction status")[:20_000],
    )


def _is_centres(head: Head) -> bool:
    return head.columns >= _CENTRE_COLUMNS


def _is_timelines(head: Head) -> bool:
    return head.columns >= _TIMELINE_COLUMNS


DATA_CENTRES: Final = Layout(
    name="epoch data centres", title=phrase("Epoch AI's table of data centres"), origin=_ORIGIN,
    recognises=_is_centres, read=_read_centres,
)  # fmt: skip
"""Sites as they are on the day of the table."""
TIMELINES: Final = Layout(
    name="epoch timelines", title=phrase("Epoch AI's timelines of data centres"), origin=_ORIGIN,
    recognises=_is_timelines, read=_read_timelines, follows=phrase("Epoch AI's table of data centres"),
)  # fmt: skip
"""Sites by day, projections among them."""
