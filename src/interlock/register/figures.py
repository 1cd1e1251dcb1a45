"""Numbers that the register keeps, as estimates with their source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from interlock.errors import InputError, InterlockError
from interlock.phrases import phrase
from interlock.quantities import Flop, Provenance, Quantity
from interlock.register.kinds import Kind
from interlock.register.linking import Held
from interlock.register.properties import PROPERTIES
from interlock.register.values import estimate_of

__all__ = ["Figures"]

_LEAST_SHARE: Final = 1e-3
"""An interval that begins at 0 has no logarithm; its low end is taken at this share of the centre."""


@dataclass(slots=True)
class Figures:
    """The numbers of one entry, and those of others that stand in for its own."""

    held: Held
    left_out: list[str] = field(default_factory=list)
    """What could not be used and why, in sentences without a final full stop."""

    def get(
        self, name: str, *, of: Held | None = None, method: str = phrase("stated"), note: str = ""
    ) -> Any:  # noqa: ANN401  # an estimate in the property's unit, or None
        """Return a kept estimate with its source; None where there is none that can be used."""
        held = of or self.held
        value, unit = held.values.get(name), _unit(held.kind, name)
        if value is None or unit is None or value["central"] <= 0:
            return None
        try:
            sound = value if value["low"] > 0 else {**value, "low": value["central"] * _LEAST_SHARE}
            estimate = estimate_of(sound, unit)
        except InterlockError as error:
            why = error.problem if isinstance(error, InputError) else str(error)
            self.left_out.append(
                phrase(
                    "{property} of {name} is left out: {why}",
                    property=phrase(name.replace("_", " ")),
                    name=held.name,
                    why=why,
                )
            )
            return None
        cited = held.cited.get(name)
        return estimate.explained(
            Provenance(
                method=method,
                sources=(cited,) if cited else (),
                convention=_convention(held.values) if unit is Flop else None,
                notes=(note,) if note else (),
            )
        )


def _unit(kind: Kind, name: str) -> type[Quantity] | None:
    """Return the unit of a property; a run's or a deployment's model lends it properties of its own."""
    prop = PROPERTIES[kind].get(name) or PROPERTIES[Kind.MODEL].get(name)
    return prop.unit if prop is not None else None


def _convention(values: Mapping[str, Any]) -> str | None:
    stated = values.get("compute_convention")
    return phrase(f"{stated} FLOP") if stated else None
