"""What follows from signing in and from setting up, using or losing a second factor."""

from __future__ import annotations

import logging
from typing import Any, Final

from allauth.account.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_used
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.core.exceptions import PermissionDenied
from django.dispatch import receiver
from django.http import HttpRequest

from interlock.adapters import clock
from interlock.agency.accounts.models import User
from interlock.agency.accounts.sessions import begin, mark_second_factor

__all__: list[str] = []

_LOG: Final = logging.getLogger("interlock.security")
_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


@receiver(user_logged_in)
def _signed_in(request: HttpRequest, user: User, **_more: Any) -> None:  # noqa: ANN401  # a signal's
    begin(request, clock.now())
    _LOG.info("person %s signed in from %s", user.pk, _from(request))


@receiver(user_login_failed)
def _failed(request: HttpRequest | None = None, **_more: Any) -> None:  # noqa: ANN401  # a signal's
    # What was typed stays out of the log: people type passwords where addresses go.
    _LOG.warning("a sign-in failed from %s", _from(request))


@receiver(user_logged_out)
def _signed_out(request: HttpRequest, user: User | None, **_more: Any) -> None:  # noqa: ANN401  # a signal's
    if user is not None:
        _LOG.info("person %s signed out or timed out, from %s", user.pk, _from(request))


def _from(request: HttpRequest | None) -> str:
    try:
        return "no request" if request is None else str(get_adapter().get_client_ip(request))
    except PermissionDenied:  # behind fewer proxies than are named
        return "an unknown address"


@receiver(authenticator_used)
def _used(request: HttpRequest, user: User, **_more: Any) -> None:  # noqa: ANN401  # a signal's
    mark_second_factor(request, user, shown=True)
    _LOG.info("person %s showed a second factor from %s", user.pk, _from(request))


@receiver(authenticator_added)
def _added(request: HttpRequest, user: User, authenticator: Authenticator, **_more: Any) -> None:  # noqa: ANN401  # a signal's
    if authenticator.type not in _FACTORS:
        return
    if Authenticator.objects.filter(user=user, type__in=_FACTORS).count() == 1:
        # Sessions that were begun with the password alone end; this one goes on.
        at = clock.now()
        User.objects.filter(pk=user.pk).update(signed_out_at=at)
        begin(request, at)
    mark_second_factor(request, user, shown=True)


@receiver(authenticator_removed)
def _removed(request: HttpRequest, user: User, **_more: Any) -> None:  # noqa: ANN401  # a signal's
    if not Authenticator.objects.filter(user=user, type__in=_FACTORS).exists():
        mark_second_factor(request, user, shown=False)
