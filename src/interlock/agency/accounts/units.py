"""Units: what administrators answer for. The agency is one, each State is one, each organisation is one."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet

from interlock.agency.accounts.matrix import MATRIX, Action, Reach
from interlock.agency.accounts.models import AccountChange, Invitation, Membership, User
from interlock.agency.accounts.seats import Seat
from interlock.agency.register.models import Entry
from interlock.register import Kind

__all__ = ["Unit", "administers", "require_administrator", "unit_of"]

_AGENCY = (Seat.CASEWORKER, Seat.INSPECTOR)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """The agency, one State or one organisation."""

    organisation: int | None = None
    """The organisation's entry."""
    state: str = ""
    """ISO 3166 code."""

    @property
    def seats(self) -> tuple[Seat, ...]:
        """Seats that people of the unit can hold."""
        if self.organisation is not None:
            return (Seat.APPLICANT,)
        return (Seat.DELEGATE,) if self.state else _AGENCY

    def members(self) -> QuerySet[Membership]:
        """Return who belongs to it, oldest first."""
        return (
            Membership.objects.filter(
                seat__in=self.seats, organisation_id=self.organisation, state=self.state
            )
            .select_related("user", "organisation")
            .order_by("id")
        )

    def invitations(self) -> QuerySet[Invitation]:
        """Return what was offered and neither taken nor withdrawn, newest first."""
        return (
            Invitation.objects.filter(
                seat__in=self.seats, organisation_id=self.organisation, state=self.state,
                accepted_at=None, withdrawn_at=None,
            )
            .select_related("invited_by")
            .order_by("-invited_at", "-id")
        )  # fmt: skip

    def changes(self) -> QuerySet[AccountChange]:
        """Return what was done to who may come in, newest first."""
        return (
            AccountChange.objects.filter(
                seat__in=self.seats, organisation_id=self.organisation, state=self.state
            )
            .select_related("actor")
            .order_by("-id")
        )

    def exists(self) -> bool:
        """Return whether the register holds the organisation or the State; the agency always is."""
        if self.organisation is not None:
            return Entry.objects.filter(id=self.organisation, kind=Kind.ORGANISATION).exists()
        return not self.state or Entry.objects.filter(kind=Kind.STATE, countries=[self.state]).exists()


def unit_of(seat: Membership | Invitation) -> Unit:
    """Return the unit that a seat belongs to."""
    return Unit(organisation=seat.organisation_id, state=seat.state)


def administers(user: User, unit: Unit) -> bool:
    """Return whether somebody is an administrator of a unit."""
    return user.is_active and any(
        membership.is_administrator
        and unit_of(membership) == unit
        and MATRIX[Seat(membership.seat)][Action.INVITE] is not Reach.NONE
        for membership in user.memberships.all()
    )


def require_administrator(user: User, unit: Unit) -> None:
    """Do nothing if somebody is an administrator of a unit.

    Raises
    ------
    PermissionDenied
        If they aren't.
    """
    if not administers(user, unit):
        raise PermissionDenied
