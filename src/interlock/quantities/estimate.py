"""A central value with a 90 % interval, what it was made from, and how it combines.

The shape is log-normal unless said otherwise: compute, parameters and tokens are positive and their
errors are factors. Where the interval is lopsided, the two halves carry different spreads (a split, or
two-piece, log-normal whose median is the central value). Products and quotients are exact for
symmetric log-normals; lopsided ones match three moments of the logarithm (`split_normal`). Sums match
two moments (Fenton 1960). Both errors are measured in ``tests/reference/test_estimate_simulation.py``.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from statistics import NormalDist
from typing import Any, Generic, Self, TypeVar

from interlock.errors import InputError, UnitError
from interlock.phrases import measured, phrase
from interlock.quantities.notation import interval_text, scientific
from interlock.quantities.provenance import Provenance, Shape
from interlock.quantities.split_normal import exponential_moments, matched_sum
from interlock.quantities.units import Quantity, product_unit, quotient_unit

__all__ = ["Z90", "Estimate", "unchecked"]

_STANDARD = NormalDist()
Z90 = _STANDARD.inv_cdf(0.95)
"""Standard deviations from the median to either end of a 90 % interval."""

_ROOT_HALF = math.sqrt(0.5)
_STATED = Provenance()

Q = TypeVar("Q", bound=Quantity)


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate(Generic[Q]):
    """A quantity known to lie, with 90 % probability, between `low` and `high`.

    Parameters
    ----------
    unit
        The quantity's type.
    central
        Median, in that unit.
    low, high
        The 5th and 95th percentiles.
    """

    unit: type[Q]
    central: float
    low: float
    high: float
    shape: Shape = Shape.LOG_NORMAL
    provenance: Provenance = field(default=_STATED, compare=False)

    def __post_init__(self) -> None:
        # Every estimate passes here, so the sound ones pass at a glance: NaN fails each comparison.
        if 0 < self.low <= self.central <= self.high < math.inf and self.central <= self.unit.most:
            return
        self._refuse()

    def _refuse(self) -> None:
        """Raise where the three numbers are no estimate; an exact 0 is one, as is a normal low end of 0."""
        if not all(map(math.isfinite, (self.low, self.central, self.high))):
            raise InputError(
                phrase("an estimate must be finite"), advice=phrase("Leave out what is unknown.")
            )
        if not self.low <= self.central <= self.high:
            raise InputError(
                phrase(
                    "the interval {low} to {high} doesn't hold its central value {central}",
                    low=repr(self.low), high=repr(self.high), central=repr(self.central),
                ),
                advice=phrase("Give low, central and high in rising order."),
            )  # fmt: skip
        self.unit(self.central)
        if self.low < 0 or (self.low <= 0 < self.high and self.shape is Shape.LOG_NORMAL):
            raise InputError(
                phrase(
                    "the low end {low} of an interval of {part} must be above 0",
                    low=repr(self.low),
                    part=self.unit.symbol or "amounts",
                ),
                advice=phrase("Give the smallest amount that is still plausible."),
            )

    # ── construction ──

    @classmethod
    def exact(cls, value: Q, provenance: Provenance = _STATED) -> Estimate[Q]:
        """Return an estimate without uncertainty."""
        return Estimate(
            unit=type(value), central=value.value, low=value.value, high=value.value, provenance=provenance
        )

    @classmethod
    def from_interval(
        cls,
        unit: type[Q],
        *,
        low: float,
        high: float,
        central: float | None = None,
        provenance: Provenance = _STATED,
    ) -> Estimate[Q]:
        """Return a log-normal estimate; without a central value, the geometric mean of the ends."""
        if central is None:
            central = math.sqrt(low) * math.sqrt(high) if min(low, high) > 0 else low
            central = min(max(central, low), high) if low <= high else central
        return Estimate(unit=unit, central=central, low=low, high=high, provenance=provenance)

    @classmethod
    def within_factor(cls, value: Q, factor: float, provenance: Provenance = _STATED) -> Estimate[Q]:
        """Return the estimate that lies within `factor` of `value`, either way, with 90 % probability."""
        if factor < 1:
            raise InputError(phrase("the factor {factor} is below 1", factor=repr(factor)))
        return Estimate(
            unit=type(value), central=value.value, low=value.value / factor, high=value.value * factor,
            provenance=provenance,
        )  # fmt: skip

    @classmethod
    def from_standard_error(
        cls, value: Q, standard_error: float, provenance: Provenance = _STATED
    ) -> Estimate[Q]:
        """Return a normal estimate from a mean and its standard error, cut off at 0."""
        if not (math.isfinite(standard_error) and standard_error >= 0):
            raise InputError(
                phrase(
                    "the standard error {standard_error} is not a finite number that is 0 or more",
                    standard_error=repr(standard_error),
                )
            )
        half = Z90 * standard_error
        return Estimate(
            unit=type(value), central=value.value, low=max(value.value - half, 0.0), high=value.value + half,
            shape=Shape.NORMAL, provenance=provenance,
        )  # fmt: skip

    # ── reading ──

    @property
    def is_exact(self) -> bool:
        """Whether the interval has no width."""
        return self.low == self.high

    @property
    def sigmas(self) -> tuple[float, float]:
        """Spread below and above the centre: of the logarithm, or of the value if normal."""
        if self.is_exact:
            return 0.0, 0.0
        if self.shape is Shape.NORMAL:
            # The lower end may be cut off at 0; the upper end carries the standard error.
            spread = (self.high - self.central) / Z90
            return spread, spread
        return math.log(self.central / self.low) / Z90, math.log(self.high / self.central) / Z90

    @property
    def log_variance(self) -> float:
        """Variance of the natural logarithm; the wider half decides where the halves differ."""
        if self.shape is Shape.NORMAL:
            return (self.sigmas[1] / self.central) ** 2 if self.central else 0.0
        return max(self.sigmas) ** 2

    def probability_above(self, threshold: Q, *, inclusive: bool = False) -> float:
        """Return the probability that the quantity exceeds `threshold`, or reaches it if `inclusive`.

        The two differ only for an exact value: a spread gives a single point no probability.

        Raises
        ------
        UnitError
            If the threshold has another unit.
        """
        if type(threshold) is not self.unit:
            raise UnitError(
                phrase(
                    "a threshold in {name} can't be compared with {name2}",
                    name=type(threshold).__name__,
                    name2=self.unit.__name__,
                )
            )
        limit = threshold.value
        if self.is_exact:
            return float(self.central > limit or (inclusive and self.central == limit))
        if self.shape is Shape.NORMAL:
            distance, sigma = self.central - limit, self.sigmas[0]
        elif limit <= 0:
            return 1.0
        else:
            distance = math.log(self.central / limit)
            # Only the half of the interval on the threshold's side matters.
            sigma = math.log(self.central / self.low if distance >= 0 else self.high / self.central) / Z90
        if sigma == 0:
            return 1.0 if distance > 0 or (distance == 0 and inclusive) else 0.5 if distance == 0 else 0.0
        return 0.5 * math.erfc(-distance / sigma * _ROOT_HALF)

    def quantile(self, probability: float) -> float:
        """Return the value that the quantity stays below with `probability`."""
        if not 0 < probability < 1:
            raise InputError(
                phrase(
                    "{probability} is not a probability between 0 and 1, both excluded",
                    probability=repr(probability),
                )
            )
        z = _STANDARD.inv_cdf(probability)
        sigma = self.sigmas[0] if z < 0 else self.sigmas[1]
        if self.shape is Shape.NORMAL:
            return self.central + z * sigma
        return self.central * math.exp(z * sigma) if sigma else self.central

    def __str__(self) -> str:
        text = scientific(self.central) if self.is_exact else interval_text(self.low, self.high)
        return measured(text, self.unit.symbol)

    def as_dict(self) -> dict[str, object]:
        """Return the estimate with plain keys, as ``--json`` prints it."""
        provenance = self.provenance
        return {
            "unit": self.unit.symbol,
            "low": self.low,
            "central": self.central,
            "high": self.high,
            "shape": str(self.shape),
            "method": provenance.method,
            "convention": provenance.convention,
            "inputs": dict(provenance.printed_inputs),
            "sources": list(provenance.sources),
            "notes": list(provenance.notes),
        }

    # ── combination ──

    def explained(self, provenance: Provenance) -> Self:
        """Return the same estimate with another provenance."""
        return type(self)(
            unit=self.unit, central=self.central, low=self.low, high=self.high, shape=self.shape,
            provenance=provenance,
        )  # fmt: skip

    def scaled(self, factor: float) -> Estimate[Q]:
        """Return the estimate times a number known exactly."""
        if not (math.isfinite(factor) and factor >= 0):
            raise InputError(
                phrase("the factor {factor} is not a finite number that is 0 or more", factor=repr(factor))
            )
        return Estimate(
            unit=self.unit, central=self.central * factor, low=self.low * factor, high=self.high * factor,
            shape=self.shape, provenance=self.provenance,
        )  # fmt: skip

    def times(self, other: Estimate[Any]) -> Estimate[Any]:
        """Return the product of two independent estimates.

        Raises
        ------
        UnitError
            If the product of the two units has no unit here.
        """
        found = product_unit(self.unit, other.unit)
        if found is None:
            raise UnitError(
                phrase(
                    "{name} × {name2} has no unit here", name=self.unit.__name__, name2=other.unit.__name__
                )
            )
        unit, factor = found
        if other.is_exact:
            return self._as(unit, other.central * factor)
        if self.is_exact:
            return other._as(unit, self.central * factor)
        return _combined(
            unit, self.central * other.central * factor, (self.sigmas_in_log, other.sigmas_in_log)
        )

    def over(self, other: Estimate[Any]) -> Estimate[Any]:
        """Return the quotient of two independent estimates.

        Raises
        ------
        UnitError
            If the quotient of the two units has no unit here.
        """
        found = quotient_unit(self.unit, other.unit)
        if found is None or other.central == 0:
            raise UnitError(
                phrase(
                    "{name} / {name2} has no unit here, or divides by 0",
                    name=self.unit.__name__,
                    name2=other.unit.__name__,
                )
            )
        unit, factor = found
        if other.is_exact:
            return self._as(unit, 1 / other.central / factor)
        flipped = other.sigmas_in_log[::-1]
        return _combined(unit, self.central / other.central / factor, (self.sigmas_in_log, flipped))

    def _as(self, unit: type[Quantity], factor: float) -> Estimate[Any]:
        """Return the estimate times a number known exactly, in the unit that the product has."""
        return Estimate(
            unit=unit, central=self.central * factor, low=self.low * factor, high=self.high * factor,
            shape=self.shape,
        )  # fmt: skip

    @property
    def sigmas_in_log(self) -> tuple[float, float]:
        """Spread of the logarithm below and above; a normal shape to first order."""
        if self.shape is Shape.NORMAL:
            relative = self.sigmas[1] / self.central if self.central else 0.0
            return relative, relative
        return self.sigmas

    @staticmethod
    def total(estimates: Iterable[Estimate[Q]]) -> Estimate[Q]:
        """Return the sum of independent estimates, by matching mean and variance (Fenton–Wilkinson).

        Measured against simulation (``tests/reference/test_estimate_simulation.py``), for two to
        twenty terms, equal or halving from one to the next, whose 90 % intervals reach up to a factor
        3 either way: the high end within 1.5 %, the low end up to 9 % too low; up to a factor 5: 5.5 %
        and 22 %, so that the interval errs on the wide side. Lopsided intervals (a factor 5 one way,
        1.2 to 2 the other): the high end within 11 %, the low end 48 % too low to 33 % too high.

        Raises
        ------
        UnitError
            If the units differ.
        InputError
            If there is nothing to add.
        """
        terms = list(estimates)
        if not terms:
            raise InputError(phrase("there is nothing to add"))
        unit = terms[0].unit
        if any(term.unit is not unit for term in terms):
            raise UnitError(phrase("amounts in different units can't be added"))
        if len(terms) == 1:
            return terms[0]
        if all(term.is_exact for term in terms):
            return Estimate.exact(unit(math.fsum(term.central for term in terms)))
        mean = math.fsum(term.mean for term in terms)
        variance = math.fsum(term.variance for term in terms)
        log_variance = math.log1p(variance / mean / mean)
        median = mean / math.exp(log_variance / 2)
        spread = math.exp(Z90 * math.sqrt(log_variance))
        return Estimate(unit=unit, central=median, low=median / spread, high=median * spread)

    @property
    def mean(self) -> float:
        """Expected value."""
        if self.shape is Shape.NORMAL:
            return self.central
        return self.central * exponential_moments(*self.sigmas)[0]

    @property
    def variance(self) -> float:
        """Variance of the value itself."""
        if self.shape is Shape.NORMAL:
            return self.sigmas[1] ** 2
        return self.central**2 * exponential_moments(*self.sigmas)[1]


def unchecked(unit: type[Q], low: float, central: float, high: float) -> Estimate[Q]:
    """Return the estimate of numbers that its caller has checked: finite, in rising order, fit for `unit`.

    Reading 10⁵ declarations makes two million estimates; this skips the second check and the generic
    constructor, which together cost five times as much.
    """
    estimate: Estimate[Q] = _new(Estimate)
    _set_unit(estimate, unit)
    _set_central(estimate, central)
    _set_low(estimate, low)
    _set_high(estimate, high)
    _set_shape(estimate, _LOG_NORMAL)
    _set_provenance(estimate, _STATED)
    return estimate


_LOG_NORMAL = Shape.LOG_NORMAL
_new = object.__new__
_set_unit, _set_central, _set_low, _set_high, _set_shape, _set_provenance = (
    Estimate.__dict__[name].__set__ for name in ("unit", "central", "low", "high", "shape", "provenance")
)


def _combined(
    unit: type[Quantity], central: float, spreads: tuple[tuple[float, float], ...]
) -> Estimate[Quantity]:
    shift, below, above = matched_sum(spreads)
    median = central * math.exp(shift)
    return Estimate(
        unit=unit, central=median, low=median * math.exp(-Z90 * below), high=median * math.exp(Z90 * above)
    )
