"""Pages of one's own account: where to go after signing in, name and language, the second factor."""

from __future__ import annotations

from typing import Final

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import auth, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from interlock.adapters import clock
from interlock.agency.accounts.forms import YouForm
from interlock.agency.accounts.models import User
from interlock.agency.accounts.permissions import person_of, signed_in
from interlock.agency.accounts.seats import Seat
from interlock.agency.accounts.sessions import needs_second_factor

__all__ = ["account", "desk", "second_factor", "sign_out_everywhere"]

_DESKS: Final = {
    Seat.CASEWORKER: "caseworker:home",
    Seat.INSPECTOR: "inspector:home",
    Seat.DELEGATE: "council:home",
    Seat.APPLICANT: "applicant:home",
}


@signed_in
def desk(request: HttpRequest) -> HttpResponse:
    """Send somebody to the desk of their seat; of several, to the first that the agency names."""
    held = {Seat(membership.seat) for membership in person_of(request).memberships.all()}
    for seat, name in _DESKS.items():
        if seat in held:
            try:
                return HttpResponseRedirect(reverse(name))
            except NoReverseMatch:  # this agency has no such door
                continue
    return redirect("accounts:account")


@signed_in
@require_http_methods(["GET", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    """Show one's account, and take a new name or language."""
    user = person_of(request)
    form = YouForm(
        request.POST if request.method == "POST" else None,
        initial={"name": user.name, "language": user.language},
    )
    if request.method == "POST" and form.is_valid():
        User.objects.filter(pk=user.pk).update(**form.cleaned_data)
        messages.success(request, _("Your name and language are saved."))
        return redirect("accounts:account")
    memberships = user.memberships.select_related("organisation").order_by("id")
    factors = Authenticator.objects.filter(user=user).order_by("id")
    return render(
        request,
        "accounts/account.html",
        {"form": form, "memberships": memberships, "factors": factors},
        status=422 if form.is_bound else 200,
    )


@signed_in
def second_factor(request: HttpRequest) -> HttpResponse:
    """Show an officer how to set up a second factor; nothing else opens before."""
    if not needs_second_factor(person_of(request)):
        return redirect("mfa_index")
    context = {"passkeys_work": not _is_number(request.get_host()), "named_origin": _named_origin()}
    return render(request, "accounts/second_factor.html", context)


def _is_number(host: str) -> bool:
    return host.partition(":")[0].replace(".", "").isdigit() or host.startswith("[")


def _named_origin() -> str:
    """Return the site's address by a name: browsers give no passkeys to bare numbers."""
    return settings.ORIGIN.replace("127.0.0.1", "localhost")


@signed_in
@require_POST
def sign_out_everywhere(request: HttpRequest) -> HttpResponse:
    """End all sessions of the person who asks, this one included."""
    User.objects.filter(pk=person_of(request).pk).update(signed_out_at=clock.now())
    auth.logout(request)
    messages.success(request, _("You are signed out on every device."))
    return redirect("account_login")
