"""Training compute of a declared run: every method, stage by stage and as a whole, then together.

1. Each stage is estimated from its own fields, and from the hardware said to have served it alone.
2. The stages are added. If one can't be estimated, the sum is a lower bound and says so.
3. The sum, the hardware time of the whole run, the counters and the published figure are tested
   against each other: pooled if they agree, spanned if they don't.
4. A utilisation that nobody stated is assumed, not evidence: hardware time that rests on it is shown and
   its limit is tested, but it is pooled with nothing, and stands only where it is all there is.
5. A figure that a third party compiled from the other fields is not independent of them: they test it. It
   stands where they agree; where they don't, its interval widens to all that is stated.
6. A sum that lacks stages is still evidence where it exceeds everything else: no run is less than its parts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from interlock.assessment.base_models import check_bases, holds_unknown_base, without_bases
from interlock.assessment.hardware import (
    HardwareFacts,
    check_utilisation,
    compute_of,
    estimate_energy,
    remark_utilisation,
)
from interlock.assessment.model import ComputeByStage
from interlock.assessment.parameters import ParameterFacts
from interlock.assessment.stages import StageEstimates, estimate_stage
from interlock.assessment.subject import Subject
from interlock.compute.addition import common_total
from interlock.compute.causes import Hints
from interlock.compute.conventions import Counting
from interlock.compute.methods.counter_tools import AttentionSeen, CountedUnit
from interlock.compute.methods.counters import counter
from interlock.compute.methods.published import published
from interlock.compute.methods.recomputation import Recomputation
from interlock.compute.pooling import Combined, combine
from interlock.findings import Finding, FindingKind
from interlock.phrases import phrase
from interlock.quantities import Estimate, Flop, Number, Provenance
from interlock.statements.declaration import Attention, Counters

__all__ = ["TrainingCompute", "estimate_training_compute"]

_SEEN = {Attention.FULL: AttentionSeen.COUNTED, Attention.NONE: AttentionSeen.MISSING}


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingCompute:
    """The compute of one run, base models not included unless a published figure includes them."""

    estimate: Estimate[Flop] | None
    methods: tuple[Estimate[Flop], ...]
    stages: tuple[ComputeByStage, ...]
    findings: tuple[Finding, ...]
    is_lower_bound: bool
    """Whether some of the run could not be counted."""
    by_stage: bool
    """Whether the estimate agrees with the sum of the stages, so that regimes can leave stages out."""
    notes: tuple[str, ...] = ()


def estimate_training_compute(
    subject: Subject, parameters: ParameterFacts, hardware: HardwareFacts
) -> TrainingCompute:
    """Return the training compute of a subject by all methods and together.

    Raises
    ------
    InputError
        If a field can't be used, such as a counter that is in no table.
    """
    hints = _hints(subject, parameters)
    estimated = [
        _stage(
            estimate_stage(stage, position, subject=subject, parameters=parameters), hardware, subject, hints
        )
        for position, stage in enumerate(subject.declaration.stages)
    ]
    stages = tuple(stage for stage, _ in estimated)
    findings = [finding for _, found in estimated for finding in found]
    findings += check_bases(subject.declaration)
    complete = bool(stages) and all(stage.estimate is not None for stage in stages)
    total = _total(stages)
    whole = _whole_run(subject, hardware, hints)
    shown = _shown(stages, total, whole)
    if not whole.independent and total is not None:
        findings += _limits(subject, hardware, whole.bounds, total)
        return TrainingCompute(
            estimate=total, methods=shown, stages=stages, findings=tuple(findings),
            is_lower_bound=not complete, by_stage=True, notes=remark_utilisation(hardware.machines, total),
        )  # fmt: skip
    # A figure that holds an unknown base is no estimate of the stages, only of more than they are.
    comparable = complete and not holds_unknown_base(subject.declaration)
    summed = _sum_as_evidence(total, whole.independent, complete=comparable)
    evidence = [*whole.independent, *summed] or list(whole.assumed)
    if not evidence:
        return TrainingCompute(
            estimate=None, methods=shown, stages=stages, findings=tuple(findings), is_lower_bound=False,
            by_stage=False,
        )  # fmt: skip
    combined = combine(evidence, subject=subject.name, hints=hints, upper_bounds=whole.bounds)
    compiled = _compiled(subject)
    estimate = _standing(compiled, combined)
    findings += combined.findings
    findings += _limits(subject, hardware, (), estimate)
    return TrainingCompute(
        estimate=estimate, methods=shown, stages=stages, findings=tuple(findings),
        is_lower_bound=bool(summed) and not complete and not (compiled is not None and combined.agree),
        by_stage=comparable and combined.agree,
        notes=remark_utilisation(hardware.machines, estimate),
    )  # fmt: skip


def _sum_as_evidence(
    total: Estimate[Flop] | None, others: Sequence[Estimate[Flop]], *, complete: bool
) -> tuple[Estimate[Flop], ...]:
    """Return the sum of the stages, unless it lacks some and lies within what the whole run is said to be."""
    if total is None:
        return ()
    within = any(total.central <= other.central for other in others)
    return () if not complete and within else (total,)


def _standing(compiled: Estimate[Flop] | None, combined: Combined) -> Estimate[Flop]:
    """Return a compiled figure, which its own inputs only test; without one, what all estimates give."""
    if compiled is None:
        return combined.estimate
    if combined.agree:
        return compiled
    span = combined.estimate
    note = phrase("what is stated beside it contradicts it: the interval spans all")
    told = compiled.provenance
    return replace(
        compiled,
        low=min(compiled.low, span.low),
        high=max(compiled.high, span.high),
        provenance=replace(told, notes=(*told.notes, note)),
    )


# ── stages ──


def _stage(
    stage: StageEstimates, hardware: HardwareFacts, subject: Subject, hints: Hints
) -> tuple[ComputeByStage, tuple[Finding, ...]]:
    timed = compute_of(hardware.serving(stage.name), hints.recomputation)
    stated = all(machine.use.utilisation is not None for machine in hardware.serving(stage.name))
    evidence = [
        *stage.independent,
        *([timed] if timed is not None and (stated or not stage.independent) else []),
    ]
    shown = (*stage.independent, *stage.cross_checks, *([timed] if timed is not None else []))
    if not evidence:
        empty = ComputeByStage(
            name=stage.name, kind=str(stage.kind), estimate=None, methods=shown, missing=stage.missing
        )
        return empty, ()
    spent = [estimate for estimate in evidence if estimate.central > 0]
    if not spent:
        return ComputeByStage(name=stage.name, kind=str(stage.kind), estimate=evidence[0], methods=shown), ()
    whose = f"{subject.name}, {stage.name}"
    combined = combine(spent, subject=whose, hints=hints)
    result = ComputeByStage(name=stage.name, kind=str(stage.kind), estimate=combined.estimate, methods=shown)
    findings = list(combined.findings)
    if len(spent) < len(evidence):
        findings.append(_nothing_against_something(evidence, whose))
    own = hardware.serving(stage.name)
    if own and len(subject.declaration.stages) > 1:
        found = check_utilisation((*own, *hardware.serving(None)), combined.estimate, whose)
        findings += [found] if found is not None else []
    return result, tuple(findings)


def _nothing_against_something(evidence: Sequence[Estimate[Flop]], subject: str) -> Finding:
    nothing = next(each for each in evidence if each.central == 0)
    something = next(each for each in evidence if each.central > 0)
    return Finding(
        kind=FindingKind.DISCREPANCY,
        check="consistency-of-estimates",
        subject=subject,
        message=phrase(
            "{method} gives {something}, {method2} gives nothing",
            method=something.provenance.method,
            something=something,
            method2=nothing.provenance.method,
        ),
        checked=phrase("the estimates of one stage against each other"),
        not_checked=phrase("which of them is right: the one above 0 is used"),
        likely_causes=(phrase("0 was written for what is unknown"),),
        settle=phrase("the inputs of both; what is unknown is left out"),
    )


def _total(stages: Sequence[ComputeByStage]) -> Estimate[Flop] | None:
    known = [stage for stage in stages if stage.estimate is not None and stage.estimate.central > 0]
    if not known:
        return None
    amounts = [stage.estimate for stage in known if stage.estimate is not None]
    if len(amounts) == 1:
        return amounts[0]
    missing = [stage.name for stage in stages if stage.estimate is None]
    # One developer's stages err together: a run split into ten is no better known than in one piece.
    return common_total(amounts).explained(
        Provenance(
            method=phrase("architecture, sum of stages")
            if _by_architecture(amounts)
            else phrase("6ND, sum of stages"),
            inputs=tuple((stage.name, stage.estimate) for stage in known),
            convention=str(Counting.MODEL),
            sources=tuple(
                dict.fromkeys(source for amount in amounts for source in amount.provenance.sources)
            ),
            notes=(
                phrase(
                    "not counted, because nothing states their compute: {missing}", missing=", ".join(missing)
                ),
            )
            if missing
            else (),
        )
    )


def _by_architecture(amounts: Sequence[Estimate[Flop]]) -> bool:
    largest = max(amounts, key=lambda amount: amount.central)
    return largest.provenance.method.startswith(("architecture", "pooled"))


# ── the whole run ──


@dataclass(frozen=True, slots=True, kw_only=True)
class _WholeRun:
    independent: tuple[Estimate[Flop], ...]
    assumed: tuple[Estimate[Flop], ...]
    """Hardware time and energy that rest on an assumed utilisation."""
    bounds: tuple[Estimate[Flop], ...]


def _whole_run(subject: Subject, hardware: HardwareFacts, hints: Hints) -> _WholeRun:
    independent: list[Estimate[Flop]] = []
    assumed: list[Estimate[Flop]] = []
    # What served one stage alone adds to what served them all; the stages' own sum has both.
    machines = hardware.machines if hardware.serving(None) else ()
    timed = compute_of(machines, hints.recomputation)
    if timed is not None:
        stated = all(machine.use.utilisation is not None for machine in machines)
        (independent if stated else assumed).append(timed)
    allowed = estimate_energy(subject, hardware.machines)
    if allowed is not None:
        assumed.append(allowed.expected)
    counters = subject.declaration.counters
    if counters is not None and counters.flop is not None:
        independent.append(_counted(counters, counters.flop))
    figure = _published(subject)
    if figure is not None:
        independent.append(figure)
    bounds = (allowed.upper_bound,) if allowed is not None else ()
    return _WholeRun(independent=tuple(independent), assumed=tuple(assumed), bounds=bounds)


def _counted(counters: Counters, amount: Estimate[Flop]) -> Estimate[Flop]:
    counted = counter(
        Number(amount.central),
        tool=counters.tool or "a tool not named",
        counting=Counting[counters.convention.name] if counters.convention is not None else None,
        counts=CountedUnit[counters.counts.name] if counters.counts is not None else None,
        attention=_SEEN.get(counters.attention) if counters.attention is not None else None,
    )
    if amount.is_exact:
        return counted
    low, high = amount.low / amount.central, amount.high / amount.central
    return counted.times(Estimate(unit=Number, central=1.0, low=low, high=high)).explained(counted.provenance)


def _published(subject: Subject) -> Estimate[Flop] | None:
    figure = subject.declaration.published
    if figure is None or figure.training_compute is None:
        return None
    amount = figure.training_compute
    counting = Counting[figure.convention.name] if figure.convention is not None else None
    stated = published(Flop(amount.central), counting=counting, source=figure.source or "")
    whole = stated if amount.is_exact else amount.explained(stated.provenance)
    return without_bases(whole, subject.declaration)


def _compiled(subject: Subject) -> Estimate[Flop] | None:
    figure = subject.declaration.published
    return _published(subject) if figure is not None and figure.compiled else None


def _limits(
    subject: Subject, hardware: HardwareFacts, bounds: Sequence[Estimate[Flop]], estimate: Estimate[Flop]
) -> list[Finding]:
    findings: list[Finding] = []
    if bounds:
        findings += combine([estimate], subject=subject.name, upper_bounds=bounds).findings
    finding = check_utilisation(hardware.machines, estimate, subject.name)
    return [*findings, finding] if finding is not None else findings


def _shown(
    stages: Sequence[ComputeByStage], total: Estimate[Flop] | None, whole: _WholeRun
) -> tuple[Estimate[Flop], ...]:
    single = stages[0].methods if len(stages) == 1 else ()
    summed = (total,) if total is not None and len(stages) > 1 else ()
    return (*single, *summed, *whole.independent, *whole.assumed, *whole.bounds)


def _hints(subject: Subject, parameters: ParameterFacts) -> Hints:
    declaration = subject.declaration
    training = declaration.training
    recomputation = training.recomputation if training is not None else None
    chips = sum(use.count.central for use in declaration.hardware if use.count is not None)
    base = sum(a.training_compute.central for a in declaration.ancestors if a.training_compute is not None)
    total, active = parameters.total, parameters.active
    sparse = (
        total is not None and active is not None and active.central > 0 and total.central > active.central
    )
    return Hints(
        total_over_active=total.central / active.central
        if sparse and total is not None and active is not None
        else None,
        epochs=max(
            (s.epochs.central for s in declaration.stages if s.epochs is not None and s.epochs.central > 0),
            default=None,
        ),
        chips=chips or None,
        base_compute=Flop(base) if base else None,
        recomputation=Recomputation[recomputation.name]
        if recomputation is not None
        else Recomputation.UNKNOWN,
    )
