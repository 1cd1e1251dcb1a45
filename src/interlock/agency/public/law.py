"""What every rulebook says of an entry, provision by provision, each opened into its reasons."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import conditional_page, require_safe

from interlock.adapters import clock
from interlock.agency.accounts.matrix import Action
from interlock.agency.accounts.permissions import require
from interlock.agency.pages.names import entry_name
from interlock.agency.public.asked import judged, moment_of, viewed
from interlock.agency.register.verdict_history import current_verdicts
from interlock.register.declaring import JUDGED

__all__ = ["law"]


@require_safe
@conditional_page
@require(Action.READ_PUBLIC)
def law(request: HttpRequest, path: str, slug: str) -> HttpResponse:
    """Show the verdicts of an entry with their reasons, today or as of a day."""
    moment, problem = moment_of(request, clock.today())
    view = viewed(request, path, slug, moment)
    if view.kind not in JUDGED:
        raise Http404
    assessment, obstacle = judged(view)
    context = {
        "view": view,
        "kind": view.kind,
        "moment": moment,
        "problem": problem,
        "name": entry_name(view.entry),
        "here": reverse("public:entry", args=[path, slug]),
        "assessment": assessment,
        "obstacle": obstacle,
        "verdicts": current_verdicts(view.entry, on=view.as_of),
    }
    response = render(request, "public/law.html", context, status=422 if problem else 200)
    patch_cache_control(response, private=request.user.is_authenticated, no_cache=True)
    return response
