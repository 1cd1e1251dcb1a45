"""What a correction would change, worked out without saving it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from interlock.agency.register.judging import judge
from interlock.agency.register.models import Entry, Source
from interlock.agency.register.reading import EntryView
from interlock.assessment import Assessment
from interlock.errors import InputError
from interlock.register import Json, Origin, Property, Statement, ValueType
from interlock.register.names import key, lookalike
from interlock.rulebooks import Outcome, Verdict, rulebook

__all__ = ["Foreseen", "Lookalike", "Shift", "foresee", "lookalikes", "typed_names"]

_UNSAVED: Final = 0
"""The number of what the register does not hold yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """A provision that would say something else."""

    rulebook: str
    provision: str
    before: Outcome | None
    after: Outcome | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreseen:
    """What would be different."""

    shifts: tuple[Shift, ...]
    is_judged: bool
    """Whether rulebooks speak of the entry, before or after."""
    obstacle: InputError | None
    """Why the rulebooks could not be asked."""
    unknown_names: tuple[str, ...]
    """Names that the register does not hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookalike:
    """A typed name that only looks like one that is held."""

    typed: str
    held: str


def foresee(view: EntryView, prop: Property, value: Json, *, origin: Origin, at: datetime) -> Foreseen:
    """Return what a correction would change. At most thirteen queries."""
    linked, unknown = _linked(prop, value)
    try:
        before, after = judge(view), judge(_corrected(view, prop, linked, origin=origin, at=at))
    except InputError as error:
        return Foreseen(shifts=(), is_judged=True, obstacle=error, unknown_names=unknown)
    return Foreseen(
        shifts=_shifts(before, after),
        is_judged=before is not None or after is not None,
        obstacle=None,
        unknown_names=unknown,
    )


def typed_names(prop: Property, value: Json) -> tuple[str, ...]:
    """Return the names of entries that a value names."""
    if prop.to is None or value is None:
        return ()
    members = value if prop.type is ValueType.REFERENCES else [value]
    return tuple(member["name"] for member in members)


def lookalikes(prop: Property, value: Json) -> tuple[Lookalike, ...]:
    """Return the typed names whose letters only look like those of an entry that is held. One query."""
    odd = {lookalike(name): name for name in typed_names(prop, value) if lookalike(name) != key(name)}
    if not odd:
        return ()
    rows = Entry.objects.filter(kind=prop.to, key__in=list(odd)).values_list("key", "name")
    return tuple(Lookalike(typed=odd[known], held=held) for known, held in rows)


def _corrected(view: EntryView, prop: Property, value: Json, *, origin: Origin, at: datetime) -> EntryView:
    standing = {name: one for name, one in view.standing.items() if name != prop.name}
    if value is not None:
        standing[prop.name] = Statement(
            id=_UNSAVED, property=prop.name, value=value, stated_on=at.date(), recorded_at=at,
            change=_UNSAVED, source=_UNSAVED,
        )  # fmt: skip
    source = Source(publisher=origin.publisher, title=origin.title, url=origin.url)
    return replace(view, standing=standing, sources={**view.sources, _UNSAVED: source})


def _linked(prop: Property, value: Json) -> tuple[Json, tuple[str, ...]]:
    """Return a value with the entries that it names, and the names that are not held."""
    names = typed_names(prop, value)
    if not names:
        return value, ()
    wanted = {key(name): name for name in names}
    found: Mapping[str, int] = dict(
        Entry.objects.filter(kind=prop.to, key__in=list(wanted)).values_list("key", "id")
    )
    members: list[dict[str, Any]] = [{"name": name, "entry": found.get(key(name))} for name in names]
    unknown = tuple(member["name"] for member in members if member["entry"] is None)
    return (members if prop.type is ValueType.REFERENCES else members[0]), unknown


def _shifts(before: Assessment | None, after: Assessment | None) -> tuple[Shift, ...]:
    then, now = _by_provision(before), _by_provision(after)
    found = []
    for place in {**then, **now}:
        old, new = then.get(place), now.get(place)
        outcomes = (old.outcome if old else None, new.outcome if new else None)
        either = new or old
        if outcomes[0] is not outcomes[1] and either is not None:
            found.append(
                Shift(
                    rulebook=rulebook(either.rulebook).title, provision=either.title, before=outcomes[0],
                    after=outcomes[1],
                )
            )  # fmt: skip
    return tuple(found)


def _by_provision(assessment: Assessment | None) -> dict[tuple[str, str], Verdict]:
    if assessment is None:
        return {}
    return {(verdict.rulebook, verdict.provision): verdict for verdict in assessment.verdicts}
