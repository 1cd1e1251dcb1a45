"""Jobs that keep the stored verdicts true.

==================  =====================================================================================
job                 when
==================  =====================================================================================
`recompute`         after an act on the register: the entries it touched, and those that are judged by them
`recompute_slice`   a part of everything; each part asks for the next, so a killed one is done again alone
`daily`             every night: entries never judged, revised rulebooks, law that turned since yesterday
==================  =====================================================================================

Every job may be done twice: only what differs is stored. Whoever writes to the register calls
`recompute_later` with the entries that were touched, after the transaction.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any, Final

from django.db import DatabaseError, transaction
from django.db.models import Exists, OuterRef, Q
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import AlreadyEnqueued

from interlock.adapters import clock
from interlock.agency.register.models import (
    ClusterRow,
    DeploymentRow,
    Entry,
    ModelRow,
    OrganisationRow,
    TrainingRunRow,
    Verdict,
)
from interlock.agency.register.verdicts import Cause, judge_entries
from interlock.register import Kind
from interlock.register.declaring import JUDGED
from interlock.register.turning import last_turn
from interlock.rulebooks import rulebooks

__all__ = [
    "Progress", "daily", "dependents", "progress", "recompute", "recompute_all", "recompute_later",
    "recompute_slice",
]  # fmt: skip

_SLICE: Final = 5_000
_AT_ONCE: Final = 10_000
"""Entries named in one job."""
_LOCK: Final = "verdicts"
_LONGEST_SILENCE: Final = timedelta(days=31)
"""How far back a job that did not run in time is made up for."""
_RETRY: Final = RetryStrategy(max_attempts=5, exponential_wait=3, retry_exceptions=[DatabaseError])


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far the judging of everything has come."""

    done: int
    total: int
    cause: str


# ── after an act ──


def recompute_later(entries: Iterable[int]) -> None:
    """Have some entries judged anew once the present transaction has been committed."""
    numbers = sorted(set(entries))
    for start in range(0, len(numbers), _AT_ONCE):
        transaction.on_commit(partial(_defer, numbers[start : start + _AT_ONCE]))


def _defer(numbers: list[int]) -> None:
    recompute.defer(entries=numbers)


@app.task(name="verdicts.recompute", queue="verdicts", lock=_LOCK, retry=_RETRY)
def recompute(*, entries: list[int]) -> int:
    """Judge entries whose values changed, and those that are judged by them."""
    at = clock.now()
    return judge_entries(sorted({*entries, *dependents(entries)}), on=at.date(), at=at, cause="values")


def dependents(entries: Collection[int]) -> frozenset[int]:
    """Return the entries that are judged by values of some others: of developers, base models, chips.

    A developer's parent counts: where it changes, the developer's models are judged anew.
    """
    kinds = {Kind(kind) for kind in Entry.objects.filter(id__in=entries).values_list("kind", flat=True)}
    related = set(entries)
    models = set(entries)
    if Kind.ORGANISATION in kinds:
        related |= set(OrganisationRow.objects.filter(parent__in=entries).values_list("entry_id", flat=True))
        related |= _naming("affiliates", entries)
        named = ModelRow.objects.filter(developers__overlap=list(related))
        models |= set(named.values_list("entry_id", flat=True))
    if Kind.MODEL in kinds:
        models |= _naming("base_model", entries)
    if Kind.CHIP_MODEL in kinds:
        models |= _naming("training_chips", entries)
    runs = TrainingRunRow.objects.filter(Q(model__in=models) | Q(developers__overlap=list(related)))
    offered = DeploymentRow.objects.filter(Q(model__in=models) | Q(providers__overlap=list(related)))
    clusters = ClusterRow.objects.filter(chip_model__in=entries)
    found = set(models)
    for numbers in (runs, offered, clusters):
        found |= set(numbers.values_list("entry_id", flat=True))
    return frozenset(found - set(entries))


def _naming(prop: str, entries: Collection[int]) -> set[int]:
    """Return the entries of which one reference names one of some entries."""
    wanted = set(entries)
    rows = Entry.objects.filter(refers__overlap=list(wanted), held__has_key=prop)
    return {
        number
        for number, value in rows.values_list("id", f"held__{prop}__value").iterator(chunk_size=2000)
        if any(member["entry"] in wanted for member in value)
    }


# ── everything ──


def recompute_all(cause: Cause) -> None:
    """Have every entry judged anew, slice by slice. Asked twice, it is done once."""
    total = Entry.objects.filter(kind__in=list(JUDGED)).count()
    _defer_slice(after=0, done=0, total=total, cause=cause)


@app.task(name="verdicts.recompute_slice", queue="verdicts", lock=_LOCK, retry=_RETRY)
def recompute_slice(*, after: int, done: int, total: int, cause: Cause) -> int:
    """Judge the next entries by number, and ask for those that follow."""
    at = clock.now()
    rows = Entry.objects.filter(kind__in=list(JUDGED), id__gt=after).order_by("id")
    numbers = list(rows.values_list("id", flat=True)[:_SLICE])
    added = judge_entries(numbers, on=at.date(), at=at, cause=cause)
    if len(numbers) == _SLICE:
        _defer_slice(after=numbers[-1], done=done + len(numbers), total=total, cause=cause)
    return added


def _defer_slice(*, after: int, done: int, total: int, cause: Cause) -> None:
    try:
        job = recompute_slice.configure(queueing_lock=f"{_LOCK}.{after}")
        with transaction.atomic():  # a refusal must not spoil the transaction around it
            job.defer(after=after, done=done, total=total, cause=cause)
    except AlreadyEnqueued:
        # The same slice waits already: asked for twice, or asked for by a job that was then killed.
        return


def progress() -> Progress | None:
    """Return how far judging everything has come; None while it does not run."""
    jobs = ProcrastinateJob.objects.filter(task_name=recompute_slice.name, status__in=("todo", "doing"))
    job = jobs.order_by("id").first()
    if job is None:
        return None
    return Progress(done=job.args["done"], total=job.args["total"], cause=job.args["cause"])


# ── every night ──


@app.periodic(cron="7 0 * * *")
@app.task(name="verdicts.daily", queue="verdicts", retry=_RETRY, queueing_lock="verdicts.daily")
def daily(timestamp: int) -> str:  # noqa: ARG001  # the instant for which the job was asked; the clock tells it
    """Have judged anew what the calendar or a revision changed; return what was asked for."""
    today = clock.today()
    cause = _cause(today)
    if cause is not None:
        recompute_all(cause)
        return cause
    unjudged = list(_never_judged().values_list("id", flat=True)[:_AT_ONCE])
    if unjudged:
        recompute.defer(entries=unjudged)
        return "values"
    return ""


def _cause(today: date) -> Cause | None:
    """Return why everything has to be judged anew: a revised rulebook, or law that turned since."""
    books = rulebooks()
    if any(_is_other_revision(book.id, book.revision) for book in books):
        return "rules"
    latest = Verdict.objects.order_by("-id").values_list("computed_at", flat=True).first()
    if latest is None:
        return None
    # Where a turn changed no outcome nothing was stored, so the days since the last row are looked at again.
    since = max(latest.date(), today - _LONGEST_SILENCE)
    return "day" if any(last_turn(book, after=since, until=today) for book in books) else None


def _is_other_revision(rulebook: str, revision: str) -> bool:
    """Return whether any entry's latest verdict under a rulebook goes by another text than today's."""
    newer = Verdict.objects.filter(entry=OuterRef("entry"), rulebook=rulebook, id__gt=OuterRef("id"))
    old = Verdict.objects.filter(rulebook=rulebook).exclude(revision=revision)
    return old.filter(~Exists(newer)).exists()


def _never_judged() -> Any:  # noqa: ANN401  # a query set
    judged = Verdict.objects.filter(entry=OuterRef("id"))
    return Entry.objects.filter(~Exists(judged), kind__in=list(JUDGED), is_listed=True)
