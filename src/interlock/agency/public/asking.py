"""As of which day, and as held when: what the address of an entry's page may ask."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Final

from django.utils.translation import gettext

from interlock.errors import InputError

__all__ = ["Moment", "parse_moment"]

_LONGEST: Final = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """The day of the question, and what the register knew."""

    as_of: date
    held_at: datetime | None
    today: date

    @property
    def is_past(self) -> bool:
        """Whether it asks for anything but today's state."""
        return self.as_of != self.today or self.held_at is not None


def parse_moment(parameters: Mapping[str, str], *, today: date) -> Moment:
    """Return what ``as_of`` and ``held_at`` ask for.

    Parameters
    ----------
    parameters
        ``as_of`` is a day up to today; ``held_at`` a day (its end is meant) or an instant.

    Raises
    ------
    InputError
        If one can't be read or lies ahead; its field names the parameter.
    """
    as_of = _day(parameters, today) or today
    return Moment(as_of=as_of, held_at=_instant(parameters, today), today=today)


def _day(parameters: Mapping[str, str], today: date) -> date | None:
    text = parameters.get("as_of", "").strip()
    if not text:
        return None
    try:
        day = date.fromisoformat(text[:_LONGEST])
    except ValueError:
        raise _unreadable(text, "as_of") from None
    if day > today:
        raise _ahead(text, "as_of")
    return day


def _instant(parameters: Mapping[str, str], today: date) -> datetime | None:
    text = parameters.get("held_at", "").strip()
    if not text:
        return None
    try:
        if len(text) == len("2026-11-23"):
            instant = datetime.combine(date.fromisoformat(text), time.max, tzinfo=UTC)
        else:
            # A plus sign in an address means a space: 12:00:00+00:00 arrives as 12:00:00 00:00.
            instant = datetime.fromisoformat(text[:_LONGEST].replace(" ", "+"))
    except ValueError:
        raise _unreadable(text, "held_at") from None
    if instant.tzinfo is None:
        instant = instant.replace(tzinfo=UTC)
    if instant.date() > today:
        raise _ahead(text, "held_at")
    return instant


def _unreadable(text: str, name: str) -> InputError:
    return InputError(
        gettext("“{text}” is no day that can be read.").format(text=text[:_LONGEST]),
        field=name,
        advice=gettext("Give a day as 2025-11-23."),
    )


def _ahead(text: str, name: str) -> InputError:
    return InputError(
        gettext("“{text}” has not come yet.").format(text=text[:_LONGEST]),
        field=name,
        advice=gettext("Give today or a day before it. What is foretold stands on today's page."),
    )
