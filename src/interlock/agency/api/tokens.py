"""Tokens: made once and shown once, kept as a digest, never worth more than their person.

Examples
--------
::

    token, secret = issue(person, label="nightly import", scopes={Scope.IMPORT}, days=30, at=now())
    caller = identify(f"Bearer {secret}", at=now())
    caller.allows(Action.UPLOAD_IMPORT)
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.contrib.auth.models import AnonymousUser

from interlock.agency.accounts.matrix import Action
from interlock.agency.accounts.models import User
from interlock.agency.accounts.permissions import may, may_to_all
from interlock.agency.accounts.sessions import needs_second_factor
from interlock.agency.api.models import Token
from interlock.agency.api.scopes import ACTIONS, Scope
from interlock.agency.register.models import Entry
from interlock.errors import InputError

__all__ = ["LONGEST_DAYS", "PUBLIC", "Caller", "identify", "issue", "revoke"]

LONGEST_DAYS: Final = 90
_MOST_TOKENS: Final = 20
_FORM: Final = re.compile(r"ilk_[0-9a-f]{8}_[A-Za-z0-9_-]{43}")
_PREFIX: Final = len("ilk_01234567")


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who asks: a person through a token, or the public."""

    token: Token | None = None

    @property
    def user(self) -> User | AnonymousUser:
        """The person for whom the program acts."""
        return AnonymousUser() if self.token is None else self.token.user

    def allows(self, action: Action, *, entry: Entry | None = None) -> bool:
        """Return whether both the token's scopes and the person's seats let them do this."""
        if may(AnonymousUser(), action):
            return True
        if self.token is None or not self._covers(action):
            return False
        return may(self.token.user, action, entry=entry) and not needs_second_factor(self.token.user)

    def allows_to_all(self, action: Action) -> bool:
        """Return whether the token lets them do this to everything there is, not only to their own."""
        if self.token is None or not self._covers(action):
            return may_to_all(AnonymousUser(), action)
        return may_to_all(self.token.user, action) and not needs_second_factor(self.token.user)

    def _covers(self, action: Action) -> bool:
        scopes = () if self.token is None else self.token.scopes
        return any(action in ACTIONS[Scope(scope)] for scope in scopes)


PUBLIC: Final = Caller()
"""Somebody without a token."""


def issue(user: User, *, label: str, scopes: Collection[Scope], days: int, at: datetime) -> tuple[Token, str]:
    """Return a new token and its secret, which is kept nowhere.

    Raises
    ------
    InputError
        If it would hold for too long, for nothing, or the person has too many already.
    """
    if not 1 <= days <= LONGEST_DAYS:
        raise InputError(
            f"the token would hold for {days} days", field="days", advice=f"Give 1 to {LONGEST_DAYS} days."
        )
    if not scopes:
        raise InputError("the token has no scope", field="scopes", advice="Choose what it may do.")
    held = Token.objects.filter(user=user, revoked_at=None, expires_at__gt=at).count()
    if held >= _MOST_TOKENS:
        raise InputError(
            f"you hold {held} tokens already", advice="Revoke one that no program uses any more."
        )
    secret = f"ilk_{secrets.token_hex(4)}_{secrets.token_urlsafe(32)}"
    token = Token.objects.create(
        user=user, label=label[:100], prefix=secret[:_PREFIX], digest=_digest(secret),
        scopes=sorted(scopes), made_at=at, expires_at=at + timedelta(days=days),
    )  # fmt: skip
    return token, secret


def revoke(token: Token, *, at: datetime) -> None:
    """Let a token open nothing any more, from now on."""
    Token.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=at)


def identify(header: str, *, at: datetime) -> Caller | None:
    """Return who an Authorization header speaks for; None if its token opens nothing.

    A header that is empty is the public's.
    """
    if not header:
        return PUBLIC
    scheme, _, secret = header.partition(" ")
    if scheme.lower() != "bearer" or not _FORM.fullmatch(secret):
        return None
    rows = Token.objects.select_related("user").prefetch_related("user__memberships")
    token = rows.filter(digest=_digest(secret)).first()
    if token is None or not token.is_valid(at) or not token.user.is_active:
        return None
    if token.used_on != at.date():
        Token.objects.filter(pk=token.pk).update(used_on=at.date())
    return Caller(token=token)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("ascii")).hexdigest()
