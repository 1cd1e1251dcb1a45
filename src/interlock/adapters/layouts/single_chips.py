"""A list of single chips: which chip, whose, in which cluster, since when. A layout of our own.

=============  =====================================================================
column         cell
=============  =====================================================================
``designer``   who designed the chip, such as NVIDIA
``chip_model`` the model as the register calls it
``serial``     the serial number, or ``sha256:`` and its digest
``cluster``    the cluster in which it stands; blank for none
``owner``      the organisation that owns it; blank where not stated
``since``      the day from which that holds
=============  =====================================================================

Serial numbers are replaced by digests before anything is kept, the file itself included.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Final

from interlock.adapters.epoch_columns import Cells
from interlock.adapters.layouts.layout import Given, Head, Layout, Line
from interlock.adapters.layouts.tables import day, each_row, open_table
from interlock.errors import InputError
from interlock.phrases import phrase
from interlock.register.chips import SEALED, Placement, serial_digest
from interlock.register.names import clean

__all__ = ["COLUMNS", "SINGLE_CHIPS"]

COLUMNS: Final = ("designer", "chip_model", "serial", "cluster", "owner", "since")
_UNREADABLE: Final = f"{SEALED}unreadable"


def _read(given: Given) -> Iterator[Line]:
    seen: dict[str, int] = {}

    def read(cells: Cells) -> Iterator[Line]:
        placement = _placement(cells, given)
        first = seen.setdefault(placement.serial, cells.row.line)
        if first != cells.row.line:
            raise InputError(
                phrase("line {first} lists the same chip", first=first), line=cells.row.line, field="serial",
                advice=phrase("List each chip once."),
            )  # fmt: skip
        yield placement

    return each_row(given, read)


def _placement(cells: Cells, given: Given) -> Placement:
    since = day(cells, "since")
    if since is None:
        raise cells.error(
            "since",
            phrase("the cell is blank"),
            advice=phrase("Give the day from which the chip stands there."),
        )
    if since > given.stated_on:
        raise cells.error(
            "since",
            phrase("{since} had not come when the list was made", since=since),
            advice=phrase("List what is, not what will be."),
        )
    designer = clean(cells.text("designer"))
    return Placement(
        serial=serial_digest(designer, cells.text("serial")),
        designer=designer,
        chip_model=clean(cells.text("chip_model")),
        cluster=_optional(cells.text("cluster")),
        owner=_optional(cells.text("owner")),
        since=since,
        stated_on=given.stated_on,
        origin=given.origin,
        line=cells.row.line,
    )


def _optional(name: str) -> str:
    return clean(name) if name else ""


def _seal(content: bytes, file_name: str) -> bytes:
    """Replace every serial number by its digest, line for line; what can't be read is left out."""
    columns, rows = open_table(content, file_name)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    line = 2
    for row in rows:
        out.write("\n" * (row.line - line))  # blank lines, so that every row keeps its number
        line = row.line + 1
        if row.problem is not None:
            writer.writerow([_UNREADABLE])
            continue
        cells = {name: " ".join(cell.split()) for name, cell in row.cells.items()}
        try:
            cells["serial"] = SEALED + serial_digest(cells["designer"], cells["serial"])
        except InputError:
            cells["serial"] = _UNREADABLE
        writer.writerow(cells.values())
    return out.getvalue().encode()


def _is_chip_list(head: Head) -> bool:
    return head.columns >= frozenset(COLUMNS)


SINGLE_CHIPS: Final = Layout(
    name="single chips",
    title=phrase("A list of single chips"),
    origin=None,
    recognises=_is_chip_list,
    read=_read,
    seal=_seal,
)
"""Chips by serial number."""
