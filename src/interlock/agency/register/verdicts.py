"""Stored verdicts: what each rulebook said of each entry, from which day, and why it changed.

A row holds the outcomes of one rulebook for one entry, from its day until the next row; rows are only ever
added. A row is added where an outcome, the force of a provision or a probability (to two digits) differs from
the latest row, and where the rulebook itself has been revised: then every verdict under the new revision
stands by its own words, and keeps its day if the outcomes stayed the same.

Only what the public may see is judged here, because lists and feeds show the result to everybody.

`Entry.applies` names every rulebook of which a provision that stands on the day applies, and
`Entry.undecided` those of which none applies and one is open (indeterminate, unknown, in need of a decision).
Laws, guidelines, proposals and bills are named alike, by their identifiers; whoever shows them says which is
a proposal. A provision that is not in force, or no longer, gives ``does_not_apply``.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby, islice
from typing import Any, Final, Literal

from django.db import connection, transaction

from interlock.agency.register.judging import follow
from interlock.agency.register.models import Entry, Verdict
from interlock.agency.register.verdict_history import current_verdicts, strongest, verdict_history
from interlock.assessment import assess
from interlock.errors import InterlockError
from interlock.register import Kind
from interlock.register.declaring import JUDGED, declare
from interlock.register.linking import Held, Linked
from interlock.register.turning import last_turn
from interlock.rulebooks import Outcome, Rulebook, rulebooks

__all__ = ["Cause", "current_verdicts", "judge_entries", "verdict_history"]

Cause = Literal["values", "rules", "day"]
"""Why verdicts are worked out anew: a value, a rulebook's text, or the calendar."""

_BATCH: Final = 1000
_MOST_LINKED: Final = 50_000
"""Linked entries kept from batch to batch."""
_DIGITS: Final = 4
_OPEN: Final = frozenset({Outcome.INDETERMINATE, Outcome.UNKNOWN, Outcome.NEEDS_DECISION})
_COLUMNS: Final = "entry_id, rulebook, revision, outcomes, holds_from, cause, version, computed_at"
_Outcomes = dict[str, dict[str, Any]]
"""By provision, as `Verdict.outcomes` keeps them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Occasion:
    """When and why verdicts are worked out."""

    books: Mapping[str, Rulebook]
    on: date
    at: datetime
    cause: Cause


def judge_entries(
    numbers: Iterable[int],
    *,
    on: date,
    at: datetime,
    cause: Cause,
    progress: Callable[[int], None] = lambda _: None,
) -> int:
    """Work out the verdicts of some entries and store those that changed. Return how many rows were added.

    Each batch is one transaction; doing it again adds nothing. An entry that somebody is writing at the same
    moment is left out: whoever writes has it judged afterwards.

    Parameters
    ----------
    on
        The day by whose law is judged.
    at
        The instant, kept with each row.
    progress
        Told how many entries are done.
    """
    occasion = _Occasion(books={book.id: book for book in rulebooks()}, on=on, at=at, cause=cause)
    linked: dict[int, Held] = {}
    added = done = 0
    remaining = iter(dict.fromkeys(numbers))
    while batch := list(islice(remaining, _BATCH)):
        if len(linked) > _MOST_LINKED:
            linked.clear()
        added += _judge_batch(batch, linked, occasion)
        done += len(batch)
        progress(done)
    return added


@transaction.atomic
def _judge_batch(numbers: Sequence[int], linked: dict[int, Held], occasion: _Occasion) -> int:
    entries = list(
        Entry.objects.filter(id__in=numbers, kind__in=list(JUDGED))
        .select_for_update(skip_locked=True, no_key=True)
        .only("id", "kind", "name", "held", "version", "applies", "undecided")
        .order_by("id")
    )
    if not entries:
        return 0
    held = {entry.id: _held(Kind(entry.kind), entry.name, entry.held) for entry in entries}
    linked |= follow(held.values(), lambda wanted: _held_now(wanted, linked))
    stored = _latest([entry.id for entry in entries])
    rows: list[tuple[object, ...]] = []
    changed: list[Entry] = []
    for entry in entries:
        outcomes = _outcomes(held[entry.id], linked, occasion)
        if outcomes is None:
            continue
        rows += _rows(entry, outcomes, stored.get(entry.id, {}), occasion)
        applies, undecided = _named(outcomes)
        if (entry.applies, entry.undecided) != (applies, undecided):
            entry.applies, entry.undecided = applies, undecided
            changed.append(entry)
    _copy(rows)
    Entry.objects.bulk_update(changed, ["applies", "undecided"], batch_size=_BATCH)
    return len(rows)


# ── what is held ──


def _held(kind: Kind, name: str, kept: Mapping[str, Any]) -> Held:
    return Held(
        kind=kind, name=name, values={prop: one["value"] for prop, one in kept.items() if one["public"]}
    )


def _held_now(wanted: frozenset[int], known: Linked) -> Linked:
    """Return some entries as they stand today, loading those that no earlier batch has."""
    new = [number for number in wanted if number not in known]
    rows = Entry.objects.filter(id__in=new).values_list("id", "kind", "name", "held") if new else ()
    loaded = {number: _held(Kind(kind), name, held) for number, kind, name, held in rows}
    return {**{number: known[number] for number in wanted if number in known}, **loaded}


# ── judging ──


def _outcomes(held: Held, linked: Linked, occasion: _Occasion) -> dict[str, _Outcomes] | None:
    """Return the outcomes by rulebook, none where nothing stands; None for what can't be read."""
    if not held.values:
        return {}
    try:
        declared = declare(held, linked=linked)
        if declared is None:
            return {}
        assessment = assess(declared.subject, rulebooks=occasion.books.values(), on=occasion.on)
    except InterlockError:
        # One odd entry must not stop a hundred thousand others, nor clear itself: what is stored stays, and
        # the page says what is wrong.
        return None
    return {
        book: {
            verdict.provision: {
                "outcome": verdict.outcome.value,
                "low": round(verdict.value.low, _DIGITS),
                "high": round(verdict.value.high, _DIGITS),
                "force": verdict.force.value,
            }
            for verdict in verdicts
        }
        for book, verdicts in groupby(assessment.verdicts, key=lambda verdict: verdict.rulebook)
    }


def _named(outcomes: Mapping[str, _Outcomes]) -> tuple[list[str], list[str]]:
    """Return the rulebooks that apply, and those that leave it open."""
    weightiest = {
        book: strongest(Outcome(kept["outcome"]) for kept in provisions.values())
        for book, provisions in outcomes.items()
    }
    return (
        sorted(book for book, outcome in weightiest.items() if outcome is Outcome.APPLIES),
        sorted(book for book, outcome in weightiest.items() if outcome in _OPEN),
    )


# ── storing ──


def _latest(numbers: Sequence[int]) -> dict[int, dict[str, Verdict]]:
    found: dict[int, dict[str, Verdict]] = {}
    rows = Verdict.objects.filter(entry__in=numbers).order_by("entry_id", "rulebook", "-id")
    for row in rows.distinct("entry_id", "rulebook"):
        found.setdefault(row.entry_id, {})[row.rulebook] = row
    return found


def _rows(
    entry: Entry, outcomes: Mapping[str, _Outcomes], stored: Mapping[str, Verdict], occasion: _Occasion
) -> Iterator[tuple[object, ...]]:
    for name in dict.fromkeys((*outcomes, *stored)):
        book, previous, now = occasion.books.get(name), stored.get(name), outcomes.get(name, {})
        if previous is None:
            since = occasion.on
        elif _differ(previous.outcomes, now):
            since = _since(previous, book, occasion)
        elif book is not None and previous.revision != book.revision:
            since = previous.holds_from
        else:
            continue
        revision = book.revision if book is not None else ""
        yield (
            entry.id, name, revision, json.dumps(now, separators=(",", ":")), since, occasion.cause,
            entry.version, occasion.at,
        )  # fmt: skip


def _differ(stored: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
    return stored.keys() != now.keys() or any(
        kept["outcome"] != now[name]["outcome"]
        or kept["force"] != now[name]["force"]
        or any(round(kept[end], 2) != round(now[name][end], 2) for end in ("low", "high"))
        for name, kept in stored.items()
    )


def _since(previous: Verdict, book: Rulebook | None, occasion: _Occasion) -> date:
    """Return the day of a change: of the act, or that on which the calendar turned the law."""
    if occasion.cause != "day" or book is None:
        return occasion.on
    return last_turn(book, after=previous.holds_from, until=occasion.on) or occasion.on


def _copy(rows: Sequence[tuple[object, ...]]) -> None:
    if not rows:
        return
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY register_verdict ({_COLUMNS}) FROM STDIN") as copy,
    ):
        for row in rows:
            copy.write_row(row)
