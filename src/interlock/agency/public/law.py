"""What every rulebook says of an entry, provision by provision, each opened into its reasons."""

from __future__ import annotations

import hashlib

from django.core.cache import caches
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language
from django.views.decorators.http import conditional_page, require_safe

from interlock.adapters import clock
from interlock.agency.accounts.matrix import Action
from interlock.agency.accounts.permissions import require
from interlock.agency.pages.names import entry_name
from interlock.agency.public.asked import judged, moment_of, viewed
from interlock.agency.register.latest import latest
from interlock.agency.register.reading import EntryView
from interlock.agency.register.speaking import told
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
    context = {
        "view": view,
        "kind": view.kind,
        "moment": moment,
        "problem": problem,
        "name": entry_name(view.entry),
        "here": reverse("public:entry", args=[path, slug]),
        **_verdicts(view),
    }
    response = render(request, "public/law.html", context, status=422 if problem else 200)
    patch_cache_control(response, private=request.user.is_authenticated, no_cache=True)
    return response


def _verdicts(view: EntryView) -> dict[str, object]:
    """Return the verdicts as markup, or why there are none; remembered until the register changes.

    Judged is what the view holds, which for those who read secrets may be more, so what was said is part of
    the key; everything else by which it is judged stands by the last act.
    """
    said = hashlib.sha256(repr([one.id for one in view.statements]).encode()).hexdigest()
    moment = f"{view.as_of}-{view.held_at.timestamp() if view.held_at else ''}"
    key = f"law-{view.entry.id}-{moment}-{get_language()}-{latest()}-{said}"
    known: dict[str, object] | None = caches["pages"].get(key)
    if known is None:
        assessment, obstacle = judged(view)
        context = {"assessment": assessment, "verdicts": current_verdicts(view.entry, on=view.as_of)}
        known = {
            "obstacle": "" if obstacle is None else told(obstacle),
            "judged": "" if obstacle else render_to_string("register/verdicts.html", context),
        }
        caches["pages"].set(key, known)
    return known
