"""What an invented register says of each entry, for `register_world`; the same for the same chance."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final

from interlock.register import Kind

__all__ = ["World", "said"]

_COUNTRIES: Final = ("US", "CN", "GB", "FR", "DE", "KR", "JP", "CA", "IL", "AE", "IN", "SG", "NL", "BR")
_DOMAINS: Final = ("Language", "Vision", "Multimodal", "Biology", "Speech", "Robotics", "Games", "Audio")
_TASKS: Final = ("Chat", "Code generation", "Translation", "Question answering", "Image classification")
_ROLES: Final = ("developer", "compute provider", "fab", "chip designer", "red team", "research")
_WORDS: Final = ("attention", "dense", "experts", "mixture", "pretrained", "on", "public", "text", "with",
                 "long", "context", "distilled", "from", "larger", "teacher", "aligned", "by", "feedback")  # fmt: skip # noqa: E501


@dataclass(slots=True)
class World:
    """What has been invented so far."""

    chance: random.Random
    first: int
    """Number of the first entry."""
    changes: Sequence[int]
    sources: Sequence[int]
    names: dict[Kind, list[str]] = field(default_factory=dict)
    begins: dict[Kind, int] = field(default_factory=dict)

    def number(self, kind: Kind, place: int) -> dict[str, Any]:
        """Return a reference to an entry by its place among those of its kind."""
        return {"name": self.names[kind][place], "entry": self.begins[kind] + place}

    def any(self, kind: Kind) -> dict[str, Any]:
        """Return a reference to one that is the likelier the smaller its number, as in the world."""
        count = len(self.names[kind])
        return self.number(kind, min(int(count * self.chance.random() ** 3), count - 1))


def said(world: World, kind: Kind, place: int) -> dict[str, Any]:
    """Return what is said of one entry, by property."""
    made = _MAKERS[kind](world, place)
    return {name: value for name, value in made.items() if value is not None}


def _interval(chance: random.Random, low: float, high: float, spread: float = 0.25) -> dict[str, float]:
    central = 10 ** chance.uniform(low, high)
    return {"low": central * (1 - spread), "central": central, "high": central * (1 + spread)}


def _point(chance: random.Random) -> dict[str, float]:
    return {"latitude": round(chance.uniform(-45, 65), 4), "longitude": round(chance.uniform(-170, 175), 4)}


def _organisation(world: World, place: int) -> dict[str, Any]:
    chance = world.chance
    return {
        "roles": sorted(chance.sample(_ROLES, chance.choice((1, 1, 2)))),
        "countries": [chance.choice(_COUNTRIES)],
        "parent": world.number(Kind.ORGANISATION, chance.randrange(place))
        if place and place % 10 == 0
        else None,
        "annual_revenue": _interval(chance, 5, 11),
        "founded": f"{chance.randint(1950, 2025)}-01-01",
        "website": f"https://organisation-{place}.example/",
    }


def _facility(world: World, place: int) -> dict[str, Any]:
    chance = world.chance
    power, share = _interval(chance, 6, 9.2), chance.uniform(0.7, 1.4)
    return {
        "owners": [world.any(Kind.ORGANISATION)],
        "country": chance.choice(_COUNTRIES),
        "point": _point(chance),
        "status": chance.choice(("operating", "operating", "under construction", "planned")),
        "power": power,
        "cooling_capacity": {end: value * share for end, value in power.items()}
        if place % 3 == 0 else None,
        "h100_equivalents": _interval(chance, 2, 5.5),
        "confidence": chance.choice(("confident", "likely", "speculative")),
        "address": f"{chance.randint(1, 400)} Canal Road",
    }  # fmt: skip


def _chip_model(world: World, place: int) -> dict[str, Any]:
    chance, peak = world.chance, 10 ** world.chance.uniform(12, 15.4)
    return {
        "manufacturer": world.number(Kind.ORGANISATION, place % 20),
        "category": chance.choice(("GPU", "TPU", "Other")),
        "released": (date(2012, 1, 1) + timedelta(days=chance.randrange(5200))).isoformat(),
        "tpp": peak * 16 / 1e12,
        "peak_16bit": peak,
        "memory": 10 ** chance.uniform(9.9, 11.3),
        "thermal_design_power": chance.uniform(70, 1200),
        "memory_bandwidth": 10 ** chance.uniform(11, 12.9),
        "marketed_for_data_centres": place % 10 < 7,  # noqa: PLR2004  # most
    }


def _cluster(world: World, place: int) -> dict[str, Any]:
    chance, count = world.chance, int(10 ** world.chance.uniform(1.5, 5))
    return {
        "owners": [world.any(Kind.ORGANISATION)],
        "users": [world.any(Kind.ORGANISATION)],
        "country": chance.choice(_COUNTRIES),
        "point": _point(chance),
        "facility": world.any(Kind.FACILITY) if place % 2 == 0 else None,
        "status": chance.choice(("existing", "existing", "existing", "planned", "decommissioned")),
        "possible_duplicate": place % 20 == 0,
        "chip_model": world.any(Kind.CHIP_MODEL),
        "chip_count": count,
        "h100_equivalents": {"low": count * 0.5, "central": count * 0.6, "high": count * 0.8},
        "performance": {"low": count * 4e14, "central": count * 6e14, "high": count * 8e14},
        "power": {"low": count * 900.0, "central": count * 1100.0, "high": count * 1500.0},
        "first_operational": (date(2015, 1, 1) + timedelta(days=chance.randrange(4300))).isoformat(),
        "confidence": chance.choice(("confident", "likely", "speculative")),
    }  # fmt: skip


def _training(chance: random.Random, compute: float) -> dict[str, Any]:
    return {
        "training_compute": {"low": compute * 0.7, "central": compute, "high": compute * 1.4},
        "compute_basis": chance.choice(("stated by the developer", *2 * ("compiled by the source",))),
        "tokens": _interval(chance, 9, 13.5, 0.05),
        "training_chip_count": int(10 ** chance.uniform(1, 4.8)),
        "training_time": _interval(chance, 1, 3.6),
        "confidence": chance.choice(("confident", "likely", "speculative")),
    }  # fmt: skip


def _model(world: World, place: int) -> dict[str, Any]:
    chance = world.chance
    parameters = 10 ** chance.uniform(7.5, 12.3)
    told = {
        "developers": [world.any(Kind.ORGANISATION)],
        "countries": [chance.choice(_COUNTRIES)],
        "released": (date(2018, 1, 1) + timedelta(days=chance.randrange(3150))).isoformat(),
        "parameters": parameters,
        **(_training(chance, 10 ** chance.uniform(19, 26.3)) if place % 5 else {}),
        "training_chips": [world.any(Kind.CHIP_MODEL)] if place % 3 == 0 else None,
        "mmlu": _interval(chance, math.log10(0.25), math.log10(0.9), 0.02) if place % 4 == 0 else None,
        "domains": sorted(chance.sample(_DOMAINS, chance.choice((1, 1, 2)))),
        "tasks": sorted(chance.sample(_TASKS, 2)),
        "generates": ["text"] if place % 2 else None,
        "purpose": "general" if place % 2 else None,
        "access": chance.choice(("open weights", "api", "hosted", "unreleased")),
        "base_model": [world.number(Kind.MODEL, chance.randrange(place))]
        if place and place % 4 == 1
        else None,
        "description": " ".join(chance.choices(_WORDS, k=40)).capitalize() if place % 3 == 0 else None,
        "paper": f"Technical report {place}",
        "website": f"https://models.example/{place}",
    }
    if len(told["developers"]) and place % 12 == 0:
        told["developers"] = [*told["developers"], world.any(Kind.ORGANISATION)]
    return told


def _run(world: World, place: int) -> dict[str, Any]:
    chance = world.chance
    began = date(2022, 1, 1) + timedelta(days=chance.randrange(1700))
    return {
        "developers": [world.any(Kind.ORGANISATION)],
        "countries": [chance.choice(_COUNTRIES)],
        "model": world.number(Kind.MODEL, place % len(world.names[Kind.MODEL])),
        "clusters": [world.any(Kind.CLUSTER)],
        "status": chance.choice(("planned", "running", "ended", "ended", "ended")),
        "started": began.isoformat(),
        "ended": (began + timedelta(days=90)).isoformat(),
        "parameters": 10 ** chance.uniform(7.5, 12.3),
        **_training(chance, 10 ** chance.uniform(20, 26.5)),
        "training_chips": [world.any(Kind.CHIP_MODEL)],
        "generates": ["text"],
        "purpose": "general",
    }


_MAKERS: Final[dict[Kind, Callable[[World, int], dict[str, Any]]]] = {
    Kind.ORGANISATION: _organisation, Kind.FACILITY: _facility, Kind.CHIP_MODEL: _chip_model,
    Kind.CLUSTER: _cluster, Kind.MODEL: _model, Kind.TRAINING_RUN: _run,
}  # fmt: skip
