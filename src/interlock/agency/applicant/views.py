"""The applicant's desk: their organisation's entries, members and tokens."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from interlock.agency.accounts.matrix import Action
from interlock.agency.accounts.permissions import person_of, require
from interlock.agency.accounts.seats import Seat
from interlock.agency.applicant.holdings import holdings_of

__all__ = ["home"]


@require(Action.SEE_ORGANISATION)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show what the register holds of each organisation that somebody speaks for."""
    seats = [
        membership
        for membership in person_of(request).memberships.select_related("organisation").order_by("id")
        if membership.seat == Seat.APPLICANT
    ]
    if not seats:
        raise PermissionDenied
    organisations = [
        (seat, holdings_of(seat.organisation_id)) for seat in seats if seat.organisation_id is not None
    ]
    return render(request, "applicant/home.html", {"organisations": organisations})
