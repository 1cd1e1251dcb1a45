"""What administrators do to members of their own unit. Each act has a reason and is recorded.

They remove them, make them administrators or no longer, and free them from a lost second factor.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from interlock.agency.accounts.models import AccountChange, Membership, User
from interlock.agency.accounts.units import require_administrator, unit_of
from interlock.errors import InputError

__all__ = ["Decision", "remove", "reset_second_factor", "set_administrator"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Who decides, when and why."""

    by: User
    at: datetime
    reason: str


@transaction.atomic
def remove(membership: Membership, decision: Decision) -> None:
    """Take a seat away. What the person did stays, under their name.

    Raises
    ------
    InputError
        If it is the last administrator of the unit.
    PermissionDenied
        If its unit is not theirs.
    """
    _lock(membership, decision)
    _keep_an_administrator(membership)
    _record(AccountChange.Act.REMOVED, membership, decision)
    membership.delete()


@transaction.atomic
def set_administrator(membership: Membership, decision: Decision, *, to: bool) -> None:
    """Let a member invite and remove others, or no longer.

    Raises
    ------
    InputError
        If it is the last administrator of the unit.
    PermissionDenied
        If its unit is not theirs.
    """
    _lock(membership, decision)
    if not to:
        _keep_an_administrator(membership)
    membership.is_administrator = to
    membership.save(update_fields=["is_administrator"])
    acts = AccountChange.Act
    _record(acts.MADE_ADMINISTRATOR if to else acts.UNMADE_ADMINISTRATOR, membership, decision)


@transaction.atomic
def reset_second_factor(membership: Membership, decision: Decision) -> None:
    """Free a member from a lost second factor: authenticators go, sessions end, the password stays.

    At the next sign-in an officer sees only the page that sets up a new one.

    Raises
    ------
    InputError
        If it is one's own: another administrator has to look.
    PermissionDenied
        If the unit is not theirs, or the member has a seat in a unit that is not theirs.
    """
    from allauth.mfa.models import Authenticator

    _lock(membership, decision)
    if membership.user_id == decision.by.id:
        raise InputError(
            "your own second factor cannot be reset by yourself",
            advice="Use a recovery code, or ask another administrator.",
        )
    for other in membership.user.memberships.all():
        # Whoever holds a seat elsewhere must not lose its protection through an administrator from here.
        require_administrator(decision.by, unit_of(other))
    Authenticator.objects.filter(user_id=membership.user_id).delete()
    User.objects.filter(id=membership.user_id).update(signed_out_at=decision.at)
    _record(AccountChange.Act.RESET_SECOND_FACTOR, membership, decision)


def _lock(membership: Membership, decision: Decision) -> None:
    """Hold all seats of the unit, so that no two administrators remove each other."""
    unit = unit_of(membership)
    seats = list(unit.members().select_for_update(of=("self",)))
    decision.by.refresh_from_db()
    if membership.id not in {seat.id for seat in seats}:
        raise PermissionDenied
    require_administrator(User.objects.get(id=decision.by.id), unit)
    if not decision.reason.strip():
        raise InputError("no reason was given", field="reason", advice="Say in a sentence why.")


def _keep_an_administrator(membership: Membership) -> None:
    others = unit_of(membership).members().filter(is_administrator=True, user__is_active=True)
    if membership.is_administrator and not others.exclude(id=membership.id).exists():
        raise InputError(
            f"{membership.user} is the last administrator here",
            advice="Make somebody else an administrator first.",
        )


def _record(act: AccountChange.Act, membership: Membership, decision: Decision) -> None:
    AccountChange.objects.create(
        act=act, made_at=decision.at, actor=decision.by, seat=membership.seat,
        subject=f"{membership.user.name} <{membership.user.email}>"[:300].strip(),
        organisation_id=membership.organisation_id, state=membership.state, reason=decision.reason.strip(),
    )  # fmt: skip
