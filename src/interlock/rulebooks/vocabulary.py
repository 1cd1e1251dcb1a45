"""The names by which rulebooks ask for facts: quantities, attributes, dates, conventions, places.

The loader refuses every other name, so that a misspelt condition can't be silently never true.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Literal

from interlock.phrases import marked, phrase
from interlock.quantities import (
    BandwidthDensity,
    BitPerSecond,
    BytePerSecond,
    Flop,
    FlopPerSecond,
    Fraction,
    Number,
    Parameters,
    PerformanceDensity,
    Quantity,
    TotalProcessingPerformance,
    UsDollars,
)

__all__ = [
    "ATTRIBUTES", "CONVENTIONS", "DATES", "EU_MEMBERS", "QUANTITIES", "UNITS", "AttributeName",
    "QuantityName", "as_dict", "closest", "is_place", "lies_in",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class QuantityName:
    """A number that a provision may compare."""

    unit: type[Quantity]
    words: str
    """How a sentence calls it."""
    field: str
    """Where a declaration states it."""


@dataclass(frozen=True, slots=True)
class AttributeName:
    """A property that a provision may ask for."""

    holds: Literal["yes or no", "one word", "set of words"]
    words: str
    field: str
    words_known: frozenset[str] = frozenset()
    """The words it may take; empty where the list is open."""


def _either(one: str, other: str) -> str:
    return phrase("{one} or {other}", one=one, other=other)


def _flop(words: str, field: str) -> QuantityName:
    return QuantityName(Flop, phrase(words), field)


_COMPUTE_FIELDS = _either("training.stages, hardware", "published.training_compute")
QUANTITIES: dict[str, QuantityName] = {
    "training_compute": _flop(marked("training compute"), _COMPUTE_FIELDS),
    "post_training_compute": _flop(marked("post-training compute"), "training.stages"),
    "modification_compute": _flop(
        marked("compute of the modification"), _either("modification.compute", "training.stages")
    ),
    "base_training_compute": _flop(
        marked("training compute of the base model"), "training.base_model.training_compute"
    ),
    "largest_training_compute": _flop(
        marked("the largest training compute known"), "largest_training_compute"
    ),
    "parameters_total": QuantityName(
        Parameters, phrase("total parameters"), _either("model.config", "model.parameters.total")
    ),
    "parameters_active": QuantityName(
        Parameters, phrase("parameters active per token"), _either("model.config", "model.parameters.active")
    ),
    "mmlu": QuantityName(Fraction, phrase("MMLU score"), "capabilities.mmlu"),
    "developer_revenue": QuantityName(
        UsDollars, phrase("the developer's annual revenue"), "developer.annual_revenue_usd"
    ),
    "training_cost": QuantityName(UsDollars, phrase("cost of training"), "costs.training_cost"),
    "distillation_cost": QuantityName(UsDollars, phrase("cost of distillation"), "costs.distillation_cost"),
    "tpp": QuantityName(TotalProcessingPerformance, phrase("total processing performance"), "chip.tpp"),
    "performance_density": QuantityName(PerformanceDensity, phrase("performance density"), "chip.die_area"),
    "memory_bandwidth": QuantityName(BytePerSecond, phrase("memory bandwidth"), "chip.memory_bandwidth"),
    "chip_interconnect_bandwidth": QuantityName(
        BytePerSecond, phrase("bandwidth between chips"), "chip.chip_interconnect_bandwidth"
    ),
    "memory_bandwidth_density": QuantityName(
        BandwidthDensity, phrase("memory bandwidth density"), "chip.memory_bandwidth_density"
    ),
    "cluster_performance": QuantityName(
        FlopPerSecond,
        phrase("the cluster's peak performance"),
        _either("cluster.chips", "cluster.performance"),
    ),
    "cluster_interconnect": QuantityName(
        BitPerSecond, phrase("bandwidth between the cluster's nodes"), "cluster.interconnect"
    ),
    "cluster_tpp": QuantityName(
        TotalProcessingPerformance, phrase("the cluster's total processing performance"), "cluster.chips"
    ),
    "cluster_h100_equivalents": QuantityName(
        Number, phrase("the cluster's size in H100 equivalents"), "cluster.chips"
    ),
}  # fmt: skip
"""Every quantity by name."""

UNITS: dict[str, type[Quantity]] = {
    "FLOP": Flop,
    "FLOP/s": FlopPerSecond,
    "parameters": Parameters,
    "USD": UsDollars,
    "fraction": Fraction,
    "number": Number,
    "TPP": TotalProcessingPerformance,
    "TPP/mm²": PerformanceDensity,
    "B/s": BytePerSecond,
    "B/s/mm²": BandwidthDensity,
    "bit/s": BitPerSecond,
}
"""How a rulebook's parameter names its unit."""

_GENERATES = frozenset((
    marked("text"), marked("audio"), marked("image"), marked("video"), marked("action"), marked("label"),
    marked("score"), marked("forecast"), marked("structure"), marked("embedding"), marked("code"), "3d",
))  # fmt: skip
ATTRIBUTES: dict[str, AttributeName] = {
    "purpose": AttributeName(
        "one word", phrase("purpose"), "model.purpose", frozenset({marked("general"), marked("narrow")})
    ),
    "generates": AttributeName("set of words", phrase("what it generates"), "model.generates", _GENERATES),
    "places": AttributeName(
        "set of words", phrase("where it is developed, offered or used"), "deployment.places"
    ),
    "developer_country": AttributeName("one word", phrase("the developer's country"), "developer.country"),
    "accredited_university": AttributeName(
        "yes or no",
        phrase("the developer is an accredited university"),
        "developer.accredited_university",
    ),
    "open_weights": AttributeName("yes or no", phrase("the weights are open"), "model.open_weights"),
    "biological_sequence_data": AttributeName(
        "yes or no",
        phrase("it is trained primarily on biological sequence data"),
        "model.biological_sequence_data",
    ),
    "colocated": AttributeName("yes or no", phrase("the machines stand in one place"), "cluster.colocated"),
    "networked_to_work_together": AttributeName(
        "yes or no",
        phrase("the sites are networked to work together"),
        "cluster.networked_to_work_together",
    ),
    "marketed_for_data_centres": AttributeName(
        "yes or no",
        phrase("the chip is designed or marketed for data centres"),
        "chip.marketed_for_data_centres",
    ),
    "modifies_another": AttributeName(
        "yes or no",
        phrase("it modifies a named model of another provider"),
        "modification.original.name",
    ),
    "base_is_systemic_risk": AttributeName(
        "yes or no", phrase("the base model has systemic risk"), "training.base_model.systemic_risk"
    ),
    "designations": AttributeName("set of words", phrase("designations"), "designations"),
    "decided": AttributeName("set of words", phrase("decisions taken"), "decided"),
}
"""Every attribute by name."""

DATES: dict[str, str] = {
    "planned_start": phrase("the planned start of training"),
    "started": phrase("the start of training"),
    "ended": phrase("the end of training"),
    "released": phrase("the release"),
    "deployed": phrase("the deployment"),
    "modified": phrase("the modification"),
    "threshold_met": phrase("the threshold being met"),
    "threshold_known": phrase("its being known that the threshold is or will be met"),
    "designated": phrase("the designation"),
    "notified": phrase("the notification"),
    "requested": phrase("the authority's request"),
    "approved": phrase("the approval"),
    "incident": phrase("the incident"),
    "incident_known": phrase("the incident becoming known"),
    "imminent_harm_known": phrase("an imminent risk of death or serious injury becoming known"),
    "framework_changed": phrase("a material change of the framework"),
    "year_start": phrase("the start of the year"),
}
"""Events from which a clock may run, as a sentence calls them."""

CONVENTIONS: dict[str, str] = {
    "eu-annex-2025": phrase("the annex to the EU guidelines (2025)"),
    "fmf-2024": phrase("the Frontier Model Forum's brief (2024)"),
    "epoch": phrase("Epoch AI"),
    "us-operations": phrase("integer or floating-point operations, as US texts count"),
    "kr-notice-2026": phrase("the Korean notice (2026)"),
    "miri-2025": phrase("the MIRI draft agreement (2025)"),
    "pauseai": phrase("the PauseAI proposal: everything declared, over all stages and base models"),
}
"""Rules of what counts as compute; the rules themselves belong to the compute room."""

_PLACE = re.compile(r"EU|[A-Z]{2}(-[A-Z0-9]{1,3})?")
EU_MEMBERS = frozenset(
    "AT BE BG HR CY CZ DE DK EE ES FI FR GR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split()  # noqa: SIM905  # as above
)


def is_place(code: str) -> bool:
    """Return whether `code` has the form of a place: ISO 3166 country or subdivision, or ``EU``."""
    return _PLACE.fullmatch(code) is not None


def lies_in(place: str, region: str) -> bool | None:
    """Return whether `place` lies in `region`; None where `place` is the larger and only part of it does.

    Examples
    --------
    >>> lies_in("DE", "EU"), lies_in("US-CA", "US"), lies_in("US", "US-CA"), lies_in("GB", "EU")
    (True, True, None, False)
    """
    country = place.partition("-")[0]
    if region in (place, country) or (region == "EU" and country in EU_MEMBERS):
        return True
    return None if region.startswith(f"{place}-") or (place == "EU" and region in EU_MEMBERS) else False


def closest(name: str, known: Any) -> str:  # noqa: ANN401  # any collection of names
    """Return advice that names what `name` was probably meant to be, or what there is."""
    matches = get_close_matches(name, list(known), n=1)
    if matches:
        return f"Did you mean {matches[0]!r}?"
    return f"Known are {', '.join(sorted(known))}."


def as_dict() -> dict[str, object]:
    """Return the vocabulary with plain keys."""
    return {
        "quantities": {
            name: {"unit": q.unit.symbol, "meaning": q.words, "field": q.field}
            for name, q in QUANTITIES.items()
        },
        "attributes": {
            name: {"holds": a.holds, "meaning": a.words, "field": a.field, "words": sorted(a.words_known)}
            for name, a in ATTRIBUTES.items()
        },
        "dates": dict(DATES),
        "conventions": dict(CONVENTIONS),
    }
