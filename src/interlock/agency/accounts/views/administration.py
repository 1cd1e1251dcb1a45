"""Pages of administrators: members of their unit and invitations to it.

The unit is that of one's own seat, named by its number; no form can choose another.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from interlock.adapters import clock
from interlock.agency.accounts.forms import InviteForm, ReasonForm
from interlock.agency.accounts.inviting import Offer, invite, resend, withdraw
from interlock.agency.accounts.kept_forms import kept
from interlock.agency.accounts.mailing import send_invitation, tell_of_reset
from interlock.agency.accounts.matrix import Action
from interlock.agency.accounts.members import Decision, remove, reset_second_factor, set_administrator
from interlock.agency.accounts.models import Membership
from interlock.agency.accounts.permissions import person_of, require
from interlock.agency.accounts.seats import Seat
from interlock.agency.accounts.units import Unit, unit_of
from interlock.errors import InputError

__all__ = ["act_on_invitation", "act_on_member", "members", "unit"]

_SHOWN: Final = 200


@require(Action.INVITE)
@require_safe
def members(request: HttpRequest) -> HttpResponse:
    """Show the units that somebody administers; one alone is opened at once."""
    seats = list(_administered(request))
    distinct = {unit_of(seat): seat for seat in reversed(seats)}
    if len(distinct) == 1:
        return redirect("accounts:unit", seats[0].id)
    return render(request, "accounts/units.html", {"seats": list(distinct.values())})


@require(Action.INVITE)
@require_http_methods(["GET", "POST"])
def unit(request: HttpRequest, number: int) -> HttpResponse:
    """Show who belongs to a unit and who is invited, and invite somebody."""
    own = _own(request, number)
    its = unit_of(own)
    typed = request.POST if request.method == "POST" else kept(request)
    form = InviteForm(typed, seats=its.seats)
    if request.method == "POST" and form.is_valid() and _invite(request, form, its):
        return redirect("accounts:unit", number)
    context = {
        "own": own, "form": form, "members": its.members()[:_SHOWN],
        "invitations": its.invitations()[:_SHOWN], "changes": its.changes()[:_SHOWN], "now": clock.now(),
    }  # fmt: skip
    return render(request, "accounts/unit.html", context, status=422 if request.method == "POST" else 200)


def _invite(request: HttpRequest, form: InviteForm, its: Unit) -> bool:
    given = form.cleaned_data
    offer = Offer(
        email=given["email"], seat=Seat(given["seat"]), unit=its, language=given["language"],
        is_administrator=given["is_administrator"],
    )  # fmt: skip
    try:
        invitation, token = invite(offer, by=person_of(request), at=clock.now())
    except InputError:
        form.add_error("email", _("This person has the seat already."))
        return False
    send_invitation(invitation, token)
    messages.success(
        request,
        _("The invitation to %(email)s is sent. It is valid for seven days.") % {"email": invitation.email},
    )
    return True


@require(Action.INVITE)
@require_POST
def act_on_invitation(request: HttpRequest, number: int, invitation: int, verb: str) -> HttpResponse:
    """Withdraw an invitation, or send it again."""
    its = unit_of(_own(request, number))
    found = get_object_or_404(its.invitations(), id=invitation)
    if verb == "resend":
        token = resend(found, by=person_of(request), at=clock.now())
        send_invitation(found, token)
        messages.success(request, _("The invitation is sent again; the earlier link no longer works."))
    else:
        withdraw(found, by=person_of(request), at=clock.now())
        messages.success(request, _("The invitation is withdrawn; its link no longer works."))
    return redirect("accounts:unit", number)


@require(Action.INVITE)
@require_http_methods(["GET", "POST"])
def act_on_member(request: HttpRequest, number: int, member: int, verb: str) -> HttpResponse:
    """Ask for the reason, then act on a member: remove, make administrator or not, reset the factor."""
    own = _own(request, number)
    found = get_object_or_404(unit_of(own).members(), id=member)
    typed = request.POST if request.method == "POST" else kept(request)
    form = ReasonForm(typed)
    if request.method == "POST" and form.is_valid():
        decision = Decision(by=person_of(request), at=clock.now(), reason=form.cleaned_data["reason"])
        try:
            _VERBS[verb](found, decision)
        except InputError:
            form.add_error(None, _why_not(verb))
        else:
            if verb == "second-factor":
                tell_of_reset(found.user, by=person_of(request), reason=decision.reason)
            messages.success(request, _("It is done and recorded."))
            return _after(own, number)
    context = {"own": own, "member": found, "verb": verb, "form": form}
    return render(
        request, "accounts/act_on_member.html", context, status=422 if request.method == "POST" else 200
    )


_VERBS: Final[dict[str, Callable[[Membership, Decision], None]]] = {
    "remove": remove,
    "administrator": partial(set_administrator, to=True),
    "member": partial(set_administrator, to=False),
    "second-factor": reset_second_factor,
}


def _why_not(verb: str) -> str:
    if verb == "second-factor":
        return _("Your own second factor is reset by another administrator. You can use a recovery code.")
    return _("This is the last administrator here. Make somebody else an administrator first.")


def _after(own: Membership, number: int) -> HttpResponse:
    """Return to the unit, unless the act took away one's own right to see it."""
    still = Membership.objects.filter(id=own.id, is_administrator=True).exists()
    return redirect("accounts:unit", number) if still else redirect("accounts:account")


def _administered(request: HttpRequest) -> list[Membership]:
    user = person_of(request)
    return list(user.memberships.filter(is_administrator=True).select_related("organisation").order_by("id"))


def _own(request: HttpRequest, number: int) -> Membership:
    """Return one's own seat by its number. That of somebody else does not exist, as far as one is told."""
    user = person_of(request)
    found = user.memberships.select_related("organisation").filter(id=number).first()
    if found is None:
        raise Http404
    if not found.is_administrator:
        raise PermissionDenied
    return found
