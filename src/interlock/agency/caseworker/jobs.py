"""The queue of jobs: what waits, what is at work, what failed and why, and starting that anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.db.models import Count, Max, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy, ngettext, pgettext_lazy
from django.views.decorators.http import require_POST, require_safe
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob, ProcrastinateWorker
from procrastinate.exceptions import ConnectorException

from interlock.adapters import clock
from interlock.agency.accounts.matrix import Action
from interlock.agency.accounts.permissions import require
from interlock.agency.caseworker.telling import failure
from interlock.agency.pages.numbers import whole
from interlock.agency.register.models import Import

__all__ = ["Queue", "ShownJob", "job_again", "jobs", "look_at_queue", "shown_jobs"]

_SIZE: Final = 50
_SILENCE: Final = timedelta(seconds=60)
"""Without a sign of life a worker counts as dead after it."""
_ON_A_FILE: Final[Mapping[str, str | Promise]] = {
    "register.preview_import": gettext_lazy("Compare {file} with the register"),
    "register.apply_import": gettext_lazy("Take in {file}"),
    "register.undo_import": gettext_lazy("Take back {file}"),
}
_GROUPS: Final[Mapping[str, tuple[str, ...]]] = {
    "open": ("todo", "doing"), "failed": ("failed", "aborted"), "done": ("succeeded", "cancelled"),
}  # fmt: skip
_TABS: Final[Mapping[str, str | Promise]] = {
    "open": pgettext_lazy("jobs", "Waiting and at work"),
    "failed": pgettext_lazy("jobs", "Failed"),
    "done": pgettext_lazy("jobs", "Done"),
}
_STATES: Final[Mapping[str, tuple[str, str, str | Promise]]] = {
    "todo": ("waiting", "◐", pgettext_lazy("job", "waits")),
    "doing": ("waiting", "◐", pgettext_lazy("job", "at work")),
    "succeeded": ("in-force", "●", pgettext_lazy("job", "done")),
    "failed": ("refused", "■", pgettext_lazy("job", "failed")),
    "aborted": ("refused", "■", pgettext_lazy("job", "stopped")),
    "cancelled": ("ended", "○", pgettext_lazy("job", "cancelled")),
}
_STALLED: Final = ("refused", "■", pgettext_lazy("job", "stalled"))


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownJob:
    """One job, as a line of the queue."""

    id: int
    style: str
    shape: str
    state: str
    what: str
    why: str
    """Why it failed, or waits longer than it should; empty where nothing is wrong."""
    since: datetime | None
    attempts: int
    file: int | None
    can_start_anew: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """How the queue is doing."""

    is_attended: bool
    """Whether a worker has given a sign of life."""
    waiting: int
    under_way: int
    failed: int


def look_at_queue(now: datetime) -> Queue:
    """Return how the queue is doing: two queries."""
    counts = ProcrastinateJob.objects.aggregate(
        waiting=Count("id", filter=Q(status="todo", scheduled_at=None)),
        under_way=Count("id", filter=Q(status="doing")),
        failed=Count("id", filter=Q(status="failed")),
    )
    alive = ProcrastinateWorker.objects.filter(last_heartbeat__gt=now - _SILENCE).exists()
    return Queue(is_attended=alive, **counts)


def shown_jobs(rows: QuerySet[ProcrastinateJob], now: datetime, *, most: int = _SIZE) -> tuple[ShownJob, ...]:
    """Return jobs as lines, newest first: two queries."""
    found = list(
        rows.select_related("worker").annotate(last=Max("procrastinateevent__at")).order_by("-id")[:most]
    )
    numbers = {row.args.get("number") for row in found if row.task_name in _ON_A_FILE}
    files = Import.objects.only("file_name", "failure", "state").in_bulk(numbers) if numbers else {}
    return tuple(_shown(row, files, now) for row in found)


def _shown(row: Any, files: Mapping[int, Import], now: datetime) -> ShownJob:  # noqa: ANN401  # annotated
    file = files.get(row.args.get("number")) if row.task_name in _ON_A_FILE else None
    is_stalled = _is_stalled(row, now)
    style, shape, word = _STALLED if is_stalled else _STATES[row.status]
    return ShownJob(
        id=row.id, style=style, shape=shape, state=str(word), what=_what(row.task_name, row.args, file),
        why=_why(row.status, file, is_stalled=is_stalled), since=row.last, attempts=row.attempts,
        file=file.pk if file is not None else None,
        can_start_anew=row.status == "failed" and _is_repeatable(row.task_name, file),
    )  # fmt: skip


def _is_stalled(row: Any, now: datetime) -> bool:  # noqa: ANN401  # annotated
    if row.status != "doing" or (row.last is not None and row.last > now - _SILENCE):
        return False
    return row.worker is None or row.worker.last_heartbeat < now - _SILENCE


def _is_repeatable(task: str, file: Import | None) -> bool:
    """Return whether a job that failed may simply begin again; taking in and back are decided anew."""
    if task not in _ON_A_FILE:
        return task.startswith("verdicts.")
    return task == "register.preview_import" and file is not None and file.state == Import.State.FAILED


def _what(task: str, given: Mapping[str, Any], file: Import | None) -> str:
    if task in _ON_A_FILE:
        return str(_ON_A_FILE[task]).format(file=file.file_name if file is not None else "")
    match task:
        case "verdicts.recompute":
            count = len(given.get("entries", ()))
            text = ngettext("Judge {count} entry anew", "Judge {count} entries anew", count)
            return text.format(count=whole(count))
        case "verdicts.recompute_slice":
            return gettext("Judge all entries anew, from {done} of {total}").format(
                done=whole(given.get("done", 0)), total=whole(given.get("total", 0))
            )
        case "verdicts.daily":
            return gettext("See whether the law has turned overnight")
        case _:
            return task


def _why(status: str, file: Import | None, *, is_stalled: bool) -> str:
    if is_stalled:
        return gettext("Its worker gives no sign of life. The next worker takes it up by itself.")
    if status != "failed":
        return ""
    if file is not None and file.failure:
        return failure(file)
    return gettext("A fault of the software, or a database that was away, stopped it. The log names it.")


# ── pages ──


@require(Action.UPLOAD_IMPORT)
@require_safe
def jobs(request: HttpRequest) -> HttpResponse:
    """Show the queue of jobs."""
    asked = request.GET.get("state", "")
    chosen = asked if asked in _GROUPS else "open"
    now = clock.now()
    context = {
        "queue": look_at_queue(now),
        "jobs": shown_jobs(ProcrastinateJob.objects.filter(status__in=_GROUPS[chosen]), now),
        "tabs": _tabs(chosen),
        "chosen": chosen,
        "most": _SIZE,
    }
    return render(request, "caseworker/jobs.html", context)


def _tabs(chosen: str) -> Sequence[tuple[str, str, bool]]:
    return [(name, str(label), name == chosen) for name, label in _TABS.items()]


@require(Action.UPLOAD_IMPORT)
@require_POST
def job_again(request: HttpRequest, number: int) -> HttpResponse:
    """Put a job that failed into the queue again."""
    now = clock.now()
    row = get_object_or_404(ProcrastinateJob, id=number)
    shown = shown_jobs(ProcrastinateJob.objects.filter(id=row.id), now)
    if not shown or not shown[0].can_start_anew or not _put_back(row.id, now):
        messages.warning(request, gettext("The job has not failed, or waits again already."))
    else:
        messages.success(request, gettext("The job waits for a worker again."))
    return redirect("caseworker:jobs")


def _put_back(number: int, now: datetime) -> bool:
    try:
        with transaction.atomic():  # a refusal must not spoil the transaction around it
            app.job_manager.retry_job_by_id(number, retry_at=now)
    except (ConnectorException, IntegrityError):
        return False
    return True
