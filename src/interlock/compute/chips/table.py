"""A catalogue from a table in the layout of Epoch AI's machine learning hardware data.

Only what a cell says is taken: a chip has a 16-bit matrix peak where the column
``Tensor-FP16/BF16 performance (FLOP/s)`` is filled, and nowhere else. That column does not tell BF16
from FP16; both are set. Rates are in FLOP/s, not in TFLOP/s.

References
----------
.. [1] Epoch AI, *Data on Machine Learning Hardware*, CC BY 4.0,
   https://epoch.ai/data/machine-learning-hardware.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from datetime import date

from interlock.compute.chips.catalogue import Catalogue
from interlock.compute.chips.model import Chip, Confidence, Die, Source
from interlock.compute.chips.precision import Precision
from interlock.documents import CsvRow
from interlock.errors import InputError
from interlock.phrases import phrase
from interlock.quantities import BytePerSecond, FlopPerSecond, SquareMillimetres, Watts

__all__ = ["chips_from_rows"]

_NAME = "Hardware name"
_TENSOR = "Tensor-FP16/BF16 performance (FLOP/s)"
_MATRIX = {
    "FP8 performance (FLOP/s)": (Precision.FP8,),
    "FP4 performance (FLOP/s)": (Precision.FP4,),
    "TF32 (TensorFloat-32) performance (FLOP/s)": (Precision.TF32,),
    _TENSOR: (Precision.BF16, Precision.FP16),
    "INT8 performance (OP/s)": (Precision.INT8,),
    "INT4 performance (OP/s)": (Precision.INT4,),
}
_VECTOR = {
    "FP64 (double precision) performance (FLOP/s)": (Precision.FP64,),
    "FP32 (single precision) performance (FLOP/s)": (Precision.FP32,),
    "FP16 (half precision) performance (FLOP/s)": (Precision.FP16,),
    "INT16 performance (OP/s)": (Precision.INT16,),
}
_NON_PLANAR_FROM = 16.0
"""Nanometres of the first FinFET nodes of the foundries that make accelerators (TSMC 16, Samsung 14)."""


def chips_from_rows(rows: Iterable[CsvRow], *, source: str | None = None) -> Catalogue:
    """Return the catalogue that a table in Epoch's layout holds.

    Raises
    ------
    InputError
        If a row can't be used, with its line and column; or if two rows name one chip.
    """
    chips = []
    for row in rows:
        try:
            chips.append(_chip(row))
        except InputError as error:
            raise error.within(source, line=row.line) from None
    try:
        return Catalogue(chips)
    except InputError as error:
        raise error.within(source) from None


def _chip(row: CsvRow) -> Chip:
    if row.problem is not None:
        raise row.problem
    name = row.cells.get(_NAME, "").strip()
    if not name:
        raise InputError(
            phrase("the chip has no name"),
            field=_NAME,
            advice=phrase("Give a table with the column {name}.", name=repr(_NAME)),
        )
    link = row.cells.get("Link to datasheet", "").strip()
    return Chip(
        name=name,
        maker=row.cells.get("Manufacturer", "").strip() or "unknown",
        matrix=_peaks(row, _MATRIX),
        vector=_peaks(row, _VECTOR),
        released=_day(row, "Release date"),
        memory_bytes=_number(row, "Memory (bytes)"),
        memory_bandwidth=_bandwidth(row, "Memory bandwidth (byte/s)"),
        interconnect_bandwidth=_bandwidth(row, "Intranode bandwidth (byte/s)"),
        die=_die(row),
        tdp=None if (power := _number(row, "TDP (W)")) is None else Watts(power),
        source=Source(title=f"a table of chips, line {row.line}", url=link or None),
        confidence=Confidence.SECONDARY,
    )


def _peaks(row: CsvRow, columns: Mapping[str, tuple[Precision, ...]]) -> dict[Precision, FlopPerSecond]:
    return {
        precision: FlopPerSecond(peak)
        for column, precisions in columns.items()
        if (peak := _number(row, column)) is not None
        for precision in precisions
    }


def _bandwidth(row: CsvRow, column: str) -> BytePerSecond | None:
    number = _number(row, column)
    return None if number is None else BytePerSecond(number)


def _die(row: CsvRow) -> Die | None:
    area = _number(row, "Die Size (mm^2)")
    if area is None:
        return None
    node = _number(row, "Process size (nm)")
    return Die(
        area=SquareMillimetres(area),
        process=None if node is None else f"{row.cells.get('Foundry', '').strip()} {node:g} nm".strip(),
        non_planar=None if node is None else node <= _NON_PLANAR_FROM,
    )


def _number(row: CsvRow, column: str) -> float | None:
    text = row.cells.get(column, "").strip()
    if not text:
        return None
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not 0 < number < math.inf:
        raise InputError(
            phrase("{text} is not a number above 0", text=repr(text[:40])),
            field=column,
            advice=phrase("Leave unknown cells empty."),
        )
    return number


def _day(row: CsvRow, column: str) -> date | None:
    text = row.cells.get(column, "").strip()
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InputError(
            phrase("{text} is not a day", text=repr(text[:40])),
            field=column,
            advice=phrase("Write it as 2022-03-22."),
        ) from None
