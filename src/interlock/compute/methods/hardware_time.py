"""Training compute from hardware time: chips × time × dense peak × utilisation × goodput.

The annex of the European guidelines writes C = N L H U: units, seconds, peak FLOP/s of a unit, average
utilisation. Goodput, the share of the billed time in which steps that count were run, is kept apart:
a utilisation measured on productive steps says nothing of restarts and idle nights (PaLM: 1.52 times its
model FLOP if the calendar is multiplied by the utilisation of its steps).

A utilisation of model FLOP (MFU) gives model FLOP, one of hardware FLOP (HFU) hardware FLOP.

References
----------
.. [1] European Commission (2025), guidelines on general-purpose AI models, C(2025) 5045, annex.
.. [2] Chowdhery et al. (2022), *PaLM*, arXiv:2204.02311, section 4.1 and appendix B (MFU, HFU).
.. [3] Epoch AI, *Estimating training compute*, https://epoch.ai/data/ai-models-documentation/estimation.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial

from interlock.compute.addition import common_total
from interlock.compute.conventions import Convention, Counting
from interlock.compute.methods.provenance import account, refuse_unless
from interlock.phrases import phrase
from interlock.quantities import ChipHours, Estimate, Flop, FlopPerSecond, Fraction, Hours, Number, Provenance
from interlock.quantities.estimate import Z90

__all__ = ["PRIOR_UTILISATION", "Fleet", "chip_hours_of", "hardware_time"]

_SOURCES = ("C(2025) 5045, annex", "arXiv:2204.02311, section 4.1")
_PRIOR_MEAN, _PRIOR_DEVIATION = 0.34, 0.08
_PRIOR_NOTE = phrase(
    "utilisation not stated: log-normal with mean 0.34 and standard deviation 0.08, from model FLOP over "
    "peak times billed hours of published 16-bit runs (0.24 to 0.48); lost time is in it"
)


def _prior() -> Estimate[Fraction]:
    variance = math.log1p((_PRIOR_DEVIATION / _PRIOR_MEAN) ** 2)
    median = _PRIOR_MEAN / math.exp(variance / 2)
    return Estimate.within_factor(
        Fraction(median),
        math.exp(Z90 * math.sqrt(variance)),
        Provenance(
            method=phrase("prior"),
            notes=(_PRIOR_NOTE,),
        ),
    )


PRIOR_UTILISATION = _prior()
"""Model FLOP over dense 16-bit peak times billed hours, where nobody has stated it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fleet:
    """Chips of one kind, working at one precision.

    Parameters
    ----------
    chip_hours
        Chips times wall-clock hours.
    peak
        Dense peak of one chip at the precision the run used, without sparsity.
    utilisation
        Share of that peak that was reached; `PRIOR_UTILISATION` where it is None.
    goodput
        Share of the hours in which productive steps ran. None where the utilisation already includes
        lost time, or where it isn't known; the hours are then taken as productive.
    """

    chip_hours: Estimate[ChipHours]
    peak: FlopPerSecond
    utilisation: Estimate[Fraction] | None = None
    goodput: Estimate[Fraction] | None = None
    chip: str = ""
    precision: str = "bf16"
    source: str = ""

    def __post_init__(self) -> None:
        refuse_unless(
            self.peak.value > 0,
            "the peak is 0",
            field="hardware.peak",
            advice="State the dense peak in FLOP/s.",
        )
        for name, share in (("utilisation", self.utilisation), ("goodput", self.goodput)):
            refuse_unless(
                share is None or 0 < share.low <= share.high <= 1,
                partial("the {} {} is not a share above 0 and up to 1".format, name, share),
                field=f"hardware.{name}",
                advice="Write 40 % as 0.4.",
            )


def chip_hours_of(chips: Estimate[Number], hours: Estimate[Hours]) -> Estimate[ChipHours]:
    """Return chips times hours."""
    return chips.times(hours)


def hardware_time(*fleets: Fleet, counting: Counting = Counting.MODEL) -> Estimate[Flop]:
    """Return the compute of one or several fleets; mixed fleets add.

    Parameters
    ----------
    counting
        Model FLOP where the utilisations stated are MFU, hardware FLOP where they are HFU.

    Raises
    ------
    InputError
        If there is no fleet, or the fleets disagree on whether a utilisation is stated and it is HFU
        (the prior is one of model FLOP).

    Examples
    --------
    >>> fleet = Fleet(chip_hours=Estimate.exact(ChipHours(370_000)), peak=FlopPerSecond(989e12),
    ...               utilisation=Estimate.exact(Fraction(0.5)))
    >>> print(hardware_time(fleet))
    6.6 × 10²³ FLOP
    """
    refuse_unless(
        bool(fleets), "no hardware was given", field="hardware", advice="State chips, hours and the peak."
    )
    refuse_unless(
        counting is Counting.MODEL or all(fleet.utilisation for fleet in fleets),
        "hardware FLOP need a stated utilisation of hardware FLOP (HFU)",
        field="hardware.utilisation",
        advice="State the HFU, or leave it out and count model FLOP.",
    )
    # One developer's utilisations err together, whether assumed or measured by one code.
    total = common_total(_compute_of(fleet) for fleet in fleets)
    precisions = sorted({fleet.precision for fleet in fleets})
    return total.explained(
        account(
            "hardware time",
            {
                name: value
                for index, fleet in enumerate(fleets)
                for name, value in _told(fleet, index, fleets)
            },
            convention=Convention(
                counting=counting, precision=precisions[0] if len(precisions) == 1 else "mixed"
            ),
            sources=(*_SOURCES, *(fleet.source for fleet in fleets)),
            notes=[note for fleet in fleets for note in _notes(fleet)],
        )
    )


def _compute_of(fleet: Fleet) -> Estimate[Flop]:
    used = fleet.chip_hours.times(fleet.utilisation or PRIOR_UTILISATION)
    if fleet.goodput and fleet.utilisation:
        used = used.times(fleet.goodput)
    return used.times(Estimate.exact(fleet.peak))


def _told(
    fleet: Fleet, index: int, fleets: tuple[Fleet, ...]
) -> list[tuple[str, Estimate[ChipHours] | Estimate[Fraction] | FlopPerSecond | str | None]]:
    named = partial(_name, fleet, index, len(fleets))
    return [
        (named(phrase("chip")), fleet.chip or None),
        (named(phrase("chip-hours")), fleet.chip_hours),
        (named(phrase("dense peak")), fleet.peak),
        (named(phrase("utilisation")), fleet.utilisation or PRIOR_UTILISATION),
        (named(phrase("goodput")), fleet.goodput if fleet.utilisation else None),
    ]


def _name(fleet: Fleet, index: int, fleets: int, what: str) -> str:
    if fleets == 1:
        return what
    whose = fleet.chip or phrase("fleet {number}", number=index + 1)
    return phrase("{what} of {whose} ({number})", what=what, whose=whose, number=index + 1)


def _notes(fleet: Fleet) -> list[str]:
    if fleet.utilisation is None:
        return [phrase("goodput is part of the utilisation assumed")] if fleet.goodput else []
    if fleet.goodput is None:
        return [
            phrase("the hours are taken as productive: no goodput was stated, so calendar hours overstate")
        ]
    return []
