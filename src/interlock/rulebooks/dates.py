"""A provision's legal dates, and what they make of it on a day.

Five dates are kept apart because they differ in law in force: a text is *enacted*, takes *effect*, its
duties become *applicable*, an authority may *enforce* them, and it is *repealed*. Proposals have the
day on which they were *proposed* instead.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from interlock.phrases import Phrase, marked, phrase

__all__ = ["Force", "LegalDates", "day_text"]

_DAYS = (
    marked("{day} January {year}"), marked("{day} February {year}"), marked("{day} March {year}"),
    marked("{day} April {year}"), marked("{day} May {year}"), marked("{day} June {year}"),
    marked("{day} July {year}"), marked("{day} August {year}"), marked("{day} September {year}"),
    marked("{day} October {year}"), marked("{day} November {year}"), marked("{day} December {year}"),
)  # fmt: skip


def day_text(day: date) -> Phrase:
    """Return a date as a sentence writes it.

    Examples
    --------
    >>> day_text(date(2025, 2, 4))
    '4 February 2025'
    """
    return phrase(_DAYS[day.month - 1], day=day.day, year=day.year)


class Force(StrEnum):
    """What a provision is on a day."""

    NOT_YET_ENACTED = marked("not yet enacted")
    NOT_YET_APPLICABLE = marked("not yet applicable")
    NOT_YET_ENFORCEABLE = marked("applicable, not yet enforceable")
    NOT_ENFORCED = marked("applicable, not enforced")
    IN_FORCE = marked("in force")
    REPEALED = marked("repealed")
    NOT_YET_PROPOSED = marked("not yet proposed")
    PROPOSAL = marked("proposal")
    WITHDRAWN = marked("withdrawn")

    @property
    def binds(self) -> bool:
        """Whether the provision is judged as it stands, rather than as it would stand."""
        return self in _BINDING


_BINDING = frozenset({Force.NOT_YET_ENFORCEABLE, Force.NOT_ENFORCED, Force.IN_FORCE, Force.PROPOSAL})


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalDates:
    """When a provision is, or was, what.

    Parameters
    ----------
    proposed
        Only for proposals and bills, which then have none of the next four.
    enacted, effective, applicable, enforceable
        In rising order; where `applicable` is open, the last known of the two before it counts.
    enforced
        False where the text stands but the authority has said that it does not enforce it.
    repealed
        First day on which it no longer stands; for a proposal, on which it was withdrawn or replaced.
    """

    proposed: date | None = None
    enacted: date | None = None
    effective: date | None = None
    applicable: date | None = None
    enforceable: date | None = None
    enforced: bool = True
    repealed: date | None = None

    @property
    def first(self) -> date:
        """The first day on which the provision is judged as it stands."""
        start = self.proposed or self.applicable or self.effective or self.enacted
        return start or date.min

    def force(self, on: date) -> Force:
        """Return what the provision is on the day `on`."""
        if self.repealed is not None and on >= self.repealed:
            return Force.WITHDRAWN if self.proposed else Force.REPEALED
        if self.proposed is not None:
            return Force.PROPOSAL if on >= self.proposed else Force.NOT_YET_PROPOSED
        if on < self.first:
            enacted = self.enacted or self.effective
            return Force.NOT_YET_APPLICABLE if enacted and on >= enacted else Force.NOT_YET_ENACTED
        if not self.enforced:
            return Force.NOT_ENFORCED
        return Force.NOT_YET_ENFORCEABLE if self.enforceable and on < self.enforceable else Force.IN_FORCE

    def nearest(self, on: date) -> date:
        """Return the day nearest to `on` on which the provision stands, or would have stood."""
        day = max(on, self.first)
        return min(day, self.repealed - timedelta(days=1)) if self.repealed else day

    def sentence(self, on: date) -> str:
        """Return what the provision is on a day, with the date that makes it so."""
        force = self.force(on)
        since = {
            Force.NOT_YET_ENACTED: self.enacted or self.first,
            Force.NOT_YET_APPLICABLE: self.first,
            Force.NOT_YET_ENFORCEABLE: self.enforceable,
            Force.REPEALED: self.repealed,
            Force.WITHDRAWN: self.repealed,
            Force.NOT_YET_PROPOSED: self.proposed,
            Force.PROPOSAL: self.proposed,
            Force.IN_FORCE: self.first,
            Force.NOT_ENFORCED: self.first,
        }[force]
        state = phrase(str(force))
        if not since or since == date.min:
            return state
        ahead = str(force).startswith("not yet") or force is Force.NOT_YET_ENFORCEABLE
        pattern = marked("{state} (until {day})") if ahead else marked("{state} (since {day})")
        return phrase(pattern, state=state, day=day_text(since))
