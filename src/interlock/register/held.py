"""What the register holds of one entry on a day: selection among append-only statements.

Nothing is ever overwritten, so every question is one of selection. A statement has three times:

`stated_on`
    when its source said so;
`holds_from`
    from when it is true of the world (a building finished in March), or None for what has no beginning;
`recorded_at`
    when the register took it in.

*As of a day* asks what had been stated by then; *as held at an instant* asks what the register itself
knew then. A statement about a day after its own date is a projection. It never becomes an observation by
the mere passing of time: the page shows it apart, until somebody states what came to be.

Examples
--------
>>> from datetime import UTC, date, datetime
>>> def said(number, value, on):
...     return Statement(id=number, property="training_compute", value=value, stated_on=on, change=number,
...                      source=1, recorded_at=datetime(2026, 5, 3, tzinfo=UTC))
>>> two = [said(1, 4.56e24, date(2025, 4, 1)), said(2, 3.3e24, date(2026, 5, 2))]
>>> [current(two, as_of=day)["training_compute"].value for day in (date(2025, 11, 22), date(2026, 11, 22))]
[4.56e+24, 3.3e+24]
"""

from __future__ import annotations

import builtins
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from interlock.register.values import Json

__all__ = ["Act", "Statement", "current", "projected", "undone"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What one source said of one property of one entry."""

    id: int
    property: str
    value: Json
    """As kept; None says that the value is not known any more."""
    stated_on: date
    holds_from: date | None = None
    recorded_at: datetime
    change: int
    """The act by which it came into the register."""
    source: int
    line: int | None = None
    note: str = ""
    public: bool = True

    @builtins.property  # the field of that name is what a source speaks of
    def is_projection(self) -> bool:
        """Whether it speaks of a day that had not come when it was said."""
        return self.holds_from is not None and self.holds_from > self.stated_on

    @builtins.property  # the field of that name is what a source speaks of
    def precedence(self) -> tuple[date, date, int]:
        """What supersedes what: the later fact, then the later word, then the later record."""
        return (self.holds_from or date.min, self.stated_on, self.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One act on the register, as far as undoing goes."""

    id: int
    recorded_at: datetime
    undoes: int | None = None


def undone(acts: Iterable[Act], *, held_at: datetime | None = None) -> frozenset[int]:
    """Return the acts that are undone, by what the register knew at an instant.

    An act that undoes can itself be undone; then what it undid stands again.
    """
    known = sorted(
        (act for act in acts if held_at is None or act.recorded_at <= held_at), key=lambda act: act.id
    )
    void: set[int] = set()
    for act in reversed(known):  # an act can only be undone by a later one
        if act.undoes is not None and act.id not in void:
            void.add(act.undoes)
    return frozenset(void)


def current(
    statements: Iterable[Statement], *, as_of: date, held_at: datetime | None = None
) -> Mapping[str, Statement]:
    """Return the statement that stands for each property.

    Parameters
    ----------
    statements
        Those of one entry, without those of undone acts.
    as_of
        The day of the question: later words and later facts are left out.
    held_at
        Leave out what the register took in later.
    """
    standing: dict[str, Statement] = {}
    for statement in statements:
        if statement.is_projection or not _known(statement, as_of, held_at):
            continue
        if statement.holds_from is not None and statement.holds_from > as_of:
            continue
        held = standing.get(statement.property)
        if held is None or statement.precedence > held.precedence:
            standing[statement.property] = statement
    return {name: statement for name, statement in standing.items() if statement.value is not None}


def projected(
    statements: Iterable[Statement], *, as_of: date, held_at: datetime | None = None
) -> tuple[Statement, ...]:
    """Return what was foretold by a day and not yet due on it: the latest word on each property and day."""
    latest: dict[tuple[str, date], Statement] = {}
    for statement in statements:
        due = statement.holds_from
        if (
            due is None
            or not statement.is_projection
            or due <= as_of
            or not _known(statement, as_of, held_at)
        ):
            continue
        held = latest.get((statement.property, due))
        if held is None or statement.precedence > held.precedence:
            latest[statement.property, due] = statement
    return tuple(latest[place] for place in sorted(latest))


def _known(statement: Statement, as_of: date, held_at: datetime | None) -> bool:
    return statement.stated_on <= as_of and (held_at is None or statement.recorded_at <= held_at)
