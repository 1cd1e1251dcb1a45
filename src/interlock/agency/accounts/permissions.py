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

from interlock.agency.accounts.matrix import MATRIX, Action, Reach
from interlock.agency.accounts.models import Membership, User
from interlock.agency.accounts.seats import Seat
from interlock.agency.register.models import Entry

__all__ = ["may", "require"]

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


def _reaches(membership: Membership, action: Action, entry: Entry | None) -> bool:
    reach = MATRIX[Seat(membership.seat)][action]
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
    """Let a view run only for those who may do this to something; others come in first, or are refused."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *arguments: Any, **keywords: Any) -> HttpResponseBase:  # noqa: ANN401
            if may(request.user, action):
                return view(request, *arguments, **keywords)
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            raise PermissionDenied

        return guarded

    return decorate
