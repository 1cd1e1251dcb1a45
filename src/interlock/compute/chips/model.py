"""One accelerator: what its maker says it can do, on which page, and what follows from that."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from interlock.compute.chips.precision import Precision, read_precision
from interlock.compute.chips.tpp import performance_density, total_processing_performance
from interlock.errors import UnknownNameError
from interlock.phrases import phrase
from interlock.quantities import (
    BytePerSecond,
    FlopPerSecond,
    PerformanceDensity,
    SquareMillimetres,
    TotalProcessingPerformance,
    Watts,
)

__all__ = ["Chip", "Confidence", "Die", "Source"]

_SIXTEEN_BIT = (Precision.BF16, Precision.FP16)


class Confidence(StrEnum):
    """How the figures of a chip were come by."""

    PRIMARY = "primary"
    """The peaks were read in the maker's own document."""
    SECONDARY = "secondary"
    """The peak that decides was read in somebody else's table: Epoch's, unless the note says otherwise."""
    REMEMBERED = "remembered"
    """Typed from memory of the maker's document; nothing that was read confirms the peaks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The document that a chip's figures are attributed to."""

    title: str
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Die:
    """The logic dies of one chip, taken together."""

    area: SquareMillimetres
    """Of all logic dies."""
    count: int = 1
    process: str | None = None
    non_planar: bool | None = None
    """Whether the transistors are FinFET or later; only such area is applicable. None is unknown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chip:
    """An accelerator with its dense peaks: no rate in it relies on sparsity.

    One `Chip` is one package as it is sold and counted: two dies in one package are one chip, a board
    of two packages is two.
    """

    name: str
    maker: str
    matrix: Mapping[Precision, FlopPerSecond]
    """Dense peaks of the matrix units (tensor cores, systolic arrays), by format."""
    vector: Mapping[Precision, FlopPerSecond] = field(default_factory=dict)
    """Dense peaks outside the matrix units, by format."""
    announced: date | None = None
    released: date | None = None
    memory_bytes: float | None = None
    """Device memory as the maker prints it, a gigabyte being 10^9 bytes."""
    memory_bandwidth: BytePerSecond | None = None
    interconnect_bandwidth: BytePerSecond | None = None
    """Between chips, all links together, both directions added."""
    die: Die | None = None
    tdp: Watts | None = None
    data_centre: bool | None = None
    """Whether the maker designs or markets it for data centres."""
    source: Source | None = None
    confidence: Confidence = Confidence.SECONDARY
    aliases: tuple[str, ...] = ()
    stands_for: tuple[str, ...] = ()
    """Looser names that leave the variant open; this chip is taken for them, and that is said."""
    note: str = ""

    @property
    def precisions(self) -> tuple[Precision, ...]:
        """Formats with a peak, in the order of `Precision`."""
        return tuple(item for item in Precision if item in self.matrix or item in self.vector)

    @property
    def peaks(self) -> Iterator[tuple[Precision, FlopPerSecond]]:
        """Each format with its greatest dense peak, of matrix or vector units."""
        return ((precision, self.peak(precision)) for precision in self.precisions)

    def peak(self, precision: Precision | str) -> FlopPerSecond:
        """Return the greatest dense peak at `precision`.

        Raises
        ------
        UnknownNameError
            If the format is unknown or this chip has no peak for it; those it has are named.
        """
        wanted = precision if isinstance(precision, Precision) else read_precision(precision)
        found = [table[wanted] for table in (self.matrix, self.vector) if wanted in table]
        if not found:
            known = ", ".join(self.precisions) or "none"
            raise UnknownNameError(
                phrase("{name} has no known {wanted} peak", name=self.name, wanted=wanted),
                advice=phrase("Formats with a known peak: {known}.", known=known),
            )
        return max(found)

    @property
    def matrix_peak_16bit(self) -> FlopPerSecond | None:
        """The dense BF16 or FP16 peak of the matrix units, the greater of them; None where there is none."""
        return max((self.matrix[item] for item in _SIXTEEN_BIT if item in self.matrix), default=None)

    def greatest_peak(self, min_bits: int = 16) -> FlopPerSecond | None:
        """Return the greatest dense peak over formats of at least `min_bits` bits; None where there is none.

        No dense arithmetic of that width or wider runs faster on this chip, so that amounts of model FLOP
        above this peak times the time are not possible.
        """
        return max((peak for precision, peak in self.peaks if precision.bits >= min_bits), default=None)

    @property
    def tpp(self) -> TotalProcessingPerformance | None:
        """Total processing performance, computed from the peaks; None where no peak is known."""
        return total_processing_performance(self.peaks)

    @property
    def performance_density(self) -> PerformanceDensity | None:
        """TPP per square millimetre of non-planar die; None where the area or the process is unknown."""
        tpp = self.tpp
        if tpp is None or self.die is None or not self.die.non_planar:
            return None
        return performance_density(tpp, self.die.area)
