"""Accounts come by invitation alone: to one address, for one seat, once, for seven days."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from interlock.agency.accounts.first import Wanted, invite_first
from interlock.agency.accounts.inviting import Offer, accept, find_invitation, invite, join, resend, withdraw
from interlock.agency.accounts.models import AccountChange, Invitation, Membership, User
from interlock.agency.accounts.seats import Seat
from interlock.agency.accounts.units import Unit
from interlock.agency.register.models import Entry
from interlock.errors import InputError, UnknownNameError
from tests.unit.agency.conftest import NOW, PASSWORD, person

pytestmark = pytest.mark.django_db
AGENCY = Unit()
WEEK = timedelta(days=7)


def offer(email: str = "new@agency.example", seat: Seat = Seat.INSPECTOR, unit: Unit = AGENCY) -> Offer:
    """Return an offer of a seat."""
    return Offer(email=email, seat=seat, unit=unit)


def take_seat(token: str, *, days: float = 0) -> User:
    """Take an invitation as somebody new."""
    return accept(token, name="Nia New", password=PASSWORD, language="de", at=NOW + timedelta(days=days))


def test_an_invitation_becomes_an_account_with_its_seat(head: User) -> None:
    """Who takes it has the seat offered, a proved address, and nothing else."""
    _, token = invite(offer("New@Agency.example"), by=head, at=NOW)
    user = take_seat(token)

    seat = user.memberships.get()
    assert (seat.seat, seat.organisation, seat.state, seat.is_administrator) == ("inspector", None, "", False)
    assert (user.email, user.language, user.check_password(PASSWORD)) == ("new@agency.example", "de", True)
    assert EmailAddress.objects.get(user=user).verified


def test_a_token_is_kept_as_its_digest_only(head: User) -> None:
    """Whoever reads the database can't take an invitation."""
    invitation, token = invite(offer(), by=head, at=NOW)
    assert token not in str(Invitation.objects.filter(id=invitation.id).values().get())
    assert len(token) >= 43


def test_an_invitation_works_once(head: User) -> None:
    """The second who opens the link finds nothing."""
    _, token = invite(offer(), by=head, at=NOW)
    take_seat(token)
    with pytest.raises(UnknownNameError, match="used before, withdrawn, or has expired"):
        take_seat(token)


def test_an_invitation_expires_after_seven_days(head: User) -> None:
    """To the second."""
    _, token = invite(offer(), by=head, at=NOW)
    assert find_invitation(token, at=NOW + WEEK - timedelta(seconds=1)).email == offer().email
    with pytest.raises(UnknownNameError):
        find_invitation(token, at=NOW + WEEK)


def test_a_withdrawn_invitation_is_gone(head: User) -> None:
    """Its link no longer works, and the act is recorded once."""
    invitation, token = invite(offer(), by=head, at=NOW)
    withdraw(invitation, by=head, at=NOW)
    withdraw(invitation, by=head, at=NOW)
    with pytest.raises(UnknownNameError):
        take_seat(token)
    assert AccountChange.objects.filter(act=AccountChange.Act.WITHDREW).count() == 1


def test_sending_again_gives_a_new_link_and_ends_the_old(head: User) -> None:
    """Two links would be two chances to leak."""
    invitation, old = invite(offer(), by=head, at=NOW)
    new = resend(invitation, by=head, at=NOW + timedelta(days=6))
    with pytest.raises(UnknownNameError):
        find_invitation(old, at=NOW)
    assert take_seat(new, days=12).memberships.exists()
    with pytest.raises(InputError, match="used or withdrawn"):
        resend(invitation, by=head, at=NOW)


def test_inviting_an_address_again_replaces_the_invitation(head: User) -> None:
    """Of two invitations to the same seat only the later works."""
    _, first = invite(offer(), by=head, at=NOW)
    invite(offer(), by=head, at=NOW)
    with pytest.raises(UnknownNameError):
        find_invitation(first, at=NOW)


@pytest.mark.parametrize(
    ("who", "unit", "seat"),
    [
        ("head", "lab", Seat.APPLICANT),
        ("head", "KE", Seat.DELEGATE),
        ("founder", "agency", Seat.CASEWORKER),
        ("founder", "KE", Seat.DELEGATE),
        ("founder", "other", Seat.APPLICANT),
    ],
)
def test_administrators_invite_to_their_own_unit_only(
    who: str, unit: str, seat: Seat, request: pytest.FixtureRequest, lab: Entry
) -> None:
    """Neither to another organisation, nor to a State, nor to the agency."""
    administrator: User = request.getfixturevalue(who)
    units = {
        "lab": Unit(organisation=lab.id), "other": Unit(organisation=lab.id + 1), "KE": Unit(state="KE"),
        "agency": AGENCY,
    }  # fmt: skip
    with pytest.raises(PermissionDenied):
        invite(offer(seat=seat, unit=units[unit]), by=administrator, at=NOW)


def test_a_member_without_administration_invites_nobody(lab: Entry) -> None:
    """The seat alone is not enough."""
    member = person("member@labs.example", seat=Seat.APPLICANT, organisation=lab)
    with pytest.raises(PermissionDenied):
        invite(offer(seat=Seat.APPLICANT, unit=Unit(organisation=lab.id)), by=member, at=NOW)


def test_a_unit_has_its_own_seats_only(founder: User, lab: Entry) -> None:
    """An organisation can't make caseworkers."""
    with pytest.raises(InputError, match="'caseworker' does not belong"):
        invite(offer(seat=Seat.CASEWORKER, unit=Unit(organisation=lab.id)), by=founder, at=NOW)


def test_somebody_with_an_account_takes_a_further_seat_as_themselves(head: User, founder: User) -> None:
    """Their account stays one; only the address invited can take the seat."""
    _, token = invite(offer(founder.email), by=head, at=NOW)
    with pytest.raises(InputError, match="there is an account"):
        take_seat(token)
    with pytest.raises(InputError, match="another address"):
        join(token, user=head, at=NOW)
    join(token, user=founder, at=NOW)
    assert set(founder.memberships.values_list("seat", flat=True)) == {"applicant", "inspector"}


def test_a_failed_attempt_does_not_use_the_invitation_up(head: User, founder: User) -> None:
    """Whoever opens the link as somebody else loses nothing for its owner."""
    _, token = invite(offer(founder.email), by=head, at=NOW)
    with pytest.raises(InputError):
        join(token, user=head, at=NOW)
    assert find_invitation(token, at=NOW).email == founder.email


def test_who_has_the_seat_is_not_invited_again(head: User) -> None:
    """Nothing would change."""
    with pytest.raises(InputError, match="has this seat already"):
        invite(offer(head.email, Seat.CASEWORKER), by=head, at=NOW)


def test_the_record_of_acts_is_append_only(head: User) -> None:
    """The database refuses to change who did what to whom."""
    invite(offer(), by=head, at=NOW)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AccountChange.objects.update(reason="rewritten")


def test_the_set_up_invites_the_first_administrators(lab: Entry) -> None:
    """Of the agency, a State or an organisation; the mail speaks the language asked for."""
    given = invite_first(
        Wanted(email="first@labs.example", seat="applicant", organisation=lab.slug, language="de"), at=NOW
    )
    assert "/de/account/invitations/" in given.address
    assert given.address in mail.outbox[-1].body
    user = take_seat(given.address.rpartition("/")[2])
    assert Membership.objects.get(user=user).is_administrator


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"email": "nobody"}, "EMAIL"),
        ({"seat": "emperor"}, "--seat"),
        ({"seat": "public"}, "--seat"),
        ({"seat": "applicant", "organisation": "none-such"}, "--organisation"),
        ({"seat": "delegate"}, "--state"),
        ({"language": "fr"}, "--language"),
    ],
)
def test_the_set_up_says_what_is_wrong(change: dict[str, str], field: str) -> None:
    """With the option that has to change."""
    wanted = replace(Wanted(email="a@b.example", seat="caseworker"), **change)  # type: ignore[arg-type]  # by name
    with pytest.raises(InputError) as caught:
        invite_first(wanted, at=NOW)
    assert caught.value.field == field


def test_a_delegate_needs_a_state_that_the_register_holds() -> None:
    """Not one that is made up."""
    with pytest.raises(InputError, match="no such organisation or State"):
        invite_first(Wanted(email="a@b.example", seat="delegate", state="QX"), at=NOW)
