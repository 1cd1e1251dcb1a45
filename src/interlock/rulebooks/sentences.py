"""The sentences of threshold leaves: an estimate against a number, with the source and the odds."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from interlock.phrases import Phrase, marked, measured, phrase
from interlock.quantities import Estimate, Quantity, interval_text, scientific
from interlock.rulebooks.citations import Citation
from interlock.rulebooks.conditions import QuantityTest
from interlock.rulebooks.facts import Facts
from interlock.rulebooks.logic import Truth, Value
from interlock.rulebooks.trace import Comparison, Trace, chance
from interlock.rulebooks.vocabulary import CONVENTIONS, QUANTITIES

__all__ = ["Leaf", "compared", "open_threshold", "state"]

_DIGITS = range(2, 10)
_UNSTATED = marked(
    "{quantity} is not stated, so whether it is {above} {threshold} ({sign}, {source}) is unknown"
)
_PARTIAL = marked(
    "{quantity} counts only a part of it, so whether it is {above} {threshold} ({sign}, {source}) is unknown"
)
_AGAINST_PARTIAL = marked(
    "{quantity} is compared with what was counted only in part, so whether it is {above} {threshold} "
    "({sign}, {source}) is unknown"
)
_COMPARED = {
    Truth.TRUE: marked("{quantity} is {above} {threshold} ({sign}, {source})"),
    Truth.FALSE: marked("{quantity} is not {above} {threshold} ({sign}, {source})"),
}
_MAY_BE = marked("{quantity} may be {above} {threshold} ({sign}, {source})")
# One estimate stands in many provisions, and is written the same way in each.
_written = lru_cache(maxsize=4096)(scientific)
_interval = lru_cache(maxsize=4096)(interval_text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """A comparison as it was made for one subject."""

    test: QuantityTest
    facts: Facts
    value: Value
    citation: Citation
    amount: Quantity | None
    """The threshold as a number; None where it has none."""
    words: str
    """The threshold as a sentence calls it."""
    loose: str | None = None
    """The uncertain quantity that the threshold is a share of, where it has one."""

    @property
    def estimate(self) -> Estimate[Any] | None:
        """The quantity, as the test's convention counts it."""
        return self.facts.quantity(self.test.quantity, convention=self.test.convention)

    @property
    def comparison(self) -> Comparison:
        """The numbers."""
        return Comparison(
            quantity=self.test.quantity,
            convention=self.test.convention,
            operator=str(self.test.operator),
            estimate=self.estimate,
            threshold=self.amount,
        )


def compared(leaf: Leaf) -> Trace:
    """Return the line of a comparison with a threshold that has a number."""
    estimate, value = leaf.estimate, leaf.value
    settle: str | None
    if estimate is None:
        text = _asked(_UNSTATED, leaf, QUANTITIES[leaf.test.quantity].words)
        settle = state(leaf.test.quantity)
    elif value.truth is Truth.UNKNOWN:
        text = _asked(_in_part(leaf), leaf, _subject(leaf, estimate))
        settle = phrase("what could not be counted ({field})", field=QUANTITIES[leaf.test.quantity].field)
    else:
        asked = _asked(_COMPARED.get(value.truth, _MAY_BE), leaf, _subject(leaf, estimate))
        text = _with_likelihood(asked, leaf, estimate)
        settle = _narrower(leaf, estimate) if value.truth.is_open else None
    return Trace(
        text=text,
        value=value,
        comparison=leaf.comparison,
        citation=leaf.citation,
        settle=settle,
        assumption=_counted_otherwise(leaf.test, leaf.facts),
    )


def open_threshold(leaf: Leaf, *, why: str, settle: str) -> Trace:
    """Return the line of a comparison with a threshold that has no number."""
    estimate = leaf.estimate
    subject = QUANTITIES[leaf.test.quantity].words if estimate is None else _subject(leaf, estimate)
    return Trace(
        text=phrase(
            "whether {quantity} is {above} {threshold} is open: {why}",
            quantity=subject,
            above=leaf.test.operator.words,
            threshold=leaf.words,
            why=why,
        ),
        value=leaf.value,
        comparison=leaf.comparison,
        citation=leaf.citation,
        settle=settle,
    )


def state(name: str) -> Phrase:
    """Return which field of the declaration to give."""
    quantity = QUANTITIES[name]
    return phrase(
        "{quantity}, stated in the declaration ({field})", quantity=quantity.words, field=quantity.field
    )


def _asked(pattern: str, leaf: Leaf, subject: str) -> Phrase:
    return phrase(
        pattern,
        quantity=subject,
        above=leaf.test.operator.words,
        threshold=leaf.words,
        sign=str(leaf.test.operator),
        source=str(leaf.citation),
    )


def _with_likelihood(asked: Phrase, leaf: Leaf, estimate: Estimate[Any]) -> Phrase:
    value = leaf.value
    if value.truth is Truth.INDETERMINATE:
        inside = marked("{sentence}: {chance}, because the threshold lies inside the 90 % interval")
        plain = marked("{sentence}: {chance}")
        return phrase(plain if estimate.is_exact else inside, sentence=asked, chance=chance(value))
    if value.probability in (0.0, 1.0):
        return asked
    if value.truth is Truth.TRUE:
        return phrase("{sentence}: {chance}", sentence=asked, chance=chance(value))
    return phrase(
        "{sentence}: {chance} to be {above} it",
        sentence=asked, chance=chance(value), above=leaf.test.operator.words,
    )  # fmt: skip


def _subject(leaf: Leaf, estimate: Estimate[Any]) -> Phrase:
    """Name the quantity with its value, written with enough digits to tell it from the threshold."""
    ends = [estimate.central] if estimate.is_exact else [estimate.low, estimate.high]
    limit = None if leaf.amount is None else leaf.amount.value
    text = ""
    for digits in _DIGITS:
        text = _interval(ends[0], ends[-1], digits=digits)
        if limit is None or limit in ends:
            break
        if all(_written(end, digits=digits) != _written(limit, digits=digits) for end in ends):
            break
    return phrase(
        "{quantity} {amount}",
        quantity=QUANTITIES[leaf.test.quantity].words,
        amount=measured(text, estimate.unit.symbol),
    )


def _in_part(leaf: Leaf) -> str:
    partly = leaf.facts.is_lower_bound(leaf.test.quantity, convention=leaf.test.convention)
    return _PARTIAL if partly else _AGAINST_PARTIAL


def _narrower(leaf: Leaf, estimate: Estimate[Any]) -> Phrase:
    if leaf.loose is not None and estimate.is_exact:
        other = QUANTITIES[leaf.loose]
        return phrase("a narrower estimate of {quantity} ({field})", quantity=other.words, field=other.field)
    quantity = QUANTITIES[leaf.test.quantity]
    return phrase(
        "a narrower estimate of {quantity} ({field}): its 90 % interval, {interval}, holds the threshold, "
        "{threshold}",
        quantity=quantity.words,
        field=quantity.field,
        interval=measured(_interval(estimate.low, estimate.high), estimate.unit.symbol),
        threshold=leaf.words,
    )


def _counted_otherwise(test: QuantityTest, facts: Facts) -> Phrase | None:
    if test.convention is None or f"{test.quantity}@{test.convention}" in facts.quantities:
        return None
    if test.quantity not in facts.quantities:
        return None
    return phrase(
        "{quantity} is taken as stated in general, not as counted by {convention}",
        quantity=QUANTITIES[test.quantity].words, convention=CONVENTIONS[test.convention],
    )  # fmt: skip
