"""Whether somebody may do something: the one question every door asks before it acts."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import resolve_url
from django.utils.http import urlencode
from django_htmx.http import HttpResponseClientRedirect

from interlock.agency.accounts import kept_forms
from interlock.agency.accounts.matrix import MATRIX, Action, Reach
from interlock.agency.accounts.models import Membership, User
from interlock.agency.accounts.seats import Seat
from interlock.agency.register.models import Entry

__all__ = ["ask_to_sign_in", "may", "may_to_all", "person_of", "require", "signed_in"]

View = Callable[..., HttpResponseBase]


def may(user: User | AnonymousUser, action: Action, *, entry: Entry | None = None) -> bool:
    """Return whether any of somebody's seats lets them do this.

    Parameters
    ----------
    entry
        What it is done to; without one, whether the seat may do it to anything at all.
    """
    if MATRIX[Seat.PUBLIC][action] is Reach.ALL:
        return True
    if not user.is_authenticated or not user.is_active:
        return False
    return any(_reaches(seat, action, entry) for seat in user.memberships.all())


def may_to_all(user: User | AnonymousUser, action: Action) -> bool:
    """Return whether one of somebody's seats lets them do this to all there is, not only to their own."""
    if MATRIX[Seat.PUBLIC][action] is Reach.ALL:
        return True
    if not user.is_authenticated or not user.is_active:
        return False
    return any(MATRIX[Seat(seat.seat)][action] is Reach.ALL for seat in user.memberships.all())


def _reaches(membership: Membership, action: Action, entry: Entry | None) -> bool:
    reach = MATRIX[Seat(membership.seat)][action]
    if action is Action.INVITE and not membership.is_administrator:
        return False
    if reach is Reach.OWN and entry is not None:
        return _is_own(membership, entry)
    return reach is not Reach.NONE


def _is_own(membership: Membership, entry: Entry) -> bool:
    own = membership.organisation_id
    if own is not None:
        return own == entry.id or own in _named(entry)
    return bool(membership.state) and membership.state in entry.countries


def _named(entry: Entry) -> set[int]:
    """Return the organisations that an entry belongs to."""
    found: set[int] = set()
    for name in ("developers", "owners", "providers", "holder"):
        value = entry.held.get(name, {}).get("value") or []
        members = value if isinstance(value, list) else [value]
        found |= {member["entry"] for member in members if member["entry"] is not None}
    return found


def require(action: Action) -> Callable[[View], View]:
    """Let a view run only for those who may do this to something; others come in first, or are refused.

    What somebody had typed when their session ended is kept until they have signed in again. The decorated
    view says what it requires (``view.requires``), which the test of the matrix reads.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *arguments: Any, **keywords: Any) -> HttpResponseBase:  # noqa: ANN401
            if may(request.user, action):
                return view(request, *arguments, **keywords)
            if not request.user.is_authenticated:
                return ask_to_sign_in(request)
            raise PermissionDenied

        setattr(guarded, "requires", action)  # noqa: B010  # a function has no such attribute for the checker
        return guarded

    return decorate


def signed_in(view: View) -> View:
    """Let a view run for whoever has come in, whatever their seat; others come in first."""

    @wraps(view)
    def guarded(request: HttpRequest, *arguments: Any, **keywords: Any) -> HttpResponseBase:  # noqa: ANN401
        if request.user.is_authenticated:
            return view(request, *arguments, **keywords)
        return ask_to_sign_in(request)

    return guarded


def person_of(request: HttpRequest) -> User:
    """Return who has come in, behind a door that has made sure that somebody has.

    Raises
    ------
    PermissionDenied
        If nobody has: then a door is missing.
    """
    if not request.user.is_authenticated:
        raise PermissionDenied
    return request.user


def ask_to_sign_in(request: HttpRequest) -> HttpResponseBase:
    """Answer with the page to sign in, from which somebody comes back to where they were."""
    page = kept_forms.keep(request)
    if "HX-Request" in request.headers:
        address = f"{resolve_url('account_login')}?{urlencode({'next': page})}"
        return HttpResponseClientRedirect(address)
    return redirect_to_login(page, resolve_url("account_login"))
