"""Outcomes as people see them: a word and a shape first, colour second."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from interlock.phrases import phrase
from interlock.presentation.ruler import Mark
from interlock.quantities import Estimate
from interlock.rulebooks import Comparison, Outcome, Truth, Verdict

__all__ = ["SHAPES", "TRUTH_SHAPES", "WEIGHT", "WORDS", "Comparisons", "comparisons"]

SHAPES = {
    Outcome.APPLIES: "●",
    Outcome.NEEDS_DECISION: "◐",
    Outcome.INDETERMINATE: "▨",
    Outcome.UNKNOWN: "○",
    Outcome.DOES_NOT_APPLY: "·",
}
"""Distinguishable in grey, in print and on a terminal without colour."""

WORDS = {
    Outcome.APPLIES: phrase("applies"),
    Outcome.NEEDS_DECISION: phrase("needs a decision"),
    Outcome.INDETERMINATE: phrase("indeterminate"),
    Outcome.UNKNOWN: phrase("unknown"),
    Outcome.DOES_NOT_APPLY: phrase("does not apply"),
}

TRUTH_SHAPES = {
    Truth.TRUE: "●",
    Truth.NEEDS_DECISION: "◐",
    Truth.INDETERMINATE: "▨",
    Truth.UNKNOWN: "○",
    Truth.FALSE: "·",
}
"""The same shapes for the lines of a trace."""

WEIGHT = {outcome: weight for weight, outcome in enumerate(SHAPES)}
"""What to read first: lower is weightier."""

Comparisons = dict[str, tuple[Estimate[Any], list[Mark]]]
"""By quantity: the estimate, and the thresholds it was compared with."""


def comparisons(verdicts: Sequence[Verdict]) -> Comparisons:
    """Return every estimate that was compared with a threshold, with those thresholds as marks.

    A rulebook that asks the same number twice gives one mark. Where regimes count differently, the
    first estimate stands for the drawing; each probability is that of its own comparison.
    """
    found: Comparisons = {}
    for verdict in verdicts:
        if not verdict.force.binds:
            continue
        for trace in verdict.because:
            for line in trace.walk():
                if line.comparison is not None:
                    _note(found, verdict.rulebook, line.comparison, line.value.truth)
    return found


def _note(found: Comparisons, rulebook: str, comparison: Comparison, truth: Truth) -> None:
    estimate, threshold = comparison.estimate, comparison.threshold
    if estimate is None or estimate.central <= 0 or threshold is None or threshold.value <= 0:
        return
    _, known = found.setdefault(comparison.quantity, (estimate, []))
    if any(mark.label == rulebook and mark.value == threshold.value for mark in known):
        return
    # What was counted only in part, and lies below, says nothing of the whole.
    partly = truth is Truth.UNKNOWN
    above = (
        None
        if partly
        else estimate.probability_above(threshold, inclusive=comparison.operator in (">=", "<"))
    )
    known.append(Mark(rulebook, threshold.value, above))
