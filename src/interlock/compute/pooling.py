"""One estimate of training compute from several, or their span and a finding where they contradict.

1. Each estimate is brought to model FLOP (and to full attention, where its share is known).
2. Every pair is tested for consistency.
3. Where all agree, the most direct estimate of each family of evidence enters an inverse-variance mean of
   logarithms. 6ND and a per-operation count rest on the same parameters and tokens: to pool both would
   count one piece of evidence twice.
4. Where any two contradict, nothing is averaged. The result spans from the least low to the greatest high
   end, its central value is that of the most direct method, and a discrepancy names the pair and the
   likely cause. A mean of two contradicting figures is a number that neither supports.

References
----------
.. [1] Cochran, W. G. (1954), *The combination of estimates from different experiments*, Biometrics 10(1).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import NormalDist

from interlock.compute.causes import Hints
from interlock.compute.consistency import Pair, compare_widened, traits_of, widen_all, with_model_error
from interlock.compute.conventions import Attention, Convention, Counting
from interlock.compute.methods.recomputation import recomputation_factor, to_model
from interlock.errors import InsufficientEvidenceError
from interlock.findings import Finding, FindingKind
from interlock.phrases import numeral, phrase
from interlock.quantities import Estimate, Flop, Provenance
from interlock.quantities.estimate import Z90

__all__ = ["DEFAULT_FALSE_ALARM", "Combined", "combine"]

DEFAULT_FALSE_ALARM = 0.01
"""Chance of a discrepancy where every estimate is right."""
_SPAN = "span of contradicting estimates"
_POOLED = phrase("pooled")
_NO_HINTS = Hints()
_NORMAL = NormalDist()


@dataclass(frozen=True, slots=True, kw_only=True)
class Combined:
    """What several estimates give together."""

    estimate: Estimate[Flop]
    findings: tuple[Finding, ...]
    pairs: tuple[Pair, ...]

    @property
    def agree(self) -> bool:
        """Whether no pair contradicts."""
        return all(pair.agrees for pair in self.pairs)


def combine(
    estimates: Sequence[Estimate[Flop]],
    *,
    subject: str,
    hints: Hints = _NO_HINTS,
    upper_bounds: Sequence[Estimate[Flop]] = (),
    false_alarm_probability: float = DEFAULT_FALSE_ALARM,
) -> Combined:
    """Return the pooled estimate of `subject`, or the span and a discrepancy.

    A single estimate comes back in model FLOP, with its method's model error added.

    Parameters
    ----------
    upper_bounds
        Amounts that can't be exceeded, such as the bound from energy; they are tested, never pooled.
    false_alarm_probability
        Chance, at most, that any pair is found to contradict where all estimates are right; the same
        again for the bounds.

    Raises
    ------
    InsufficientEvidenceError
        If there is no estimate.
    InputError
        If an estimate is 0 FLOP, or the level isn't a probability.

    Examples
    --------
    >>> counted = Estimate.exact(Flop(8.58e23), Provenance(method="6ND"))
    >>> stated = Estimate.exact(Flop(1.17e24), Provenance(method="published"))
    >>> both = combine([counted, stated], subject="MT-NLG 530B")
    >>> print(both.findings[0].likely_causes[0])
    activations recomputed in the backward pass are in one figure only (× 1.33)
    >>> print(both.estimate)
    0.79–1.23 × 10²⁴ FLOP
    """
    if not estimates:
        raise InsufficientEvidenceError("a combined estimate", given=0, needed=1)
    if len(estimates) == 1 and not upper_bounds and estimates[0].central > 0:
        alone = with_model_error(_reconciled(estimates[0], estimates, hints))
        return Combined(estimate=alone, findings=(), pairs=())
    reconciled = sorted((_reconciled(each, estimates, hints) for each in estimates), key=_order)
    widened = widen_all(reconciled)
    pairs = compare_widened(widened, hints=hints, false_alarm_probability=false_alarm_probability)
    contradictions = [pair for pair in pairs if not pair.agrees]
    level = false_alarm_probability / (len(widened) * max(len(upper_bounds), 1))
    findings = [
        _exceeding(over[0], bound, subject, false_alarm_probability)
        for bound in upper_bounds
        if (over := [each for each in widened if _exceeds(each, bound, level)])
    ]
    if contradictions:
        finding = _discrepancy(contradictions, pairs, subject, false_alarm_probability)
        return Combined(estimate=_span(widened), findings=(finding, *findings), pairs=pairs)
    return Combined(estimate=_pooled(widened), findings=tuple(findings), pairs=pairs)


def _order(estimate: Estimate[Flop]) -> tuple[int, str, float, float, float]:
    return (
        traits_of(estimate).rank,
        estimate.provenance.method,
        estimate.central,
        estimate.low,
        estimate.high,
    )


# ── one convention ──


def _reconciled(
    estimate: Estimate[Flop], estimates: Sequence[Estimate[Flop]], hints: Hints
) -> Estimate[Flop]:
    model = to_model(estimate, recomputation_factor(hints.recomputation))
    if hints.attention_ratio is None:
        return model
    others_full = any(_attention(other) is Attention.FULL for other in estimates)
    if not others_full or _attention(model) is not Attention.NONE:
        return model
    convention = replace(_convention(model), attention=Attention.FULL)
    note = phrase(
        "full attention added by a factor {attention_ratio}",
        attention_ratio=numeral(f"{hints.attention_ratio:.3g}"),
    )
    provenance = replace(model.provenance, convention=str(convention), notes=(*model.provenance.notes, note))
    return model.scaled(hints.attention_ratio).explained(provenance)


def _convention(estimate: Estimate[Flop]) -> Convention:
    return Convention.parse(estimate.provenance.convention or str(Counting.MODEL))


def _attention(estimate: Estimate[Flop]) -> Attention | None:
    return _convention(estimate).attention


# ── agreement ──


def _pooled(estimates: Sequence[Estimate[Flop]]) -> Estimate[Flop]:
    """Pool the first, most direct, estimate of each family; the sequence is in that order."""
    representatives = list({traits_of(each).family: each for each in reversed(estimates)}.values())[::-1]
    if len(representatives) == 1:
        return representatives[0] if len(estimates) == 1 else _told(representatives[0], _POOLED, estimates)
    spreads = [each.sigmas_in_log for each in representatives]
    precisions = [2 / (below**2 + above**2) for below, above in spreads]
    whole = math.fsum(precisions)
    weights = [precision / whole for precision in precisions]
    logarithms = [math.log(each.central) for each in representatives]
    centre = math.exp(math.fsum([w * logarithm for w, logarithm in zip(weights, logarithms, strict=True)]))
    below = math.hypot(*[w * spread[0] for w, spread in zip(weights, spreads, strict=True)])
    above = math.hypot(*[w * spread[1] for w, spread in zip(weights, spreads, strict=True)])
    pooled = Estimate(
        unit=Flop, central=centre, low=centre * math.exp(-Z90 * below), high=centre * math.exp(Z90 * above)
    )
    return _told(pooled, _POOLED, estimates)


# ── contradiction ──


def _span(estimates: Sequence[Estimate[Flop]]) -> Estimate[Flop]:
    """Span all; the sequence begins with the most direct method, whose central value stays."""
    span = Estimate(
        unit=Flop,
        central=estimates[0].central,
        low=min(each.low for each in estimates),
        high=max(each.high for each in estimates),
    )
    note = phrase(
        "the estimates contradict each other: the central value is that of {method}",
        method=estimates[0].provenance.method,
    )
    return _told(span, _SPAN, estimates, note)


def _told(
    result: Estimate[Flop], method: str, estimates: Sequence[Estimate[Flop]], note: str = ""
) -> Estimate[Flop]:
    names = _numbered([each.provenance.method for each in estimates])
    sources = [source for each in estimates for source in each.provenance.sources]
    attention = {_attention(each) for each in estimates}
    convention = Convention(
        counting=Counting.MODEL, attention=attention.pop() if len(attention) == 1 else None
    )
    return result.explained(
        Provenance(
            method=method,
            inputs=tuple(zip(names, estimates, strict=True)),
            sources=tuple(dict.fromkeys(sources)),
            convention=str(convention),
            notes=(note,) if note else (),
        )
    )


def _numbered(names: Sequence[str]) -> list[str]:
    return [
        phrase("{name} ({number})", name=name, number=names[:index].count(name) + 1)
        if names.count(name) > 1
        else name
        for index, name in enumerate(names)
    ]


def _discrepancy(
    contradictions: Sequence[Pair], pairs: Sequence[Pair], subject: str, false_alarm: float
) -> Finding:
    worst = contradictions[0]
    odd = _odd_one_out(contradictions, pairs)
    return Finding(
        kind=FindingKind.DISCREPANCY,
        check="consistency-of-estimates",
        subject=subject,
        message=phrase("{worst}; all others agree without {odd}", worst=worst, odd=odd)
        if odd
        else str(worst),
        checked=phrase(
            "{pairs} pairs of estimates of training compute, in log space, in model FLOP", pairs=len(pairs)
        ),
        not_checked=phrase(
            "whether estimates that agree are right: they may rest on the same false statement"
        ),
        false_alarm_probability=false_alarm,
        likely_causes=tuple(dict.fromkeys(cause for pair in contradictions for cause in pair.causes)),
        settle=phrase(
            "the inputs of {names} and {names2}, with what each figure counts",
            names=worst.names[0],
            names2=worst.names[1],
        ),
        evidence=tuple((" against ".join(pair.names), str(pair)) for pair in contradictions),
    )


def _odd_one_out(contradictions: Sequence[Pair], pairs: Sequence[Pair]) -> str | None:
    if len(pairs) == 1:
        return None
    shared = [
        each
        for each in (contradictions[0].lower, contradictions[0].higher)
        if all(each in (pair.lower, pair.higher) for pair in contradictions)
    ]
    return shared[0].provenance.method if len(shared) == 1 else None


# ── bounds ──


def _exceeds(estimate: Estimate[Flop], bound: Estimate[Flop], level: float) -> bool:
    if bound.central <= 0:
        return True
    excess = math.log(estimate.central / bound.central)
    spread = math.hypot(estimate.sigmas_in_log[0], bound.sigmas_in_log[1])
    return excess > _NORMAL.inv_cdf(1 - level) * spread


def _exceeding(estimate: Estimate[Flop], bound: Estimate[Flop], subject: str, false_alarm: float) -> Finding:
    methods = estimate.provenance.method, bound.provenance.method
    return Finding(
        kind=FindingKind.DISCREPANCY,
        check="compute-within-bounds",
        subject=subject,
        message=phrase(
            "{methods} gives {estimate}, more than the {bound} that {methods2} allows",
            methods=methods[0],
            estimate=estimate,
            bound=bound,
            methods2=methods[1],
        ),
        checked=phrase("one estimate against the bound: {methods}", methods=methods[1]),
        not_checked=phrase("whether compute below the bound was used for this run"),
        false_alarm_probability=false_alarm,
        likely_causes=(
            phrase("energy or chips understated"),
            phrase("a unit slipped by a thousand (Wh, kWh, MWh)"),
            phrase("part of the compute was used elsewhere"),
        ),
        settle=phrase("the meter readings of every site, and the list of chips"),
    )
