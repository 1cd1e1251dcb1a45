"""The register's clusters and chips, in the words of a declaration."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import Any, Final

from interlock.compute.chips import shipped_chips
from interlock.errors import UnknownNameError
from interlock.phrases import phrase
from interlock.quantities import Estimate, FlopPerSecond, Number, Provenance
from interlock.register.figures import Figures
from interlock.register.linking import Linked, members

__all__ = ["chip_section", "cluster_section", "is_known_chip"]

_H100: Final = "H100 SXM5 80GB"
_PEAKS: Final = {
    "peak_fp64": "fp64", "peak_fp32": "fp32", "peak_tf32": "tf32", "peak_16bit": "bf16", "peak_fp8": "fp8",
    "peak_int8": "int8", "peak_fp4": "fp4",
}  # fmt: skip
_STATES_FIGURES: Final = ("tpp", "peaks", "memory_bandwidth", "chip_interconnect_bandwidth")


def cluster_section(figures: Figures, linked: Linked) -> dict[str, Any]:
    """Return a cluster: its chips by name where the shipped table knows them, else what stands for them."""
    values = figures.held.values
    named = [
        (members(values.get(chip)), values.get(count))
        for chip, count in (("chip_model", "chip_count"), ("second_chip_model", "second_chip_count"))
    ]
    listed = [(chips[0], count or 0) for chips, count in named if chips]
    told = bool(listed) and all(count for _, count in listed)
    cluster: dict[str, Any] = {"colocated": values.get("single_site")}
    if told and all(is_known_chip(chip["name"]) for chip, _ in listed):
        cluster["chips"] = [{"chip": chip["name"], "count": count} for chip, count in listed]
    elif (equivalents := figures.get("h100_equivalents")) is not None:
        cluster["chips"] = [{"chip": _H100, "count": _in_h100s(equivalents)}]
    else:
        peaks = _of_peaks(figures, listed, linked) if told else None
        cluster["performance"] = figures.get("performance") or peaks
    return cluster


def chip_section(figures: Figures, name: str) -> dict[str, Any] | None:
    """Return a chip; None where neither its entry nor the shipped table says what it can do."""
    peaks = {word: peak for kept, word in _PEAKS.items() if (peak := figures.get(kept)) is not None}
    chip = {
        "name": name,
        "tpp": figures.get("tpp"),
        "die_area": figures.get("die_area"),
        "peaks": peaks or None,
        "memory_bandwidth": figures.get("memory_bandwidth"),
        "chip_interconnect_bandwidth": figures.get("chip_interconnect_bandwidth"),
        "marketed_for_data_centres": figures.held.values.get("marketed_for_data_centres"),
    }
    return chip if any(chip[part] for part in _STATES_FIGURES) or is_known_chip(name) else None


@lru_cache(maxsize=4096)
def is_known_chip(name: str) -> bool:
    """Return whether the shipped table answers to a name."""
    try:
        shipped_chips().find(name)
    except UnknownNameError:
        return False
    return True


def _of_peaks(
    figures: Figures, listed: list[tuple[dict[str, Any], int]], linked: Linked
) -> Estimate[FlopPerSecond] | None:
    """Return what the chips' own entries give together; None if any of them states no peak."""
    total = 0.0
    for chip, count in listed:
        entry = linked.get(chip["entry"])
        peak = figures.get("peak_16bit", of=entry) if entry is not None else None
        if peak is None:
            return None
        total += peak.central * count
    return Estimate.exact(FlopPerSecond(total), Provenance(method=phrase("peaks of its chips")))


def _in_h100s(equivalents: Estimate[Number]) -> Estimate[Number]:
    """Return so many H100s: what a law counts in H100s is told in H100s, whatever the chips are."""
    note = phrase("H100 equivalents stand for the chips, whose type or number is not held")
    return equivalents.explained(replace(equivalents.provenance, notes=(note,)))
