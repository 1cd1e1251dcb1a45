"""How long a session lasts, and that officers have shown a second factor in it.

A session ends eight hours after it began, an officer's also after thirty minutes without a request. Where it
ends in the middle of a form, `kept_forms` keeps what was typed.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.contrib import auth, messages
from django.contrib.sessions.backends.base import SessionBase
from django.core.exceptions import PermissionDenied
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from interlock.adapters import clock
from interlock.agency.accounts import kept_forms
from interlock.agency.accounts.models import User
from interlock.agency.accounts.seats import Seat

__all__ = [
    "IDLE_LIMIT", "LIMIT", "Sessions", "begin", "is_officer", "mark_second_factor", "needs_second_factor",
]  # fmt: skip

LIMIT: Final = timedelta(hours=8)
IDLE_LIMIT: Final = timedelta(minutes=30)
_STEP: Final = timedelta(minutes=1)
"""How exactly it is noted when somebody was last seen; finer would write at every request."""
_BEGAN, _SEEN, _FACTOR = "began", "seen", "second_factor"
_SHOWING: Final = ("account_logout", "mfa_reauthenticate", "mfa_reauthenticate_webauthn")
"""Where an officer shows a second factor that they have."""
_SETTING_UP: Final = (
    "account_logout", "account_reauthenticate", "mfa_activate_totp", "mfa_add_webauthn",
    "accounts:second_factor",
)  # fmt: skip
"""Where an officer sets one up. Nobody gets there who has one and hasn't shown it: they could add theirs."""


def begin(request: HttpRequest, at: datetime) -> None:
    """Note when a session began."""
    request.session[_BEGAN] = request.session[_SEEN] = at.isoformat()


def mark_second_factor(request: HttpRequest, user: User, *, shown: bool) -> None:
    """Note that somebody showed a second factor in this session, or that they no longer have one."""
    if shown:
        request.session[_FACTOR] = user.pk
    else:
        request.session.pop(_FACTOR, None)


def is_officer(user: User) -> bool:
    """Return whether somebody holds a seat of the agency or its council."""
    return any(Seat(membership.seat).is_officer for membership in user.memberships.all())


def needs_second_factor(user: User) -> bool:
    """Return whether somebody holds an officer's seat and has set up no second factor."""
    return is_officer(user) and not _has_second_factor(user)


def _has_second_factor(user: User) -> bool:
    from allauth.mfa.models import Authenticator
    from allauth.mfa.utils import is_mfa_enabled

    return bool(is_mfa_enabled(user, [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]))


class Sessions:
    """Ends sessions that have lasted long enough, and holds officers to their second factor."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, as somebody who has come in or as nobody."""
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            user = request.user
            prefetch_related_objects([user], "memberships")
            at = clock.now()
            if _has_ended(request.session, user, at):
                _end(request, user)
            elif at - _instant(request.session, _SEEN) >= _STEP:
                request.session[_SEEN] = at.isoformat()
        return self._get_response(request)

    def process_view(
        self, request: HttpRequest, _view: Callable[..., Any], _arguments: object, _keywords: object
    ) -> HttpResponseBase | None:
        """Send an officer who hasn't shown a second factor to where they show or set up one."""
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or not request.user.is_authenticated:
            return None
        user = request.user
        if request.session.get(_FACTOR) == user.pk or not is_officer(user):
            return None
        has_one = _has_second_factor(user)
        name = request.resolver_match.view_name if request.resolver_match else ""
        if name in (_SHOWING if has_one else _SETTING_UP):
            return None
        if request.path.startswith("/api/v1/"):
            raise PermissionDenied
        if not has_one:
            return HttpResponseRedirect(reverse("accounts:second_factor"))
        here = urlencode({"next": request.get_full_path() if request.method == "GET" else "/"})
        return HttpResponseRedirect(f"{_where_to_show(user)}?{here}")


def _has_ended(session: SessionBase, user: User, at: datetime) -> bool:
    if _BEGAN not in session or _SEEN not in session:
        return True
    began = _instant(session, _BEGAN)
    if at - began >= LIMIT or (user.signed_out_at is not None and began < user.signed_out_at):
        return True
    return is_officer(user) and at - _instant(session, _SEEN) >= IDLE_LIMIT


def _instant(session: SessionBase, name: str) -> datetime:
    return datetime.fromisoformat(session[name])


def _end(request: HttpRequest, user: User) -> None:
    auth.logout(request)
    kept_forms.note_end(request, user.id)
    messages.info(request, _("Your session has ended. Sign in to go on."))


def _where_to_show(user: User) -> str:
    from allauth.mfa.models import Authenticator

    codes = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP)
    return reverse("mfa_reauthenticate" if codes.exists() else "mfa_reauthenticate_webauthn")
