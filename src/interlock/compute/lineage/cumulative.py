"""Cumulative training compute of a model and of everything it descends from, as one regime counts it.

1. From the model, every link whose relation the regime counts is followed; a model reached by several
   paths is met once, so that a shared ancestor counts once.
2. A part counts if the regime counts its category. Where it is silent, the part counts, and the total
   without it is given beside.
3. A part whose amount isn't known, or a model that isn't declared, is named as missing: the total is then
   a lower bound.
4. Parts err together (one developer, one method), so that their ends add.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from interlock.compute.addition import common_total
from interlock.compute.conventions import Convention, Counting
from interlock.compute.inclusion import (
    Category,
    InclusionRules,
    Rule,
    Ruling,
    counted_operations,
    inclusion_rules,
)
from interlock.compute.lineage.graph import Lineage, Link, Model, Part, Relation
from interlock.compute.methods.provenance import refuse_unless
from interlock.compute.methods.recomputation import Recomputation, recomputation_factor, to_model
from interlock.phrases import marked, phrase
from interlock.quantities import Estimate, Flop, Provenance

__all__ = ["CountedPart", "Cumulative", "cumulative", "cumulative_of"]

_NOTHING = Flop(0.0)
_MOST_REPEATED = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedPart:
    """One part of the compute behind a model, and whether it counts."""

    name: str
    """Model and part."""
    category: Category
    compute: Estimate[Flop] | None
    """As the regime counts its precision; None where it isn't known."""
    ruling: Ruling
    included: bool
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cumulative:
    """Cumulative training compute by one regime."""

    convention: str
    estimate: Estimate[Flop] | None
    """What is in and what the regime is silent about; None where nothing of it is known."""
    stated_only: Estimate[Flop] | None
    """Only what the regime says is in."""
    parts: tuple[CountedPart, ...]
    missing: tuple[str, ...]
    """What counts and isn't known."""

    @property
    def complete(self) -> bool:
        """Whether nothing that counts is missing; otherwise the estimate is a lower bound."""
        return not self.missing


def cumulative(lineage: Lineage, model: str, convention: str) -> Cumulative:
    """Return the cumulative training compute of `model` as the regime `convention` counts it.

    Raises
    ------
    UnknownNameError
        If the model isn't in the lineage, or the convention in no table.

    Examples
    --------
    >>> from interlock.compute.lineage import Relation
    >>> base = Model(name="base", parts=(
    ...     Part(name="pre-training", category=Category.PRE_TRAINING, compute=Estimate.exact(Flop(8e24))),))
    >>> child = Model(
    ...     name="child", links=(Link(model="base", relation=Relation.BASE_MODEL),),
    ...     parts=(Part(name="tuning", category=Category.FINE_TUNING, compute=Estimate.exact(Flop(3e24))),))
    >>> print(cumulative(Lineage.of(base, child), "child", "eu-annex-2025").estimate)
    1.1 × 10²⁵ FLOP
    """
    return cumulative_of(lineage, [lineage.model(model)], inclusion_rules(convention))


def cumulative_of(
    lineage: Lineage,
    models: Sequence[Model],
    rules: InclusionRules,
    *,
    follow: bool = True,
    within: bool = False,
) -> Cumulative:
    """Return the compute of some models together.

    Parameters
    ----------
    follow
        Whether to add what they descend from.
    within
        Whether a part that repeats a linked model is left out whole, for a total that is itself taken to
        judge such a part: one step deep, or a chain of repetitions would take exponential time.

    Raises
    ------
    InputError
        If more parts repeat linked models than any honest declaration would.
    """
    included, left_out, missing = _reach(lineage, models, rules) if follow else (list(models), [], [])
    parts: list[CountedPart] = []
    runs: dict[tuple[str, Category], tuple[str, int]] = {}
    repeated = 0
    for model in included:
        for part in model.parts:
            judged = _judge(model, part, rules)
            linked = _linked(lineage, model, part) if follow else None
            if linked is not None and judged.included:
                repeated += 1
                judged = _repeated(judged, linked, lineage, rules, None if within else repeated)
            _add(parts, runs, judged, run=part.run, model=model.name)
    parts += [_passed_over(model, link, rules) for model, link in left_out]
    missing += [part.name for part in parts if part.included and part.compute is None]
    missing += [
        phrase("{model}: no compute is stated", model=model.name) for model in included if model.is_empty
    ]
    counted = [part for part in parts if part.included]
    stated = [part for part in counted if part.ruling is Ruling.IN]
    estimate = _sum(counted, rules, bool(missing))
    return Cumulative(
        convention=rules.id,
        estimate=estimate,
        stated_only=estimate if len(stated) == len(counted) else _sum(stated, rules, bool(missing)),
        parts=tuple(parts),
        missing=tuple(dict.fromkeys(missing)),
    )


def _reach(
    lineage: Lineage, starts: Sequence[Model], rules: InclusionRules
) -> tuple[list[Model], list[tuple[Model, Link]], list[str]]:
    """Return the models met over links that count, those met only over links that don't, and the unknown."""
    included = {model.name: model for model in starts}
    left_out: dict[str, tuple[Model, Link]] = {}
    missing: list[str] = []
    queue = list(starts)
    for model in queue:
        for link in model.links:
            rule = _link_rule(link, rules)
            found = lineage.models.get(link.model)
            if found is None and rule.counts and not _stated_as_part(model, link):
                missing.append(
                    phrase(
                        "{model}: {relation} of {whose}, not declared",
                        model=link.model,
                        relation=phrase(_RELATIONS[link.relation]),
                        whose=model.name,
                    )
                )
            elif found and rule.counts and found.name not in included:
                included[found.name] = found
                queue.append(found)
            elif found and not rule.counts:
                left_out.setdefault(found.name, (found, link))
    skipped = [entry for name, entry in left_out.items() if name not in included]
    return list(included.values()), skipped, missing


_RELATIONS = {
    Relation.CONTINUES: marked("continues"),
    Relation.BASE_MODEL: marked("base model"),
    Relation.MERGED_MODEL: marked("merged model"),
    Relation.DISTILLATION_TEACHER: marked("distillation teacher"),
}
_SAME_RUN = Rule(ruling=Ruling.IN, reason=phrase("a segment of the same run"))


def _link_rule(link: Link, rules: InclusionRules) -> Rule:
    category = link.relation.category
    return rules.rule(category) if category else _SAME_RUN


def _stated_as_part(model: Model, link: Link) -> bool:
    return any(
        part.name == link.model and part.category is link.relation.category and part.compute is not None
        for part in model.parts
    )


def _judge(model: Model, part: Part, rules: InclusionRules) -> CountedPart:
    rule = rules.rule(part.category)
    return CountedPart(
        name=phrase("{model}: {part}", model=model.name, part=part.name),
        category=part.category,
        compute=None if part.compute is None else _as_counted(part.compute, part.bits, rules),
        ruling=rule.ruling,
        included=rule.counts,
        why=rule.reason,
    )


def _linked(lineage: Lineage, model: Model, part: Part) -> Model | None:
    """Return the model in the lineage that a part states once more, if it does."""
    stated_twice = any(
        link.model == part.name and link.relation.category is part.category for link in model.links
    )
    return lineage.models.get(part.name) if stated_twice else None


def _repeated(
    part: CountedPart, linked: Model, lineage: Lineage, rules: InclusionRules, count: int | None
) -> CountedPart:
    """Leave out a part that the lineage holds already, but for what it states above that.

    Otherwise a small model of the same name would hide a large stated base. Without a `count`, leave all
    of it out.
    """
    refuse_unless(
        (count or 0) <= _MOST_REPEATED,
        f"more than {_MOST_REPEATED} parts repeat models of the lineage",
        field=part.name,
        advice="State each earlier model once, as a link.",
    )
    held = 0.0
    if count is not None:
        amount = cumulative_of(lineage, [linked], rules, within=True).estimate
        held = amount.central if amount else 0.0
    if part.compute is None or count is None or part.compute.central <= held:
        return replace(
            part,
            included=False,
            why=phrase("{model} is in the lineage itself: counted there, once", model=linked.name),
        )
    return replace(
        part,
        compute=part.compute.scaled(1 - held / part.compute.central),
        why=phrase(
            "{why}; {model} is in the lineage itself: only what is stated above that counts",
            why=part.why,
            model=linked.name,
        ),
    )


def _as_counted(compute: Estimate[Flop], bits: int | None, rules: InclusionRules) -> Estimate[Flop]:
    if not rules.rule(Category.RECOMPUTATION).counts:
        compute = to_model(compute, recomputation_factor(Recomputation.UNKNOWN))
    return counted_operations(compute, rules.precision, bits=bits)


def _add(
    parts: list[CountedPart],
    runs: dict[tuple[str, Category], tuple[str, int]],
    part: CountedPart,
    *,
    run: str | None,
    model: str,
) -> None:
    """Add a part, unless another model stated the same run; of the two amounts the greater one stays.

    Two parts of one model are two amounts, whatever run they name.
    """
    key = (run or "", part.category)
    if run is None or not part.included or runs.get(key, (model, 0))[0] == model:
        if run is not None and part.included:
            runs[key] = (model, len(parts))
        parts.append(part)
        return
    place = runs[key][1]
    keep, drop = (part, parts[place]) if _central(part) > _central(parts[place]) else (parts[place], part)
    parts[place] = keep
    why = phrase("the same run as {name}: counted once, at the greater amount stated", name=keep.name)
    parts.append(replace(drop, included=False, why=why))


def _central(part: CountedPart) -> float:
    return -1.0 if part.compute is None else part.compute.central


def _passed_over(model: Model, link: Link, rules: InclusionRules) -> CountedPart:
    rule = _link_rule(link, rules)
    known = [part.compute for part in model.parts if part.compute is not None]
    return CountedPart(
        name=phrase("{model}: all parts", model=model.name),
        category=link.relation.category or Category.PRE_TRAINING,
        compute=common_total(known) if known else None,
        ruling=rule.ruling,
        included=False,
        why=rule.reason,
    )


def _sum(parts: Iterable[CountedPart], rules: InclusionRules, bound: bool) -> Estimate[Flop] | None:  # noqa: FBT001  # private, one caller
    known = [(part, part.compute) for part in parts if part.compute is not None]
    if not known:
        return None if bound else Estimate.exact(_NOTHING)
    silent = [part.name for part, _ in known if part.ruling is Ruling.SILENT]
    notes = [
        phrase("counted because {id} is silent: {silent}", id=rules.id, silent=", ".join(silent))
        if silent
        else "",
        phrase("a lower bound: parts are missing") if bound else "",
    ]
    # common_total hands a single term back as it is, with that term's own provenance.
    return common_total(compute for _, compute in known).explained(
        Provenance(
            method=phrase("cumulative, {convention}", convention=rules.id),
            inputs=tuple((part.name, compute) for part, compute in known),
            sources=(rules.citation,),
            convention=_convention([compute for _, compute in known]),
            notes=tuple(note for note in notes if note),
        )
    )


def _convention(estimates: Sequence[Estimate[Flop]]) -> str:
    # One part of hardware FLOP makes the sum one, which is the higher and so the cautious label.
    parsed = [
        Convention.parse(each.provenance.convention) for each in estimates if each.provenance.convention
    ]
    hardware = any(convention.counting is Counting.HARDWARE for convention in parsed)
    return str(Convention(counting=Counting.HARDWARE if hardware else Counting.MODEL))
