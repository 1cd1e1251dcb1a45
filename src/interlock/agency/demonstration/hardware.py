"""Chips, taken from the shipped catalogue, and what follows from them for clusters.

A cluster's file states chips and their number, never a rate: peaks and H100 equivalents are worked out here,
each under a source of its own that says so, so that nobody takes them for the owner's word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext_noop

from interlock.agency.demonstration.facts import Reading, Told
from interlock.compute.chips import Chip, Precision, find_chip, shipped_chips
from interlock.register import Json, Kind, Origin, Record, Stated
from interlock.register.names import key

__all__ = ["chip_facts", "cluster_peaks"]

_CATALOGUE: Final = Origin(publisher="Interlock", title="Catalogue of chips")
_WORKED_OUT: Final = Origin(publisher="Interlock", title="Worked out from the chips and their number")
_NOTE: Final = gettext_noop("Number of chips times their dense 16-bit peak; no rate relies on sparsity.")
_TYPED: Final = date(2026, 11, 22)
"""The day on which the catalogue was typed: for chips whose announcement has no known day."""
_PEAKS: Final = {
    "peak_fp64": "fp64", "peak_fp32": "fp32", "peak_tf32": "tf32", "peak_fp8": "fp8", "peak_int8": "int8",
    "peak_fp4": "fp4",
}  # fmt: skip
_SIXTEEN: Final = (Precision.BF16, Precision.FP16)
_GRAPHICS: Final = frozenset({"NVIDIA", "AMD", "Biren", "Moore Threads", "MetaX"})
_NANOMETRES: Final = re.compile(r"(\d+) nm")


def chip_facts() -> tuple[Told, ...]:
    """Return what the shipped catalogue tells of each chip."""
    return tuple(_chip(chip) for chip in shipped_chips())


def _chip(chip: Chip) -> Told:
    stated_on = chip.announced or chip.released or _TYPED
    url = chip.source.url if chip.source and chip.source.url else ""
    origin = (
        Origin(publisher=chip.maker, title=chip.source.title[:500], url=url) if chip.source else _CATALOGUE
    )
    reading = Reading(chip.confidence.value)
    note = " ".join(
        filter(
            None,
            (gettext_noop("The day is that of the announcement; the document bears none."), reading.words),
        )
    )
    values = {
        name: (Stated(value=value, note=note),) for name, value in _values(chip).items() if value is not None
    }
    if chip.released is not None:  # a release announced for a later day is a projection
        due = chip.released if chip.released > stated_on else None
        values["released"] = (Stated(value=chip.released.isoformat(), holds_from=due, note=note),)
    record = Record(kind=Kind.CHIP_MODEL, name=chip.name, stated_on=stated_on, origin=origin, values=values)
    return Told(record=record, reading=reading)


def _values(chip: Chip) -> dict[str, Json]:
    sixteen, process = _sixteen_bit(chip), chip.die.process if chip.die else None
    nanometres = _NANOMETRES.search(process or "")
    return {
        "manufacturer": {"name": chip.maker},
        "foundry": {"name": process.split()[0]} if process else None,
        "category": _category(chip),
        "tpp": chip.tpp.value if chip.tpp else None,
        "peak_16bit": sixteen,
        **{
            name: chip.peak(precision).value if precision in chip.precisions else None
            for name, precision in _PEAKS.items()
        },
        "memory": chip.memory_bytes,
        "memory_bandwidth": chip.memory_bandwidth.value if chip.memory_bandwidth else None,
        "chip_interconnect_bandwidth": (
            chip.interconnect_bandwidth.value if chip.interconnect_bandwidth else None
        ),
        "thermal_design_power": chip.tdp.value if chip.tdp else None,
        "die_area": chip.die.area.value if chip.die else None,
        "process_nm": int(nanometres[1]) if nanometres else None,
        "marketed_for_data_centres": chip.data_centre,
        "datasheet": chip.source.url if chip.source and chip.source.url else None,
        "aliases": list(chip.aliases) or None,
        "description": chip.note or None,
    }


def _sixteen_bit(chip: Chip) -> float | None:
    """Return the greater dense peak of the two 16-bit formats."""
    rates = [chip.peak(name).value for name in _SIXTEEN if name in chip.precisions]
    return max(rates, default=None)


def _category(chip: Chip) -> str:
    if "TPU" in chip.name:
        return "TPU"
    return "GPU" if chip.maker in _GRAPHICS or "GPU" in chip.name else "Other"


def cluster_peaks(told: Iterable[Told]) -> Iterator[Told]:
    """Yield the peak and the H100 equivalents of clusters, wherever their chips or the number are stated."""
    known: dict[str, dict[str, Any]] = {}
    for one in told:
        if one.record.kind is not Kind.CLUSTER:
            continue
        equipment = known.setdefault(key(one.record.name), {})
        stated = {name: several[0] for name, several in one.record.values.items()}
        equipment |= {name: value.value for name, value in stated.items() if name in _EQUIPMENT}
        peak = _peak(equipment)
        if peak is None or not stated.keys() & _EQUIPMENT:
            continue
        holds_from = next(iter(stated.values())).holds_from
        yield Told(
            record=_worked_out(one.record, peak, holds_from), reading=Reading.SECONDARY, public=one.public
        )


_EQUIPMENT: Final = frozenset({"chip_model", "chip_count", "second_chip_model", "second_chip_count"})


def _peak(equipment: Mapping[str, Any]) -> float | None:
    """Return the dense 16-bit peak of all chips; None where a chip, its number or its peak is unknown."""
    total = 0.0
    for prefix in ("", "second_"):
        chip, count = equipment.get(f"{prefix}chip_model"), equipment.get(f"{prefix}chip_count")
        if chip is None and count is None and prefix:
            continue
        peak = _sixteen_bit(find_chip(chip["name"])) if chip else None
        if peak is None or count is None:
            return None
        total += peak * count
    return total


def _worked_out(record: Record, peak: float, holds_from: date | None) -> Record:
    reference = find_chip("NVIDIA H100 SXM5 80GB").peak(Precision.BF16).value
    values = {"performance": peak, "h100_equivalents": peak / reference}
    return Record(
        kind=Kind.CLUSTER, name=record.name, stated_on=record.stated_on, origin=_WORKED_OUT,
        values={
            name: (Stated(value=value, holds_from=holds_from, note=_NOTE),) for name, value in values.items()
        },
    )  # fmt: skip
