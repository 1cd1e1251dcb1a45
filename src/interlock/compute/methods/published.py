"""A published figure of training compute, with its convention and how far it can be trusted.

References
----------
.. [1] Epoch AI, *AI models documentation*: "Confident" within a factor 3, "Likely" 10, "Speculative" 30,
   each at 90 %, https://epoch.ai/data/ai-models-documentation.
.. [2] European Commission (2025), guidelines on general-purpose AI models, C(2025) 5045, annex A: report
   to two significant figures.
"""

from __future__ import annotations

import math
from enum import StrEnum

from interlock.compute.conventions import Convention, Counting
from interlock.compute.methods.provenance import account, refuse_unless
from interlock.phrases import marked, phrase
from interlock.quantities import Estimate, Flop

__all__ = ["Confidence", "published"]


class Confidence(StrEnum):
    """How far a published figure can be trusted."""

    STATED = marked("stated by the developer")
    """Rounded to two significant figures."""
    CONFIDENT = marked("confident")
    LIKELY = marked("likely")
    SPECULATIVE = marked("speculative")


_FACTORS = {Confidence.CONFIDENT: 3.0, Confidence.LIKELY: 10.0, Confidence.SPECULATIVE: 30.0}


def published(
    value: Flop,
    *,
    counting: Counting | None = None,
    confidence: Confidence = Confidence.STATED,
    figures: int = 2,
    source: str = "",
) -> Estimate[Flop]:
    """Return a published figure with its interval.

    Parameters
    ----------
    counting
        Model or hardware FLOP; where it isn't stated, model FLOP is assumed and the note says so.
    figures
        Significant figures to which a developer's figure is rounded; the interval is half a unit of the
        last one, either way.

    Examples
    --------
    >>> print(published(Flop(3.8e25)), "|", published(Flop(5e25), confidence=Confidence.CONFIDENT))
    3.7–3.8 × 10²⁵ FLOP | 0.17–1.5 × 10²⁶ FLOP
    """
    refuse_unless(
        value.value > 0,
        "a published training compute of 0 FLOP",
        field="published.training_compute",
        advice="Leave out what is unknown.",
    )
    refuse_unless(figures >= 1, f"{figures} significant figures", field="figures", advice="Give 1 or more.")
    notes = [] if counting else [phrase("whether model or hardware FLOP is not stated: taken as model FLOP")]
    provenance = account(
        "published",
        {"figure": value, "confidence": phrase(str(confidence))},
        convention=Convention(counting=counting or Counting.MODEL),
        sources=(source,),
        notes=notes,
    )
    if confidence is not Confidence.STATED:
        return Estimate.within_factor(value, _FACTORS[confidence], provenance)
    half = 10.0 ** (math.floor(math.log10(value.value)) - figures + 1) / 2
    return Estimate(
        unit=Flop,
        central=value.value,
        low=value.value - half,
        high=value.value + half,
        provenance=provenance,
    )
