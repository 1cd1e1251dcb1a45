"""How a model was trained: stages, and the models it came from."""

from __future__ import annotations

from typing import Annotated, Final, Self

from pydantic import StrictBool, model_validator

from interlock.phrases import phrase
from interlock.quantities import Estimate, Tokens
from interlock.statements.declaration.amounts import (
    CountAmount,
    FlopAmount,
    NumberAmount,
    ParametersAmount,
    TokensAmount,
    refuse,
)
from interlock.statements.declaration.section import NO, YES, MayBeEmpty, Section, stated
from interlock.statements.declaration.words import (
    Attention,
    Convention,
    Name,
    Recomputation,
    Relation,
    StageKind,
)

__all__ = ["Ancestor", "Rollouts", "Stage", "SyntheticData", "Training"]

_EPOCH_TOLERANCE: Final = 0.02
"""How far tokens may differ from unique tokens × epochs: people round both."""


class Rollouts(Section):
    """What reinforcement learning computes besides its updates."""

    tokens: TokensAmount | None = stated("tokens the policy generated", 2.0e12)
    reference_tokens: TokensAmount | None = stated("tokens passed forward through a reference policy", 2.0e12)
    reward_tokens: TokensAmount | None = stated("tokens passed forward through reward models", 2.0e12)
    reward_parameters: ParametersAmount | None = stated("active parameters of the reward models", 7.0e10)


class SyntheticData(Section):
    """Training material that a model generated."""

    tokens: TokensAmount | None = stated("tokens generated, those discarded later included", 5.0e11)
    generator_parameters: ParametersAmount | None = stated(
        "active parameters of the generating model", 7.0e10
    )
    publicly_available: StrictBool | None = stated(
        "whether the material was public already, made by others",
        NO,
    )


class Stage(Section):
    """One stage of training, with one learning objective."""

    name: Name | None = stated("name of the stage", "pre-training")
    kind: StageKind | None = stated("what it does: " + ", ".join(StageKind), "pre-training")
    tokens: TokensAmount | None = stated("tokens processed, repeated epochs counted again", 1.56e13)
    unique_tokens: TokensAmount | None = stated("or: tokens of one epoch", 1.56e13)
    epochs: NumberAmount | None = stated("and how often they were seen", 1)
    padded_tokens: TokensAmount | None = stated("tokens processed with padding counted", 1.6e13)
    sequence_length: CountAmount | None = stated("tokens per sequence", 8192)
    trainable_parameters: ParametersAmount | None = stated("parameters this stage changes", 4.05e11)
    frozen_parameters: ParametersAmount | None = stated("parameters it passes through unchanged", 0)
    rollouts: Rollouts | None = stated("reinforcement learning: what was generated and judged", None)
    synthetic: SyntheticData | None = stated("synthetic data: what was generated", None)
    compute: FlopAmount | None = stated("compute of the stage, if known", 3.8e25)
    convention: Convention | None = stated("of that compute: model or hardware FLOP", "model")
    attention: Attention | None = stated("attention computed: full, causal or none", "causal")
    recomputation: Recomputation | None = stated("activation recomputation: none, selective or full", "none")

    @model_validator(mode="after")
    def _epochs_once(self) -> Self:
        if self.epochs is None or self.tokens is None:
            return self
        if self.unique_tokens is None:
            refuse(
                phrase(
                    "epochs stands beside tokens, so it is open "
                    "whether the tokens are counted once or per epoch"
                ),
                phrase("Write unique_tokens and epochs, or tokens alone with repeats counted."),
            )
        seen = self._seen_in_epochs()
        if seen is not None and seen.is_exact and self.tokens.is_exact:
            difference = abs(seen.central - self.tokens.central)
            if difference > _EPOCH_TOLERANCE * self.tokens.central:
                refuse(
                    phrase(
                        "tokens ({tokens}) are not unique_tokens × epochs ({seen})",
                        tokens=self.tokens,
                        seen=seen,
                    ),
                    phrase("Leave out the wrong one."),
                )
        return self

    def _seen_in_epochs(self) -> Estimate[Tokens] | None:
        if self.unique_tokens is None or self.epochs is None:
            return None
        product = self.unique_tokens.times(self.epochs)
        return Estimate(unit=Tokens, central=product.central, low=product.low, high=product.high)

    @property
    def tokens_seen(self) -> Estimate[Tokens] | None:
        """Tokens processed, with every epoch counted; None where neither way of stating them is used."""
        return self.tokens if self.tokens is not None else self._seen_in_epochs()


class Ancestor(Section):
    """A model that this one was made from."""

    name: Name | None = stated("its name", "Example Base 70B")
    relation: Relation | None = stated("base, merge or teacher", "base")
    training_compute: FlopAmount | None = stated("its cumulative training compute", 6.3e24)
    systemic_risk: StrictBool | None = stated("whether it is a model with systemic risk (EU)", YES)


class Training(Section):
    """How the model was, or will be, trained."""

    stages: Annotated[tuple[Stage, ...], MayBeEmpty] = stated("stages in order", None, default=())
    base_model: Ancestor | None = stated("the one model it starts from", None)
    base_models: Annotated[tuple[Ancestor, ...], MayBeEmpty] = stated(
        "or several: bases, merged models, teachers", None, default=()
    )
    attention: Attention | None = stated("attention computed, unless a stage says otherwise", "causal")
    recomputation: Recomputation | None = stated("recomputation, unless a stage says otherwise", "none")

    @model_validator(mode="after")
    def _stage_names_differ(self) -> Self:
        if len(self.stages) < 2:  # noqa: PLR2004  # one stage has nothing to differ from
            return self
        names = [stage.name for stage in self.stages if stage.name]
        if len(set(names)) < len(names):
            twice = next(name for name in names if names.count(name) > 1)
            refuse(
                phrase("two stages are named {twice}", twice=repr(twice)),
                phrase("Give each stage a name of its own."),
            )
        return self

    @property
    def ancestors(self) -> tuple[Ancestor, ...]:
        """Every earlier model that is stated, `base_model` first if it says anything."""
        single = self.base_model
        says = single is not None and (
            single.name or single.training_compute or single.systemic_risk is not None
        )
        return ((single,) if single is not None and says else ()) + self.base_models
