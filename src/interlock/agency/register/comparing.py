"""What the lines of a file would do to the register: each is compared with what is held of its entry."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from interlock.adapters.layouts import Line
from interlock.agency.register.known import Known
from interlock.agency.register.models import Change, Statement
from interlock.agency.register.neighbours import Neighbours
from interlock.agency.register.placing import PlacedChips, Places
from interlock.agency.register.projection import acts
from interlock.phrases import phrase
from interlock.register import Kind, Record, Refusal, property_of, same, undone
from interlock.register.chips import Placement
from interlock.register.reconcile import Difference, Outcome, Word, reconcile

__all__ = ["Compared", "Progress", "compare", "difference_rows", "fingerprint"]

Progress = Callable[[int, int], None]
"""Is told how many lines are done, and of how many."""
_BATCH: Final = 500
_CONFLICT: Final = phrase("The file says otherwise than an officer's correction or another source.")
_NOTHING: Final = phrase("The line says nothing but a name. State at least one value.")
_Said = dict[tuple[Kind, str, str, object], tuple[Any, int | None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One line, and what taking it in would do."""

    line: Line
    outcome: Outcome
    entry: int | None = None
    differences: tuple[Difference, ...] = ()
    problem: str = ""
    """Why it is refused or in conflict, in a sentence."""
    whole: bool = False
    """Whether all of it waits for an officer, not only the values that conflict."""
    places: Places | None = None
    """Of a single chip: the entries of its model, cluster and owner."""


def compare(lines: Sequence[Line], *, progress: Progress, follows: str = "") -> list[Compared]:
    """Compare the lines of a file with the register as it is, in the file's order.

    Parameters
    ----------
    follows
        See `interlock.adapters.layouts.Layout`.
    """
    void = undone(acts())
    known = Known(line for line in lines if isinstance(line, Record))
    resolved = [known.resolve(line) if isinstance(line, Record) else line for line in lines]
    neighbours = Neighbours(
        line for line in resolved if isinstance(line, Record) and known.number(line) is None
    )
    chips = PlacedChips([line for line in lines if isinstance(line, Placement)], void)
    said: _Said = {}
    compared: list[Compared] = []
    for start in range(0, len(resolved), _BATCH):
        progress(start, len(resolved))
        batch = resolved[start : start + _BATCH]
        held = _words({known.number(line) for line in batch if isinstance(line, Record)}, void)
        for line in batch:
            if isinstance(line, Refusal):
                compared.append(Compared(line=line, outcome=Outcome.REFUSED, problem=line.error.sentence))
            elif isinstance(line, Placement):
                outcome, problem, places = chips.compare(line)
                compared.append(Compared(line=line, outcome=outcome, problem=problem, places=places))
            else:
                entry = known.number(line)
                warning = _odd(line, neighbours, follows) if entry is None else ""
                compared.append(_compared(line, entry, held.get(entry, ()), said, warning))
    progress(len(resolved), len(resolved))
    return compared


def difference_rows(compared: Compared) -> list[dict[str, Any]]:
    """Return the differences of a line as they are kept and shown; what is unchanged is left out."""
    return [
        {
            "property": one.property,
            "held": one.held.value if one.held is not None else None,
            "held_source": one.held.publisher if one.held is not None else "",
            "held_on": one.held.stated_on.isoformat() if one.held is not None else None,
            "stated": one.stated.value,
            "holds_from": one.stated.holds_from.isoformat() if one.stated.holds_from else None,
            "outcome": one.outcome.value,
        }
        for one in compared.differences
        if one.outcome is not Outcome.UNCHANGED
    ]


def fingerprint(compared: Iterable[Compared]) -> str:
    """Return a digest of what a preview shows: of two that are equal, taking in would do the same."""
    digest = hashlib.sha256()
    for one in compared:
        held = [
            (diff.property, diff.outcome, diff.held.number if diff.held else 0) for diff in one.differences
        ]
        digest.update(
            json.dumps([one.line.line, one.outcome, one.entry, one.problem, one.places, held]).encode()
        )
    return digest.hexdigest()


def _compared(record: Record, entry: int | None, held: Sequence[Word], said: _Said, warning: str) -> Compared:
    if not record.values:
        return Compared(line=record, outcome=Outcome.REFUSED, entry=entry, problem=_NOTHING)
    result = reconcile(record, held)
    differences, contradiction = _within_file(record, result.differences, said)
    outcome = result.outcome
    if warning or any(one.outcome is Outcome.CONFLICTING for one in differences):
        outcome = Outcome.CONFLICTING
    elif held and all(one.outcome is Outcome.UNCHANGED for one in differences):
        outcome = Outcome.UNCHANGED
    problem = warning or contradiction or (_CONFLICT if outcome is Outcome.CONFLICTING else "")
    return Compared(
        line=record,
        outcome=outcome,
        entry=entry,
        differences=differences,
        problem=problem,
        whole=bool(warning),
    )


def _odd(record: Record, neighbours: Neighbours, follows: str) -> str:
    """Return why an officer must look at a record of a new entry; empty where nobody must."""
    if follows:
        return phrase(
            "The register holds nothing named {name}, and this file does not describe it. "
            "Import {file} first.",
            name=record.name, file=follows,
        )  # fmt: skip
    return neighbours.warning(record)


def _within_file(
    record: Record, differences: Iterable[Difference], said: _Said
) -> tuple[tuple[Difference, ...], str]:
    """Hold lines of one file that speak of one fact against the first of them."""
    found: list[Difference] = []
    problem = ""
    for one in differences:
        place = (record.kind, record.key, one.property, one.stated.holds_from)
        value, line = said.setdefault(place, (one.stated.value, record.line))
        if line == record.line or one.outcome is Outcome.UNCHANGED:
            found.append(one)
        elif same(property_of(record.kind, one.property).type, value, one.stated.value):
            found.append(replace(one, outcome=Outcome.UNCHANGED))
        else:
            found.append(replace(one, outcome=Outcome.CONFLICTING))
            problem = phrase("Line {line} of the file says otherwise of the same day.", line=line)
    return tuple(found), problem


def _words(numbers: Collection[int | None], void: frozenset[int]) -> dict[int | None, list[Word]]:
    """Return what is held of some entries, undone acts left out."""
    found: dict[int | None, list[Word]] = defaultdict(list)
    wanted = [number for number in numbers if number is not None]
    rows = Statement.objects.filter(entry__in=wanted).values_list(
        "entry_id", "id", "property", "value", "stated_on", "holds_from", "source__publisher", "change_id",
        "change__act",
    )  # fmt: skip
    for entry, number, prop, value, stated, holds, publisher, change, act in rows:
        if change not in void:
            found[entry].append(
                Word(
                    property=prop, value=value, stated_on=stated, holds_from=holds, publisher=publisher,
                    is_correction=act == Change.Act.CORRECTION, number=number,
                )
            )  # fmt: skip
    return found
