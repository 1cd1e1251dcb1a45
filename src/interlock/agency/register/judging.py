"""What the law says of an entry as it is seen: live, on the day of the view.

Everything that a page shows of a verdict is worked out here, with its explanation. What is stored
(`interlock.agency.register.verdicts`) are outcomes alone, so that lists can be filtered and the past be told.

Every shipped rulebook speaks, each provision as it stands on the day: what is not in force on it says so. The
values of other entries that a law asks for (developers, parents, base models, chips) are those that anybody
may see, as of the same day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from interlock.agency.register.models import Entry
from interlock.agency.register.projection import statements_of
from interlock.agency.register.reading import EntryView
from interlock.assessment import Assessment, assess
from interlock.errors import InsufficientEvidenceError
from interlock.register import Kind, Statement, current
from interlock.register.cooling import CoolingCheck, check_facility
from interlock.register.declaring import JUDGED, declare
from interlock.register.linking import ROUNDS, Held, Linked, missing
from interlock.rulebooks import rulebooks

__all__ = ["check_cooling", "follow", "judge"]


def judge(view: EntryView) -> Assessment | None:
    """Return what every rulebook says of an entry as of the day of the view. At most six queries.

    None for kinds of which no rulebook speaks, and for what does not stand yet, such as a planned cluster.

    Raises
    ------
    InputError
        If what is held can't be read as a declaration.
    """
    if view.kind not in JUDGED:
        return None
    held = Held(
        kind=view.kind,
        name=view.entry.name,
        values=view.values,
        cited={name: str(view.sources[one.source]) for name, one in view.standing.items()},
    )
    linked = follow([held], lambda numbers: _held_then(numbers, view))
    declared = declare(held, linked=linked)
    if declared is None:
        return None
    assessment = assess(declared.subject, rulebooks=rulebooks(), on=view.as_of)
    return replace(assessment, notes=(*assessment.notes, *declared.left_out))


def follow(judged: Iterable[Held], load: Callable[[frozenset[int]], Linked]) -> dict[int, Held]:
    """Return the entries that judging some others needs, loaded in rounds, each round at once."""
    entries = tuple(judged)
    linked: dict[int, Held] = {}
    asked: set[int] = set()
    for _ in range(ROUNDS):
        wanted = frozenset(number for held in entries for number in missing(held, linked)) - asked
        if not wanted:
            break
        asked |= wanted
        linked |= load(wanted)
    return linked


def check_cooling(view: EntryView) -> CoolingCheck | None:
    """Return the power of a facility against its cooling; None where too little is held to say anything."""
    if view.kind is not Kind.FACILITY:
        return None
    try:
        return check_facility(view.entry.name, view.values)
    except InsufficientEvidenceError:
        return None


def _held_then(numbers: frozenset[int], view: EntryView) -> Linked:
    """Return some entries as of the day of a view: two queries."""
    said = statements_of(numbers)
    rows = Entry.objects.filter(id__in=numbers).values_list("id", "kind", "name")
    return {
        number: Held(kind=Kind(kind), name=name, values=_values(said.get(number, ()), view))
        for number, kind, name in rows
    }


def _values(said: Iterable[Statement], view: EntryView) -> Mapping[str, object]:
    standing = [one for one in said if one.public and one.change not in view.void]
    held = current(standing, as_of=view.as_of, held_at=view.held_at)
    return {name: statement.value for name, statement in held.items()}
