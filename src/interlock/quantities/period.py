"""Periods of calendar days, half-open: the first day belongs, the last does not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from interlock.errors import InputError
from interlock.phrases import phrase

__all__ = ["Period"]


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `start` up to but not including `end`; None is open.

    Examples
    --------
    >>> revoked = Period(date(2023, 10, 30), date(2025, 1, 20))
    >>> revoked.contains(date(2025, 1, 19)), revoked.contains(date(2025, 1, 20))
    (True, False)
    """

    start: date | None = None
    end: date | None = None

    def __post_init__(self) -> None:
        if self.start is not None and self.end is not None and self.end < self.start:
            raise InputError(
                phrase("the period ends ({end}) before it starts ({start})", end=self.end, start=self.start)
            )

    def contains(self, day: date) -> bool:
        """Return whether `day` lies in the period."""
        return (self.start is None or self.start <= day) and (self.end is None or day < self.end)
