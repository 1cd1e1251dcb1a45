"""Conditions in words, and the thresholds that stand on a day: for reading, comparing and drawing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import reduce

from interlock.phrases import Phrase, marked, phrase
from interlock.quantities import Quantity
from interlock.rulebooks.acts import wanted_text
from interlock.rulebooks.citations import Citation
from interlock.rulebooks.conditions import (
    AllOf,
    AnyOf,
    AttributeTest,
    Condition,
    Decision,
    Designation,
    Not,
    Presumption,
    QuantityTest,
    Reference,
)
from interlock.rulebooks.model import Rulebook, Subject
from interlock.rulebooks.thresholds import Limit, Parameter, Relative, Unset, on_day
from interlock.rulebooks.vocabulary import ATTRIBUTES, CONVENTIONS, QUANTITIES

__all__ = ["Mark", "in_words", "marks"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A number at which a provision turns, on one day: a tick of the threshold ruler."""

    rulebook: str
    provision: str
    title: str
    subject: Subject
    quantity: str
    operator: str
    amount: Quantity
    citation: Citation


def marks(rulebook: Rulebook, on: date) -> tuple[Mark, ...]:
    """Return the numbers of the provisions that stand on a day, as far as the day alone settles them."""
    return tuple(
        Mark(
            rulebook=rulebook.id,
            provision=provision.id,
            title=provision.title,
            subject=provision.subject,
            quantity=test.quantity,
            operator=str(test.operator),
            amount=limit.amount,
            citation=limit.citation or provision.citation,
        )
        for provision in rulebook.provisions.values()
        if provision.dates.force(on).binds
        for test in _quantity_tests(provision.when)
        if isinstance(limit := on_day(test.threshold, on, rulebook.parameters), Limit)
    )


def in_words(  # noqa: PLR0911  # one return per member of a closed union
    condition: Condition, on: date, parameters: Mapping[str, Parameter]
) -> Phrase:
    """Return a condition as one line, its thresholds as they stand on a day.

    Examples
    --------
    >>> from interlock.quantities import Parameters
    >>> from interlock.rulebooks.conditions import Operator
    >>> from interlock.rulebooks.thresholds import Constant
    >>> large = QuantityTest(quantity="parameters_total", convention=None, operator=Operator.ABOVE,
    ...                      threshold=Constant(Parameters(1e12)))
    >>> in_words(AllOf((large, Not(Reference("narrow")))), date(2026, 1, 1), {})
    '(total parameters > 1 × 10¹² parameters and not [narrow])'
    """
    match condition:
        case AllOf(members=members):
            return _joined(_AND, (in_words(member, on, parameters) for member in members))
        case AnyOf(members=members):
            return _joined(_OR, (in_words(member, on, parameters) for member in members))
        case Not(member=member):
            return phrase("not {condition}", condition=in_words(member, on, parameters))
        case Presumption(member=member, rebuttal=rebuttal):
            return phrase(
                "presumed if {condition}, unless rebutted: {rebuttal}",
                condition=in_words(member, on, parameters), rebuttal=rebuttal,
            )  # fmt: skip
        case Reference(provision=name):
            return phrase("[{name}]", name=name)
        case QuantityTest():
            return _quantity(condition, on, parameters)
        case AttributeTest():
            return _attribute(condition)
        case Designation(by=by, criteria=criteria):
            return phrase("designated by {by} ({criteria})", by=by, criteria=criteria)
        case Decision(by=by, on=question):
            return phrase("{by} decides {question}", by=by, question=question)


def _quantity(test: QuantityTest, on: date, parameters: Mapping[str, Parameter]) -> Phrase:
    quantity = QUANTITIES[test.quantity].words
    if test.convention:
        counted = CONVENTIONS[test.convention]
        quantity = phrase("{quantity}, counted by {convention},", quantity=quantity, convention=counted)
    limit = _limit(on_day(test.threshold, on, parameters))
    said = phrase(
        "{quantity} {operator} {limit}", quantity=quantity, operator=str(test.operator), limit=limit
    )
    return _with_assumption(said, test)


def _limit(limit: Limit | Unset | Relative) -> str:
    if isinstance(limit, Limit):
        return limit.words
    if isinstance(limit, Unset):
        return phrase("a number left open ({why})", why=limit.words)
    share = phrase("{share} of {quantity}", share=limit.words, quantity=QUANTITIES[limit.of].words)
    if limit.otherwise is None:
        return share
    return phrase("{share}, or else {limit}", share=share, limit=_limit(limit.otherwise))


def _attribute(test: AttributeTest) -> Phrase:
    asked: str = ATTRIBUTES[test.attribute].words
    if isinstance(test.equals, bool):
        asked = phrase("whether {words}", words=asked)
    said = _with_assumption(phrase("{asked} is {wanted}", asked=asked, wanted=wanted_text(test)), test)
    return phrase("{claim} (a claim that {by} settles)", claim=said, by=test.by) if test.claimed else said


def _with_assumption(said: Phrase, test: QuantityTest | AttributeTest) -> Phrase:
    if test.assume is None:
        return said
    so = marked("{condition} (assumed so where not stated)")
    not_so = marked("{condition} (assumed not so where not stated)")
    return phrase(so if test.assume else not_so, condition=said)


_AND, _OR = marked("{one} and {other}"), marked("{one} or {other}")


def _joined(pattern: str, texts: Iterable[Phrase]) -> Phrase:
    joined = reduce(lambda text, more: phrase(pattern, one=text, other=more), texts)
    return phrase("({conditions})", conditions=joined)


def _quantity_tests(condition: Condition) -> Iterator[QuantityTest]:
    match condition:
        case AllOf(members=members) | AnyOf(members=members):
            for member in members:
                yield from _quantity_tests(member)
        case Not(member=member) | Presumption(member=member):
            yield from _quantity_tests(member)
        case QuantityTest():
            yield condition
        case _:
            return
