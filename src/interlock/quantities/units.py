"""Units as types: a `Flop` is an amount, a `FlopPerSecond` a rate, and they do not add."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar, Self

from interlock.errors import UnitError
from interlock.phrases import marked, measured, phrase
from interlock.quantities.notation import scientific

__all__ = [
    "BandwidthDensity", "BitPerSecond", "BytePerSecond", "Bytes", "ChipHours",
    "Flop", "FlopPerSecond", "Fraction",
    "Hours", "Number", "Parameters", "PerformanceDensity", "Quantity", "SquareMillimetres", "Tokens",
    "TotalProcessingPerformance", "UsDollars", "WattHours", "Watts", "product_unit", "quotient_unit",
]  # fmt: skip

_SI = {
    "": 1.0,
    "k": 1e3,
    "M": 1e6,
    "G": 1e9,
    "T": 1e12,
    "P": 1e15,
    "E": 1e18,
    "Z": 1e21,
    "Y": 1e24,
    "R": 1e27,
    "Q": 1e30,
}
_SHORT_SCALE = {"": 1.0, "K": 1e3, "k": 1e3, "M": 1e6, "B": 1e9, "T": 1e12}
_NO_PREFIX = {"": 1.0}
_TEXT = re.compile(
    r"(?P<number>[0-9.]+(?:[eE][-+]?[0-9]+)?)(?:\s*[×x*]\s*10\^?(?P<power>[-⁻0-9⁰¹²³⁴⁵⁶⁷⁸⁹]+))?\s*(?P<unit>.*)"
)
_FROM_SUPERSCRIPT = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
_LONGEST_TEXT = 100


@dataclass(frozen=True, slots=True, order=True)
class Quantity:
    """A finite, non-negative amount of one unit. Subclasses name the unit.

    Quantities of one unit add, subtract, compare and divide (to a bare number); those of different
    units only multiply or divide where the result has a unit of its own.
    """

    value: float
    symbol: ClassVar[str] = ""
    spellings: ClassVar[tuple[str, ...]] = ()
    prefixes: ClassVar[dict[str, float]] = _NO_PREFIX
    ambiguous: ClassVar[dict[str, str]] = {}
    most: ClassVar[float] = math.inf
    """The greatest amount there can be."""

    def __post_init__(self) -> None:
        if not (math.isfinite(self.value) and self.value >= 0):
            raise UnitError(
                phrase(
                    "{value} is not an amount of {part}",
                    value=repr(self.value),
                    part=self.symbol or "anything",
                ),
                advice=phrase("Give a finite number that is 0 or more."),
            )

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the quantity that `text` states, such as ``1e25 FLOP`` or ``10 YFLOP``.

        Raises
        ------
        UnitError
            If the number or the unit can't be read, or the unit is missing, other or ambiguous.
        """
        match = _TEXT.fullmatch(text.strip()) if len(text) <= _LONGEST_TEXT else None
        if match is None:
            raise UnitError(
                phrase("{text} is not a number with a unit", text=repr(text[:_LONGEST_TEXT])),
                advice=phrase("Write it as {example}.", example=cls._example()),
            )
        unit = match["unit"].strip()
        if unit in cls.ambiguous:
            raise UnitError(
                phrase("the unit {unit} in {text} can be read in two ways", unit=repr(unit), text=repr(text)),
                advice=cls.ambiguous[unit],
            )
        factor = cls._factor(unit)
        if factor is None:
            given = f"the unit {unit!r}" if unit else "no unit"
            raise UnitError(
                phrase(
                    "{text} has {given}; expected {symbol}", text=repr(text), given=given, symbol=cls.symbol
                ),
                advice=phrase("Write it as {example}.", example=cls._example()),
            )
        return cls(cls._number(match, text, factor))

    @classmethod
    def _number(cls, match: re.Match[str], text: str, factor: float) -> float:
        # Decimal, so that 7 % is 0.07 and 10 YFLOP is 1e25 to the last bit: a threshold may lie there.
        try:
            power = int((match["power"] or "0").translate(_FROM_SUPERSCRIPT))
            return float(Decimal(match["number"]).scaleb(power) * Decimal(repr(factor)))
        except (ValueError, ArithmeticError):
            raise UnitError(
                phrase("{text} has no readable number", text=repr(text)),
                advice=phrase("Write it as {example}.", example=cls._example()),
            ) from None

    @classmethod
    def _factor(cls, unit: str) -> float | None:
        for spelling in (cls.symbol, *cls.spellings):
            if unit.endswith(spelling):
                factor = cls.prefixes.get(unit.removesuffix(spelling).strip())
                if factor is not None:
                    return factor
        return None

    @classmethod
    def _example(cls) -> str:
        return f"'1e3 {cls.symbol}'"

    def __str__(self) -> str:
        return measured(scientific(self.value), self.symbol)

    def __add__(self, other: Self) -> Self:
        return type(self)(self.value + other.value) if type(other) is type(self) else NotImplemented

    def __sub__(self, other: Self) -> Self:
        return type(self)(self.value - other.value) if type(other) is type(self) else NotImplemented

    def __mul__(self, other: float | Quantity) -> Quantity:
        if isinstance(other, int | float):
            return type(self)(self.value * other)
        if not isinstance(other, Quantity):
            return NotImplemented
        found = product_unit(type(self), type(other))
        return NotImplemented if found is None else found[0](self.value * other.value * found[1])

    __rmul__ = __mul__

    def __truediv__(self, other: float | Quantity) -> float | Quantity:
        if isinstance(other, int | float):
            return type(self)(self.value / other)
        if type(other) is type(self):
            return self.value / other.value
        if not isinstance(other, Quantity):
            return NotImplemented
        found = quotient_unit(type(self), type(other))
        return NotImplemented if found is None else found[0](self.value / other.value / found[1])


class Flop(Quantity):
    """Floating-point (or integer) operations; one multiply-add is two."""

    symbol = "FLOP"
    spellings = ("flop",)
    prefixes = _SI
    ambiguous: ClassVar[dict[str, str]] = dict.fromkeys(
        [p + s for p in _SI for s in ("FLOPs", "FLOPS", "flops", "Flops")],
        "Write FLOP for an amount or FLOP/s for a rate; the letter s is read both ways.",
    )


class FlopPerSecond(Quantity):
    """Operations per second."""

    symbol = "FLOP/s"
    spellings = ("flop/s",)
    prefixes = _SI
    ambiguous = Flop.ambiguous


class Hours(Quantity):
    """Time elapsed, in hours."""

    symbol = "h"
    spellings = ("hours", "hour")


class ChipHours(Quantity):
    """Chips times hours of wall-clock time."""

    symbol = marked("chip-hours")
    spellings = ("chip-h", "chip hours", "GPU-hours", "TPU-hours")
    prefixes = _SHORT_SCALE


class Watts(Quantity):
    """Electrical power."""

    symbol = "W"
    prefixes = _SI


class WattHours(Quantity):
    """Electrical energy."""

    symbol = "Wh"
    prefixes = _SI


class Tokens(Quantity):
    """Tokens processed; repeated epochs count again."""

    symbol = marked("tokens")
    spellings = ("token",)
    prefixes = _SHORT_SCALE


class Parameters(Quantity):
    """Trainable numbers of a model."""

    symbol = marked("parameters")
    spellings = ("parameter", "params", "")
    prefixes: ClassVar[dict[str, float]] = _SHORT_SCALE

    @classmethod
    def _factor(cls, unit: str) -> float | None:
        return None if unit == "" else super()._factor(unit)


class UsDollars(Quantity):
    """United States dollars, nominal."""

    symbol = "USD"
    prefixes = _SHORT_SCALE


class Fraction(Quantity):
    """A share or a score between 0 and 1."""

    symbol = ""
    spellings = ("%",)
    most = 1.0

    def __post_init__(self) -> None:
        if not 0 <= self.value <= 1:
            raise UnitError(
                phrase("{value} is not between 0 and 1", value=repr(self.value)),
                advice=phrase("Write 86 % as 0.86."),
            )

    @classmethod
    def _factor(cls, unit: str) -> float | None:
        return {"": 1.0, "%": 0.01}.get(unit)

    @classmethod
    def _example(cls) -> str:
        return "'0.86' or '86 %'"


class Number(Quantity):
    """A count or a ratio without unit."""

    @classmethod
    def _example(cls) -> str:
        return "'16'"


class Bytes(Quantity):
    """An amount of memory."""

    symbol = "B"
    spellings = ("byte", "bytes")
    prefixes = _SI


class BitPerSecond(Quantity):
    """Network bandwidth."""

    symbol = "bit/s"
    prefixes = _SI


class BytePerSecond(Quantity):
    """Memory bandwidth."""

    symbol = "B/s"
    spellings = ("byte/s",)
    prefixes = _SI


class BandwidthDensity(Quantity):
    """Memory bandwidth per package area (15 CFR 774, technical note to 3A090.c)."""

    symbol = "B/s/mm²"
    spellings = ("B/s/mm2", "byte/s/mm²")
    prefixes = _SI


class SquareMillimetres(Quantity):
    """Area of a die or package."""

    symbol = "mm²"
    spellings = ("mm2",)


class TotalProcessingPerformance(Quantity):
    """TPP: 2 × MacTOPS × bit length, the greatest over bit lengths (15 CFR 774, note 2 to 3A090)."""

    symbol = "TPP"


class PerformanceDensity(Quantity):
    """TPP per square millimetre of applicable die area (15 CFR 774, note 3 to 3A090)."""

    symbol = "TPP/mm²"
    spellings = ("TPP/mm2",)


_SECONDS_PER_HOUR = 3600.0
_PRODUCTS: dict[tuple[type[Quantity], type[Quantity]], tuple[type[Quantity], float]] = {
    (FlopPerSecond, Hours): (Flop, _SECONDS_PER_HOUR),
    (FlopPerSecond, ChipHours): (Flop, _SECONDS_PER_HOUR),
    (Watts, Hours): (WattHours, 1.0),
    (Watts, ChipHours): (WattHours, 1.0),
    (Number, Hours): (ChipHours, 1.0),
    (PerformanceDensity, SquareMillimetres): (TotalProcessingPerformance, 1.0),
    (BandwidthDensity, SquareMillimetres): (BytePerSecond, 1.0),
}


def product_unit(left: type[Quantity], right: type[Quantity]) -> tuple[type[Quantity], float] | None:
    """Return the unit of a product and the factor to apply, or None where it has no unit here."""
    if Fraction in (left, right) or (Number in (left, right) and (left, right) not in _PRODUCTS):
        return (right if left in (Fraction, Number) else left), 1.0
    return _PRODUCTS.get((left, right)) or _PRODUCTS.get((right, left))


def quotient_unit(left: type[Quantity], right: type[Quantity]) -> tuple[type[Quantity], float] | None:
    """Return the unit of a quotient and the factor to divide by, or None where it has no unit here."""
    if left is right:
        return Number, 1.0
    if right in (Fraction, Number):
        return left, 1.0
    for (first, second), (product, factor) in _PRODUCTS.items():
        if product is left and right in (first, second):
            return (second if right is first else first), factor
    return None
