"""What an estimate carries besides its numbers: how it is spread, and where it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from interlock.phrases import phrase

__all__ = ["Provenance", "Shape"]


class Shape(StrEnum):
    """How an uncertain value is spread."""

    LOG_NORMAL = "log-normal"
    NORMAL = "normal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Where an estimate comes from: enough to follow it by hand."""

    method: str = phrase("stated")
    inputs: tuple[tuple[str, object], ...] = ()
    """Name and value of each number used; they are printed only when somebody asks."""
    sources: tuple[str, ...] = ()
    convention: str | None = None
    """What the number counts, such as ``model FLOP, full attention``."""
    notes: tuple[str, ...] = ()

    @property
    def printed_inputs(self) -> tuple[tuple[str, str], ...]:
        """Name and printed value of each number used."""
        return tuple((name, value if isinstance(value, str) else str(value)) for name, value in self.inputs)
