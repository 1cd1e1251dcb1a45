"""Who may come into the demonstration: one person and one administrator for each seat.

Passwords and secrets follow from the seed alone, so that the same world can be made again. Whoever knows the
seed therefore knows them: the demonstration is for one's own machine.
"""

from __future__ import annotations

import hashlib
from base64 import b32encode
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple

from interlock.agency.accounts.models import Membership, User
from interlock.agency.accounts.seats import Seat
from interlock.agency.register.models import Entry
from interlock.register import Kind
from interlock.register.names import key

__all__ = ["Account", "account_lines", "accounts", "make_accounts"]

_GROUP, _GROUPS = 4, 5
_TOTP_BYTES: Final = 20


class Account(NamedTuple):
    """What a person of the demonstration signs in with."""

    seat: str
    """For whom, in words."""
    email: str
    password: str
    secret: str
    """Of the one-time codes; empty for seats without a second factor."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Person:
    email: str
    name: str
    seat: Seat
    organisation: str = ""
    state: str = ""
    is_administrator: bool = False
    language: str = "en"

    @property
    def words(self) -> str:
        where = self.organisation or self.state or ("the agency" if self.seat.is_officer else "")
        return f"{self.seat.value} of {where}" + (", administrator" if self.is_administrator else "")


_PEOPLE: Final = (
    _Person(
        email="applicant@example.org", name="Ada Applicant", seat=Seat.APPLICANT, organisation="Example Labs"
    ),
    _Person(
        email="applicant.administrator@example.org", name="Anton Antragsteller", seat=Seat.APPLICANT,
        organisation="Example Labs", is_administrator=True, language="de",
    ),
    _Person(
        email="provider.administrator@example.org", name="Petra Provider", seat=Seat.APPLICANT,
        organisation="Example Compute", is_administrator=True,
    ),
    _Person(email="caseworker@example.org", name="Carla Caseworker", seat=Seat.CASEWORKER),
    _Person(
        email="caseworker.administrator@example.org", name="Cem Caseworker", seat=Seat.CASEWORKER,
        is_administrator=True,
    ),
    _Person(email="inspector@example.org", name="Ines Inspector", seat=Seat.INSPECTOR),
    _Person(
        email="inspector.administrator@example.org", name="Ivo Inspector", seat=Seat.INSPECTOR,
        is_administrator=True,
    ),
    _Person(email="delegate@example.org", name="Dora Delegate", seat=Seat.DELEGATE, state="BR"),
    _Person(
        email="delegate.administrator@example.org", name="Dieter Delegierter", seat=Seat.DELEGATE,
        state="DE", is_administrator=True, language="de",
    ),
)  # fmt: skip


def accounts(seed: int) -> tuple[Account, ...]:
    """Return what the people of a seed's world sign in with.

    Examples
    --------
    >>> accounts(1) == accounts(1), accounts(1)[0].password == accounts(2)[0].password
    (True, False)
    """
    return tuple(_account(person, seed) for person in _PEOPLE)


def account_lines(made: Iterable[Account]) -> Iterator[str]:
    """Yield the accounts as lines of text, never cut short: two a person, so that they fit a terminal."""
    for account in made:
        yield account.seat
        codes = f"   one-time codes {account.secret}" if account.secret else ""
        yield f"   {account.email}   {account.password}{codes}"


def _account(person: _Person, seed: int) -> Account:
    password = _drawn(seed, person.email, "password").lower()
    parts = [password[place : place + _GROUP] for place in range(0, _GROUP * _GROUPS, _GROUP)]
    secret = _drawn(seed, person.email, "one-time codes") if person.seat.is_officer else ""
    return Account(seat=person.words, email=person.email, password="-".join(parts), secret=secret)


def _drawn(seed: int, email: str, what: str) -> str:
    """Return 32 letters and digits that follow from the seed: 160 bits in base 32."""
    digest = hashlib.sha256(f"interlock demonstration\n{seed}\n{email}\n{what}".encode()).digest()
    return b32encode(digest[:_TOTP_BYTES]).decode()


def make_accounts(*, at: datetime, seed: int) -> tuple[Account, ...]:
    """Make the people of a seed's world; within the caller's transaction, after the organisations."""
    made = accounts(seed)
    for person, account in zip(_PEOPLE, made, strict=True):
        _make(person, account, at)
    return made


def _make(person: _Person, account: Account, at: datetime) -> None:
    from allauth.mfa.totp.internal.auth import TOTP

    user = User.objects.create_user(
        person.email, account.password, name=person.name, language=person.language
    )
    organisation = (
        Entry.objects.get(kind=Kind.ORGANISATION, key=key(person.organisation))
        if person.organisation
        else None
    )
    membership = Membership.objects.create(
        user=user, seat=person.seat, organisation=organisation, state=person.state,
        is_administrator=person.is_administrator,
    )  # fmt: skip
    User.objects.filter(pk=user.pk).update(joined_at=at)
    Membership.objects.filter(pk=membership.pk).update(since=at)
    if account.secret:
        TOTP.activate(user, account.secret)
