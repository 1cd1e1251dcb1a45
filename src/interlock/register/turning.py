"""Days on which a rulebook begins to say something else, though nothing that is judged has changed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from interlock.rulebooks import Rulebook
from interlock.rulebooks.conditions import AllOf, AnyOf, Condition, Not, Presumption, QuantityTest
from interlock.rulebooks.thresholds import Drift, Share, Threshold

__all__ = ["last_turn"]


def last_turn(book: Rulebook, *, after: date, until: date) -> date | None:
    """Return the last day in a span on which a provision or a value of the law begins or ends.

    A threshold that moves a little every day turns every day.

    Parameters
    ----------
    after
        The span begins on the day after this one.

    Examples
    --------
    >>> from interlock.rulebooks import rulebook
    >>> last_turn(rulebook("eu-ai-act"), after=date(2025, 1, 1), until=date(2025, 12, 31))
    datetime.date(2025, 8, 2)
    >>> last_turn(rulebook("pauseai-2025-02"), after=date(2026, 1, 1), until=date(2026, 6, 1)) is None
    True
    """
    if until <= after:
        return None
    if _moves_daily(book):
        return until
    return max((day for day in _days(book) if after < day <= until), default=None)


@lru_cache(maxsize=64)
def _days(book: Rulebook) -> frozenset[date]:
    found: set[date | None] = set()
    for provision in book.provisions.values():
        legal = provision.dates
        found |= {
            legal.proposed, legal.enacted, legal.effective, legal.applicable, legal.enforceable,
            legal.repealed,
        }  # fmt: skip
    for parameter in book.parameters.values():
        for value in parameter.values:
            found |= {value.period.start, value.period.end}
    return frozenset(day for day in found if day is not None)


@lru_cache(maxsize=64)
def _moves_daily(book: Rulebook) -> bool:
    return any(
        isinstance(threshold, Drift)
        for provision in book.provisions.values()
        for threshold in _thresholds(provision.when)
    )


def _thresholds(condition: Condition) -> Iterator[Threshold]:
    match condition:
        case QuantityTest(threshold=threshold):
            yield threshold
            while isinstance(threshold, Share) and threshold.otherwise is not None:
                threshold = threshold.otherwise
                yield threshold
        case AllOf(members=members) | AnyOf(members=members):
            for member in members:
                yield from _thresholds(member)
        case Not(member=member) | Presumption(member=member):
            yield from _thresholds(member)
        case _:
            return
