"""Pages of whoever was invited: the link in the mail, and taking the seat."""

from __future__ import annotations

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.core.internal import ratelimit
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from interlock.adapters import clock
from interlock.agency.accounts.forms import AcceptForm
from interlock.agency.accounts.inviting import accept, find_invitation, join
from interlock.agency.accounts.models import Invitation, User
from interlock.agency.accounts.permissions import person_of
from interlock.errors import InputError, UnknownNameError

__all__ = ["open_invitation", "take_invitation"]

_KEY = "invitation"


@require_safe
@never_cache
def open_invitation(request: HttpRequest, token: str) -> HttpResponseBase:
    """Take the token out of the address, so that no later page names it, and show the invitation."""
    refused: HttpResponseBase | None = ratelimit.consume_or_429(
        request, app="allauth.account", action="reset_password_from_key", limit_get=True
    )
    if refused is not None:
        return refused
    request.session[_KEY] = token
    return redirect("accounts:invitation")


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def take_invitation(request: HttpRequest) -> HttpResponseBase:
    """Show an invitation, and take it: with a new account, or with the one that is signed in."""
    token = request.session.get(_KEY, "")
    try:
        invitation = find_invitation(token, at=clock.now())
        if request.user.is_authenticated:
            return _join(request, invitation, token)
        if User.objects.filter(email=invitation.email).exists():
            context = {"invitation": invitation, "next": reverse("accounts:invitation")}
            return render(request, "accounts/invitation_known.html", context)
        return _accept(request, invitation, token)
    except UnknownNameError:
        return render(request, "accounts/invitation_gone.html", status=410)


def _accept(request: HttpRequest, invitation: Invitation, token: str) -> HttpResponseBase:
    form = AcceptForm(request.POST if request.method == "POST" else None, email=invitation.email)
    if not form.is_valid():
        context = {"invitation": invitation, "form": form}
        return render(request, "accounts/invitation.html", context, status=422 if form.is_bound else 200)
    user = accept(
        token,
        name=form.cleaned_data["name"],
        password=form.cleaned_data["password"],
        language=get_language() or "en",
        at=clock.now(),
    )
    del request.session[_KEY]
    record_authentication(request, user, method="password", email=user.email, reauthenticated=True)
    answer: HttpResponseBase = perform_login(request, Login(user=user, email=user.email))
    return answer


def _join(request: HttpRequest, invitation: Invitation, token: str) -> HttpResponseBase:
    user = person_of(request)
    if request.method == "POST":
        try:
            join(token, user=user, at=clock.now())
        except InputError:
            # The address in the invitation is another's; the page says so.
            return _show_join(request, invitation, status=403)
        del request.session[_KEY]
        messages.success(request, _("The seat is yours."))
        return redirect("accounts:desk")
    return _show_join(request, invitation, status=200)


def _show_join(request: HttpRequest, invitation: Invitation, *, status: int) -> HttpResponse:
    context = {"invitation": invitation, "is_mine": person_of(request).email == invitation.email}
    return render(request, "accounts/invitation_join.html", context, status=status)
