"""Implied utilisation: the share of what the chips could have done that a stated compute would need.

Above 1 it is impossible, whatever the software: at least one of compute, chips, hours and peak is wrong.
That is the strongest statement a declaration's own numbers allow about themselves.

References
----------
.. [1] Chowdhery et al. (2022), *PaLM*, arXiv:2204.02311, appendix B (model FLOP utilisation).
"""

from __future__ import annotations

import math

from interlock.compute.methods.provenance import refuse_unless
from interlock.findings import Finding, FindingKind
from interlock.phrases import numeral, phrase
from interlock.quantities import ChipHours, Estimate, Flop, FlopPerSecond, scientific

__all__ = [
    "LEAST_USUAL_UTILISATION",
    "PLAUSIBLE_UTILISATION",
    "assess_utilisation",
    "implied_utilisation",
    "utilisation_note",
]

PLAUSIBLE_UTILISATION = 0.75
"""Above this, dense 16-bit training would beat every published run in the reference tests (0.24 to 0.48)."""
LEAST_USUAL_UTILISATION = 0.15
"""Below this, the chips could have done twice what the least efficient published run did."""
_CAUSES = (
    phrase("the base model's compute is included, the time is of the last stage only"),
    phrase("hours or number of chips understated, or hours taken for chip-hours"),
    phrase("other chips, or another precision, than stated"),
    phrase("the compute is overstated"),
)


def implied_utilisation(compute: Flop, chip_hours: ChipHours, peak: FlopPerSecond) -> float:
    """Return compute over chip-hours times the greatest dense peak of the chips.

    Raises
    ------
    InputError
        If the chips could have done nothing.

    Examples
    --------
    >>> round(implied_utilisation(Flop(3.8e25), ChipHours(30.84e6), FlopPerSecond(989.4e12)), 3)
    0.346
    """
    capacity = peak * chip_hours
    refuse_unless(
        capacity.value > 0,
        lambda: f"{chip_hours} at {peak} do no operations",
        field="hardware",
        advice="State chip-hours and a dense peak above 0.",
    )
    return compute.value / capacity.value


def assess_utilisation(
    compute: Estimate[Flop], chip_hours: Estimate[ChipHours], peak: FlopPerSecond, *, subject: str
) -> Finding | None:
    """Return a discrepancy if the central values need more than the chips can do, else None.

    Parameters
    ----------
    peak
        Greatest dense peak of the chips at any precision the run may have used: for a mixed fleet, that
        of the strongest chip, so that the check stays sound.
    """
    utilisation = implied_utilisation(Flop(compute.central), ChipHours(chip_hours.central), peak)
    if utilisation <= 1:
        return None
    ratio = compute.over(chip_hours.times(Estimate.exact(peak)))
    possible = 1 - ratio.probability_above(ratio.unit(1.0))
    return Finding(
        kind=FindingKind.DISCREPANCY,
        check="utilisation-at-most-one",
        subject=subject,
        message=(
            phrase(
                "the utilisation exceeds 1: {scientific} FLOP in {scientific2} chip-hours at "
                "{peak} would need {utilisation} times the dense peak",
                scientific=scientific(compute.central),
                scientific2=scientific(chip_hours.central),
                peak=peak,
                utilisation=numeral(f"{utilisation:.3g}"),
            )
        ),
        checked=phrase("central training compute over chip-hours times the greatest dense peak"),
        not_checked=phrase("whether the inputs are true where the utilisation is 1 or less"),
        false_alarm_probability=possible if possible > 0 and math.isfinite(possible) else None,
        likely_causes=_CAUSES,
        settle=phrase("what the compute includes; job logs with chips and hours of every stage"),
        evidence=(
            (phrase("implied utilisation"), numeral(f"{utilisation:.6g}")),
            (phrase("its 90 % interval"), str(ratio)),
        ),
    )


def utilisation_note(utilisation: float) -> str | None:
    """Return a remark on a utilisation that is possible and unusual, else None."""
    if PLAUSIBLE_UTILISATION < utilisation <= 1:
        return phrase(
            "an implied utilisation of {utilisation} is possible, and above the "
            "{plausible_utilisation} that 16-bit training is known to reach",
            utilisation=numeral(f"{utilisation:.2f}"),
            plausible_utilisation=PLAUSIBLE_UTILISATION,
        )
    if utilisation < LEAST_USUAL_UTILISATION:
        return phrase(
            "an implied utilisation of {utilisation} is possible, and so low that the chips may "
            "have done other work than what is stated",
            utilisation=numeral(f"{utilisation:.2g}"),
        )
    return None
