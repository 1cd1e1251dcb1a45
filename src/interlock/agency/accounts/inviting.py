"""Invitations: the only way to an account. Offered, sent, taken once, or withdrawn.

A token has 256 bits and goes out by mail alone; the database keeps its SHA-256. An invitation names its
seat, so that whoever takes it can't choose another.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from interlock.agency.accounts.models import AccountChange, Invitation, Membership, User
from interlock.agency.accounts.seats import Seat
from interlock.agency.accounts.units import Unit, require_administrator, unit_of
from interlock.errors import InputError, UnknownNameError

__all__ = ["VALID_FOR", "Offer", "accept", "find_invitation", "invite", "join", "resend", "withdraw"]

VALID_FOR: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What is offered to whom."""

    email: str
    seat: Seat
    unit: Unit
    is_administrator: bool = False
    language: str = "en"


def invite(offer: Offer, *, by: User | None, at: datetime) -> tuple[Invitation, str]:
    """Return a new invitation and its token, which is nowhere else.

    Parameters
    ----------
    by
        An administrator of the unit; None for the agency's own set-up, on its command line.

    Raises
    ------
    InputError
        If the unit has no such seat, the register doesn't know the unit, or the person has the seat already.
    PermissionDenied
        If the unit is not theirs.
    """
    _check(offer, by)
    token = secrets.token_urlsafe(32)
    email = offer.email.strip().lower()
    with transaction.atomic():
        offer.unit.invitations().select_for_update(of=("self",)).filter(email=email, seat=offer.seat).update(
            withdrawn_at=at
        )
        invitation = Invitation.objects.create(
            email=email, seat=offer.seat, organisation_id=offer.unit.organisation, state=offer.unit.state,
            is_administrator=offer.is_administrator, language=offer.language, digest=_digest(token),
            invited_by=by, invited_at=at, expires_at=at + VALID_FOR,
        )  # fmt: skip
        _record(AccountChange.Act.INVITED, invitation, by=by, at=at)
    return invitation, token


def _check(offer: Offer, by: User | None) -> None:
    if by is not None:
        require_administrator(by, offer.unit)
    if offer.seat not in offer.unit.seats:
        raise InputError(
            f"the seat {offer.seat.value!r} does not belong to this unit",
            field="seat",
            advice=f"Seats here: {', '.join(seat.value for seat in offer.unit.seats)}.",
        )
    if not offer.unit.exists():
        raise InputError("the register holds no such organisation or State", advice="Name one that it holds.")
    if offer.unit.members().filter(user__email=offer.email.strip().lower(), seat=offer.seat).exists():
        raise InputError(
            f"{offer.email} has this seat already", field="email", advice="Nothing needs to be sent."
        )


def find_invitation(token: str, *, at: datetime) -> Invitation:
    """Return the invitation of a token that can still be taken.

    Raises
    ------
    UnknownNameError
        If there is none: never given, taken, withdrawn or expired. Which of these is not said.
    """
    found = (
        Invitation.objects.filter(
            digest=_digest(token), accepted_at=None, withdrawn_at=None, expires_at__gt=at
        )
        .select_related("organisation", "invited_by")
        .first()
    )
    if found is None:
        raise UnknownNameError(
            "this invitation cannot be used: it was used before, withdrawn, or has expired",
            advice="Ask the person who invited you to send it again.",
        )
    return found


@transaction.atomic
def accept(token: str, *, name: str, password: str, language: str, at: datetime) -> User:
    """Return a new person with the seat that their invitation offers. It is used up.

    Raises
    ------
    InputError
        If there is an account with this address: its holder signs in and takes the seat with `join`.
    UnknownNameError
        If the invitation can't be used.
    """
    invitation = _take(token, at)
    if User.objects.filter(email=invitation.email).exists():
        raise InputError(
            "there is an account with this address", advice="Sign in with it, then open the link again."
        )
    user = User.objects.create_user(invitation.email, password, name=name.strip(), language=language)
    _seat(user, invitation, at)
    return user


@transaction.atomic
def join(token: str, *, user: User, at: datetime) -> Membership:
    """Give somebody who has an account the seat that their invitation offers. It is used up.

    Raises
    ------
    InputError
        If it was sent to another address.
    UnknownNameError
        If it can't be used.
    """
    invitation = _take(token, at)
    if user.email != invitation.email:
        raise InputError(
            "this invitation was sent to another address",
            advice=f"Sign in as {invitation.email}, or ask for an invitation to your own address.",
        )
    return _seat(user, invitation, at)


def _take(token: str, at: datetime) -> Invitation:
    """Return the invitation of a token, marked as used; of two at once the second finds none."""
    found = find_invitation(token, at=at)
    taken = Invitation.objects.filter(id=found.id, accepted_at=None, withdrawn_at=None).update(accepted_at=at)
    if taken != 1:
        return find_invitation(token, at=at)
    return found


def _seat(user: User, invitation: Invitation, at: datetime) -> Membership:
    membership, _ = Membership.objects.update_or_create(
        user=user,
        seat=invitation.seat,
        organisation_id=invitation.organisation_id,
        state=invitation.state,
        defaults={"is_administrator": invitation.is_administrator},
    )
    _record(AccountChange.Act.ACCEPTED, invitation, by=user, at=at)
    return membership


@transaction.atomic
def withdraw(invitation: Invitation, *, by: User, at: datetime) -> None:
    """Make an invitation unusable.

    Raises
    ------
    PermissionDenied
        If its unit is not theirs.
    """
    require_administrator(by, unit_of(invitation))
    if Invitation.objects.filter(id=invitation.id, accepted_at=None, withdrawn_at=None).update(
        withdrawn_at=at
    ):
        _record(AccountChange.Act.WITHDREW, invitation, by=by, at=at)


@transaction.atomic
def resend(invitation: Invitation, *, by: User, at: datetime) -> str:
    """Return a new token of an invitation, valid for another week; the old one no longer works.

    Raises
    ------
    InputError
        If it was used or withdrawn meanwhile.
    PermissionDenied
        If its unit is not theirs.
    """
    require_administrator(by, unit_of(invitation))
    token = secrets.token_urlsafe(32)
    renewed = Invitation.objects.filter(id=invitation.id, accepted_at=None, withdrawn_at=None).update(
        digest=_digest(token), expires_at=at + VALID_FOR
    )
    if not renewed:
        raise InputError("this invitation was used or withdrawn", advice="Invite the person anew.")
    _record(AccountChange.Act.RESENT, invitation, by=by, at=at)
    return token


def _record(act: AccountChange.Act, invitation: Invitation, *, by: User | None, at: datetime) -> None:
    AccountChange.objects.create(
        act=act, made_at=at, actor=by, subject=invitation.email, seat=invitation.seat,
        organisation_id=invitation.organisation_id, state=invitation.state,
    )  # fmt: skip


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
