"""Judging a peak somebody states: dense, sparse, or impossible for that chip.

Data sheets since 2020 print the rate with 2:4 structured sparsity, twice the dense one, sometimes with
nothing but a footnote. A training run that is computed from a sparse peak comes out twice as large.
"""

from __future__ import annotations

from functools import reduce

from interlock.compute.chips.model import Chip
from interlock.compute.chips.precision import Precision, read_precision
from interlock.errors import InputError
from interlock.phrases import marked, measured, numeral, phrase
from interlock.quantities import FlopPerSecond, scientific

__all__ = ["TOLERANCE", "read_peak"]

TOLERANCE = 0.03
"""Relative difference within which two printed peaks are the same: rounding and boost clocks."""

_SPARSE = 2.0
_DIGITS = 4


def read_peak(chip: Chip, precision: Precision | str, stated: FlopPerSecond) -> tuple[FlopPerSecond, str]:
    """Return the dense peak to use where somebody states `stated`, and what is to be said about it.

    1. Within `TOLERANCE` of the known dense peak: the stated figure, nothing to say.
    2. Twice the known dense peak: half of it, saying so.
    3. Below: the stated figure, saying that the chip's dense peak is higher (a derated part, or another
       precision).
    4. Anything else lies above what the chip can do and is refused, with the peaks that it resembles.

    Raises
    ------
    UnknownNameError
        If the chip has no known peak at that precision.
    InputError
        If the stated peak lies above the known dense peak and is not twice it.
    """
    wanted = precision if isinstance(precision, Precision) else read_precision(precision)
    known = chip.peak(wanted)
    ratio = stated.value / known.value
    dense = phrase(
        "the dense {format} peak of {chip}, {peak}", format=str(wanted), chip=chip.name, peak=_text(known)
    )
    if abs(ratio - 1) <= TOLERANCE:
        return stated, ""
    if abs(ratio / _SPARSE - 1) <= TOLERANCE:
        alike = _resemblances(chip, wanted, stated)
        said = phrase(
            "{stated} is twice {dense}{alike}: the rate with 2:4 sparsity, or of another precision; halved",
            stated=_text(stated),
            dense=dense,
            alike=alike,
        )
        return FlopPerSecond(stated.value / _SPARSE), said
    if ratio < 1:
        return stated, phrase(
            "{stated} is {percent}% of {dense}",
            stated=_text(stated),
            percent=f"{ratio * 100:.0f}",
            dense=dense,
        )
    raise InputError(
        phrase(
            "{text} is {ratio} times {dense}{resemblances}",
            text=_text(stated),
            ratio=numeral(f"{ratio:.2g}"),
            dense=dense,
            resemblances=_resemblances(chip, wanted, stated),
        ),
        advice=phrase("State the dense peak at the precision of the run, or leave it out."),
    )


def _text(peak: FlopPerSecond) -> str:
    return measured(scientific(peak.value, digits=_DIGITS), peak.symbol)


def _resemblances(chip: Chip, precision: Precision, stated: FlopPerSecond) -> str:
    known = chip.peak(precision)
    found = [
        phrase(
            marked("its dense {format} peak") if factor == 1 else marked("its sparse {format} peak"),
            format=str(other),
        )
        for other, peak in chip.peaks
        for factor in (1.0, _SPARSE)
        if peak != known and abs(stated.value / (peak.value * factor) - 1) <= TOLERANCE
    ]
    if not found:
        return ""
    peaks = reduce(lambda text, more: phrase("{one} or {other}", one=text, other=more), found)
    return phrase(" (as is {peaks})", peaks=peaks)
