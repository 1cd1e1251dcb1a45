"""What a layout is: how to tell it from the head of a file, and how its lines are read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from interlock.documents import Limits
from interlock.register import Origin, Record, Refusal
from interlock.register.chips import Placement

__all__ = ["LIMITS", "Given", "Head", "Layout", "Line"]

LIMITS: Final = Limits(size=32 * 2**20)
"""How large a file may be that is imported."""

Line = Record | Placement | Refusal
"""What one line of a file comes to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What a file shows before it is read."""

    file_name: str
    columns: frozenset[str]
    """Of a table; empty for anything else."""
    text: str
    """Its first characters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A file as an officer gave it."""

    content: bytes
    file_name: str
    origin: Origin
    stated_on: date
    """The day of the source's words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """One way in which files of the outside are laid out."""

    name: str
    title: str
    """What a file of this layout is, in English; the interface translates it."""
    origin: Origin | None
    """Who publishes such files, as a proposal to the officer."""
    recognises: Callable[[Head], bool]
    read: Callable[[Given], Iterator[Line]]
    """Yields the file's lines in order; raises `InputError` for a file that can't be read at all."""
    follows: str = ""
    """Of files on known entries: which file describes those. A new name waits for an officer."""
    seal: Callable[[bytes, str], bytes] | None = None
    """Replaces what must not be kept in clear, given the content and the file's name."""
