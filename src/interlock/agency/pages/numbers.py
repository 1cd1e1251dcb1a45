"""Numbers as the page's language writes them, in the units that people say.

FLOP stand in powers of ten, power in megawatts, money and parameters in words:

>>> from django.utils import translation
>>> from interlock.quantities import Flop, Parameters, Watts
>>> with translation.override("en"):
...     amount(3.8e25, Flop), amount(1.5e8, Watts), amount(4.05e11, Parameters, bare=True)
('3.8 × 10²⁵ FLOP', '150 MW', '405 billion')
>>> with translation.override("de"):
...     amount(3.8e25, Flop), interval(3.1e25, 4.6e25, Flop)
('3,8 × 10²⁵ FLOP', '3,1–4,6 × 10²⁵ FLOP')
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from django.utils.formats import get_format
from django.utils.translation import gettext, ngettext, pgettext

from interlock.quantities import (
    BitPerSecond,
    BytePerSecond,
    Bytes,
    ChipHours,
    Flop,
    FlopPerSecond,
    Fraction,
    Hours,
    Number,
    Parameters,
    Quantity,
    SquareMillimetres,
    Tokens,
    TotalProcessingPerformance,
    UsDollars,
    Watts,
    interval_text,
    scientific,
)

__all__ = ["amount", "estimated", "interval", "localised", "percent", "unit_label", "unit_named", "whole"]

Unit = type[Quantity]

_DIGITS: Final = 3
"""Of a number that was stated without a range. A range is told with as many as tell its ends apart."""
_EXACT_BELOW: Final = 1e6
_PREFIXES: Final = ((1e18, "E"), (1e15, "P"), (1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k"))
_PREFIXED: Final[Mapping[Unit, str]] = {
    Watts: "W", Bytes: "B", BytePerSecond: "B/s", BitPerSecond: "bit/s",
}  # fmt: skip
_IN_WORDS: Final[frozenset[Unit]] = frozenset({Parameters, Tokens, UsDollars, Number, ChipHours})
_BARE: Final[frozenset[Unit]] = frozenset({Parameters, Tokens})
"""Units that a heading such as *Parameters* says already."""


def localised(text: str) -> str:
    """Return a number written with a decimal point as the page's language writes it."""
    if get_format("DECIMAL_SEPARATOR") == ",":
        return text.translate(str.maketrans(".,", ",."))
    return text


def whole(value: float) -> str:
    """Return a whole number with separators of thousands."""
    return localised(f"{value:,.0f}")


def percent(value: float) -> str:
    """Return a fraction in per cent."""
    return pgettext("amount", "{number} %").format(number=localised(scientific(value * 100, digits=2)))


def amount(value: float, unit: Unit, *, bare: bool = False) -> str:
    """Return an amount with its unit.

    Parameters
    ----------
    bare
        Leave out the unit where a heading says it already.
    """
    factor, frame = _frame(value, unit, bare=bare)
    text = _exact(value / factor)
    return frame(localised(text))


def interval(low: float, high: float, unit: Unit, *, bare: bool = False) -> str:
    """Return a range of amounts, the unit said once."""
    factor, frame = _frame(high, unit, bare=bare)
    return frame(localised(interval_text(low / factor, high / factor)))


def estimated(low: float, central: float, high: float, unit: Unit) -> tuple[str, str]:
    """Return a central value and the range around it, the unit said once; no range where there is none.

    Examples
    --------
    >>> from django.utils import translation
    >>> with translation.override("en"):
    ...     estimated(3.1e25, 3.8e25, 4.6e25, Flop), estimated(1.2e8, 1.5e8, 1.8e8, Watts)
    (('3.8 × 10²⁵ FLOP', '3.1–4.6 × 10²⁵'), ('150 MW', '120–180'))
    """
    if low == high:
        return amount(central, unit, bare=True), ""
    rounded = float(f"{central:.2g}")
    factor, _ = _frame(rounded, unit, bare=True)
    return amount(rounded, unit, bare=True), localised(interval_text(low / factor, high / factor))


def unit_label(unit: Unit | None) -> str:
    """Return a unit as the head of a column says it; empty for what is only counted."""
    return "%" if unit is Fraction else _symbols().get(unit, "") if unit else ""


def unit_named(symbol: str) -> Unit | None:
    """Return the unit of a symbol such as ``FLOP``."""
    return _BY_SYMBOL.get(symbol)


def _frame(value: float, unit: Unit, *, bare: bool) -> tuple[float, Callable[[str], str]]:
    """Return what to divide by, and what to put the number into."""
    if unit is Fraction:
        return 0.01, lambda number: pgettext("amount", "{number} %").format(number=number)
    if unit in _PREFIXED:
        factor, prefix = next(((size, name) for size, name in _PREFIXES if value >= size), (1.0, ""))
        return factor, lambda number: f"{number} {prefix}{_PREFIXED[unit]}"
    symbol = "" if bare and unit in _BARE else _symbols().get(unit, unit.symbol)
    factor, scaled = _in_words(value) if unit in _IN_WORDS else (1.0, _as_it_is)
    if unit is UsDollars:
        return factor, lambda number: pgettext("amount", "USD {number}").format(number=scaled(number))
    if not symbol:
        return factor, scaled
    return factor, lambda number: f"{scaled(number)} {symbol}"


def _as_it_is(number: str) -> str:
    return number


def _in_words(value: float) -> tuple[float, Callable[[str], str]]:
    """Return millions, billions and trillions; German counts them Millionen, Milliarden and Billionen."""
    if value >= 1e15 or value < 1e6:  # noqa: PLR2004  # beyond trillions nobody counts in words
        return 1.0, _as_it_is
    if value >= 1e12:  # noqa: PLR2004
        return 1e12, lambda n: ngettext("{n} trillion", "{n} trillion", _plural(n)).format(n=n)
    if value >= 1e9:  # noqa: PLR2004
        return 1e9, lambda n: ngettext("{n} billion", "{n} billion", _plural(n)).format(n=n)
    return 1e6, lambda n: ngettext("{n} million", "{n} million", _plural(n)).format(n=n)


def _plural(number: str) -> int:
    """Return what decides on the plural: 1,5 Millionen are several, 1 Million is one."""
    return 1 if number == "1" else 2


def _exact(value: float) -> str:
    """Return a number as it was stated: whole ones below a million with every digit."""
    if 1 <= value < _EXACT_BELOW and value == int(value):
        return f"{int(value):,}"
    return scientific(value, digits=_DIGITS)


def _symbols() -> Mapping[Unit, str]:
    return {
        Flop: "FLOP", FlopPerSecond: "FLOP/s", Hours: "h", ChipHours: gettext("chip-hours"),
        Tokens: gettext("tokens"), Parameters: gettext("parameters"), UsDollars: "USD", Number: "",
        SquareMillimetres: "mm²", TotalProcessingPerformance: "TPP", Fraction: "%", **_PREFIXED,
    }  # fmt: skip


_BY_SYMBOL: Final[Mapping[str, Unit]] = {
    unit.symbol: unit
    for unit in (
        Flop, FlopPerSecond, Hours, ChipHours, Watts, Tokens, Parameters, UsDollars, Bytes, BytePerSecond,
        BitPerSecond, SquareMillimetres, TotalProcessingPerformance,
    )
}  # fmt: skip
