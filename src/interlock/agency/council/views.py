"""The delegate's desk: their State, and the council's overview of all."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from interlock.agency.accounts.matrix import Action
from interlock.agency.accounts.permissions import person_of, require
from interlock.agency.accounts.seats import Seat
from interlock.agency.council.states import sections_of, standings

__all__ = ["home"]


@require(Action.SEE_COUNCIL)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show what the register holds of the delegate's State, what is not public marked, and of all."""
    codes = [
        membership.state
        for membership in person_of(request).memberships.all()
        if membership.seat == Seat.DELEGATE and membership.state
    ]
    context = {
        "states": [(code, sections_of(code)) for code in codes],
        "standings": standings(codes),
    }
    return render(request, "council/home.html", context)
