"""The declaration itself: what a party states about a run, a model, a deployment, a cluster or a chip."""

from __future__ import annotations

from typing import Annotated, Final, Literal, Self

from pydantic import Field, model_validator

from interlock.phrases import phrase
from interlock.statements.declaration.amounts import FlopAmount, refuse
from interlock.statements.declaration.parts import (
    Capabilities,
    Chip,
    Cluster,
    Costs,
    Counters,
    Dates,
    Deployment,
    Developer,
    Energy,
    HardwareUse,
    Model,
    Modification,
    PublishedFigure,
)
from interlock.statements.declaration.section import MayBeEmpty, Section, stated
from interlock.statements.declaration.training import Ancestor, Stage, Training
from interlock.statements.declaration.words import DecisionText, Identifier, Kind, Name, Place, Prose

__all__ = ["FORMAT", "Declaration"]

FORMAT: Final = "declaration/v1"


class Declaration(Section):
    """A declaration. What it leaves out is unknown, never zero."""

    interlock: Literal["declaration/v1"] = Field(
        description="the format and its version", examples=["declaration/v1"]
    )
    kind: Kind = Field(description="what is declared: " + ", ".join(Kind), examples=["training_run"])
    name: Name = Field(description="a name to tell it by", examples=["Example 405B"])
    description: Prose | None = stated("what it is, in a line", "a dense language model")
    developer: Developer | None = stated("who trains or provides it", None)
    dates: Dates | None = stated("when", None)
    model: Model | None = stated("what is trained", None)
    training: Training | None = stated("how it is trained", None)
    hardware: Annotated[tuple[HardwareUse, ...], MayBeEmpty] = stated(
        "on what it is trained", None, default=()
    )
    energy: Energy | None = stated("the electricity it took", None)
    counters: Counters | None = stated("what a counting tool reported", None)
    published: PublishedFigure | None = stated("a published figure", None)
    capabilities: Capabilities | None = stated("what it can do", None)
    modification: Modification | None = stated("where it modifies somebody else's model", None)
    cluster: Cluster | None = stated("kind cluster: the cluster", None)
    chip: Chip | None = stated("kind chip: the chip", None)
    deployment: Deployment | None = stated("where it is offered", None)
    costs: Costs | None = stated("what was paid", None)
    largest_training_compute: FlopAmount | None = stated(
        "training compute of the largest run so far, for rules relative to it", 5.0e26
    )
    designations: tuple[Identifier, ...] | None = stated("designations by an authority", ["eu-systemic-risk"])
    decided: tuple[DecisionText, ...] | None = stated(
        "what an authority has decided, as id:yes or id:no", ["major-training-run:yes"]
    )

    @model_validator(mode="after")
    def _hardware_serves_a_stage(self) -> Self:
        for use in self.hardware:
            names = {stage.name for stage in self.stages} if use.stage is not None else set()
            if use.stage is not None and use.stage not in names:
                refuse(
                    phrase(
                        "hardware serves the stage {stage}, which training.stages does not name",
                        stage=repr(use.stage),
                    ),
                    phrase(
                        "Stages named here: {part}.", part=", ".join(sorted(filter(None, names))) or "none"
                    ),
                )
        return self

    @property
    def stages(self) -> tuple[Stage, ...]:
        """Every stage of training."""
        return self.training.stages if self.training is not None else ()

    @property
    def ancestors(self) -> tuple[Ancestor, ...]:
        """Every earlier model, the original of a modification included."""
        stated_bases = self.training.ancestors if self.training is not None else ()
        original = self.modification.original if self.modification is not None else None
        return stated_bases if original is None else (*stated_bases, original)

    @property
    def places(self) -> frozenset[Place] | None:
        """Where it is offered; None where the declaration does not say."""
        if self.deployment is None or self.deployment.places is None:
            return None
        return frozenset(self.deployment.places)
