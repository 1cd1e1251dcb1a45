"""The clock: the one place where Interlock reads the time."""

from __future__ import annotations

from datetime import UTC, date, datetime

__all__ = ["now", "today"]


def now() -> datetime:
    """Return the present instant, in UTC."""
    return datetime.now(UTC)  # noqa: TID251  # this is the clock


def today() -> date:
    """Return the present day, in UTC."""
    return now().date()
