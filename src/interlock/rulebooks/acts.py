"""Leaves that no number settles: attributes, designations and decisions."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from functools import reduce

from interlock.phrases import listed, marked, phrase
from interlock.rulebooks.citations import Citation
from interlock.rulebooks.conditions import AttributeTest, Decision, Designation
from interlock.rulebooks.facts import Attribute, Facts
from interlock.rulebooks.logic import FALSE, NEEDS_DECISION, TRUE, UNKNOWN, Value
from interlock.rulebooks.trace import Slots, Trace
from interlock.rulebooks.vocabulary import ATTRIBUTES, EU_MEMBERS

__all__ = ["AttributeLeaf", "DecisionLeaf", "DesignationLeaf", "decided", "wanted_text"]

_EU_TEXT = phrase("a member State of the EU")


def decided(facts: Facts, question: str) -> bool | None:
    """Return how the authority has decided a question, by ``question:yes`` or ``question:no``, or None."""
    taken = facts.attributes.get("decided")
    if not isinstance(taken, frozenset):
        return None
    yes, no = f"{question}:yes" in taken, f"{question}:no" in taken
    # Two opposite decisions settle nothing.
    return yes if yes is not no else None


class AttributeLeaf:
    """A property as the subject states it."""

    __slots__ = ("_citation", "_question", "_test")

    def __init__(self, test: AttributeTest, citation: Citation) -> None:
        self._test, self._citation = test, citation
        self._question = f"{test.attribute}-{test.equals}"

    def value(self, facts: Facts, _: Slots) -> Value:
        """Return whether the attribute is so; open where only an authority can confirm the claim."""
        test = self._test
        if test.claimed and (act := decided(facts, self._question)) is not None:
            return TRUE if act else FALSE
        stated = facts.attributes.get(test.attribute)
        if stated is None:
            return UNKNOWN if test.assume is None else TRUE if test.assume else FALSE
        if not _is_so(test, stated):
            return FALSE
        return NEEDS_DECISION if test.claimed else TRUE

    def trace(self, facts: Facts, slots: Slots) -> Trace:
        """Return the attribute's sentence."""
        test, value = self._test, self.value(facts, slots)
        name = ATTRIBUTES[test.attribute]
        asked = phrase("whether {words}", words=name.words) if isinstance(test.equals, bool) else name.words
        wanted = wanted_text(test)
        stated = facts.attributes.get(test.attribute)
        settle = assumption = None
        if test.claimed and decided(facts, self._question) is not None:
            so, not_so = (
                marked("{by} has decided: {asked} is {wanted}"),
                marked("{by} has decided: {asked} is not {wanted}"),
            )
            text = phrase(so if value is TRUE else not_so, by=test.by, asked=asked, wanted=wanted)
        elif stated is None and test.assume is None:
            text = phrase(
                "{asked} is not stated; it matters whether it is {wanted}", asked=asked, wanted=wanted
            )
            settle = phrase("{asked}, stated in the declaration ({field})", asked=asked, field=name.field)
        elif stated is None:
            so = marked("{asked} is not stated, and is taken to be {wanted}")
            not_so = marked("{asked} is not stated, and is taken not to be {wanted}")
            text = assumption = phrase(so if test.assume else not_so, asked=asked, wanted=wanted)
        elif value is NEEDS_DECISION:
            text = phrase(
                "{asked}: stated is {stated}, but a claim does not settle it; {by} does",
                asked=asked, stated=_text(stated), by=test.by,
            )  # fmt: skip
            settle = phrase(
                "a decision of {by} on whether {asked} is {wanted}", by=test.by, asked=asked, wanted=wanted
            )
        else:
            so = marked("{asked}: stated is {stated}; asked for is {wanted}; so it is")
            not_so = marked("{asked}: stated is {stated}; asked for is {wanted}; so it is not")
            text = phrase(so if value is TRUE else not_so, asked=asked, stated=_text(stated), wanted=wanted)
        return Trace(text=text, value=value, citation=self._citation, settle=settle, assumption=assumption)


class DesignationLeaf:
    """An authority's act that names the subject."""

    __slots__ = ("_act", "_citation")

    def __init__(self, act: Designation, citation: Citation) -> None:
        self._act, self._citation = act, citation

    def value(self, facts: Facts, _: Slots) -> Value:
        """Return whether the subject has been designated."""
        stated = facts.attributes.get("designations")
        return TRUE if isinstance(stated, frozenset) and self._act.designation in stated else FALSE

    def trace(self, facts: Facts, slots: Slots) -> Trace:
        """Return whether it has been designated, and that it still may be."""
        act, value = self._act, self.value(facts, slots)
        if value is TRUE:
            text = phrase(
                "{by} has designated it ({designation}, by {criteria})",
                by=act.by, designation=act.designation, criteria=act.criteria,
            )  # fmt: skip
        else:
            text = phrase(
                "{by} has not designated it, as far as stated, and may still do so by {criteria}",
                by=act.by, criteria=act.criteria,
            )  # fmt: skip
        return Trace(text=text, value=value, citation=self._citation)


class DecisionLeaf:
    """A question that the law leaves to an authority."""

    __slots__ = ("_citation", "_question")

    def __init__(self, question: Decision, citation: Citation) -> None:
        self._question, self._citation = question, citation

    def value(self, facts: Facts, _: Slots) -> Value:
        """Return the decision, or that one is needed."""
        act = decided(facts, self._question.decision)
        return NEEDS_DECISION if act is None else TRUE if act else FALSE

    def trace(self, facts: Facts, slots: Slots) -> Trace:
        """Return what was decided, or what has to be."""
        question, value = self._question, self.value(facts, slots)
        if value is NEEDS_DECISION:
            text = phrase("the text leaves it to {by} to decide {on}", by=question.by, on=question.on)
            settle = phrase("a decision of {by} {on}", by=question.by, on=question.on)
            return Trace(text=text, value=value, citation=self._citation, settle=settle)
        yes, no = marked("{by} has decided {on}: yes"), marked("{by} has decided {on}: no")
        text = phrase(yes if value is TRUE else no, by=question.by, on=question.on)
        return Trace(text=text, value=value, citation=self._citation)


def _is_so(test: AttributeTest, stated: Attribute) -> bool:
    if test.equals is not None:
        return stated == test.equals
    words = stated if isinstance(stated, AbstractSet) else {stated}
    if test.includes_any and not test.includes_any & words:
        return False
    return test.includes_all <= words


def wanted_text(test: AttributeTest) -> str:
    """Return what an attribute is compared with, in words."""
    if test.equals is not None:
        return _text(test.equals)
    any_of = (
        _EU_TEXT
        if test.includes_any == EU_MEMBERS
        else _joined(marked("{one} or {other}"), test.includes_any)
    )
    all_of = _joined("{one} and {other}", test.includes_all)
    return phrase("{one} and {other}", one=any_of, other=all_of) if any_of and all_of else any_of or all_of


def _text(stated: Attribute) -> str:
    if isinstance(stated, bool):
        return phrase("yes") if stated else phrase("no")
    if isinstance(stated, str):
        return phrase(stated)
    return listed(phrase(word) for word in sorted(stated)) or phrase("nothing")


def _joined(pattern: str, words: AbstractSet[str]) -> str:
    members = [phrase(word) for word in sorted(words)]
    return reduce(lambda text, more: phrase(pattern, one=text, other=more), members) if members else ""
