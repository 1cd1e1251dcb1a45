"""The inspector's desk."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from interlock.agency.accounts.matrix import Action
from interlock.agency.accounts.permissions import require
from interlock.agency.inspector.sites import by_state, look_at_sites
from interlock.register.cooling import FALSE_ALARM_PROBABILITY

__all__ = ["home"]


@require(Action.INSPECT_SITES)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the sites that deserve a look, and where facilities are."""
    context = {
        "sites": look_at_sites(), "countries": by_state(), "false_alarm": FALSE_ALARM_PROBABILITY * 100,
    }  # fmt: skip
    return render(request, "inspector/home.html", context)
