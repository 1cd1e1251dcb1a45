"""Administrators act on members of their own unit, with a reason, and one of them always stays."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest
from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied
from django.db.models import ProtectedError

from interlock.agency.accounts.members import Decision, remove, reset_second_factor, set_administrator
from interlock.agency.accounts.models import AccountChange, Membership, User
from interlock.agency.accounts.seats import Seat
from interlock.agency.register.models import Entry
from interlock.errors import InputError
from tests.unit.agency.accounts.conftest import with_app
from tests.unit.agency.conftest import NOW, person

pytestmark = pytest.mark.django_db
ACTS = [
    remove,
    reset_second_factor,
    partial(set_administrator, to=True),
    partial(set_administrator, to=False),
]


def because(by: User, reason: str = "left the agency") -> Decision:
    """Return a decision with its reason."""
    return Decision(by=by, at=NOW, reason=reason)


def seat(user: User) -> Membership:
    """Return somebody's one seat."""
    return user.memberships.get()


def test_a_removed_member_keeps_the_account_and_loses_the_seat(head: User) -> None:
    """What they did stays under their name."""
    other = person("other@agency.example", seat=Seat.INSPECTOR)
    remove(seat(other), because(head))
    assert not other.memberships.exists()
    assert User.objects.filter(id=other.id).exists()
    change = AccountChange.objects.get()
    assert (change.act, change.actor, change.reason) == ("removed", head, "left the agency")
    assert change.subject == "Other <other@agency.example>"


@pytest.mark.parametrize("act", ACTS)
def test_no_act_reaches_another_unit(
    act: Callable[[Membership, Decision], None], head: User, founder: User
) -> None:
    """Not upwards, not downwards, not sideways."""
    with pytest.raises(PermissionDenied):
        act(seat(head), because(founder))
    with pytest.raises(PermissionDenied):
        act(seat(founder), because(head))


@pytest.mark.parametrize("act", ACTS)
def test_who_is_no_administrator_does_nothing(
    act: Callable[[Membership, Decision], None], head: User, lab: Entry
) -> None:
    """Not even to themselves."""
    member = person("member@agency.example", seat=Seat.CASEWORKER)
    for subject in (head, member):
        with pytest.raises(PermissionDenied):
            act(seat(subject), because(member))
    assert lab.members.count() == 0


@pytest.mark.parametrize("act", [remove, partial(set_administrator, to=False)])
def test_the_last_administrator_stays(act: Callable[[Membership, Decision], None], head: User) -> None:
    """Else nobody could invite; somebody else is made one first."""
    other = person("other@agency.example", seat=Seat.CASEWORKER)
    with pytest.raises(InputError, match="last administrator"):
        act(seat(head), because(head))
    set_administrator(seat(other), because(head), to=True)
    act(seat(head), because(head))
    assert [one.user for one in Membership.objects.filter(is_administrator=True)] == [other]


def test_a_closed_account_counts_for_no_administrator(head: User) -> None:
    """Who can't sign in can't invite."""
    person("gone@agency.example", seat=Seat.CASEWORKER, is_administrator=True)
    User.objects.filter(email="gone@agency.example").update(is_active=False)
    with pytest.raises(InputError, match="last administrator"):
        remove(seat(head), because(head))


@pytest.mark.parametrize("act", ACTS)
def test_each_act_has_a_reason(act: Callable[[Membership, Decision], None], head: User) -> None:
    """Blanks are none."""
    other = person("other@agency.example", seat=Seat.CASEWORKER)
    with pytest.raises(InputError, match="no reason"):
        act(seat(other), because(head, "  "))


def test_resetting_a_lost_second_factor_ends_sessions_and_is_recorded(head: User) -> None:
    """The password stays; the next sign-in sets up a new factor."""
    other = person("other@agency.example", seat=Seat.CASEWORKER)
    with_app(other)
    reset_second_factor(seat(other), because(head, "lost the telephone"))
    other.refresh_from_db()
    assert not Authenticator.objects.filter(user=other).exists()
    assert other.signed_out_at == NOW
    assert AccountChange.objects.get().reason == "lost the telephone"


def test_nobody_resets_their_own(head: User) -> None:
    """Whoever has taken over a session could else free themselves of the factor."""
    with pytest.raises(InputError, match="your own"):
        reset_second_factor(seat(head), because(head))


def test_a_reset_needs_all_units_of_the_member(founder: User, lab: Entry) -> None:
    """An organisation's administrator can't strip an officer of the factor that protects the agency."""
    officer = person("both@agency.example", seat=Seat.CASEWORKER)
    guest = Membership.objects.create(user=officer, seat=Seat.APPLICANT, organisation=lab)
    with_app(officer)
    with pytest.raises(PermissionDenied):
        reset_second_factor(guest, because(founder))
    assert Authenticator.objects.filter(user=officer).exists()


def test_who_has_acted_cannot_be_deleted(head: User) -> None:
    """The record would lose its author."""
    other = person("other@agency.example", seat=Seat.CASEWORKER)
    remove(seat(other), because(head))
    with pytest.raises(ProtectedError):
        head.delete()
