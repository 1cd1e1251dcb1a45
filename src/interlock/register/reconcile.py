"""What taking a record in would do: compared with what the register holds, value by value.

A value that a source states is held against what that source said before and against what stands:

=============  ====================================================================================
outcome        when
=============  ====================================================================================
`NEW`          nothing is held of that property, or of that day of it
`UNCHANGED`    the source's word is held already, or another's word says the same
`CHANGED`      the same source says something else, later
`EARLIER`      it would not stand: a later word, or a later fact, is held; it goes into the history
`CONFLICTING`  it would push aside an officer's correction or another source's word that says otherwise
=============  ====================================================================================

Nothing that conflicts is taken in unless a person says so, line by line. Whatever has been taken in is
`UNCHANGED` the next time, so that importing a file twice changes nothing.

Examples
--------
>>> from datetime import date
>>> from interlock.register.kinds import Kind
>>> from interlock.register.record import Origin, Record, Stated
>>> epoch = Origin(publisher="Epoch AI", title="Data on AI Models")
>>> def said(value, on):
...     return Record(kind=Kind.MODEL, name="Grok 3", stated_on=on, origin=epoch,
...                   values={"training_compute": (Stated(value=value),)})
>>> held = [Word(property="training_compute", value={"low": 3.5e26, "central": 3.5e26, "high": 3.5e26},
...              stated_on=date(2026, 5, 2), publisher="Epoch AI")]
>>> [reconcile(said(value, on), held).outcome.value for value, on in
...  ((4.64e26, date(2025, 4, 1)), (3.5e26, date(2026, 5, 2)), (3.6e26, date(2026, 8, 1)))]
['earlier', 'unchanged', 'changed']
"""

from __future__ import annotations

import builtins
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from interlock.register.names import key, lookalike
from interlock.register.properties import Property, property_of
from interlock.register.record import Record, Stated
from interlock.register.values import Json, same

__all__ = ["Difference", "Outcome", "Reconciled", "Word", "is_suspicious", "looks_like", "reconcile", "taken"]


class Outcome(StrEnum):
    """What taking a value, or a line, in would do."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    EARLIER = "earlier"
    CONFLICTING = "conflicting"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """What is held of one property: a standing or earlier statement, undone ones left out."""

    property: str
    value: Json
    stated_on: date
    publisher: str
    holds_from: date | None = None
    is_correction: bool = False
    """Whether an officer's correction brought it in."""
    number: int = 0
    """Its place among the statements: of two words of one day the later record wins."""

    @builtins.property
    def is_projection(self) -> bool:
        """Whether it speaks of a day that had not come when it was said."""
        return self.holds_from is not None and self.holds_from > self.stated_on

    @builtins.property
    def precedence(self) -> tuple[date, date, int]:
        """What supersedes what; see `interlock.register.held`."""
        return (self.holds_from or date.min, self.stated_on, self.number)


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One stated value beside the word against which it is held."""

    property: str
    stated: Stated
    held: Word | None
    outcome: Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciled:
    """What taking a record in would do."""

    outcome: Outcome
    differences: tuple[Difference, ...]
    """Of every value, the unchanged ones too, in the record's order."""


def reconcile(record: Record, held: Sequence[Word]) -> Reconciled:
    """Compare a record with what is held of its entry.

    Parameters
    ----------
    held
        Every word on the entry that is not undone; empty where the register does not hold it.
    """
    by_property: dict[str, list[Word]] = {}
    for word in held:
        by_property.setdefault(word.property, []).append(word)
    differences = tuple(
        _compare(record, property_of(record.kind, name), stated, by_property.get(name, ()))
        for name, several in record.values.items()
        for stated in several
    )
    return Reconciled(outcome=_overall(differences, is_held=bool(held)), differences=differences)


def taken(differences: Iterable[Difference], *, conflicting: bool) -> dict[str, tuple[Stated, ...]]:
    """Return the values that are to be written.

    Parameters
    ----------
    conflicting
        Whether an officer takes the file's word where it conflicts.
    """
    values: dict[str, tuple[Stated, ...]] = {}
    for one in differences:
        is_taken = one.outcome in _WRITTEN or (conflicting and one.outcome is Outcome.CONFLICTING)
        if is_taken:
            values[one.property] = (*values.get(one.property, ()), one.stated)
    return values


def is_suspicious(name: str) -> bool:
    """Whether a name holds letters of another script that look Latin."""
    return lookalike(name) != key(name)


def looks_like(name: str, others: Iterable[str]) -> str | None:
    """Return the one of some names that this one could be taken for without being it.

    Examples
    --------
    >>> looks_like("GPТ-4", ["Claude 3", "GPT-4"]), looks_like("GPT 4", ["GPT-4"])
    ('GPT-4', None)
    """
    own, seen = key(name), lookalike(name)
    return next((other for other in others if lookalike(other) == seen and key(other) != own), None)


_WRITTEN = frozenset({Outcome.NEW, Outcome.CHANGED, Outcome.EARLIER})
_BY_WEIGHT = (Outcome.CONFLICTING, Outcome.CHANGED, Outcome.NEW, Outcome.EARLIER)


def _overall(differences: Sequence[Difference], *, is_held: bool) -> Outcome:
    if not is_held:
        return Outcome.NEW
    found = {one.outcome for one in differences}
    weightiest = next((outcome for outcome in _BY_WEIGHT if outcome in found), Outcome.UNCHANGED)
    return Outcome.CHANGED if weightiest is Outcome.NEW else weightiest


def _compare(record: Record, prop: Property, stated: Stated, held: Sequence[Word]) -> Difference:
    publisher = (stated.origin or record.origin).publisher
    own = [word for word in held if word.publisher == publisher and word.holds_from == stated.holds_from]
    repeated = _repeats(prop, stated, record.stated_on, own)
    if repeated is not None:
        return Difference(property=prop.name, stated=stated, held=repeated, outcome=Outcome.UNCHANGED)
    rival = _rival(stated, record.stated_on, held)
    outcome = _against(prop, stated, record.stated_on, publisher, rival)
    return Difference(property=prop.name, stated=stated, held=rival, outcome=outcome)


def _repeats(prop: Property, stated: Stated, on: date, own: Sequence[Word]) -> Word | None:
    """Return the source's own word that already says this."""
    same_day = [word for word in own if word.stated_on == on and same(prop.type, word.value, stated.value)]
    if same_day:
        return same_day[-1]
    before = max(
        (word for word in own if word.stated_on <= on), key=lambda word: word.precedence, default=None
    )
    return before if before is not None and same(prop.type, before.value, stated.value) else None


def _rival(stated: Stated, on: date, held: Sequence[Word]) -> Word | None:
    """Return the word whose place it would take or be denied: what stands, or was foretold for that day."""
    if stated.holds_from is not None and stated.holds_from > on:
        among = [word for word in held if word.holds_from == stated.holds_from]
    else:
        among = [word for word in held if not word.is_projection]
    return max(among, key=lambda word: word.precedence, default=None)


def _against(prop: Property, stated: Stated, on: date, publisher: str, rival: Word | None) -> Outcome:
    if rival is None:
        return Outcome.NEW
    if (stated.holds_from or date.min, on) < rival.precedence[:2]:
        return Outcome.EARLIER
    is_same = same(prop.type, rival.value, stated.value)
    if is_same and stated.holds_from == rival.holds_from:
        return Outcome.UNCHANGED
    is_foreign = rival.is_correction or rival.publisher != publisher
    if is_foreign and not is_same:
        return Outcome.CONFLICTING
    return Outcome.CHANGED if stated.holds_from == rival.holds_from else Outcome.NEW
