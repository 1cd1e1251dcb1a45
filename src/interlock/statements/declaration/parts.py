"""The sections of a declaration. Each may be left out, and so may each of its fields."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import StrictBool, model_validator

from interlock.phrases import phrase
from interlock.quantities import Estimate, Fraction
from interlock.statements.declaration.amounts import (
    AreaAmount,
    BandwidthDensityAmount,
    BitRateAmount,
    ByteRateAmount,
    ChipHoursAmount,
    CountAmount,
    DensityAmount,
    FlopAmount,
    FractionAmount,
    HoursAmount,
    KilowattHoursAmount,
    ParametersAmount,
    RateAmount,
    RatioAmount,
    TppAmount,
    UsDollarsAmount,
    refuse,
)
from interlock.statements.declaration.section import NO, YES, MayBeEmpty, Section, stated
from interlock.statements.declaration.training import Ancestor
from interlock.statements.declaration.words import (
    Attention,
    Convention,
    Counts,
    Day,
    Name,
    Output,
    Place,
    Precision,
    Prose,
    Purpose,
    RelativePath,
    UtilisationKind,
)

__all__ = [
    "Capabilities", "Chip", "Cluster", "ClusterChips", "Costs", "Counters", "Dates", "Deployment",
    "Developer", "Energy", "HardwareUse", "Model", "Modification", "ParameterCounts", "PublishedFigure",
    "Score",
]  # fmt: skip


class Developer(Section):
    """Who trains or provides the model."""

    name: Name | None = stated("the developer's name", "Example Labs")
    country: Place | None = stated("country of its seat, ISO 3166", "US")
    annual_revenue_usd: UsDollarsAmount | None = stated(
        "gross revenue of the preceding year with affiliates, US dollars", 2.0e9
    )
    accredited_university: StrictBool | None = stated("whether it is an accredited university", NO)


class Dates(Section):
    """When things happened, or will."""

    started: Day | None = stated("first day of training", "2026-01-05")
    ended: Day | None = stated("last day of training", "2026-04-01")
    released: Day | None = stated("day of the first release or placing on the market", "2026-06-01")
    modified: Day | None = stated("day of the last material modification", "2026-07-15")
    planned_start: Day | None = stated("day on which training is to begin", "2026-01-05")
    deployed: Day | None = stated("first day of use, inside the developer too", "2026-05-01")
    threshold_known: Day | None = stated("day it became known that a threshold will be met", "2025-12-01")
    threshold_met: Day | None = stated("day a threshold was met", "2026-02-20")
    designated: Day | None = stated("day of a designation by an authority", "2026-07-01")
    notified: Day | None = stated("day the authority was notified", "2025-12-10")
    requested: Day | None = stated("day of an authority's request", "2026-07-02")
    approved: Day | None = stated("day of an authority's approval", "2026-01-02")
    incident: Day | None = stated("day of an incident", "2026-07-20")
    incident_known: Day | None = stated("day the incident became known", "2026-07-21")
    imminent_harm_known: Day | None = stated(
        "day an imminent risk of death or injury became known", "2026-07-21"
    )
    framework_changed: Day | None = stated("day of a material change to the framework", "2026-08-01")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.started and self.ended and self.ended < self.started:
            refuse(
                phrase(
                    "ended ({ended}) lies before started ({started})", ended=self.ended, started=self.started
                ),
                phrase("Check the two dates; the year is the usual slip."),
            )
        return self


class ParameterCounts(Section):
    """How many numbers a model learned."""

    total: ParametersAmount | None = stated("all parameters", 4.05e11)
    active: ParametersAmount | None = stated(
        "parameters used for one token; less than total in a mixture", 4.05e11
    )
    embedding: ParametersAmount | None = stated("parameters of the input embedding", 2.1e9)

    @model_validator(mode="after")
    def _parts_below_whole(self) -> Self:
        if self.total is None:
            return self
        for name, part in (("active", self.active), ("embedding", self.embedding)):
            if part is not None and part.low > self.total.high:
                refuse(
                    phrase(
                        "{name} parameters ({part}) are more than all parameters ({total})",
                        name=name,
                        part=part,
                        total=self.total,
                    ),
                    phrase("total counts every expert, active those used for one token."),
                )
        return self


class Model(Section):
    """What was, or will be, trained."""

    config: RelativePath | None = stated("Hugging Face config.json, relative to this file", "./config.json")
    weights: RelativePath | None = stated(
        "safetensors file or weight index, relative to this file", "./model.safetensors"
    )
    parameters: ParameterCounts | None = stated("or the counts themselves", None)
    generates: tuple[Output, ...] | None = stated("what it generates: " + ", ".join(Output), ["text"])
    purpose: Purpose | None = stated("general, or narrow: made for one task only", "general")
    purpose_description: Prose | None = stated("that purpose in one line", "assistant for everyday tasks")
    open_weights: StrictBool | None = stated("whether anyone can download the weights", NO)
    biological_sequence_data: StrictBool | None = stated(
        "whether it was trained primarily on biological sequences",
        NO,
    )


class HardwareUse(Section):
    """Chips of one type at one precision, and how long they worked."""

    chip: Name | None = stated("type of chip", "H100-SXM")
    count: CountAmount | None = stated("how many", 16384)
    hours: HoursAmount | None = stated("hours each worked, by the clock on the wall", 1882)
    chip_hours: ChipHoursAmount | None = stated("or chips × hours", 3.084e7)
    precision: Precision | None = stated(
        "number format of the matrix products: " + ", ".join(Precision), "bf16"
    )
    peak: RateAmount | None = stated(
        "dense peak of one chip, where it differs from the published one", 989.4e12
    )
    utilisation: FractionAmount | None = stated("share of the peak reached", {"low": 0.33, "high": 0.43})
    utilisation_kind: UtilisationKind | None = stated("mfu (recomputation left out) or hfu (counted)", "mfu")
    goodput: FractionAmount | None = stated("share of the hours that made progress", 0.9)
    stage: Name | None = stated("the one stage it served, if not all", "pre-training")


class Energy(Section):
    """Electricity that the training took."""

    site_kwh: KilowattHoursAmount | None = stated("kWh measured at the site's meter", 2.7e7)
    it_kwh: KilowattHoursAmount | None = stated("kWh of the computers alone", 2.4e7)
    pue: RatioAmount | None = stated("site energy over computers' energy", {"low": 1.08, "high": 1.2})


class Counters(Section):
    """What a counting tool reported."""

    flop: FlopAmount | None = stated("the total it reported", 3.9e25)
    tool: Name | None = stated("name of the tool", "torch FlopCounterMode")
    counts: Counts | None = stated("flop, or mac: multiply-accumulates, two FLOP each", "flop")
    convention: Convention | None = stated("model, or hardware where recomputation is counted", "hardware")
    attention: Attention | None = stated("attention as counted: full, causal or none", "full")


class PublishedFigure(Section):
    """A figure for training compute that somebody published."""

    training_compute: FlopAmount | None = stated("the figure", 3.8e25)
    convention: Convention | None = stated("model or hardware FLOP", "model")
    source: Name | None = stated("where it stands", "arXiv:2407.21783")
    includes_base: StrictBool | None = stated("whether the compute of base models is in it", NO)
    compiled: StrictBool | None = stated(
        "whether a third party compiled it from what stands here, so that this tests it and is not pooled",
        NO,
    )


class Score(Section):
    """A benchmark score between 0 and 1."""

    score: FractionAmount | None = stated("share answered correctly", 0.873)
    standard_error: FractionAmount | None = stated("its standard error", 0.003)
    source: Name | None = stated("where it stands", "Example 405B model card")

    @property
    def estimate(self) -> Estimate[Fraction] | None:
        """The score with its standard error as a normal estimate, or as it was stated."""
        if self.score is None or self.standard_error is None or not self.score.is_exact:
            return self.score
        return Estimate.from_standard_error(
            Fraction(self.score.central), self.standard_error.central, self.score.provenance
        )


class Capabilities(Section):
    """What the model was measured to be able to do."""

    mmlu: Score | None = stated("Massive Multitask Language Understanding", None)


class Modification(Section):
    """A change to somebody else's model."""

    original: Ancestor | None = stated("the model that is modified", None)
    compute: FlopAmount | None = stated("compute of the modification", 4.0e24)


class ClusterChips(Section):
    """Chips of one type in a cluster."""

    chip: Name | None = stated("type of chip", "H100-SXM")
    count: CountAmount | None = stated("how many", 25000)


class Cluster(Section):
    """Chips that work together."""

    chips: Annotated[tuple[ClusterChips, ...], MayBeEmpty] = stated("the chips by type", None, default=())
    performance: RateAmount | None = stated(
        "greatest theoretical performance, if the chips are not listed", 1.2e20
    )
    precision: Precision | None = stated("number format of that performance", "bf16")
    interconnect: BitRateAmount | None = stated("network between machines", "400 Gbit/s")
    colocated: StrictBool | None = stated("whether it stands in one data centre", YES)
    networked_to_work_together: StrictBool | None = stated(
        "whether it is connected with other sites to work on one task", NO
    )


class Chip(Section):
    """One type of chip."""

    name: Name | None = stated("its name; a known name needs nothing else", "H100-SXM")
    tpp: TppAmount | None = stated("total processing performance, 2 × MacTOPS × bit length", 15830)
    performance_density: DensityAmount | None = stated("TPP per mm² of die", 19.4)
    die_area: AreaAmount | None = stated("applicable die area in mm²", 814)
    peaks: dict[Precision, RateAmount] | None = stated(
        "dense peak by number format", {"bf16": "989.4 TFLOP/s"}
    )
    memory_bandwidth: ByteRateAmount | None = stated("memory bandwidth", "3.35 TB/s")
    memory_bandwidth_density: BandwidthDensityAmount | None = stated(
        "memory bandwidth per mm²", "1.6 GB/s/mm²"
    )
    chip_interconnect_bandwidth: ByteRateAmount | None = stated(
        "bandwidth between chips, both ways", "900 GB/s"
    )
    marketed_for_data_centres: StrictBool | None = stated(
        "whether designed or marketed for data centres", YES
    )


class Deployment(Section):
    """Where a model is offered or used."""

    places: tuple[Place, ...] | None = stated(
        "where it is placed on the market or used: EU, or ISO 3166 codes", ["EU", "US-CA"]
    )


class Costs(Section):
    """What was paid."""

    training_cost: UsDollarsAmount | None = stated("cost of the training compute, US dollars", 1.0e8)
    distillation_cost: UsDollarsAmount | None = stated("cost of the distillation compute, US dollars", 5.0e6)
