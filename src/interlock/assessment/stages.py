"""Training compute of each declared stage, by every method its fields allow."""

from __future__ import annotations

from dataclasses import dataclass, replace

from interlock.assessment.parameters import ParameterFacts
from interlock.assessment.subject import Subject
from interlock.compute.addition import common_total
from interlock.compute.architecture import Architecture
from interlock.compute.conventions import Counting
from interlock.compute.methods.architecture import forward_flop_per_token, training_flop
from interlock.compute.methods.fine_tuning import fine_tuning
from interlock.compute.methods.published import published
from interlock.compute.methods.reinforcement import ReinforcementLearning, reinforcement
from interlock.compute.methods.six_nd import six_nd
from interlock.compute.methods.synthetic_data import synthetic_data
from interlock.phrases import phrase
from interlock.quantities import Estimate, Flop, Parameters, Tokens
from interlock.statements.declaration import Attention, Recomputation, Stage, StageKind, Training

__all__ = ["StageEstimates", "estimate_stage"]


@dataclass(frozen=True, slots=True, kw_only=True)
class StageEstimates:
    """What is known of the compute of one stage."""

    name: str
    kind: StageKind
    independent: tuple[Estimate[Flop], ...]
    """Estimates from different inputs, which may be pooled or contradict each other."""
    cross_checks: tuple[Estimate[Flop], ...] = ()
    """Estimates from the same inputs by a coarser method: shown, never pooled."""
    missing: str = ""
    """What would have to be declared, where nothing could be estimated."""


def estimate_stage(
    stage: Stage, position: int, *, subject: Subject, parameters: ParameterFacts
) -> StageEstimates:
    """Return the estimates for one stage; `position` names it where it has no name."""
    kind = stage.kind or _kind_by_name(stage.name)
    stated = _stated(stage)
    counted, checks, missing = _counted(stage, kind, subject, parameters)
    independent = tuple(estimate for estimate in (counted, stated) if estimate is not None)
    return StageEstimates(
        name=stage.name or f"stage {position + 1}",
        kind=kind,
        independent=independent,
        cross_checks=checks,
        missing="" if independent else missing,
    )


def _kind_by_name(name: str | None) -> StageKind:
    known = {str(kind): kind for kind in StageKind}
    return known.get((name or "").strip().lower(), StageKind.PRE_TRAINING)


def _stated(stage: Stage) -> Estimate[Flop] | None:
    if stage.compute is None or stage.compute.central == 0:
        return stage.compute
    counting = None if stage.convention is None else Counting[stage.convention.name]
    figure = published(
        Flop(stage.compute.central), counting=counting, source=phrase("declared for the stage")
    )
    figure = figure.explained(replace(figure.provenance, method=phrase("stated for the stage")))
    return figure if stage.compute.is_exact else stage.compute.explained(figure.provenance)


_PASSES = 3
"""Forward, and backward to either factor of each product."""

_Counted = tuple[Estimate[Flop] | None, tuple[Estimate[Flop], ...], str]


def _counted(stage: Stage, kind: StageKind, subject: Subject, parameters: ParameterFacts) -> _Counted:
    """Return the estimate by counting operations, its cross-checks, and what is missing for it."""
    if kind is StageKind.SYNTHETIC_DATA:
        return _synthetic(stage, parameters)
    if kind is StageKind.REINFORCEMENT_LEARNING and stage.rollouts is not None:
        return _reinforcement(stage, parameters)
    tokens = stage.padded_tokens or stage.tokens_seen
    if tokens is None:
        return None, (), "tokens, or compute"
    if stage.trainable_parameters is not None:
        return _partly_frozen(stage, tokens, subject, parameters)
    return _trained(stage, tokens, subject, parameters)


def _trained(
    stage: Stage, tokens: Estimate[Tokens], subject: Subject, parameters: ParameterFacts
) -> _Counted:
    """Count a stage in which every weight is trained."""
    if parameters.active is None:
        return None, (), "the model's parameters or its config.json"
    rough = six_nd(parameters.active, tokens)
    if subject.architecture is None or stage.sequence_length is None:
        # Without the length of a sequence the attention between tokens can't be counted.
        return rough, (), ""
    length = int(stage.sequence_length.central)
    exact, *executed = _by_architecture(
        stage, tokens, length, subject.architecture, subject.declaration.training
    )
    return exact, (rough, *executed), ""


def _by_architecture(
    stage: Stage, tokens: Estimate[Tokens], length: int, architecture: Architecture, training: Training | None
) -> tuple[Estimate[Flop], ...]:
    """Return the model FLOP and, where activations were recomputed, the hardware FLOP."""
    attention = stage.attention or (training.attention if training else None) or Attention.FULL
    if attention is Attention.NONE:
        # What a configuration shows can't be declared away; one without attention comes to nothing here.
        attention = Attention.CAUSAL
    recomputed = stage.recomputation or (training.recomputation if training else None) or Recomputation.NONE
    kinds = [Recomputation.NONE] if recomputed is Recomputation.NONE else [Recomputation.NONE, recomputed]
    return tuple(
        training_flop(
            architecture,
            tokens=tokens,
            sequence_length=length,
            attention=str(attention),
            recomputation=str(kind),
        )
        for kind in kinds
    )


def _partly_frozen(
    stage: Stage, tokens: Estimate[Tokens], subject: Subject, parameters: ParameterFacts
) -> _Counted:
    trained = stage.trainable_parameters
    active = parameters.active
    if active is None and trained is not None and stage.frozen_parameters is not None:
        active = Estimate.total([trained, stage.frozen_parameters])
    if active is None:
        return None, (), "the model's parameters or its config.json"
    estimate = fine_tuning(active=active, trained=trained, tokens=tokens)
    between = _between_tokens(stage, tokens, subject.architecture)
    if between is None:
        return estimate, (), ""
    told = estimate.provenance
    left_out = "attention between tokens is left out"
    notes = (
        *(note for note in told.notes if note != left_out),
        phrase("attention between tokens: {between}", between=between),
    )
    whole = common_total([estimate, between])
    return whole.explained(replace(told, convention="model FLOP, full attention", notes=notes)), (), ""


def _between_tokens(
    stage: Stage, tokens: Estimate[Tokens], architecture: Architecture | None
) -> Estimate[Flop] | None:
    """Return the FLOP of attention itself, which no weight takes part in: forward once, backward twice."""
    if architecture is None or stage.sequence_length is None or stage.attention is not None:
        return None
    forward = forward_flop_per_token(architecture, sequence_length=int(stage.sequence_length.central))
    each = _PASSES * forward.between_tokens
    return Estimate(unit=Flop, central=each * tokens.central, low=each * tokens.low, high=each * tokens.high)


def _reinforcement(stage: Stage, parameters: ParameterFacts) -> _Counted:
    rollouts = stage.rollouts
    if rollouts is None or rollouts.tokens is None or parameters.active is None:
        return None, (), "rollouts.tokens and the model's parameters"
    return (
        reinforcement(
            ReinforcementLearning(
                active=parameters.active,
                generated=rollouts.tokens,
                updated=stage.tokens_seen,
                scored=rollouts.reward_tokens or rollouts.reference_tokens,
                reference=parameters.active if rollouts.reference_tokens is not None else None,
                reward=rollouts.reward_parameters if rollouts.reward_tokens is not None else None,
            )
        ),
        (),
        "",
    )


def _synthetic(stage: Stage, parameters: ParameterFacts) -> _Counted:
    synthetic = stage.synthetic
    if synthetic is None or synthetic.tokens is None:
        return None, (), "synthetic.tokens"
    generator: Estimate[Parameters] | None = synthetic.generator_parameters or parameters.active
    if generator is None:
        return None, (), "synthetic.generator_parameters"
    return synthetic_data(active=generator, kept=synthetic.tokens), (), ""
