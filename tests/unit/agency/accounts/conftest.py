"""What the tests of accounts share: units with their administrators, and codes of an authenticator app."""

from __future__ import annotations

import re
import time

import pytest
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.core import mail

from interlock.agency.accounts.models import User
from interlock.agency.accounts.seats import Seat
from interlock.agency.register.models import Entry
from interlock.register import Kind
from tests.unit.agency.conftest import entry, person, record, take

_LINK = re.compile(r"https?://[^\s]+")


@pytest.fixture
def lab(db: None) -> Entry:  # noqa: ARG001  # an entry is a row
    """Return an organisation of the register."""
    take(record("Example Labs", kind=Kind.ORGANISATION, roles=["developer"]))
    return entry("Example Labs", Kind.ORGANISATION)


@pytest.fixture
def head(db: None) -> User:  # noqa: ARG001  # a person is a row
    """Return an administrator of the agency."""
    return person("head@agency.example", seat=Seat.CASEWORKER, is_administrator=True)


@pytest.fixture
def founder(lab: Entry) -> User:
    """Return an administrator of the organisation."""
    return person("founder@labs.example", seat=Seat.APPLICANT, organisation=lab, is_administrator=True)


def with_app(user: User) -> str:
    """Set up an authenticator app for somebody; return its secret."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return str(secret)


def code(secret: str, *, steps: int = 0) -> str:
    """Return what the app shows now, or some steps of thirty seconds later."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps)))  # noqa: TID251  # the library's clock


def link() -> str:
    """Return the first address in the last mail."""
    found = _LINK.search(str(mail.outbox[-1].body))
    assert found is not None
    return found.group()
