"""Quantities with their unit in the type, and estimates that know how uncertain they are.

Examples
--------
>>> from interlock.quantities import Estimate, Flop, FlopPerSecond, Hours
>>> Flop.parse("38 YFLOP")
Flop(value=3.8e+25)
>>> print(FlopPerSecond(989.4e12) * Hours(24))
8.5 × 10¹⁹ FLOP

Units never mix silently:

>>> Flop(1e25) + FlopPerSecond(1e15)
Traceback (most recent call last):
    ...
TypeError: unsupported operand type(s) for +: 'Flop' and 'FlopPerSecond'

An estimate is a central value with a 90 % interval, log-normal unless said otherwise:

>>> estimate = Estimate.from_interval(Flop, low=3.1e24, high=4.6e25)
>>> round(estimate.probability_above(Flop(1e25)), 2)
0.59
"""

from interlock.quantities.estimate import Estimate
from interlock.quantities.notation import interval_text, scientific
from interlock.quantities.period import Period
from interlock.quantities.provenance import Provenance, Shape
from interlock.quantities.units import (
    BandwidthDensity,
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
    PerformanceDensity,
    Quantity,
    SquareMillimetres,
    Tokens,
    TotalProcessingPerformance,
    UsDollars,
    WattHours,
    Watts,
)

__all__ = [
    "BandwidthDensity", "BitPerSecond", "BytePerSecond", "Bytes", "ChipHours",
    "Estimate", "Flop", "FlopPerSecond",
    "Fraction", "Hours", "Number", "Parameters", "PerformanceDensity", "Period", "Provenance", "Quantity",
    "Shape", "SquareMillimetres", "Tokens", "TotalProcessingPerformance", "UsDollars", "WattHours", "Watts",
    "interval_text", "scientific",
]  # fmt: skip
