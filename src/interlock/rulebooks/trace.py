"""The because: every leaf that was looked at, with its numbers, its source and what would settle it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from interlock.phrases import phrase
from interlock.quantities import Estimate, Quantity
from interlock.rulebooks.citations import Citation
from interlock.rulebooks.facts import Facts
from interlock.rulebooks.logic import Value

__all__ = ["Comparison", "Node", "Slots", "Trace", "chance"]

Slots = list[Value | None]
"""The values of a rulebook's provisions for one subject, as far as they have been needed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The numbers of a threshold leaf, for drawing and for JSON."""

    quantity: str
    convention: str | None
    operator: str
    estimate: Estimate[Any] | None
    threshold: Quantity | None
    """None where the threshold has no value: not set by anyone, or a share of something unknown."""

    def as_dict(self) -> dict[str, object]:
        """Return the numbers with plain keys."""
        estimate, threshold = self.estimate, self.threshold
        return {
            "quantity": self.quantity,
            "convention": self.convention,
            "value": None
            if estimate is None
            else {
                "unit": estimate.unit.symbol,
                "low": estimate.low,
                "central": estimate.central,
                "high": estimate.high,
            },
            "operator": self.operator,
            "threshold": None if threshold is None else {"value": threshold.value, "unit": threshold.symbol},
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """One line of the explanation, and the lines it rests on."""

    text: str
    value: Value
    children: tuple[Trace, ...] = ()
    comparison: Comparison | None = None
    citation: Citation | None = None
    assumption: str | None = None
    """What was taken for granted in this line."""
    settle: str | None = None
    """What would settle this line, where it is open."""
    presumed: bool = False
    """Whether it holds only by a presumption that may be rebutted."""

    def walk(self) -> Iterator[Trace]:
        """Yield this line and all below it, top down."""
        yield self
        for child in self.children:
            yield from child.walk()

    def rests_on(self) -> Iterator[Trace]:
        """Yield this line and those below it that decide it, leaving out what no longer matters.

        Where several lines stand below one that is true or false, those that say the same decide:
        the member that suffices, or the one that is lacking.
        """
        yield self
        same = [child for child in self.children if child.value.truth is self.value.truth]
        settled = not self.value.truth.is_open and len(self.children) > 1 and same
        for child in same if settled else self.children:
            yield from child.rests_on()

    def what_settles(self) -> Iterator[str]:
        """Yield what would settle the open lines that keep this one open."""
        if not self.value.truth.is_open:
            return
        if self.settle is not None:
            yield self.settle
        for child in self.children:
            yield from child.what_settles()

    def lines(self, indent: str = "") -> Iterator[str]:
        """Yield the explanation as indented text."""
        yield f"{indent}{self.text}"
        for child in self.children:
            yield from child.lines(f"{indent}  ")

    def as_dict(self) -> dict[str, object]:
        """Return the line and all below it with plain keys."""
        truth, low, high = self.value
        line: dict[str, object] = {
            "text": self.text,
            "outcome": truth.word,
            "probability": self.value.probability,
            "bounds": [low, high],
        }
        if self.comparison is not None:
            line |= self.comparison.as_dict()
        if self.citation is not None:
            line["citation"] = str(self.citation)
        if self.assumption is not None:
            line["assumption"] = self.assumption
        line["children"] = [child.as_dict() for child in self.children]
        return line


class Node(Protocol):
    """A condition bound to a day: it can be asked for its value, and to explain that value."""

    def value(self, facts: Facts, slots: Slots) -> Value:
        """Return whether the condition holds."""

    def trace(self, facts: Facts, slots: Slots) -> Trace:
        """Return why, leaving out no leaf."""


_ALMOST = 0.995


def chance(value: Value) -> str:
    """Return a probability in words.

    Examples
    --------
    >>> from interlock.rulebooks.logic import Truth
    >>> [chance(Value(Truth.INDETERMINATE, low, high)) for low, high in [(0.2, 0.6), (0.57, 0.57), (0, 1)]]
    ['between 20 and 60 % likely', '57 % likely', 'of unknown probability']
    """
    if value.low == value.high and value.low in (0.0, 1.0):
        return phrase("certain") if value.low else phrase("ruled out")
    low, high = round(value.low * 100), round(value.high * 100)
    if low <= 0 and high >= 100:  # noqa: PLR2004  # per cent
        return phrase("of unknown probability")
    if low != high:
        return phrase("between {low} and {high} % likely", low=low, high=high)
    if value.low >= _ALMOST:
        return phrase("more than 99 % likely")
    if value.high > 1 - _ALMOST:
        return phrase("{low} % likely", low=low)
    return phrase("less than 1 % likely")
