"""Declared power against the heat that a site's cooling could carry.

Nearly all the electricity that a computer takes becomes heat, and the heat must leave the building. Chillers,
dry coolers and cooling towers stand outside, can be counted from above, and have a rated capacity. So the
power for computing that is declared can be held against what the equipment that is seen could carry:

1. The heat is taken to be the power for computing alone. Fans, pumps and losses add heat, so this is the
   least there is. Where only the power of the whole site is declared, the power for computing is that
   divided by a power usage effectiveness from 1.05 to 1.6, the central value 1.25.
2. What the equipment could carry is the sum of rated capacities. Its errors add: the same catalogue and the
   same picture stand behind all of it. A rating holds at design conditions; 15 % (one standard deviation of
   the logarithm) is allowed for all others, whatever interval is stated.
3. With d = ln(power) − ln(capacity) and s the standard deviations of both and of the rating together, the
   power *exceeds* if d > 2.33 s: more is declared than the cooling could carry. It is *implausibly low* if
   d < −ln 3 − 2.33 s: cooling is built with reserve (a second line beside each, ×2; hot days, ×1.35;
   rounding to whole units), and a factor 3 is allowed for all of it before less power than cooling is
   remarkable.

Each side alarms with a probability of at most 1 % where both intervals are honest, all the cooling was seen
and the reserve is within a factor 3: at most 2 % together. How often it misses depends on the true ratio; the
smallest ratio that is found nine times in ten is given with every check. What the check can't see: air drawn
through the building without machines, heat given to rivers or district heating, equipment under roofs, halls
that are cooled and not yet filled. They are named as causes, never as excuses. 15 %, the factor 3 and the
range of effectiveness are judgements, not measurements.

Examples
--------
>>> check = check_cooling("Example site", it_power=Estimate.exact(Watts(300e6)),
...                       capacity=Estimate.from_interval(Watts, low=80e6, high=120e6))
>>> print(check.finding.message)
3 × 10⁸ W for computing are declared, the cooling could carry 0.8–1.2 × 10⁸ W: 3.1 times as much

References
----------
.. [1] Epoch AI, *Data on AI Data Centers*, chillers and cooling towers with rated capacities,
   https://epoch.ai/data/data-centers, CC BY 4.0: the kind of table that `capacity_from_size` takes.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist, median, quantiles
from typing import Any, Final

from interlock.compute.addition import common_total
from interlock.errors import InputError, InsufficientEvidenceError
from interlock.findings import Finding, FindingKind
from interlock.phrases import numeral, phrase
from interlock.quantities import Estimate, Number, Provenance, Watts
from interlock.quantities.notation import scientific
from interlock.register.figures import Figures
from interlock.register.kinds import Kind
from interlock.register.linking import Held

__all__ = [
    "FALSE_ALARM_PROBABILITY", "CoolingCheck", "Equipment", "capacity_from_size", "check_cooling",
    "check_facility", "heat_carried",
]  # fmt: skip

FALSE_ALARM_PROBABILITY: Final = 0.02
"""At most, of both sides together; see the module's own words for the conditions."""
_SIDE: Final = 0.01
_RATING_SIGMA: Final = 0.15
_RESERVE: Final = 3.0
_FOUND: Final = 0.9
_USAGE_EFFECTIVENESS: Final = Estimate.from_interval(Number, low=1.05, central=1.25, high=1.6)
_LEAST_REFERENCES: Final = 20
_CRITICAL: Final = NormalDist().inv_cdf(1 - _SIDE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Equipment:
    """Cooling machines of one type that are seen on a site."""

    kind: str
    """Such as ``air-cooled chiller``."""
    count: int
    capacity: Estimate[Watts]
    """Heat that one of them carries at its rating."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CoolingCheck:
    """What the check of one site came to."""

    power: Estimate[Watts]
    """For computing, as declared or worked out from the power of the site."""
    capacity: Estimate[Watts]
    ratio: float
    """Power over capacity, central values."""
    smallest_excess_found: float
    """The ratio that is reported nine times in ten."""
    finding: Finding | None


def heat_carried(equipment: Iterable[Equipment]) -> Estimate[Watts]:
    """Return the heat that cooling machines could carry together.

    Raises
    ------
    InsufficientEvidenceError
        If there are none: no machine seen is not a capacity of 0.
    """
    seen = [each for each in equipment if each.count > 0]
    if not seen:
        raise InsufficientEvidenceError("the heat that cooling could carry", given=0, needed=1)
    total = common_total([each.capacity.scaled(each.count) for each in seen])
    inputs = tuple(
        (phrase("{count} × {kind}", count=each.count, kind=phrase(each.kind)), each.capacity) for each in seen
    )
    return total.explained(Provenance(method=phrase("rated capacity of the machines seen"), inputs=inputs))


def capacity_from_size(size: float, reference: Sequence[tuple[float, float]]) -> Estimate[Watts]:
    """Return what a machine of unknown type carries, by what machines of known type carry for their size.

    The 5th and 95th percentile of capacity over size among the known machines bound the interval; the median
    is its centre.

    Parameters
    ----------
    size
        What a picture shows: fans, or square metres of footprint; in the unit of the reference.
    reference
        Size and rated capacity in watts of machines of the same kind.

    Raises
    ------
    InputError
        If the size is not above 0.
    InsufficientEvidenceError
        If fewer than 20 machines are known.
    """
    if not (math.isfinite(size) and size > 0):
        raise InputError(
            phrase("the size {size} is not above 0", size=repr(size)),
            advice=phrase("Give fans or square metres."),
        )
    ratios = [capacity / known for known, capacity in reference if known > 0 and capacity > 0]
    if len(ratios) < _LEAST_REFERENCES:
        raise InsufficientEvidenceError("a capacity by size", given=len(ratios), needed=_LEAST_REFERENCES)
    twentieths = quantiles(ratios, n=20, method="inclusive")
    told = Provenance(
        method=phrase("capacity for its size"), inputs=((phrase("known machines"), len(ratios)),)
    )
    return Estimate.from_interval(
        Watts,
        low=twentieths[0] * size,
        central=median(ratios) * size,
        high=twentieths[-1] * size,
        provenance=told,
    )


def check_facility(name: str, values: Mapping[str, Any]) -> CoolingCheck:
    """Check a facility of the register by its kept values.

    Raises
    ------
    InsufficientEvidenceError
        If no power, or no cooling, is held of it.
    """
    figures = Figures(Held(kind=Kind.FACILITY, name=name, values=values))
    return check_cooling(
        name,
        it_power=figures.get("it_power"),
        site_power=figures.get("power"),
        capacity=figures.get("cooling_capacity"),
    )


def check_cooling(
    name: str,
    *,
    it_power: Estimate[Watts] | None = None,
    site_power: Estimate[Watts] | None = None,
    capacity: Estimate[Watts] | None,
) -> CoolingCheck:
    """Hold the declared power of a site against the heat that its cooling could carry.

    Raises
    ------
    InsufficientEvidenceError
        If the power or the capacity is not known, or 0.
    """
    known = [each for each in (it_power or site_power, capacity) if each is not None and each.central > 0]
    if len(known) < 2 or capacity is None:  # noqa: PLR2004  # power and capacity
        raise InsufficientEvidenceError("power against cooling", given=len(known), needed=2)
    power = it_power if it_power is not None else _for_computing(known[0])
    spread = math.sqrt(power.log_variance + capacity.log_variance + _RATING_SIGMA**2)
    distance = math.log(power.central / capacity.central)
    finding = None
    if distance > _CRITICAL * spread:
        finding = _exceeds(name, power, capacity)
    elif distance < -math.log(_RESERVE) - _CRITICAL * spread:
        finding = _implausibly_low(name, power, capacity)
    return CoolingCheck(
        power=power,
        capacity=capacity,
        ratio=power.central / capacity.central,
        smallest_excess_found=math.exp((_CRITICAL + NormalDist().inv_cdf(_FOUND)) * spread),
        finding=finding,
    )


def _for_computing(site: Estimate[Watts]) -> Estimate[Watts]:
    inputs = (
        (phrase("power of the site"), site),
        (phrase("power usage effectiveness, assumed"), _USAGE_EFFECTIVENESS),
    )
    return site.over(_USAGE_EFFECTIVENESS).explained(
        Provenance(method=phrase("power of the site over its usage effectiveness"), inputs=inputs)
    )


def _exceeds(name: str, power: Estimate[Watts], capacity: Estimate[Watts]) -> Finding:
    ratio = power.central / capacity.central
    return _finding(
        name, power, capacity,
        message=phrase(
            "{power} for computing are declared, the cooling could carry {capacity}: {ratio} times as much",
            power=power, capacity=capacity, ratio=numeral(f"{ratio:.1f}"),
        ),
        likely_causes=(
            phrase("cooling that the pictures don't show: indoors, by outside air, by water"),
            phrase("power that is contracted or planned, declared as drawn"),
            phrase("the computers declared here stand elsewhere"),
        ),
    )  # fmt: skip


def _implausibly_low(name: str, power: Estimate[Watts], capacity: Estimate[Watts]) -> Finding:
    ratio = capacity.central / power.central
    return _finding(
        name, power, capacity,
        message=phrase(
            "{power} for computing are declared, the cooling could carry {capacity}: "
            "{ratio} times what is declared",
            power=power, capacity=capacity, ratio=numeral(f"{ratio:.1f}"),
        ),
        likely_causes=(
            phrase("halls that are cooled and not yet filled"),
            phrase("other heat on the same site"),
            phrase("more computers than are declared"),
        ),
    )  # fmt: skip


def _finding(
    name: str,
    power: Estimate[Watts],
    capacity: Estimate[Watts],
    *,
    message: str,
    likely_causes: tuple[str, ...],
) -> Finding:
    return Finding(
        kind=FindingKind.DISCREPANCY,
        check="power-against-cooling",
        subject=name,
        message=message,
        checked=phrase(
            "the declared power for computing against the rated capacity of the cooling, in log space"
        ),
        not_checked=phrase("whether all cooling was seen, and whether the power declared is the power drawn"),
        false_alarm_probability=FALSE_ALARM_PROBABILITY,
        likely_causes=likely_causes,
        settle=phrase("the meter readings of the site, or a thermal picture of the machines at work"),
        evidence=(
            (phrase("power for computing"), str(power)),
            (phrase("heat that the cooling could carry"), str(capacity)),
            (phrase("power over capacity"), numeral(scientific(power.central / capacity.central))),
        ),
    )
