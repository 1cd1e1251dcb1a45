"""Whether two estimates of the same compute can both be right: a test of the ratio, in log space.

For two log-normal estimates the difference of logarithms, divided by the root of the sum of their
variances, is standard normal if both are right. Between several estimates every pair is tested, each at
Šidák's level, so that the chance of any false alarm stays at or below the level stated: for two-sided
tests on jointly normal statistics, dependent ones too, that is Šidák's inequality. Estimates of one family
rest on the same evidence and count as one, so that the level is exact for one estimate per family and
approximate beyond.

A method is wrong in ways its inputs don't show (6ND leaves out attention, hours are rounded). Each carries
a model error, added to the variance of its inputs; without it two exact inputs would always contradict.

References
----------
.. [1] Šidák, Z. (1967), *Rectangular confidence regions for the means of multivariate normal
   distributions*, Journal of the American Statistical Association 62, 626-633, theorem 1.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from statistics import NormalDist

from interlock.compute.causes import Family, Hints, likely_causes
from interlock.errors import InputError
from interlock.phrases import numeral, phrase
from interlock.quantities import Estimate, Flop
from interlock.quantities.estimate import Z90

__all__ = [
    "MethodTraits",
    "Pair",
    "compare_all",
    "compare_widened",
    "critical_distance",
    "traits_of",
    "widen_all",
    "with_model_error",
]

_NORMAL = NormalDist()


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodTraits:
    """What a method rests on, how direct it is, and how far it errs where its inputs are exact."""

    family: Family
    rank: int
    """Directness, 0 first: methods that count operations before those that infer them."""
    model_error: float
    """Standard deviation of the logarithm."""


def _traits(family: Family, rank: int, model_error: float) -> MethodTraits:
    return MethodTraits(family=family, rank=rank, model_error=model_error)


_TRAITS = {
    # Biases, layer norms and softmax are left out of even the finest counts.
    "architecture": _traits(Family.COUNTING, 0, 0.03),
    "narayanan": _traits(Family.COUNTING, 1, 0.05),
    # Attention adds 1.5 % to 10 % to the published runs in the reference tests.
    "6nd": _traits(Family.COUNTING, 2, 0.05),
    "fine-tuning": _traits(Family.COUNTING, 2, 0.05),
    "reinforcement learning": _traits(Family.COUNTING, 2, 0.1),
    "synthetic data": _traits(Family.COUNTING, 2, 0.1),
    "counter": _traits(Family.COUNTER, 3, 0.05),
    "published": _traits(Family.PUBLISHED, 4, 0.03),
    "stated": _traits(Family.PUBLISHED, 4, 0.03),
    # Llama 3.1 405B: stated utilisation times hours is 1.15 times the model FLOP.
    "hardware time": _traits(Family.TIME, 5, 0.1),
    "energy": _traits(Family.ENERGY, 6, 0.1),
}
_UNKNOWN = _traits(Family.PUBLISHED, 7, 0.1)


def traits_of(estimate: Estimate[Flop]) -> MethodTraits:
    """Return the traits of the method that made an estimate; an unknown method is trusted least."""
    return _traits_of_method(estimate.provenance.method)


@lru_cache(maxsize=256)
def _traits_of_method(method: str) -> MethodTraits:
    folded = method.casefold()
    return next((traits for name, traits in _TRAITS.items() if folded.startswith(name)), _UNKNOWN)


def with_model_error(estimate: Estimate[Flop]) -> Estimate[Flop]:
    """Return the estimate with its method's model error added to each half of its spread."""
    error = traits_of(estimate).model_error
    spread_below, spread_above = estimate.sigmas_in_log
    below, above = math.hypot(spread_below, error), math.hypot(spread_above, error)
    return Estimate(
        unit=Flop,
        central=estimate.central,
        low=estimate.central * math.exp(-Z90 * below),
        high=estimate.central * math.exp(Z90 * above),
        provenance=estimate.provenance,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two estimates compared."""

    lower: Estimate[Flop]
    higher: Estimate[Flop]
    ratio: float
    """The higher over the lower central value."""
    distance: float
    """In standard deviations of the difference of logarithms."""
    critical: float
    """Distance beyond which the two contradict each other."""
    causes: tuple[str, ...]
    """What may explain a contradiction; empty where there is none."""

    @property
    def agrees(self) -> bool:
        """Whether both can be right."""
        return self.distance <= self.critical

    @property
    def names(self) -> tuple[str, str]:
        """Return the methods, the lower estimate's first."""
        return self.lower.provenance.method, self.higher.provenance.method

    def __str__(self) -> str:
        low, high = self.names
        return phrase(
            "{high} ({higher}) is {ratio} times {low} ({lower}), {distance} standard deviations "
            "where {critical} are allowed",
            high=high,
            higher=self.higher,
            ratio=numeral(f"{self.ratio:.3g}"),
            low=low,
            lower=self.lower,
            distance=numeral(f"{self.distance:.1f}"),
            critical=numeral(f"{self.critical:.1f}"),
        )


@lru_cache(maxsize=256)
def critical_distance(pairs: int, false_alarm_probability: float) -> float:
    """Return the distance that any of `pairs` exceeds with at most that probability, all being right.

    Examples
    --------
    >>> round(critical_distance(1, 0.01), 3), round(critical_distance(10, 0.01), 3)
    (2.576, 3.289)
    """
    if not 0 < false_alarm_probability < 1:
        raise InputError(
            f"the false-alarm probability {false_alarm_probability!r} is not between 0 and 1",
            field="false_alarm_probability",
            advice="Give for instance 0.01.",
        )
    each = -math.expm1(math.log1p(-false_alarm_probability) / max(pairs, 1))
    return _NORMAL.inv_cdf(1 - each / 2)


def widen_all(estimates: Sequence[Estimate[Flop]]) -> tuple[Estimate[Flop], ...]:
    """Return estimates with their methods' model errors.

    Raises
    ------
    InputError
        If an estimate is 0, which has no logarithm.
    """
    for estimate in estimates:
        if estimate.central <= 0:
            raise InputError(
                f"the method {estimate.provenance.method!r} gives 0 FLOP",
                advice="Leave out what is unknown; a run of no compute needs no estimate.",
            )
    return tuple(with_model_error(estimate) for estimate in estimates)


def compare_all(
    estimates: Sequence[Estimate[Flop]], *, hints: Hints, false_alarm_probability: float
) -> tuple[Pair, ...]:
    """Return every pair of estimates, compared; widest apart first.

    The estimates must already count by one convention.

    Raises
    ------
    InputError
        If an estimate is 0, which has no logarithm.
    """
    widened = widen_all(estimates)
    return compare_widened(widened, hints=hints, false_alarm_probability=false_alarm_probability)


def compare_widened(
    widened: Sequence[Estimate[Flop]], *, hints: Hints, false_alarm_probability: float
) -> tuple[Pair, ...]:
    """Return every pair of estimates that carry their model errors, compared; widest apart first."""
    critical = critical_distance(_independent_pairs(widened), false_alarm_probability)
    pairs = [_compared(one, two, critical, hints) for one, two in combinations(widened, 2)]
    return tuple(sorted(pairs, key=lambda pair: (-pair.distance, pair.names, pair.lower.central)))


def _independent_pairs(estimates: Sequence[Estimate[Flop]]) -> int:
    # Copies of one piece of evidence count once, or a declaration padded with them would blunt the test.
    members = Counter(traits_of(estimate).family for estimate in estimates)
    return math.comb(len(members), 2) + sum(count > 1 for count in members.values())


def _compared(one: Estimate[Flop], two: Estimate[Flop], critical: float, hints: Hints) -> Pair:
    lower, higher = (one, two) if one.central <= two.central else (two, one)
    ratio = higher.central / lower.central
    # Only the halves that face each other matter: the lower one's upper, the higher one's lower.
    spread = math.hypot(lower.sigmas_in_log[1], higher.sigmas_in_log[0])
    distance = math.log(ratio) / spread
    causes: tuple[str, ...] = ()
    if distance > critical:
        causes = likely_causes(
            ratio,
            higher=traits_of(higher).family,
            lower=traits_of(lower).family,
            lower_compute=lower.central,
            hints=hints,
            tolerance=critical * spread,
        )
    return Pair(lower=lower, higher=higher, ratio=ratio, distance=distance, critical=critical, causes=causes)
