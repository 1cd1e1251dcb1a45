"""Threshold leaves bound to a day: an estimate against a number.

An estimate with an interval gives a probability; an exact one gives certainty. Where the threshold is
itself a share of an uncertain quantity, the two are compared as a ratio of independent estimates. What
was counted only in part is known from below: above a threshold it stays above, below it settles nothing.
"""

from __future__ import annotations

from typing import Any

from interlock.phrases import marked, phrase
from interlock.quantities import Estimate, Number, Quantity
from interlock.rulebooks.citations import Citation
from interlock.rulebooks.conditions import Operator, QuantityTest
from interlock.rulebooks.facts import Facts
from interlock.rulebooks.logic import FALSE, NEEDS_DECISION, TRUE, UNKNOWN, Value, at_least, likely, negation
from interlock.rulebooks.sentences import Leaf, compared, open_threshold, state
from interlock.rulebooks.thresholds import Limit, Relative, Unset, amount_text
from interlock.rulebooks.trace import Node, Slots, Trace
from interlock.rulebooks.vocabulary import QUANTITIES

__all__ = ["quantity_node"]


def quantity_node(test: QuantityTest, limit: Limit | Unset | Relative, *, citation: Citation) -> Node:
    """Return the leaf for a threshold as it stands on the day; `citation` is the provision's."""
    node = _compared_node(test, limit, citation=citation)
    return node if test.assume is None else _Assumed(test, limit.words, node, citation)


def _compared_node(test: QuantityTest, limit: Limit | Unset | Relative, *, citation: Citation) -> Node:
    match limit:
        case Limit():
            return _Fixed(test, limit, limit.citation or citation)
        case Unset():
            return _Unset(test, limit, citation)
        case Relative():
            otherwise = None
            if limit.otherwise is not None:
                otherwise = _compared_node(test, limit.otherwise, citation=citation)
            return _Relative(test, limit, otherwise, citation)


class _Fixed:
    """A threshold that the day alone settles."""

    __slots__ = ("_amount", "_below", "_citation", "_inclusive", "_key", "_limit", "_name", "_test")

    def __init__(self, test: QuantityTest, limit: Limit, citation: Citation) -> None:
        self._test, self._limit, self._citation = test, limit, citation
        self._name = test.quantity
        self._key = f"{test.quantity}@{test.convention}" if test.convention else test.quantity
        self._amount = limit.amount
        self._below, self._inclusive = _direction(test.operator)

    def value(self, facts: Facts, _: Slots) -> Value:
        quantities = facts.quantities
        key = self._key
        estimate = quantities.get(key)
        if estimate is None:
            key = self._name
            estimate = quantities.get(key)
            if estimate is None:
                return UNKNOWN
        above = likely(estimate.probability_above(self._amount, inclusive=self._inclusive))
        if key in facts.lower_bounds:
            above = at_least(above)
        return negation(above) if self._below else above

    def trace(self, facts: Facts, slots: Slots) -> Trace:
        return compared(
            Leaf(
                test=self._test,
                facts=facts,
                value=self.value(facts, slots),
                citation=self._citation,
                amount=self._amount,
                words=self._limit.words,
            )
        )


class _Assumed:
    """A comparison whose outcome is assumed where the quantity is not stated at all."""

    __slots__ = ("_citation", "_node", "_test", "_words")

    def __init__(self, test: QuantityTest, words: str, node: Node, citation: Citation) -> None:
        self._test, self._words, self._node, self._citation = test, words, node, citation

    def value(self, facts: Facts, slots: Slots) -> Value:
        if facts.quantity(self._test.quantity, convention=self._test.convention) is None:
            return TRUE if self._test.assume else FALSE
        return self._node.value(facts, slots)

    def trace(self, facts: Facts, slots: Slots) -> Trace:
        test = self._test
        if facts.quantity(test.quantity, convention=test.convention) is not None:
            return self._node.trace(facts, slots)
        so = marked("{quantity} is not stated, and is taken to be {above} {threshold}")
        not_so = marked("{quantity} is not stated, and is taken not to be {above} {threshold}")
        text = phrase(
            so if test.assume else not_so,
            quantity=QUANTITIES[test.quantity].words, above=test.operator.words, threshold=self._words,
        )  # fmt: skip
        return Trace(text=text, value=self.value(facts, slots), citation=self._citation, assumption=text)


class _Unset:
    """A threshold that nobody has given a value."""

    __slots__ = ("_citation", "_limit", "_test")

    def __init__(self, test: QuantityTest, limit: Unset, citation: Citation) -> None:
        self._test, self._limit, self._citation = test, limit, citation

    def value(self, _facts: Facts, _: Slots) -> Value:
        return NEEDS_DECISION

    def trace(self, facts: Facts, _: Slots) -> Trace:
        leaf = Leaf(
            test=self._test,
            facts=facts,
            value=NEEDS_DECISION,
            citation=self._citation,
            amount=None,
            words=phrase("the threshold"),
        )
        return open_threshold(
            leaf,
            why=self._limit.words,
            settle=phrase("a value for the threshold ({why})", why=self._limit.words),
        )


class _Relative:
    """A threshold that is a share of another quantity of the same subject."""

    __slots__ = ("_citation", "_limit", "_otherwise", "_test")

    def __init__(
        self, test: QuantityTest, limit: Relative, otherwise: Node | None, citation: Citation
    ) -> None:
        self._test, self._limit, self._otherwise, self._citation = test, limit, otherwise, citation

    def value(self, facts: Facts, slots: Slots) -> Value:
        convention = self._test.convention
        base = facts.quantity(self._limit.of, convention=convention)
        if base is None:
            return UNKNOWN if self._otherwise is None else self._otherwise.value(facts, slots)
        estimate = facts.quantity(self._test.quantity, convention=convention)
        if estimate is None:
            return UNKNOWN
        below, inclusive = _direction(self._test.operator)
        above = likely(self._probability_above(estimate, base, inclusive=inclusive))
        if facts.is_lower_bound(self._test.quantity, convention=convention):
            above = at_least(above)
        if facts.is_lower_bound(self._limit.of, convention=convention):
            # A base known from below makes the threshold one that can only rise.
            above = negation(at_least(negation(above)))
        return negation(above) if below else above

    def trace(self, facts: Facts, slots: Slots) -> Trace:
        of = QUANTITIES[self._limit.of].words
        base = facts.quantity(self._limit.of, convention=self._test.convention)
        if base is None and self._otherwise is not None:
            below = self._otherwise.trace(facts, slots)
            return Trace(
                text=phrase(
                    "{quantity} is not stated, so that {share} of it can't be taken; "
                    "the text's own fallback holds",
                    quantity=of,
                    share=self._limit.words,
                ),
                value=below.value,
                children=(below,),
                assumption=phrase(
                    "the fallback threshold is used, because {quantity} is not stated", quantity=of
                ),
            )
        amount = None if base is None else self._amount(base)
        share = phrase("{share} of {quantity}", share=self._limit.words, quantity=of)
        leaf = Leaf(
            test=self._test,
            facts=facts,
            value=self.value(facts, slots),
            citation=self._citation,
            amount=amount,
            words=share
            if amount is None
            else phrase("{share} ({amount})", share=share, amount=amount_text(amount)),
            loose=None if base is None or base.is_exact else self._limit.of,
        )
        if base is None:
            return open_threshold(
                leaf, why=phrase("{quantity} is not stated", quantity=of), settle=state(self._limit.of)
            )
        return compared(leaf)

    def _probability_above(self, estimate: Estimate[Any], base: Estimate[Any], *, inclusive: bool) -> float:
        if base.is_exact:
            return estimate.probability_above(self._amount(base), inclusive=inclusive)
        return estimate.over(base).probability_above(Number(float(self._limit.factor)), inclusive=inclusive)

    def _amount(self, base: Estimate[Any]) -> Quantity:
        factor, unit = self._limit.factor, QUANTITIES[self._limit.of].unit
        return unit(base.central * factor.numerator / factor.denominator)


def _direction(operator: Operator) -> tuple[bool, bool]:
    """Return whether the operator looks below, and whether the complement includes the threshold.

    ``<`` is the opposite of ``>=``, and ``<=`` of ``>``.
    """
    return {
        Operator.ABOVE: (False, False),
        Operator.AT_LEAST: (False, True),
        Operator.BELOW: (True, True),
        Operator.AT_MOST: (True, False),
    }[operator]
