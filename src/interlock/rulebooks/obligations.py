"""What is owed, by whom, and when: fixed days, and clocks that start with an event.

Periods are ISO 8601 durations. A period in months or years ends on the day with the same number, or
on the month's last day where there is none (Regulation (EEC, Euratom) No 1182/71, Art. 3(2)(c)).

Examples
--------
>>> Duration.parse("P2W").after(date(2026, 7, 30))
datetime.date(2026, 8, 13)
>>> Duration.parse("P1M").after(date(2026, 1, 31))
datetime.date(2026, 2, 28)
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce

from interlock.errors import InputError
from interlock.phrases import marked, phrase
from interlock.rulebooks.citations import Citation
from interlock.rulebooks.dates import day_text
from interlock.rulebooks.vocabulary import DATES

__all__ = ["Clock", "Due", "Duration", "Obligation", "Only"]

_LENGTHS = (
    (marked("{number} year"), marked("{number} years")),
    (marked("{number} month"), marked("{number} months")),
    (marked("{number} week"), marked("{number} weeks")),
    (marked("{number} day"), marked("{number} days")),
    (marked("{number} hour"), marked("{number} hours")),
)
_ISO = re.compile(
    r"P(?=.)(?:(?P<years>\d{1,3})Y)?(?:(?P<months>\d{1,3})M)?(?:(?P<weeks>\d{1,4})W)?(?:(?P<days>\d{1,4})D)?"
    r"(?:T(?P<hours>\d{1,4})H)?"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Duration:
    """A calendar period."""

    years: int = 0
    months: int = 0
    weeks: int = 0
    days: int = 0
    hours: int = 0

    @classmethod
    def parse(cls, text: str) -> Duration:
        """Return the duration that ISO 8601 `text` states, down to hours.

        Raises
        ------
        InputError
            If the text is not such a duration.
        """
        match = _ISO.fullmatch(text)
        if match is None or not any(match.groupdict().values()):
            raise InputError(
                f"{text[:40]!r} is not a period of whole years, months, weeks, days or hours",
                advice="Write it as P2W, P15D, P6M or PT72H.",
            )
        return cls(**{name: int(number) for name, number in match.groupdict(default="0").items()})

    def after(self, start: date) -> date:
        """Return the day on which the period ends; hours of a day begun count as a day."""
        return self._shifted(start, 1)

    def before(self, end: date) -> date:
        """Return the day on which the period must begin so as to end on `end`."""
        return self._shifted(end, -1)

    def _shifted(self, start: date, sign: int) -> date:
        month = start.year * 12 + start.month - 1 + sign * (self.years * 12 + self.months)
        year, month = divmod(month, 12)
        day = min(start.day, calendar.monthrange(year, month + 1)[1])
        days = self.weeks * 7 + self.days + -(-self.hours // 24)
        return date(year, month + 1, day) + sign * timedelta(days=days)

    def __str__(self) -> str:
        numbers = (self.years, self.months, self.weeks, self.days, self.hours)
        stated = [
            phrase(one if number == 1 else several, number=number)
            for (one, several), number in zip(_LENGTHS, numbers, strict=True)
            if number
        ]
        if not stated:
            return phrase("no time")
        return reduce(lambda text, more: phrase("{one} and {other}", one=text, other=more), stated)

    @property
    def is_nothing(self) -> bool:
        """Whether it has no length."""
        return not (self.years or self.months or self.weeks or self.days or self.hours)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """A period after an event, or ahead of it."""

    start: str
    within: Duration | None = None
    ahead: Duration | None = None

    def due(self, dates: Mapping[str, date]) -> date | None:
        """Return the last day, where the event's date is known and the calendar reaches that far."""
        event = dates.get(self.start)
        if event is None:
            return None
        try:
            return (
                self.ahead.before(event)
                if self.ahead is not None
                else (self.within or Duration()).after(event)
            )
        except (ValueError, OverflowError):
            return None

    def __str__(self) -> str:
        event = DATES[self.start]
        if self.ahead is not None and self.ahead.is_nothing:
            return phrase("before {event}", event=event)
        if self.ahead is not None:
            return phrase("at least {time} before {event}", time=str(self.ahead), event=event)
        if self.within is None or self.within.is_nothing:
            return phrase("at {event}", event=event)
        return phrase("within {time} of {event}", time=str(self.within), event=event)


@dataclass(frozen=True, slots=True, kw_only=True)
class Only:
    """The days of an event on which a duty depends: from one day on, before another.

    Examples
    --------
    >>> old = Only(event="released", before=date(2025, 8, 2))
    >>> str(old)
    'only if the release is before 2 August 2025'
    >>> old.excludes({"released": date(2026, 5, 18)}), old.excludes({})
    (True, False)
    """

    event: str
    since: date | None = None
    before: date | None = None

    def excludes(self, dates: Mapping[str, date]) -> bool:
        """Return whether the event is known to lie outside; an unknown day excludes nothing."""
        day = dates.get(self.event)
        if day is None:
            return False
        return (self.since is not None and day < self.since) or (
            self.before is not None and day >= self.before
        )

    def __str__(self) -> str:
        event = DATES[self.event]
        if self.since and self.before:
            return phrase(
                "only if {event} is on or after {since} and before {before}",
                event=event, since=day_text(self.since), before=day_text(self.before),
            )  # fmt: skip
        if self.since:
            return phrase("only if {event} is on or after {since}", event=event, since=day_text(self.since))
        before = day_text(self.before) if self.before else ""
        return phrase("only if {event} is before {before}", event=event, before=before)


@dataclass(frozen=True, slots=True, kw_only=True)
class Obligation:
    """One duty."""

    what: str
    who: str
    citation: Citation
    clock: Clock | None = None
    due: date | None = None
    every: Duration | None = None
    only: Only | None = None
    """Where it binds only by the day of an event; None where it binds always."""

    def binds(self, dates: Mapping[str, date]) -> bool:
        """Return whether the subject's dates leave room for the duty."""
        return self.only is None or not self.only.excludes(dates)

    def for_dates(self, dates: Mapping[str, date]) -> Due:
        """Return the duty with its day, where the subject's dates tell it."""
        due = self.due or (self.clock.due(dates) if self.clock else None)
        return Due(obligation=self, due=due)


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A duty of one subject."""

    obligation: Obligation
    due: date | None

    @property
    def clock(self) -> str | None:
        """When it is due, in words; None where the law names no time."""
        duty = self.obligation
        first = str(duty.clock) if duty.clock else None
        if first is None and duty.due:
            first = phrase("by {day}", day=day_text(duty.due))
        if duty.every is None:
            return first
        again = phrase("every {time}", time=str(duty.every))
        return again if first is None else phrase("{first}, then {again}", first=first, again=again)

    def __str__(self) -> str:
        when = phrase("due {day}", day=day_text(self.due)) if self.due else self.clock
        who, what = self.obligation.who, self.obligation.what
        if when is None:
            return phrase("{who}: {what}", who=who, what=what)
        return phrase("{who}: {what} ({when})", who=who, what=what, when=when)

    def as_dict(self) -> dict[str, object]:
        """Return the duty with plain keys."""
        return {
            "what": self.obligation.what,
            "who": self.obligation.who,
            "due": self.due.isoformat() if self.due else None,
            "clock": self.clock,
            "source": str(self.obligation.citation),
        }
