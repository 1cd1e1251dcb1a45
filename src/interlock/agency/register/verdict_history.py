"""Stored verdicts as they are read: what stands, since when, and what changed when and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from interlock.agency.register.models import Entry, Verdict
from interlock.presentation.outcomes import WEIGHT
from interlock.rulebooks import Force, Outcome

__all__ = [
    "OutcomeChange",
    "StoredOutcome",
    "StoredVerdict",
    "current_verdicts",
    "strongest",
    "verdict_history",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredOutcome:
    """What one provision says, and since when."""

    provision: str
    outcome: Outcome
    low: float
    high: float
    """Between which the probability that it applies lies."""
    force: Force
    since: date
    """The first day of the unbroken span with this outcome, as far back as verdicts were stored."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredVerdict:
    """What one rulebook says of an entry."""

    rulebook: str
    revision: str
    holds_from: date
    computed_at: datetime
    cause: str
    outcomes: Mapping[str, StoredOutcome]
    """By provision."""

    @property
    def strongest(self) -> Outcome | None:
        """The weightiest outcome; None where the rulebook does not speak of the entry any more."""
        return strongest(each.outcome for each in self.outcomes.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeChange:
    """One provision's outcome that changed: on which day, from what to what, and why."""

    rulebook: str
    provision: str
    before: Outcome | None
    """None where nothing had been said before."""
    after: Outcome | None
    """None where nothing is said any more."""
    on: date
    cause: str
    """``values``, ``rules`` or ``day``."""
    computed_at: datetime


def strongest(outcomes: Iterable[Outcome]) -> Outcome | None:
    """Return the outcome that is read first; None of none."""
    return min(outcomes, key=WEIGHT.__getitem__, default=None)


def current_verdicts(entry: Entry, *, on: date | None = None) -> tuple[StoredVerdict, ...]:
    """Return what is stored of an entry by rulebook, as it stood on a day. One query.

    Parameters
    ----------
    on
        The day; None for the latest.
    """
    return tuple(_verdict(rows) for rows in _by_rulebook(entry, on).values() if rows[-1].outcomes)


def verdict_history(entry: Entry) -> tuple[OutcomeChange, ...]:
    """Return every change of an outcome that was stored, the newest first. One query."""
    found: list[tuple[int, OutcomeChange]] = []
    for rows in _by_rulebook(entry, None).values():
        held: Mapping[str, str] = {}
        for row in rows:
            told = {name: kept["outcome"] for name, kept in row.outcomes.items()}
            found += [
                (row.id, _change(row, name, held.get(name), told.get(name)))
                for name in dict.fromkeys((*held, *told))
                if held.get(name) != told.get(name)
            ]
            held = told
    return tuple(change for _, change in sorted(found, key=lambda item: -item[0]))


def _by_rulebook(entry: Entry, on: date | None) -> dict[str, list[Verdict]]:
    rows = Verdict.objects.filter(entry=entry).order_by("rulebook", "id")
    if on is not None:
        rows = rows.filter(holds_from__lte=on)
    found: dict[str, list[Verdict]] = {}
    for row in rows:
        found.setdefault(row.rulebook, []).append(row)
    return found


def _verdict(rows: Sequence[Verdict]) -> StoredVerdict:
    latest = rows[-1]
    return StoredVerdict(
        rulebook=latest.rulebook,
        revision=latest.revision,
        holds_from=latest.holds_from,
        computed_at=latest.computed_at,
        cause=latest.cause,
        outcomes={
            name: StoredOutcome(
                provision=name,
                outcome=Outcome(kept["outcome"]),
                low=kept["low"],
                high=kept["high"],
                force=Force(kept["force"]),
                since=_since(rows, name, kept["outcome"]),
            )
            for name, kept in latest.outcomes.items()
        },
    )


def _since(rows: Sequence[Verdict], provision: str, outcome: str) -> date:
    since = rows[-1].holds_from
    for row in reversed(rows):
        kept = row.outcomes.get(provision)
        if kept is None or kept["outcome"] != outcome:
            break
        since = row.holds_from
    return since


def _change(row: Verdict, provision: str, before: str | None, after: str | None) -> OutcomeChange:
    return OutcomeChange(
        rulebook=row.rulebook,
        provision=provision,
        before=None if before is None else Outcome(before),
        after=None if after is None else Outcome(after),
        on=row.holds_from,
        cause=row.cause,
        computed_at=row.computed_at,
    )
