"""The page of an entry: what it is, what the law says of it, where each number comes from."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.views.decorators.http import conditional_page, require_safe

from interlock.adapters import clock
from interlock.agency.accounts.matrix import Action
from interlock.agency.accounts.permissions import may, require
from interlock.agency.public.asked import judged, knows_of, moment_of, viewed
from interlock.agency.public.asking import Moment
from interlock.agency.public.entry_page import entry_page
from interlock.agency.public.related import related_to
from interlock.agency.public.structured import json_ld, structured
from interlock.agency.register.judging import check_cooling
from interlock.agency.register.models import Entry
from interlock.agency.register.reading import EntryView
from interlock.agency.register.verdict_history import current_verdicts
from interlock.errors import InputError
from interlock.findings import Finding
from interlock.register.declaring import JUDGED

__all__ = ["by_number", "entry"]


@require_safe
@conditional_page
@require(Action.READ_PUBLIC)
def entry(request: HttpRequest, path: str, slug: str) -> HttpResponse:
    """Show an entry, today or as of a day."""
    today = clock.today()
    moment, problem = moment_of(request, today)
    view = viewed(request, path, slug, moment)
    response = render(
        request, "public/entry.html", _context(request, view, moment, problem), status=422 if problem else 200
    )
    patch_cache_control(response, private=request.user.is_authenticated, no_cache=True)
    return response


@require_safe
@require(Action.READ_PUBLIC)
def by_number(request: HttpRequest, number: int) -> HttpResponse:
    """Lead from an entry's number, which never changes, to its page."""
    row = get_object_or_404(Entry.objects.defer("search"), id=number)
    if not knows_of(request.user, row):  # its address would tell its name
        raise Http404
    return redirect(row)


def _context(
    request: HttpRequest, view: EntryView, moment: Moment, problem: InputError | None
) -> dict[str, Any]:
    assessment, obstacle = judged(view)
    here = reverse("public:entry", args=[view.kind.path, view.entry.slug])
    return {
        "view": view,
        "kind": view.kind,
        "corrects": may(request.user, Action.CORRECT, entry=view.entry),
        "moment": moment,
        "problem": problem,
        "typed": {name: request.GET.get(name, "")[:40] for name in ("as_of", "held_at")},
        "page": entry_page(
            view, is_named=may(request.user, Action.READ_AUDIT), whole=request.GET.get("history", "")
        ),
        "related": related_to(view.entry),
        "assessment": assessment,
        "obstacle": obstacle,
        "is_judged": view.kind in JUDGED,
        "verdicts": current_verdicts(view.entry, on=view.as_of),
        "cooling": _cooling(request, view),
        "here": here,
        "law_at": f"{reverse('public:law', args=[view.kind.path, view.entry.slug])}{_asking(moment)}",
        "whole_at": f"{here}{_asking(moment, history='')}",
        "permalink": f"{settings.ORIGIN}{reverse('public:by_number', args=[view.entry.id])}",
        "json_at": f"/api/v1/{view.kind.path}/{view.entry.slug}",
        "json_ld": json_ld(
            structured(view, address=f"{settings.ORIGIN}{here}", language=get_language() or "en")
        ),
    }


def _cooling(request: HttpRequest, view: EntryView) -> list[Finding]:
    """Return what a site's cooling says of its power, for those who look at sites."""
    if not may(request.user, Action.INSPECT_SITES, entry=view.entry):
        return []
    check = check_cooling(view)
    return [] if check is None or check.finding is None else [check.finding]


def _asking(moment: Moment, **others: str) -> str:
    """Return the part of an address that asks for the same moment, and for more."""
    asked = {"as_of": moment.as_of.isoformat()} if moment.is_past else {}
    if moment.held_at is not None:
        asked["held_at"] = moment.held_at.isoformat()
    return f"?{urlencode(asked | others)}" if asked or others else ""
