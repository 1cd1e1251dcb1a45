"""The declared descent of a model, and its compute as each regime counts it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from interlock.assessment.base_models import added_ancestors
from interlock.assessment.training_compute import TrainingCompute
from interlock.compute.addition import common_total
from interlock.compute.chips import read_precision
from interlock.compute.inclusion import INCLUSION_RULES, Category, PrecisionRule, inclusion_rules
from interlock.compute.lineage import (
    Cumulative,
    Lineage,
    Link,
    Model,
    Part,
    Relation,
    cumulative,
    modification_of,
)
from interlock.phrases import marked, phrase
from interlock.quantities import Estimate, Flop
from interlock.statements.declaration import Ancestor, Declaration, StageKind
from interlock.statements.declaration import Relation as Stated

__all__ = ["ComputeFacts", "count_by_regime"]

_SELF = phrase("this model")
_SIXTEEN_BITS = 16
_WIDEST = "pauseai"
"""The convention that counts everything declared; it stands for "training compute" without more."""

_CATEGORIES = {
    StageKind.PRE_TRAINING: Category.PRE_TRAINING,
    StageKind.CONTINUED_PRE_TRAINING: Category.PRE_TRAINING,
    StageKind.POST_TRAINING: Category.FINE_TUNING,
    StageKind.FINE_TUNING: Category.FINE_TUNING,
    StageKind.REINFORCEMENT_LEARNING: Category.REINFORCEMENT_LEARNING,
    StageKind.SYNTHETIC_DATA: Category.SYNTHETIC_DATA_PRIVATE,
    StageKind.REWARD_MODEL: Category.REWARD_MODELS,
    StageKind.EXPERIMENT: Category.FAILED_EXPERIMENTS,
    StageKind.EVALUATION: Category.EVALUATION,
}
_RELATIONS = {
    Stated.BASE: Relation.BASE_MODEL,
    Stated.MERGE: Relation.MERGED_MODEL,
    Stated.TEACHER: Relation.DISTILLATION_TEACHER,
}
_AFTER_PRE_TRAINING = frozenset(
    {Category.FINE_TUNING, Category.REINFORCEMENT_LEARNING, Category.REWARD_MODELS}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ComputeFacts:
    """Compute by vocabulary name, each regime's own count as ``name@convention``."""

    quantities: Mapping[str, Estimate[Any]]
    lower_bounds: frozenset[str]
    notes: tuple[str, ...] = ()
    """What is missing in the count, and what a regime leaves out of it."""


def count_by_regime(
    declaration: Declaration, own: TrainingCompute, conventions: Iterable[str]
) -> ComputeFacts:
    """Return the compute of a subject and of what it descends from, as each convention counts it."""
    parts = _parts(declaration, own)
    ancestors = added_ancestors(declaration)
    if not parts and not ancestors:
        return ComputeFacts(quantities={}, lower_bounds=frozenset())
    wanted = dict.fromkeys((_WIDEST, *(name for name in conventions if name in INCLUSION_RULES)))
    if not ancestors and _counted_whole(parts, own, wanted):
        return _alike(parts, own, wanted)
    lineage = _lineage(parts, ancestors)
    totals = _totals(lineage, _categories(parts, ancestors), wanted)
    counts = _Counts(own)
    for convention, total in totals.items():
        counts.note("training_compute", convention, total)
    if any((each.relation or Stated.BASE) is Stated.BASE for each in ancestors):
        _count_modification(counts, lineage, wanted)
    _count_post_training(counts, parts, ancestors)
    return ComputeFacts(
        quantities=counts.quantities,
        lower_bounds=frozenset(counts.bounds),
        notes=(
            *(phrase("not counted: {what}", what=what) for what in totals[_WIDEST].missing),
            *_left_out(totals),
        ),
    )


@dataclass(slots=True)
class _Counts:
    """Quantities gathered by convention, and which of them are known only from below."""

    own: TrainingCompute
    quantities: dict[str, Estimate[Any]] = field(default_factory=dict)
    bounds: set[str] = field(default_factory=set)

    def note(self, name: str, convention: str, total: Cumulative) -> None:
        """Enter what one convention counts; where another counts more, none is "none known"."""
        keys = [f"{name}@{convention}", *([name] if convention == _WIDEST else [])]
        found = total.estimate if total.estimate is not None and total.estimate.central > 0 else None
        if found is not None:
            self.quantities |= dict.fromkeys(keys, found)
        elif name in self.quantities:
            self.quantities |= dict.fromkeys(keys, Estimate.exact(Flop(0.0)))
        if found is None or not total.complete or (self.own.is_lower_bound and not self.own.by_stage):
            self.bounds |= set(keys)


def _totals(
    lineage: Lineage, categories: frozenset[Category], conventions: Iterable[str]
) -> dict[str, Cumulative]:
    counted: dict[tuple[object, ...], Cumulative] = {}
    totals: dict[str, Cumulative] = {}
    for convention in conventions:
        # Regimes that rule alike on everything there is differ only in their name.
        alike = _ruling(convention, categories)
        total = (
            _renamed(counted[alike], convention)
            if alike in counted
            else cumulative(lineage, _SELF, convention)
        )
        counted.setdefault(alike, total)
        totals[convention] = total
    return totals


def _left_out(totals: Mapping[str, Cumulative]) -> list[str]:
    """Return a sentence for each amount that a regime leaves out: the label that takes it out is a claim."""
    by_part: dict[tuple[str, str], list[str]] = {}
    for convention, total in totals.items():
        for part in total.parts:
            if not part.included and part.compute is not None and part.compute.central > 0:
                named = phrase("{part}, {compute}", part=part.name, compute=part.compute)
                by_part.setdefault((named, part.why), []).append(convention)
    return [
        phrase("left out by {names}: {part} ({why})", names=", ".join(names), part=part, why=why)
        for (part, why), names in by_part.items()
    ]


def _counted_whole(parts: tuple[Part, ...], own: TrainingCompute, conventions: Iterable[str]) -> bool:
    """Return whether every regime counts all there is, in model FLOP: then the estimate stands as it is."""
    if own.estimate is None or "hardware" in (own.estimate.provenance.convention or ""):
        return False
    if any(part.compute is None for part in parts):
        return False
    categories = frozenset(part.category for part in parts)
    narrow = all(part.bits is None or part.bits <= _SIXTEEN_BITS for part in parts)
    return all(_leaves_nothing_out(convention, categories, narrow) for convention in conventions)


@lru_cache(maxsize=4096)
def _leaves_nothing_out(convention: str, categories: frozenset[Category], narrow: bool) -> bool:  # noqa: FBT001  # one caller, and the cache wants positions
    rules = inclusion_rules(convention)
    as_it_is = narrow or rules.precision is PrecisionRule.EACH_OPERATION
    return as_it_is and all(rules.rule(category).counts for category in categories)


def _bits(declaration: Declaration) -> int | None:
    """Return the width of the operands; None unless every entry of hardware states it alike."""
    stated = {use.precision for use in declaration.hardware}
    precision = stated.pop() if len(stated) == 1 else None
    return read_precision(str(precision)).bits if precision is not None else None


def _categories(parts: tuple[Part, ...], ancestors: tuple[Ancestor, ...]) -> frozenset[Category]:
    links = (_RELATIONS[each.relation or Stated.BASE].category for each in ancestors)
    found = {Category.PRE_TRAINING, Category.RECOMPUTATION, *(part.category for part in parts)}
    return frozenset(found | {category for category in links if category is not None})


@lru_cache(maxsize=4096)
def _ruling(convention: str, categories: frozenset[Category]) -> tuple[object, ...]:
    rules = inclusion_rules(convention)
    return (rules.precision, *((category, rules.rule(category).ruling) for category in sorted(categories)))


def _renamed(total: Cumulative, convention: str) -> Cumulative:
    rules = inclusion_rules(convention)
    if total.estimate is None:
        return replace(total, convention=convention)
    told = total.estimate.provenance
    provenance = replace(
        told, method=phrase("cumulative, {convention}", convention=convention), sources=(rules.citation,)
    )
    return replace(total, convention=convention, estimate=total.estimate.explained(provenance))


def _alike(parts: tuple[Part, ...], own: TrainingCompute, conventions: Iterable[str]) -> ComputeFacts:
    keys = ["training_compute", *(f"training_compute@{name}" for name in conventions)]
    counts = _Counts(own)
    if own.estimate is not None:
        counts.quantities |= dict.fromkeys(keys, own.estimate)
    counts.bounds |= set(keys) if own.is_lower_bound else set()
    _count_post_training(counts, parts, ())
    return ComputeFacts(quantities=counts.quantities, lower_bounds=frozenset(counts.bounds))


def _parts(declaration: Declaration, own: TrainingCompute) -> tuple[Part, ...]:
    """Return the model's own compute, by stage where the stages account for it."""
    modification = declaration.modification
    if own.estimate is None:
        if modification is None or modification.compute is None:
            return _nothing_known(declaration, own)
        return (Part(name="modification", category=Category.FINE_TUNING, compute=modification.compute),)
    categories = [_category(declaration, position, stage.kind) for position, stage in enumerate(own.stages)]
    if not own.by_stage or len(own.stages) == 1:
        first = categories[0] if len(own.stages) == 1 else _undivided(declaration)
        return (Part(name="training", category=first, compute=own.estimate, bits=_bits(declaration)),)
    known = [stage.estimate.central for stage in own.stages if stage.estimate is not None]
    # The stages keep their proportions; together they give the estimate that all methods support.
    scale = own.estimate.central / sum(known) if sum(known) > 0 else 1.0
    return tuple(
        Part(
            name=stage.name,
            category=category,
            compute=None if stage.estimate is None else stage.estimate.scaled(scale),
            bits=_bits(declaration),
        )
        for stage, category in zip(own.stages, categories, strict=True)
    )


def _nothing_known(declaration: Declaration, own: TrainingCompute) -> tuple[Part, ...]:
    """Return the part that is missing where earlier models are stated and the training itself isn't."""
    spent_nothing = bool(own.stages) and all(stage.estimate is not None for stage in own.stages)
    if not declaration.ancestors or spent_nothing:
        return ()
    return (Part(name="training", category=_undivided(declaration), compute=None),)


def _category(declaration: Declaration, position: int, kind: str) -> Category:
    category = _CATEGORIES[StageKind(kind)]
    synthetic = declaration.stages[position].synthetic
    if category is Category.SYNTHETIC_DATA_PRIVATE and synthetic is not None and synthetic.publicly_available:
        return Category.SYNTHETIC_DATA_PUBLIC
    return category


def _undivided(declaration: Declaration) -> Category:
    return Category.FINE_TUNING if declaration.modification is not None else Category.PRE_TRAINING


def _lineage(parts: tuple[Part, ...], ancestors: tuple[Ancestor, ...]) -> Lineage:
    models: dict[str, Model] = {}
    links = []
    taken = {_SELF, *(each.name for each in ancestors if each.name)}
    for number, ancestor in enumerate(ancestors, start=1):
        name = ancestor.name or phrase("earlier model {number}", number=number)
        while name in taken and (name == _SELF or not ancestor.name):
            pattern = marked("{name} (earlier model)") if ancestor.name else marked("{name} (unnamed)")
            name = phrase(pattern, name=name)
        taken.add(name)
        links.append(Link(model=name, relation=_RELATIONS[ancestor.relation or Stated.BASE]))
        known = models[name].parts[0].compute if name in models else None
        if ancestor.training_compute is not None and (
            known is None or known.central < ancestor.training_compute.central
        ):
            # One model stated twice counts once, at the greater amount.
            part = Part(name="training", category=Category.PRE_TRAINING, compute=ancestor.training_compute)
            models[name] = Model(name=name, parts=(part,))
    return Lineage.of(Model(name=_SELF, parts=parts, links=tuple(links)), *models.values())


def _count_modification(counts: _Counts, lineage: Lineage, conventions: Iterable[str]) -> None:
    for convention in conventions:
        change = modification_of(lineage, _SELF, convention)
        counts.note("modification_compute", convention, change.modification)
        if change.base is not None:
            counts.quantities[f"base_training_compute@{convention}"] = change.base
    if f"base_training_compute@{_WIDEST}" in counts.quantities:
        counts.quantities["base_training_compute"] = counts.quantities[f"base_training_compute@{_WIDEST}"]


def _count_post_training(counts: _Counts, parts: tuple[Part, ...], ancestors: tuple[Ancestor, ...]) -> None:
    """Enter the compute spent after pre-training, where the stages are told apart or there is a base."""
    if any((each.relation or Stated.BASE) is Stated.BASE for each in ancestors):
        after = list(parts)
    elif counts.own.by_stage:
        after = [part for part in parts if part.category in _AFTER_PRE_TRAINING]
    else:
        return
    known = [part.compute for part in after if part.compute is not None]
    if known:
        counts.quantities["post_training_compute"] = common_total(known)
        if len(known) < len(after) or (counts.own.is_lower_bound and not counts.own.by_stage):
            counts.bounds.add("post_training_compute")
