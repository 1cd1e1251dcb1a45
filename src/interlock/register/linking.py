"""Which other entries judging an entry needs, and what it takes from them.

Examples
--------
>>> run = Held(kind=Kind.TRAINING_RUN, name="Run 7", values={"model": {"name": "Example 405B", "entry": 17}})
>>> missing(run, {})
frozenset({17})
>>> model = Held(kind=Kind.MODEL, name="Example 405B",
...              values={"developers": [{"name": "Example Labs", "entry": 4}], "generates": ["text"]})
>>> missing(run, {17: model})
frozenset({4})
>>> with_model(run, model).values["generates"]
['text']
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from interlock.register.kinds import Kind
from interlock.register.properties import PROPERTIES
from interlock.register.values import Json

__all__ = [
    "ROUNDS",
    "Held",
    "Linked",
    "developers_of",
    "entries",
    "members",
    "missing",
    "model_of",
    "with_model",
]

ROUNDS: Final = 3
"""How often `missing` has to be asked at most: a run's model, its developers, their parents."""
_FROM_MODEL: Final = (
    "parameters", "active_parameters", "generates", "purpose", "domains", "access", "base_model", "mmlu",
    "developers", "countries",
)  # fmt: skip
"""What a run takes from the model it makes, where it says nothing itself."""
_LINKS: Final = {
    Kind.MODEL: ("developers", "base_model", "training_chips"),
    Kind.TRAINING_RUN: ("model", "developers", "base_model", "training_chips"),
    Kind.DEPLOYMENT: ("model", "providers"),
    Kind.CLUSTER: ("chip_model", "second_chip_model"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What the register holds of one entry on a day."""

    kind: Kind
    name: str
    values: Mapping[str, Json]
    """By property, as kept."""
    cited: Mapping[str, str] = field(default_factory=dict)
    """By property, who said so; shown in the explanation."""
    source: str = "register"


Linked = Mapping[int, Held]
"""Other entries by their numbers."""


def missing(held: Held, linked: Linked) -> frozenset[int]:
    """Return the entries that judging this one needs and that are not loaded yet."""
    wanted = set(_numbers(held, _LINKS.get(held.kind, ())))
    model = model_of(held, linked)
    if model is not None:
        wanted |= set(_numbers(model, _LINKS[Kind.MODEL]))
    for developer in developers_of(with_model(held, model), linked):
        wanted |= set(_numbers(developer, ("parent", "affiliates")))
    return frozenset(wanted - linked.keys())


def entries(held: Held, names: Iterable[str], linked: Linked) -> tuple[Held, ...]:
    """Return the entries that some references name, as far as they are known."""
    return tuple(linked[number] for number in _numbers(held, names) if number in linked)


def members(value: Json) -> list[dict[str, Any]]:
    """Return what a reference, or a list of references, names; nothing where none is held."""
    if value is None:
        return []
    return list(value) if isinstance(value, list) else [value]


def model_of(held: Held, linked: Linked) -> Held | None:
    """Return the model of a run or a deployment."""
    if held.kind not in (Kind.TRAINING_RUN, Kind.DEPLOYMENT):
        return None
    return next(iter(entries(held, ["model"], linked)), None)


def with_model(held: Held, model: Held | None) -> Held:
    """Return a run with what it leaves unsaid of its model, or a deployment with all of its model."""
    if model is None:
        return held
    names = _FROM_MODEL if held.kind is Kind.TRAINING_RUN else tuple(PROPERTIES[Kind.MODEL])
    taken = {name: model.values[name] for name in names if name in model.values}
    cited = {name: model.cited.get(name, model.name) for name in taken}
    if held.kind is Kind.DEPLOYMENT:
        taken.pop("countries", None)  # of a deployment: where it is offered
    return replace(held, values={**taken, **held.values}, cited={**cited, **held.cited})


def developers_of(held: Held, linked: Linked) -> tuple[Held, ...]:
    """Return the developers; of a deployment whose model names none, its providers."""
    return entries(held, ["developers"], linked) or entries(held, ["providers"], linked)


def _numbers(held: Held, names: Iterable[str]) -> Iterator[int]:
    for name in names:
        for member in members(held.values.get(name)):
            if member["entry"] is not None:
                yield member["entry"]
