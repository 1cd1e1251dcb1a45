"""Builders for the tests of the agency: records, acts and people."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from interlock.agency.accounts.models import Membership, User
from interlock.agency.accounts.seats import Seat
from interlock.agency.register.models import Change, Entry
from interlock.agency.register.writing import Act, Written, begin, write
from interlock.register import Kind, Origin, Record, Stated

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
PASSWORD = "correct horse battery"  # noqa: S105  # of the tests
EPOCH = Origin(
    publisher="Epoch AI",
    title="Data on AI Models",
    url="https://epoch.ai/data/ai-models",
    licence="CC BY 4.0",
)


def act(actor: User | None = None, *, days: int = 0, reason: str = "for a test") -> Act:
    """Return an act at the tests' present, some days later."""
    return Act(actor=actor, at=NOW + timedelta(days=days), reason=reason)


def record(
    name: str,
    *,
    kind: Kind = Kind.MODEL,
    on: date = date(2026, 5, 2),
    **values: Any,  # noqa: ANN401  # of any type of property
) -> Record:
    """Return a record whose values hold always."""
    return Record(
        kind=kind, name=name, stated_on=on, origin=EPOCH, line=2,
        values={prop: (Stated(value=value),) for prop, value in values.items()},
    )  # fmt: skip


def take(*records: Record, by: Act | None = None) -> Written:
    """Write records as one import."""
    return write(begin(Change.Act.IMPORT, by or act(), summary="table.csv"), records)


def entry(name: str, kind: Kind = Kind.MODEL) -> Entry:
    """Return an entry by name."""
    return Entry.objects.get(kind=kind, name=name)


def person(email: str, *, seat: Seat | None = None, **membership: Any) -> User:  # noqa: ANN401  # fields by name
    """Return somebody, perhaps with a seat."""
    user = User.objects.create_user(email, PASSWORD, name=email.partition("@")[0].title())
    if seat is not None:
        Membership.objects.create(user=user, seat=seat, **membership)
    return user


def sign_in(client: Client, user: User) -> Client:
    """Sign somebody in, as if they had shown a second factor."""
    client.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    session["second_factor"] = user.pk
    session.save()
    return client


@pytest.fixture
def officer(db: None) -> User:  # noqa: ARG001  # a person is a row
    """Return a caseworker."""
    user = User.objects.create_user("officer@agency.example", PASSWORD, name="Ada Officer")
    Membership.objects.create(user=user, seat=Seat.CASEWORKER)
    return user
