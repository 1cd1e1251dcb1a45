"""The caseworker's desk: what is mine to do, what waits for others, what went wrong."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_safe
from procrastinate.contrib.django.models import ProcrastinateJob

from interlock.adapters import clock
from interlock.agency.accounts.matrix import Action
from interlock.agency.accounts.permissions import require
from interlock.agency.caseworker.imports import open_conflicts, written
from interlock.agency.caseworker.jobs import Queue, look_at_queue, shown_jobs
from interlock.agency.caseworker.telling import MOVING, failure, standing
from interlock.agency.pages.numbers import whole
from interlock.agency.register.models import Import
from interlock.agency.register.verdict_tasks import progress

__all__ = ["Row", "home"]

_MOST: Final = 50
_State = Import.State


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One sentence of the desk, and where it leads."""

    sentence: str
    href: str
    because: str = ""
    at: datetime | None = None
    done: int = 0
    total: int = 0


@require(Action.UPLOAD_IMPORT)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the desk."""
    now = clock.now()
    queue = look_at_queue(now)
    files = list(
        Import.objects.defer("content")
        .filter(Q(state__in=(*MOVING, _State.PREVIEWED, _State.FAILED)) | ~Q(failure=""))
        .order_by("-id")[:_MOST]
    )
    conflicts = open_conflicts(files)
    rows = {file.pk: _row(file, *conflicts.get(file.pk, (0, 0))) for file in files}
    context = {
        "mine": [rows[file.pk] for file in files if file.state == _State.PREVIEWED],
        "waiting": [*(rows[file.pk] for file in files if file.state in MOVING), *_judging(queue)],
        "wrong": [*_unattended(queue), *(rows[file.pk] for file in files if _is_wrong(file)), *_failed(now)],
    }
    return render(request, "caseworker/home.html", context)


def _row(file: Import, still_open: int, taken: int) -> Row:
    return Row(
        sentence=standing(file, conflicts=still_open, lines=written(file, taken)),
        href=reverse("caseworker:import", args=[file.pk]),
        because=failure(file),
        at=file.uploaded_at,
        done=file.done,
        total=file.total if file.state in MOVING else 0,
    )


def _is_wrong(file: Import) -> bool:
    """Return whether the last job on a file failed; a preview that failed is told here alone."""
    return file.state == _State.FAILED or (file.state == _State.APPLIED and bool(file.failure))


def _judging(queue: Queue) -> list[Row]:
    everything = progress()
    href = reverse("caseworker:jobs")
    if everything is not None:
        text = gettext("All entries are being judged anew: {done} of {total}.")
        sentence = text.format(done=whole(everything.done), total=whole(everything.total))
        return [Row(sentence=sentence, href=href, done=everything.done, total=everything.total)]
    count = queue.waiting + queue.under_way
    if not count:
        return []
    text = ngettext("{count} job is waiting or at work.", "{count} jobs are waiting or at work.", count)
    return [Row(sentence=text.format(count=whole(count)), href=href)]


def _unattended(queue: Queue) -> list[Row]:
    if queue.is_attended:
        return []
    sentence = gettext("No worker is at work, so no import and no verdict goes on.")
    because = gettext("Whoever runs the agency starts one with “interlock serve”.")
    return [Row(sentence=sentence, href=reverse("caseworker:jobs"), because=because)]


def _failed(now: datetime) -> list[Row]:
    """Return jobs that failed or are stalled, but for those on files, which stand for themselves."""
    broken = ProcrastinateJob.objects.filter(status__in=("failed", "doing")).exclude(queue_name="imports")
    href = f"{reverse('caseworker:jobs')}?state=failed"
    return [
        Row(sentence=gettext("{what}: {state}.").format(what=job.what, state=job.state), href=href,
            because=job.why, at=job.since)
        for job in shown_jobs(broken, now, most=10)
        if job.why
    ]  # fmt: skip
