"""What a chip or a cluster can do, from its own figures or from those of the chips it names."""

from __future__ import annotations

from typing import Any

from interlock.compute.addition import common_total
from interlock.compute.chips import Catalogue, read_precision
from interlock.compute.chips import Chip as KnownChip
from interlock.compute.chips.tpp import performance_density, total_processing_performance
from interlock.errors import InputError, UnknownNameError
from interlock.findings import Finding, FindingKind
from interlock.phrases import phrase
from interlock.quantities import (
    Estimate,
    FlopPerSecond,
    Number,
    Provenance,
    Quantity,
    SquareMillimetres,
    TotalProcessingPerformance,
)
from interlock.statements.declaration import Chip, Cluster, ClusterChips, Declaration

__all__ = ["check_equipment", "chip_quantities", "cluster_quantities", "states_figures"]

_H100 = "H100 SXM5 80GB"
_CHIP_QUANTITIES = (
    "tpp", "performance_density", "memory_bandwidth", "memory_bandwidth_density",
    "chip_interconnect_bandwidth",
)  # fmt: skip

_TOLERANCE = 0.05
"""Relative difference that rounding and boost clocks explain."""

Named = dict[str, Estimate[Any] | None]


def chip_quantities(chip: Chip | None, catalogue: Catalogue) -> Named:
    """Return the quantities of a declared chip; its own figures go first.

    Raises
    ------
    UnknownNameError
        If the chip states nothing but a name and the name is in no table.
    """
    if chip is None:
        return {}
    stated: Named = {name: getattr(chip, name) for name in _CHIP_QUANTITIES}
    stated["tpp"] = stated["tpp"] or _tpp_of_peaks(chip)
    stated["performance_density"] = stated["performance_density"] or _density(chip, stated["tpp"])
    if chip.name is None or any(value is not None for value in stated.values()):
        return stated
    try:
        known = catalogue.find(chip.name)
    except InputError as error:
        raise error.within(field="chip.name") from None
    return dict(_figures_of(known))


def _figures_of(known: KnownChip) -> dict[str, Estimate[Any]]:
    source = (
        f"{known.source.title} ({known.confidence})" if known.source is not None else str(known.confidence)
    )
    found = {
        "tpp": known.tpp,
        "performance_density": known.performance_density,
        "memory_bandwidth": known.memory_bandwidth,
        "chip_interconnect_bandwidth": known.interconnect_bandwidth,
    }
    return {name: _exact(value, known.name, source) for name, value in found.items() if value is not None}


def check_equipment(declaration: Declaration, catalogue: Catalogue) -> tuple[Finding, ...]:
    """Return a discrepancy for each figure that differs from those of the chips that are named."""
    chip, cluster = declaration.chip, declaration.cluster
    compared: list[tuple[str, Estimate[Any] | None, Estimate[Any] | None]] = []
    if chip is not None and chip.name is not None and states_figures(chip):
        stated = chip_quantities(chip, catalogue)
        try:
            known = _figures_of(catalogue.find(chip.name))
        except UnknownNameError:
            known = {}
        compared += [(name, stated.get(name), value) for name, value in known.items()]
    if cluster is not None and cluster.chips and cluster.performance is not None:
        listed = _sum_of_chips(cluster, catalogue)["cluster_performance"]
        compared.append(("cluster_performance", cluster.performance, listed))
    return tuple(
        _differs(declaration.name, name, stated, known)
        for name, stated, known in compared
        if stated is not None and known is not None and _apart(stated, known)
    )


def _apart(one: Estimate[Any], two: Estimate[Any]) -> bool:
    return one.high * (1 + _TOLERANCE) < two.low or two.high * (1 + _TOLERANCE) < one.low


def _differs(subject: str, name: str, stated: Estimate[Any], known: Estimate[Any]) -> Finding:
    words = name.replace("_", " ")
    return Finding(
        kind=FindingKind.DISCREPANCY,
        check="declared-equipment",
        subject=subject,
        message=phrase(
            "a {words} of {stated} is stated; the chips that are named give {known}",
            words=words,
            stated=stated,
            known=known,
        ),
        checked=phrase(
            "the stated {words} against the figures of the chips by name; the stated one is used", words=words
        ),
        not_checked=phrase("whether the equipment is of the type that is named"),
        likely_causes=(
            phrase("another variant of the chip"),
            phrase("a figure that counts something else, or one direction"),
        ),
        settle=phrase("the maker's data sheet of exactly this type"),
        evidence=((phrase("stated"), str(stated)), (phrase("of the chips named"), str(known))),
    )


def states_figures(chip: Chip) -> bool:
    """Return whether a declared chip goes by its own figures, not by those of its name."""
    return bool(chip.peaks) or any(getattr(chip, name) is not None for name in _CHIP_QUANTITIES)


def cluster_quantities(cluster: Cluster | None, catalogue: Catalogue) -> Named:
    """Return the quantities of a declared cluster.

    Performance is that of the listed chips at their greatest 16-bit peak, unless it is stated.
    """
    if cluster is None:
        return {}
    listed: Named = _sum_of_chips(cluster, catalogue) if cluster.chips else {}
    listed["cluster_performance"] = cluster.performance or listed.get("cluster_performance")
    listed["cluster_interconnect"] = cluster.interconnect
    return listed


def _sum_of_chips(cluster: Cluster, catalogue: Catalogue) -> Named:
    reference = _reference_peak(catalogue)
    performances, totals = [], []
    for position, entry in enumerate(cluster.chips):
        try:
            performance, tpp = _entry(entry, catalogue)
        except InputError as error:
            raise error.within(field=f"cluster.chips[{position}]") from None
        performances.append(performance)
        totals.append(tpp)
    performance = common_total(performances)
    equivalents = performance.over(Estimate.exact(reference)) if reference is not None else None
    return {
        "cluster_performance": performance,
        "cluster_tpp": common_total(totals),
        "cluster_h100_equivalents": equivalents,
    }


def _reference_peak(catalogue: Catalogue) -> FlopPerSecond | None:
    try:
        return catalogue.find(_H100).matrix_peak_16bit
    except UnknownNameError:
        # A table of somebody else's chips need not hold it.
        return None


def _entry(
    entry: ClusterChips, catalogue: Catalogue
) -> tuple[Estimate[FlopPerSecond], Estimate[TotalProcessingPerformance]]:
    if entry.chip is None or entry.count is None:
        raise InputError(
            phrase("a cluster's chips need a type and a count"), advice=phrase("State chip and count.")
        )
    chip = catalogue.find(entry.chip)
    peak, tpp = chip.greatest_peak(16), chip.tpp
    if peak is None or tpp is None:
        raise InputError(
            phrase("no peak of {name} is known", name=chip.name),
            advice=phrase("State the cluster's performance instead."),
        )
    return _scaled(peak, entry.count), _scaled(tpp, entry.count)


def _scaled(value: Any, count: Estimate[Number]) -> Estimate[Any]:  # noqa: ANN401  # any unit, kept
    return Estimate(
        unit=type(value),
        central=value.value * count.central,
        low=value.value * count.low,
        high=value.value * count.high,
    )


def _tpp_of_peaks(chip: Chip) -> Estimate[TotalProcessingPerformance] | None:
    if not chip.peaks:
        return None
    peaks = ((read_precision(str(name)), FlopPerSecond(rate.central)) for name, rate in chip.peaks.items())
    tpp = total_processing_performance(peaks)
    return _exact(tpp, chip.name or "the chip", "computed from the stated peaks") if tpp is not None else None


def _density(chip: Chip, tpp: Estimate[Any] | None) -> Estimate[Any] | None:
    if chip.die_area is None or tpp is None:
        return None
    density = performance_density(
        TotalProcessingPerformance(tpp.central), SquareMillimetres(chip.die_area.central)
    )
    return _exact(density, chip.name or "the chip", "computed from TPP and die area") if density else None


def _exact(value: Quantity, name: str, source: str) -> Estimate[Any]:
    return Estimate.exact(value, Provenance(method=phrase("figures of {name}", name=name), sources=(source,)))
