"""What the modifier rules need: the compute of the modification, and that of the model modified.

The European guidelines take a downstream modifier as provider if the modification used more than a third
of the original model's training compute; where that isn't known, a third of the threshold it must exceed.

References
----------
.. [1] European Commission (2025), guidelines on general-purpose AI models, C(2025) 5045, the section on
   downstream modifiers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from interlock.compute.inclusion import Category, InclusionRules, inclusion_rules
from interlock.compute.lineage.cumulative import Cumulative, cumulative_of
from interlock.compute.lineage.graph import Lineage, Model, Part, Relation
from interlock.phrases import phrase
from interlock.quantities import Estimate, Flop

__all__ = ["Modification", "modification_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Modification:
    """A modification and what it modifies."""

    modification: Cumulative
    """The run itself, all its segments, without what it descends from."""
    bases: tuple[str, ...]
    base: Estimate[Flop] | None
    """Cumulative compute of the base model; of several, the least, which sets the lowest share. None if
    there is no base, or the compute of any isn't known completely."""


def modification_of(lineage: Lineage, model: str, convention: str) -> Modification:
    """Return the compute of the modification that made `model`, and of its base.

    Raises
    ------
    UnknownNameError
        If the model isn't in the lineage, or the convention in no table.
    """
    rules = inclusion_rules(convention)
    segments = _segments(lineage, lineage.model(model))
    linked = [link for segment in segments for link in segment.links]
    stated = [part for segment in segments for part in segment.parts]
    bases = tuple(
        dict.fromkeys(
            [link.model for link in linked if link.relation is Relation.BASE_MODEL]
            + [part.name for part in stated if part.category is Category.BASE_MODEL]
        )
    )
    amounts = [_base_amount(lineage, name, stated, rules) for name in bases]
    known = [amount for amount in amounts if amount is not None]
    runs = [replace(segment, parts=tuple(filter(_is_own, segment.parts)), links=()) for segment in segments]
    own = cumulative_of(lineage, runs, rules, follow=False)
    undeclared = tuple(
        phrase("{model}: an earlier segment of {whose}, not declared", model=link.model, whose=model)
        for link in linked
        if link.relation is Relation.CONTINUES and link.model not in lineage.models
    )
    return Modification(
        modification=replace(own, missing=(*own.missing, *undeclared)),
        bases=bases,
        base=min(known, key=lambda each: each.central) if known and len(known) == len(bases) else None,
    )


_EARLIER = {relation.category for relation in Relation}


def _is_own(part: Part) -> bool:
    return part.category not in _EARLIER


def _base_amount(
    lineage: Lineage, name: str, parts: Sequence[Part], rules: InclusionRules
) -> Estimate[Flop] | None:
    """Return a base's compute from the lineage, else as the modifier states it; None if not complete."""
    if name in lineage.models:
        amount = cumulative_of(lineage, [lineage.models[name]], rules)
        return amount.estimate if amount.complete else None
    amounts = [
        part.compute
        for part in parts
        if part.name == name and part.category is Category.BASE_MODEL and part.compute is not None
    ]
    return min(amounts, key=lambda each: each.central) if amounts else None


def _segments(lineage: Lineage, model: Model) -> list[Model]:
    met = {model.name: model}
    queue = [model]
    for segment in queue:
        for link in segment.links:
            found = lineage.models.get(link.model)
            if link.relation is Relation.CONTINUES and found and found.name not in met:
                met[found.name] = found
                queue.append(found)
    return list(met.values())
