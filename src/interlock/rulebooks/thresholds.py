"""Thresholds as functions of the day and of other facts.

Five forms occur in law and in proposals: a constant, a dated parameter, a value that drifts by a
fraction every day, a share of another quantity of the same subject, and a multiple of the largest
value known. The first three are settled by the day alone and resolved once; the others need the facts.

Examples
--------
>>> from interlock.quantities import Flop
>>> rising = Drift(base=Constant(Flop(1e25)), start=date(2025, 1, 1), per_day=0.0005)
>>> print(on_day(rising, date(2026, 1, 1)).amount)
1.2 × 10²⁵ FLOP
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction as Rational
from types import MappingProxyType

from interlock.errors import InputError
from interlock.phrases import marked, measured, numeral, phrase
from interlock.quantities import Period, Quantity, scientific
from interlock.rulebooks.citations import Citation
from interlock.rulebooks.dates import day_text

__all__ = [
    "ByParameter", "Constant", "Drift", "Limit", "Parameter", "ParameterValue", "Relative", "Share",
    "Threshold", "Unset", "amount_text", "on_day",
]  # fmt: skip

_LARGEST_LOGARITHM = 700.0  # exp(709) is the largest double


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterValue:
    """A value of the law for a period of days."""

    period: Period
    value: Quantity
    citation: Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A named value of the law with its history; old values stay."""

    name: str
    unit: type[Quantity]
    meaning: str
    values: tuple[ParameterValue, ...]

    def on(self, day: date) -> ParameterValue | None:
        """Return the value that holds on a day, or None where none is set."""
        return next((value for value in self.values if value.period.contains(day)), None)


@dataclass(frozen=True, slots=True)
class Constant:
    """A value written into the condition itself."""

    amount: Quantity


@dataclass(frozen=True, slots=True)
class ByParameter:
    """The value that the rulebook's parameter of this name has on the day."""

    parameter: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """A value that grows (or falls) by the fraction `per_day` every day, compounding, from `start` on.

    Where the base is a parameter, the drift begins anew on the day from which its value holds: that
    is how a board lowers a threshold that otherwise rises.
    """

    base: Constant | ByParameter
    start: date | None
    per_day: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """`factor` times the quantity `of`, which is another fact of the same subject.

    The factor is a ratio of whole numbers, so that one third of 3e24 is 1e24 to the last bit.
    """

    of: str
    factor: Rational
    words: str
    otherwise: Threshold | None = None
    """What holds where that quantity is unknown."""


Threshold = Constant | ByParameter | Drift | Share


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """A threshold settled by the day."""

    amount: Quantity
    words: str
    citation: Citation | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unset:
    """A threshold to which nobody has given a value for the day."""

    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Relative:
    """A threshold that still needs a fact."""

    of: str
    factor: Rational
    words: str
    otherwise: Limit | Unset | Relative | None


def amount_text(amount: Quantity) -> str:
    """Return a legal value with all the digits that a text of law would have."""
    return measured(scientific(amount.value, digits=6), amount.symbol)


def on_day(
    threshold: Threshold, on: date, parameters: Mapping[str, Parameter] = MappingProxyType({})
) -> Limit | Unset | Relative:
    """Return what the threshold is on the day `on`, given the rulebook's parameters.

    Raises
    ------
    InputError
        If a drift has left the range of numbers by that day.
    """
    match threshold:
        case Constant(amount=amount):
            return Limit(amount=amount, words=amount_text(amount))
        case ByParameter(parameter=name):
            return _parameter_on_day(parameters[name], on)
        case Drift():
            return _drift_on_day(threshold, on, parameters)
        case Share(of=of, factor=factor, words=words, otherwise=fallback):
            otherwise = on_day(fallback, on, parameters) if fallback is not None else None
            return Relative(of=of, factor=factor, words=words, otherwise=otherwise)


def _parameter_on_day(parameter: Parameter, on: date) -> Limit | Unset:
    found = parameter.on(on)
    if found is None:
        return Unset(
            words=phrase(
                "no value of {name} ({meaning}) is set for {day}",
                name=parameter.name,
                meaning=parameter.meaning,
                day=day_text(on),
            )
        )
    return Limit(amount=found.value, words=amount_text(found.value), citation=found.citation)


def _drift_on_day(drift: Drift, on: date, parameters: Mapping[str, Parameter]) -> Limit | Unset:
    if isinstance(drift.base, Constant):
        base: Limit | Unset = Limit(amount=drift.base.amount, words=amount_text(drift.base.amount))
        began = None
    else:
        parameter = parameters[drift.base.parameter]
        base, value = _parameter_on_day(parameter, on), parameter.on(on)
        began = value.period.start if value else None
    if isinstance(base, Unset):
        return base
    start = max(day for day in (drift.start, began, date.min) if day is not None)
    growth = max((on - start).days, 0) * math.log1p(drift.per_day)
    if growth + math.log(max(base.amount.value, 1.0)) > _LARGEST_LOGARITHM:
        raise InputError(
            f"a drift of {drift.per_day!r} per day from {start} leaves the range of numbers by {on}",
            advice="Ask for an earlier day or give a smaller drift.",
        )
    amount = type(base.amount)(base.amount.value * math.exp(growth))
    rising = marked("{amount} ({base}, rising by {rate} % a day since {day})")
    falling = marked("{amount} ({base}, falling by {rate} % a day since {day})")
    words = phrase(
        rising if drift.per_day >= 0 else falling,
        amount=measured(scientific(amount.value, digits=4), amount.symbol),
        base=base.words,
        rate=numeral(scientific(abs(drift.per_day) * 100)),
        day=day_text(start),
    )
    return Limit(amount=amount, words=words, citation=base.citation)
