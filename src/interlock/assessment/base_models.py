"""Base models whose compute a published figure is said to hold.

Where their compute is stated, it is taken off the figure, which then tests the run's own stages like any
other estimate, and every regime adds the base models by its own rules. Where it isn't, the figure stands for
all of them together.
"""

from __future__ import annotations

import math
from dataclasses import replace

from interlock.findings import Finding, FindingKind
from interlock.phrases import phrase
from interlock.quantities import Estimate, Flop
from interlock.statements.declaration import Ancestor, Declaration, Relation

__all__ = ["added_ancestors", "check_bases", "holds_unknown_base", "without_bases"]

_SLACK = 1.05
"""What rounding explains between a figure and a part of it."""
_LEAST_SHARE = 0.01
"""Of the difference of two uncertain amounts, the low end is taken as no less than this share of it."""


def added_ancestors(declaration: Declaration) -> tuple[Ancestor, ...]:
    """Return the earlier models to be added to the run's own compute."""
    if not holds_unknown_base(declaration):
        return declaration.ancestors
    return tuple(each for each in declaration.ancestors if each.relation is Relation.TEACHER)


def holds_unknown_base(declaration: Declaration) -> bool:
    """Return whether the published figure holds base models whose own compute isn't stated."""
    return any(each.training_compute is None for each in _held(declaration))


def without_bases(figure: Estimate[Flop], declaration: Declaration) -> Estimate[Flop]:
    """Return the published figure less the stated compute of the base models that it holds."""
    held = _held(declaration)
    stated = [each.training_compute for each in held if each.training_compute is not None]
    base = math.fsum(compute.central for compute in stated)
    if len(stated) < len(held) or not 0 < base < figure.central:
        return figure
    rest = figure.central - base
    told = figure.provenance
    return Estimate(
        unit=Flop,
        central=rest,
        low=max(figure.low - math.fsum(compute.high for compute in stated), rest * _LEAST_SHARE),
        high=max(figure.high - math.fsum(compute.low for compute in stated), rest),
        provenance=replace(
            told,
            notes=(
                *told.notes,
                phrase("{base} of base models taken off, which the figure holds", base=Flop(base)),
            ),
        ),
    )


def check_bases(declaration: Declaration) -> tuple[Finding, ...]:
    """Return what disagrees about earlier models: with each other, or with the figure said to hold them."""
    found = [_stated_twice(declaration), _too_large(declaration)]
    return tuple(finding for finding in found if finding is not None)


def _stated_twice(declaration: Declaration) -> Finding | None:
    stated: dict[str, Estimate[Flop]] = {}
    for each in declaration.ancestors:
        if each.name is None or each.training_compute is None:
            continue
        other, this = stated.setdefault(each.name, each.training_compute), each.training_compute
        if other.high * _SLACK < this.low or this.high * _SLACK < other.low:
            return Finding(
                kind=FindingKind.DISCREPANCY,
                check="base-stated-twice",
                subject=declaration.name,
                message=phrase(
                    "the training compute of {name} is stated as {other} and as {this}",
                    name=each.name,
                    other=other,
                    this=this,
                ),
                checked=phrase(
                    "the compute of one earlier model wherever it is stated; the greater amount is used"
                ),
                not_checked=phrase("which of the two is true"),
                likely_causes=(
                    phrase("one of them is of a part of its training"),
                    phrase("two models of one name"),
                ),
                settle=phrase("the earlier model's own declaration"),
            )
    return None


def _too_large(declaration: Declaration) -> Finding | None:
    published = declaration.published
    figure = published.training_compute if published is not None else None
    stated = [each.training_compute for each in _held(declaration) if each.training_compute is not None]
    base = math.fsum(compute.low for compute in stated)
    if figure is None or base <= figure.high * _SLACK:
        return None
    return Finding(
        kind=FindingKind.DISCREPANCY,
        check="published-includes-base",
        subject=declaration.name,
        message=phrase(
            "the published {figure} is said to hold the base models, which come to {base}",
            figure=figure,
            base=Flop(base),
        ),
        checked=phrase("the published figure against the compute stated for the base models in it"),
        not_checked=phrase("whether the base models' compute is true; it is added as stated"),
        likely_causes=(
            phrase("the figure is of the last training alone"),
            phrase("the base models' compute is overstated"),
        ),
        settle=phrase("what the published figure counts"),
    )


def _held(declaration: Declaration) -> tuple[Ancestor, ...]:
    published = declaration.published
    if published is None or not published.includes_base or published.training_compute is None:
        return ()
    return tuple(each for each in declaration.ancestors if each.relation is not Relation.TEACHER)
