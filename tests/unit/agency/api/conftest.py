"""Programs that ask: tokens of people with a second factor, and what they send."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, TypeAlias

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from interlock.adapters import clock
from interlock.agency.accounts.models import User
from interlock.agency.api.scopes import Scope
from interlock.agency.api.tokens import issue

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse

Response: TypeAlias = "_MonkeyPatchedWSGIResponse"
"""What the test client answers."""

V1 = "/api/v1"


def strong(user: User) -> User:
    """Give somebody a second factor."""
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "JBSWY3DPEHPK3PXP"})
    return user


def token_of(user: User, *scopes: Scope, days: int = 30, age: timedelta = timedelta()) -> str:
    """Return the secret of a new token, made some time ago."""
    chosen = scopes or tuple(Scope)
    return issue(user, label="a test", scopes=chosen, days=days, at=clock.now() - age)[1]


def bearer(secret: str) -> dict[str, str]:
    """Return the header that a program sends."""
    return {"Authorization": f"Bearer {secret}"}


def post(
    client: Client,
    path: str,
    body: object = None,
    *,
    secret: str = "",
    key: str = "key-of-a-test",
    **headers: str,
) -> Response:
    """Send an act as a program does."""
    told = {"Idempotency-Key": key, **headers} | (bearer(secret) if secret else {})
    text = json.dumps({} if body is None else body)
    return client.post(f"{V1}{path}", text, content_type="application/json", headers=told)


@pytest.fixture
def secret(officer: User) -> str:
    """Return a token of a caseworker with every scope."""
    return token_of(strong(officer))
