"""The first administrators, invited on the command line: nobody inside could."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import translation

from interlock.agency.accounts.inviting import Offer, invite
from interlock.agency.accounts.mailing import invitation_address, send_invitation
from interlock.agency.accounts.seats import Seat
from interlock.agency.accounts.units import Unit
from interlock.agency.register.models import Entry
from interlock.errors import InputError
from interlock.register import Kind

__all__ = ["Given", "Wanted", "invite_first"]

_LANGUAGES = ("en", "de")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What was typed."""

    email: str
    seat: str
    organisation: str = ""
    """Slug of the organisation's page."""
    state: str = ""
    is_administrator: bool = True
    language: str = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """Where the invitation is taken, and until when."""

    address: str
    expires_at: datetime


def invite_first(wanted: Wanted, *, at: datetime) -> Given:
    """Invite somebody in the name of the agency's set-up.

    Raises
    ------
    InputError
        If the address, seat, unit or language is none.
    """
    try:
        validate_email(wanted.email)
    except ValidationError as error:
        raise InputError(
            f"{wanted.email!r} is no e-mail address", field="EMAIL", advice="Give one as name@host."
        ) from error
    if wanted.language not in _LANGUAGES:
        raise InputError(
            f"the language {wanted.language!r} is not spoken here",
            field="--language",
            advice="Give en or de.",
        )
    seat = _seat(wanted.seat)
    offer = Offer(
        email=wanted.email, seat=seat, unit=_unit(seat, wanted), language=wanted.language,
        is_administrator=wanted.is_administrator,
    )  # fmt: skip
    invitation, token = invite(offer, by=None, at=at)
    send_invitation(invitation, token)
    with translation.override(invitation.language):
        return Given(address=invitation_address(token), expires_at=invitation.expires_at)


def _seat(given: str) -> Seat:
    offered = [seat for seat in Seat if seat is not Seat.PUBLIC]
    if given not in offered:
        raise InputError(
            f"there is no seat {given!r}", field="--seat", advice=f"Seats: {', '.join(offered)}."
        )
    return Seat(given)


def _unit(seat: Seat, wanted: Wanted) -> Unit:
    if seat is Seat.APPLICANT:
        entry = Entry.objects.filter(kind=Kind.ORGANISATION, slug=wanted.organisation).first()
        if entry is None:
            raise InputError(
                f"the register holds no organisation {wanted.organisation!r}",
                field="--organisation",
                advice="Give the last part of the address of its page.",
            )
        return Unit(organisation=entry.id)
    if seat is Seat.DELEGATE:
        if not wanted.state:
            raise InputError(
                "a delegate needs a State", field="--state", advice="Give two letters, such as KE."
            )
        return Unit(state=wanted.state.upper())
    return Unit()
