"""Compound conditions bound to a day: all, any, not, presumption, reference."""

from __future__ import annotations

from typing import Final

from interlock.phrases import marked, phrase
from interlock.rulebooks.acts import decided
from interlock.rulebooks.facts import Facts
from interlock.rulebooks.logic import FALSE, TRUE, Truth, Value, conjunction, disjunction, negation
from interlock.rulebooks.model import is_modification
from interlock.rulebooks.trace import Node, Slots, Trace

__all__ = ["AllNode", "AnyNode", "NotInForce", "NotNode", "PresumptionNode", "ReferenceNode"]


_ALL: Final = {
    Truth.TRUE: phrase("all of these hold"),
    Truth.FALSE: phrase("not all of these hold"),
}
_ALL_OPEN: Final = phrase("whether all of these hold is open")
_ANY: Final = {
    Truth.TRUE: phrase("at least one of these holds"),
    Truth.FALSE: phrase("none of these holds"),
}
_ANY_OPEN: Final = phrase("whether at least one of these holds is open")
_NOT: Final = {
    Truth.TRUE: phrase("this must not hold, and does not"),
    Truth.FALSE: phrase("this must not hold, but does"),
}
_NOT_OPEN: Final = phrase("this must not hold, and whether it does is open")


class AllNode:
    """Every member must hold."""

    __slots__ = ("_members",)

    def __init__(self, members: tuple[Node, ...]) -> None:
        self._members = members

    def value(self, facts: Facts, slots: Slots) -> Value:
        """Return the conjunction."""
        values = []
        for member in self._members:
            value = member.value(facts, slots)
            if value.high == 0:
                # Impossible: what the others say changes neither truth nor bounds. The trace shows them all.
                return FALSE
            values.append(value)
        return conjunction(values)

    def trace(self, facts: Facts, slots: Slots) -> Trace:
        """Return every member's trace."""
        value = self.value(facts, slots)
        text = _ALL.get(value.truth, _ALL_OPEN)
        children = tuple(member.trace(facts, slots) for member in self._members)
        presumed = value.truth is Truth.TRUE and any(child.presumed for child in children)
        return Trace(text=text, value=value, children=children, presumed=presumed)


class AnyNode:
    """One member suffices."""

    __slots__ = ("_members",)

    def __init__(self, members: tuple[Node, ...]) -> None:
        self._members = members

    def value(self, facts: Facts, slots: Slots) -> Value:
        """Return the disjunction."""
        values = []
        for member in self._members:
            value = member.value(facts, slots)
            if value.low == 1:
                # Certain, by the same reasoning.
                return TRUE
            values.append(value)
        return disjunction(values)

    def trace(self, facts: Facts, slots: Slots) -> Trace:
        """Return every member's trace, also of those that no longer matter."""
        value = self.value(facts, slots)
        text = _ANY.get(value.truth, _ANY_OPEN)
        children = tuple(member.trace(facts, slots) for member in self._members)
        carrying = [child for child in children if child.value.truth is Truth.TRUE]
        presumed = bool(carrying) and all(child.presumed for child in carrying)
        return Trace(text=text, value=value, children=children, presumed=presumed)


class NotNode:
    """The member must not hold."""

    __slots__ = ("_member",)

    def __init__(self, member: Node) -> None:
        self._member = member

    def value(self, facts: Facts, slots: Slots) -> Value:
        """Return the negation."""
        return negation(self._member.value(facts, slots))

    def trace(self, facts: Facts, slots: Slots) -> Trace:
        """Return the member's trace under its negation."""
        value = self.value(facts, slots)
        text = _NOT.get(value.truth, _NOT_OPEN)
        return Trace(text=text, value=value, children=(self._member.trace(facts, slots),))


class PresumptionNode:
    """What is presumed until an authority accepts that it is rebutted."""

    __slots__ = ("_member", "_question", "_rebuttal")

    def __init__(self, member: Node, rebuttal: str, provision: str) -> None:
        self._member, self._rebuttal = member, rebuttal
        self._question = f"{provision}-rebutted"

    def value(self, facts: Facts, slots: Slots) -> Value:
        """Return the member's value, or false where the presumption has been rebutted."""
        value = self._member.value(facts, slots)
        return FALSE if "decided" in facts.attributes and decided(facts, self._question) else value

    def trace(self, facts: Facts, slots: Slots) -> Trace:
        """Return the presumption with the way to rebut it."""
        value = self.value(facts, slots)
        if decided(facts, self._question):
            text = phrase("the presumption has been rebutted ({rebuttal})", rebuttal=self._rebuttal)
        elif value.truth is Truth.FALSE:
            text = phrase("nothing is presumed")
        else:
            certain = marked("presumed unless rebutted: {rebuttal}")
            open_ = marked("presumed if this holds unless rebutted: {rebuttal}")
            text = phrase(certain if value.truth is Truth.TRUE else open_, rebuttal=self._rebuttal)
        return Trace(
            text=text,
            value=value,
            children=(self._member.trace(facts, slots),),
            presumed=value.truth is Truth.TRUE,
        )


class ReferenceNode:
    """Another provision of the rulebook, evaluated once per subject.

    One that speaks of modifiers only does not hold of what is not known to be a modification.
    """

    __slots__ = ("_index", "_node", "_of_modifiers", "_title")

    def __init__(self, index: int, title: str, *, of_modifiers: bool) -> None:
        self._index, self._title, self._of_modifiers = index, title, of_modifiers
        self._node: Node | None = None

    def point(self, node: Node) -> None:
        """Set the condition referred to, once it is bound."""
        self._node = node

    def value(self, facts: Facts, slots: Slots) -> Value:
        """Return the other provision's value."""
        if self._of_modifiers and not is_modification(facts):
            return FALSE
        value = slots[self._index]
        if value is None:
            value = slots[self._index] = self._target.value(facts, slots)
        return value

    def trace(self, facts: Facts, slots: Slots) -> Trace:
        """Return the other provision's trace under its title."""
        value = self.value(facts, slots)
        if self._of_modifiers and not is_modification(facts):
            text = phrase("{title}: nothing stated speaks of a modification", title=self._title)
            return Trace(text=text, value=value)
        pattern = {Truth.TRUE: marked("{title}: holds"), Truth.FALSE: marked("{title}: does not hold")}.get(
            value.truth, marked("{title}: is open")
        )
        child = self._target.trace(facts, slots)
        text = phrase(pattern, title=self._title)
        return Trace(text=text, value=value, children=(child,), presumed=child.presumed)

    @property
    def _target(self) -> Node:
        if self._node is None:  # pragma: no cover  # binding points every reference
            raise LookupError(self._title)
        return self._node


class NotInForce:
    """A provision that is referred to, but not in force on the day: it does not hold."""

    __slots__ = ("_title", "_why")

    def __init__(self, title: str, why: str) -> None:
        self._title, self._why = title, why

    def value(self, _facts: Facts, _: Slots) -> Value:
        """Return false."""
        return FALSE

    def trace(self, _facts: Facts, _: Slots) -> Trace:
        """Return why it does not count."""
        text = phrase("{title}: does not count, {why}", title=self._title, why=self._why)
        return Trace(text=text, value=FALSE)
