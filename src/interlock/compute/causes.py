"""Why two estimates of one run differ by a certain factor: the usual mistakes, and their sizes.

A cause is named where its factor explains what the test found too large. That it fits is a lead, no proof:
several may fit, and a factor can come about otherwise (Gopher's published figure is 1.25 times its 6ND by
its own way of counting, and is named here as if it were recomputation).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from interlock.compute.methods.recomputation import FULL_FACTOR, Recomputation
from interlock.errors import InputError
from interlock.phrases import numeral, phrase
from interlock.quantities import Flop

__all__ = ["Cause", "Family", "Hints", "likely_causes"]

_LARGEST_REST = math.log(1.25)
"""A cause is named only where it leaves less than this unexplained."""
_MOST_NAMED = 4


class Family(StrEnum):
    """Methods that rest on the same evidence."""

    COUNTING = "parameters and tokens"
    COUNTER = "a framework's counter"
    PUBLISHED = "a published figure"
    TIME = "hardware time"
    ENERGY = "electricity"


_EVERY = frozenset(Family)
_FROM_COUNTS = frozenset({Family.COUNTING, Family.COUNTER, Family.PUBLISHED})
_REPORTED = frozenset({Family.COUNTER, Family.PUBLISHED})
_FROM_HARDWARE = frozenset({Family.TIME, Family.ENERGY, Family.PUBLISHED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Hints:
    """What is known of a run that makes a cause checkable; each may be missing.

    Parameters
    ----------
    total_over_active
        All parameters over those that work on a token.
    epochs
        Tokens seen over unique tokens.
    chips
        Number of chips.
    base_compute
        Training compute of the model that the run started from.
    attention_ratio
        FLOP with full attention over FLOP of the parameters alone.
    recomputation
        Whether activations were recomputed in the backward pass.
    """

    total_over_active: float | None = None
    epochs: float | None = None
    chips: float | None = None
    base_compute: Flop | None = None
    attention_ratio: float | None = None
    recomputation: Recomputation = Recomputation.UNKNOWN

    def __post_init__(self) -> None:
        for name in ("total_over_active", "epochs", "chips", "attention_ratio"):
            value = getattr(self, name)
            if value is not None and not (math.isfinite(value) and value > 0):
                raise InputError(
                    phrase("{name} is {value}", name=name, value=repr(value)),
                    field=name,
                    advice=phrase("Give a finite ratio above 0, or leave it out."),
                )


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """One mistake that makes the higher of two estimates too high, or the lower too low."""

    name: str
    text: str
    low: float
    """Least factor between the two."""
    high: float
    higher: frozenset[Family] = field(default=_EVERY)
    """Families that the higher estimate must belong to."""
    lower: frozenset[Family] = field(default=_EVERY)

    def rest(self, ratio: float) -> float:
        """Return what this cause leaves unexplained of a ratio, as a distance of logarithms."""
        distance = math.log(ratio)
        return max(math.log(self.low) - distance, distance - math.log(self.high), 0.0)


_FIXED = (
    Cause(
        name="recomputation",
        text=phrase("activations recomputed in the backward pass are in one figure only (× 1.33)"),
        low=FULL_FACTOR,
        high=FULL_FACTOR,
        higher=frozenset({Family.COUNTER, Family.PUBLISHED, Family.TIME}),
    ),
    Cause(
        name="sparse peak",
        text=phrase("the chip's peak with sparsity was taken for the dense one (× 2)"),
        low=2,
        high=2,
        higher=frozenset({Family.TIME, Family.ENERGY, Family.PUBLISHED}),
    ),
    Cause(
        name="peak of a lower precision",
        text=phrase("the FP8 peak was taken for a run in 16 bit (× 2)"),
        low=2,
        high=2,
        higher=_FROM_HARDWARE,
    ),
    Cause(
        name="peak of a higher precision",
        text=phrase("the 16-bit peak was taken for a run in FP8 (× 2)"),
        low=2,
        high=2,
        lower=_FROM_HARDWARE,
    ),
    Cause(
        name="multiply-adds",
        text=phrase("multiply-adds were counted as one FLOP (× 2)"),
        low=2,
        high=2,
        lower=_REPORTED,
    ),
    Cause(
        name="forward only",
        text=phrase("only forward passes were counted (× 3)"),
        low=3,
        high=3,
        lower=_REPORTED,
    ),
    Cause(
        name="forward multiply-adds",
        text=phrase("multiply-adds of forward passes only were counted (× 6)"),
        low=6,
        high=6,
        lower=_REPORTED,
    ),
    Cause(
        name="calendar hours",
        text=phrase("calendar hours were multiplied by the utilisation of productive steps (× 1.1 to 1.5)"),
        low=1.1,
        high=1.5,
        higher=frozenset({Family.TIME, Family.ENERGY}),
    ),
    Cause(name="unit slip", text=phrase("a unit slipped by a thousand (k, M, B or T)"), low=1e3, high=1e3),
    Cause(
        name="unit slip", text=phrase("a unit slipped by a million (M for T, or k for B)"), low=1e6, high=1e6
    ),
)


def likely_causes(
    ratio: float, *, higher: Family, lower: Family, lower_compute: float, hints: Hints, tolerance: float
) -> tuple[str, ...]:
    """Return the causes whose factor explains `ratio`, the best fit first.

    Parameters
    ----------
    ratio
        The higher estimate over the lower.
    lower_compute
        The lower estimate, in FLOP.
    tolerance
        Largest distance of logarithms that the two estimates' own errors explain.

    Examples
    --------
    >>> likely_causes(1.36, higher=Family.PUBLISHED, lower=Family.COUNTING, lower_compute=8.6e23,
    ...               hints=Hints(), tolerance=0.1)[0]
    'activations recomputed in the backward pass are in one figure only (× 1.33)'
    """
    # A range explains more factors than a point does, so it ranks behind a point that fits as well.
    allowed = min(tolerance, _LARGEST_REST, math.log(ratio) / 2)
    fitting = sorted(
        (cause.rest(ratio) + math.log(cause.high / cause.low) / 4, place, cause.text)
        for place, cause in enumerate((*_hinted(hints, lower_compute), *_FIXED))
        if higher in cause.higher and lower in cause.lower and cause.rest(ratio) <= allowed
    )
    return tuple(dict.fromkeys(text for _, _, text in fitting))[:_MOST_NAMED]


def _hinted(hints: Hints, lower_compute: float) -> Iterator[Cause]:
    if hints.total_over_active and hints.total_over_active > 1:
        yield _exactly(
            "active against total",
            phrase("all parameters of a mixture of experts were counted, not the active ones"),
            hints.total_over_active,
            higher=_FROM_COUNTS,
        )
    if hints.epochs and hints.epochs > 1:
        yield _exactly(
            "unique tokens",
            phrase("unique tokens were counted, not those seen over all epochs"),
            hints.epochs,
            lower=_FROM_COUNTS,
        )
    if hints.chips and hints.chips > 1:
        time = frozenset({Family.TIME})
        yield _exactly(
            "hours for chip-hours", phrase("hours were taken for chip-hours"), hints.chips, lower=time
        )
        yield _exactly(
            "chips twice",
            phrase("chip-hours were multiplied by the number of chips again"),
            hints.chips,
            higher=time,
        )
    if hints.base_compute and hints.base_compute.value:
        yield _exactly(
            "base model included",
            phrase("the base model's compute is in one figure only"),
            1 + hints.base_compute.value / lower_compute,
            higher=frozenset({Family.PUBLISHED, Family.COUNTER}),
        )
    if hints.attention_ratio and hints.attention_ratio > 1:
        yield _exactly(
            "attention",
            phrase("attention between tokens is in one figure only"),
            hints.attention_ratio,
            lower=_FROM_COUNTS,
        )


def _exactly(
    name: str,
    text: str,
    factor: float,
    *,
    higher: frozenset[Family] = _EVERY,
    lower: frozenset[Family] = _EVERY,
) -> Cause:
    return Cause(
        name=name,
        text=phrase("{text} (× {factor})", text=text, factor=numeral(f"{factor:.3g}")),
        low=factor,
        high=factor,
        higher=higher,
        lower=lower,
    )
