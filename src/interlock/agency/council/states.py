"""What the register holds of a State: its organisations, facilities and clusters, and what applies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import BooleanField, Count, ExpressionWrapper, Q

from interlock.agency.register.models import Entry
from interlock.register import PROPERTIES, Kind, Property

__all__ = ["Held", "Secret", "Section", "Standing", "sections_of", "standings"]

_KINDS: Final = (Kind.ORGANISATION, Kind.FACILITY, Kind.CLUSTER, Kind.MODEL, Kind.TRAINING_RUN)
_SHOWN: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Secret:
    """A value that is not public."""

    property: Property
    value: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """An entry, and its values that are not public."""

    entry: Entry
    secrets: tuple[Secret, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Entries of one kind in a State."""

    kind: Kind
    entries: tuple[Held, ...]
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How much the register holds of one State."""

    code: str
    facilities: int
    clusters: int
    applying: int
    """Entries of any kind to which a provision applies."""


def sections_of(state: str) -> tuple[Section, ...]:
    """Return the entries of a State, by kind; those to which something applies first.

    The caller has asked whether somebody may read values of this State that are not public.
    """
    return tuple(_section(kind, state) for kind in _KINDS)


def _section(kind: Kind, state: str) -> Section:
    entries = Entry.objects.filter(kind=kind, countries__contains=[state], is_listed=True)
    something_applies = ExpressionWrapper(Q(applies__len__gt=0), output_field=BooleanField())
    ordered = entries.annotate(weight=something_applies).order_by("-weight", "folded", "id")
    return Section(kind=kind, entries=tuple(map(_held, ordered[:_SHOWN])), count=entries.count())


def _held(entry: Entry) -> Held:
    known = PROPERTIES[Kind(entry.kind)]
    secrets = (
        Secret(property=known[name], value=kept["value"])
        for name, kept in entry.held.items()
        if not kept["public"] and name in known
    )
    return Held(entry=entry, secrets=tuple(secrets))


def standings(states: Sequence[str] = ()) -> tuple[Standing, ...]:
    """Return what the register holds of each State that has a facility or a cluster, the most first."""
    found: dict[str, dict[str, int]] = {}
    rows = (
        Entry.objects.filter(kind__in=(Kind.FACILITY, Kind.CLUSTER), is_listed=True)
        .exclude(countries=[])
        .values("countries", "kind")
        .annotate(entries=Count("id"), applying=Count("id", filter=Q(applies__len__gt=0)))
    )
    for row in rows:
        for code in row["countries"]:
            kept = found.setdefault(code, dict.fromkeys((Kind.FACILITY, Kind.CLUSTER, "applying"), 0))
            kept[row["kind"]] += row["entries"]
            kept["applying"] += row["applying"]
    for code in states:
        found.setdefault(code, dict.fromkeys((Kind.FACILITY, Kind.CLUSTER, "applying"), 0))
    every = [
        Standing(
            code=code, facilities=kept[Kind.FACILITY], clusters=kept[Kind.CLUSTER], applying=kept["applying"]
        )
        for code, kept in found.items()
    ]
    return tuple(sorted(every, key=lambda one: (-one.clusters - one.facilities, one.code)))
