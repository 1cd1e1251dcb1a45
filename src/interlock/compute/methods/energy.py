"""Training compute from electricity: a sound upper bound, and an expected value.

Upper bound. No chip does more operations per joule than at its best; all energy, measured at the site's
meter, is taken as spent by chips at that best: no cooling, no servers, no idle hours, no inference. The
nameplate's peak over power is not that best: chips below their nameplate clock and voltage do more per
joule, so that a margin multiplies it. The price of soundness: the bound is about nine times what a usual run
on that energy does, so that it finds only gross contradictions.

Expected value. Energy / PUE / (chip power × server overhead × share of the rating drawn) gives the
chip-hours, which peak and utilisation turn into FLOP. Energy alone can't tell training from inference.

References
----------
.. [1] Epoch AI: site power = rated power × chips × 1.82 × PUE, https://epoch.ai/data/ai-models-documentation.
.. [2] arXiv:2506.14551: a node of 8 H100 under training draws about 76 % of its rated 10.2 kW; methods from
   rated power err by 27 % to 37 %.
.. [3] arXiv:2607.00819: energy per operation falls below the nameplate clock (A40 to H200).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from interlock.compute.conventions import Convention, Counting
from interlock.compute.methods.hardware_time import PRIOR_UTILISATION
from interlock.compute.methods.provenance import account, refuse_unless
from interlock.phrases import marked, phrase
from interlock.quantities import (
    Estimate,
    Flop,
    FlopPerSecond,
    Fraction,
    Number,
    Provenance,
    Quantity,
    WattHours,
    Watts,
)

__all__ = ["EFFICIENCY_MARGIN", "EnergyCompute", "energy"]

EFFICIENCY_MARGIN = 2.0
"""Most that a chip gains per joule, at any clock and voltage, over its nameplate's peak per watt. Chosen,
not measured: dynamic energy goes with the square of the voltage, which stays above 0.7 of nominal."""

_SECONDS_PER_HOUR = 3600.0
_SERVER_OVERHEAD = 1.82
_DRAWN_SHARE = 0.76
_SOURCES = ("https://epoch.ai/data/ai-models-documentation", "arXiv:2506.14551")
_BOUND_NOTE = phrase(
    "all energy spent by chips at their best efficiency: PUE 1, no servers, nothing else run"
)
_POWER_ERROR = 1.6
"""90 % factor of the power drawn: the 27 % to 37 % of [2] taken as a standard deviation of 0.3."""


def _interval(low: float, central: float, high: float, note: str) -> Estimate[Number]:
    return Estimate(
        unit=Number,
        low=low,
        central=central,
        high=high,
        provenance=Provenance(method=phrase("prior"), notes=(note,)),
    )


_PRIOR_PUE = _interval(
    1.05, 1.14, 1.5, phrase("PUE not stated: 1.05 to 1.5, around the 1.14 of AI sites in 2023")
)
_PRIOR_POWER = _interval(
    _SERVER_OVERHEAD * _DRAWN_SHARE / _POWER_ERROR,
    _SERVER_OVERHEAD * _DRAWN_SHARE,
    _SERVER_OVERHEAD * _DRAWN_SHARE * _POWER_ERROR,
    phrase("a chip's share of its server draws 1.82 × 0.76 of the chip's rated power, within a factor 1.6"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class EnergyCompute:
    """What a quantity of electricity allows, and what it suggests."""

    upper_bound: Estimate[Flop]
    """Hardware FLOP, hence model FLOP too, that the energy can't exceed; its interval is the meter's."""
    expected: Estimate[Flop]
    """Model FLOP of a training run that used all of it."""


def energy(
    site: Estimate[WattHours],
    *,
    peak: FlopPerSecond,
    chip_power: Watts,
    pue: Estimate[Number] | None = None,
    utilisation: Estimate[Fraction] | None = None,
    margin: float = EFFICIENCY_MARGIN,
    precision: str = "bf16",
) -> EnergyCompute:
    """Return upper bound and expected value of the compute that `site` energy paid for.

    Parameters
    ----------
    site
        Energy at the meter of the site, for the run.
    peak
        Dense peak of one chip at the run's precision. For the bound to be sound, of the most efficient
        chip there, at the lowest precision used.
    chip_power
        Rated power of that chip.
    pue
        Site energy over IT energy; the bound takes 1, whatever is stated.
    margin
        See `EFFICIENCY_MARGIN`.

    Examples
    --------
    >>> both = energy(Estimate.exact(WattHours(2.7e10)), peak=FlopPerSecond(989.4e12), chip_power=Watts(700))
    >>> print(both.upper_bound, "|", both.expected)
    2.7 × 10²⁶ FLOP | 1.5–5.2 × 10²⁵ FLOP
    """
    pue = pue or _PRIOR_PUE
    _refuse_impossible(peak, chip_power, pue, margin)
    nameplate = _flop(site.scaled(peak.value * _SECONDS_PER_HOUR / chip_power.value))
    inputs: dict[str, Estimate[Any] | Quantity] = {
        marked("site energy"): site,
        "dense peak": peak,
        marked("chip power"): chip_power,
    }
    return EnergyCompute(
        upper_bound=nameplate.scaled(margin).explained(
            account(
                "energy, upper bound",
                {**inputs, "efficiency margin": Number(margin)},
                convention=Convention(counting=Counting.HARDWARE, precision=precision),
                sources=("arXiv:2607.00819",),
                notes=(_BOUND_NOTE,),
            )
        ),
        expected=_expected(nameplate, inputs, pue, utilisation or PRIOR_UTILISATION, precision),
    )


def _expected(
    nameplate: Estimate[Flop],
    inputs: dict[str, Estimate[Any] | Quantity],
    pue: Estimate[Number],
    utilisation: Estimate[Fraction],
    precision: str,
) -> Estimate[Flop]:
    provenance = account(
        "energy",
        {
            **inputs,
            "PUE": pue,
            "site power over chip power, before PUE": _PRIOR_POWER,
            "utilisation": utilisation,
        },
        convention=Convention(counting=Counting.MODEL, precision=precision),
        sources=_SOURCES,
        notes=(phrase("all of the energy is taken as spent on this run"),),
    )
    return nameplate.over(pue).over(_PRIOR_POWER).times(utilisation).explained(provenance)


def _refuse_impossible(peak: FlopPerSecond, chip_power: Watts, pue: Estimate[Number], margin: float) -> None:
    for name, value in (("peak", peak.value), ("chip_power", chip_power.value)):
        refuse_unless(
            value > 0, f"the {name} is 0", field=f"energy.{name}", advice="State the chip's rating."
        )
    refuse_unless(
        margin >= 1,
        f"the efficiency margin {margin!r} is below 1, which makes the bound unsound",
        field="energy.margin",
        advice="Give 1 or more.",
    )
    refuse_unless(
        pue.central >= 1, lambda: f"a PUE of {pue} is below 1", field="energy.pue", advice="Give 1 or more."
    )


def _flop(amount: Estimate[WattHours]) -> Estimate[Flop]:
    return Estimate(unit=Flop, central=amount.central, low=amount.low, high=amount.high, shape=amount.shape)
