"""Epoch AI's table of machine learning hardware, as records of chip models.

Rates are dense ones, as the table states them; its logarithms and ratios follow from the other columns and
are left out.

References
----------
.. [1] Epoch AI, *Data on Machine Learning Hardware*, https://epoch.ai/data/machine-learning-hardware,
   CC BY 4.0.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from interlock.adapters.epoch_columns import Cells, is_hardware_table
from interlock.adapters.layouts.identity import Names
from interlock.adapters.layouts.layout import Given, Head, Layout, Line
from interlock.adapters.layouts.tables import (
    amount,
    day,
    each_row,
    first_address,
    keep,
    line_of_text,
    whole,
    words,
)
from interlock.errors import InputError
from interlock.phrases import phrase
from interlock.register import Kind, Origin, Record, Stated

__all__ = ["HARDWARE"]

_TERA: Final = 1e12
_ESTIMATES: Final = {
    "peak_fp64": "FP64 (double precision) performance (FLOP/s)",
    "peak_fp32": "FP32 (single precision) performance (FLOP/s)",
    "peak_tf32": "TF32 (TensorFloat-32) performance (FLOP/s)",
    "peak_fp8": "FP8 performance (FLOP/s)",
    "peak_int8": "INT8 performance (OP/s)",
    "peak_fp4": "FP4 performance (FLOP/s)",
    "memory": "Memory (bytes)",
    "memory_bandwidth": "Memory bandwidth (byte/s)",
    "chip_interconnect_bandwidth": "Intranode bandwidth (byte/s)",
    "node_interconnect_bandwidth": "Internode bandwidth (bit/s)",
    "thermal_design_power": "TDP (W)",
    "die_area": "Die Size (mm^2)",
}


def _read(given: Given) -> Iterator[Line]:
    names = Names("designer")

    def read(cells: Cells) -> Iterator[Line]:
        name = cells.text("Hardware name")
        if not name:
            raise InputError(
                phrase("the row names no chip"),
                field="Hardware name",
                advice=phrase("Name it, or leave the row out."),
            )
        values = _values(cells)
        also = names.take(name, by=cells.text("Manufacturer"), line=cells.row.line)
        yield Record(
            kind=Kind.CHIP_MODEL, name=name, also=also, values=values, stated_on=given.stated_on,
            origin=given.origin, line=cells.row.line,
        )  # fmt: skip

    return each_row(given, read)


def _values(cells: Cells) -> dict[str, tuple[Stated, ...]]:
    price = amount(cells, "Release price (USD)")
    foundries = words(cells, "Foundry")
    estimates = {name: _above_zero(amount(cells, column)) for name, column in _ESTIMATES.items()}
    return keep(
        manufacturer=cells.text("Manufacturer"),
        foundry=foundries[0] if len(foundries) == 1 else None,
        category=line_of_text(cells, "Type"),
        released=day(cells, "Release date"),
        tpp=_above_zero(amount(cells, "Total processing performance (bit-OP/s)", times=1 / _TERA)),
        peak_16bit=_sixteen_bits(cells),
        **estimates,
        process_nm=whole(cells, "Process size (nm)"),
        transistors=_above_zero(amount(cells, "Transistors (millions)", times=1e6)),
        price=None if price is None else Stated(value=price, note=cells.text("Source for the price")[:5000]),
        datasheet=first_address(cells.text("Link to datasheet")),
        description=cells.text("Notes")[:20_000],
    )


def _above_zero(value: float | None) -> float | None:
    return value or None


def _sixteen_bits(cells: Cells) -> float | None:
    """Return the greater of the matrix units' and the vector units' rate."""
    rates = [
        amount(cells, column)
        for column in ("Tensor-FP16/BF16 performance (FLOP/s)", "FP16 (half precision) performance (FLOP/s)")
    ]
    return max((rate for rate in rates if rate), default=None)


def _is_hardware(head: Head) -> bool:
    return is_hardware_table(tuple(head.columns))


HARDWARE: Final = Layout(
    name="epoch hardware",
    title=phrase("Epoch AI's table of machine learning hardware"),
    origin=Origin(
        publisher="Epoch AI",
        title="Data on Machine Learning Hardware",
        url="https://epoch.ai/data/machine-learning-hardware",
        licence="CC BY 4.0",
    ),
    recognises=_is_hardware,
    read=_read,
)
"""Chip models."""
