"""What one line of a file says of one entry, before the register has taken it in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from interlock.errors import InputError
from interlock.register.kinds import Kind
from interlock.register.names import clean, key
from interlock.register.properties import property_of
from interlock.register.values import Json

__all__ = ["Origin", "Record", "Refusal", "Stated"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a value comes from."""

    publisher: str
    title: str
    url: str = ""
    licence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """One value as it was stated. None says that the value is not known any more."""

    value: Json
    holds_from: date | None = None
    note: str = ""
    origin: Origin | None = None
    """Where it differs from the record's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What one line says of one entry.

    Raises
    ------
    InputError
        If the name or a value can't be kept; the error names the property as its field.
    """

    kind: Kind
    name: str
    values: Mapping[str, tuple[Stated, ...]]
    """By property; several where a line, or a file, tells of several days."""
    stated_on: date
    origin: Origin
    line: int | None = None
    also: str = ""
    """What tells two entries of one name apart, such as the developer of a model."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", clean(self.name))
        object.__setattr__(
            self,
            "values",
            {name: tuple(self._kept(name, one) for one in stated) for name, stated in self.values.items()},
        )

    @property
    def key(self) -> str:
        """What identifies the entry among those of its kind."""
        return key(f"{self.name} ({self.also})" if self.also else self.name)

    def _kept(self, name: str, stated: Stated) -> Stated:
        prop = property_of(self.kind, name)
        if stated.value is None:
            return stated
        try:
            value = prop.canonical(stated.value)
        except InputError as error:
            raise error.within(line=self.line, field=name) from error
        return Stated(value=value, holds_from=stated.holds_from, note=stated.note, origin=stated.origin)


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A line that can't be taken in, and why."""

    line: int | None
    name: str
    error: InputError
