"""What somebody would try who wants in, or wants more than their seat: each attempt, and that it fails."""

from __future__ import annotations

import re

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client

from interlock.adapters import clock
from interlock.agency.accounts.inviting import Offer, invite
from interlock.agency.accounts.models import Invitation, Membership, User
from interlock.agency.accounts.seats import Seat
from interlock.agency.accounts.units import Unit
from interlock.agency.register.models import Entry
from interlock.register import Kind
from tests.unit.agency.accounts.conftest import code, with_app
from tests.unit.agency.conftest import PASSWORD, entry, person, record, sign_in, take

pytestmark = pytest.mark.django_db
LOGIN = "/account/login"


def token_for(email: str = "new@agency.example", **membership: object) -> str:
    """Return the token of an invitation by the set-up."""
    offer = Offer(email=email, seat=Seat.INSPECTOR, unit=Unit(), **membership)  # type: ignore[arg-type]  # fields by name
    return invite(offer, by=None, at=clock.now())[1]


def take_as(client: Client, token: str, **more: str) -> int:
    """Open an invitation and take it; return the status."""
    client.get(f"/account/invitations/{token}")
    fields = {"name": "Eve", "password": PASSWORD, **more}
    return client.post("/account/invitation", fields).status_code


def test_an_invitation_is_not_used_twice(client: Client) -> None:
    """The second browser with the same link gets the page that says so."""
    token = token_for()
    assert take_as(client, token) == 302
    assert take_as(Client(), token) == 410
    assert User.objects.count() == 1


def test_a_guessed_token_finds_nothing(client: Client) -> None:
    """Nor does a digest from the database, nor a part, nor what is no token at all."""
    token = token_for()
    for guess in (Invitation.objects.get().digest, token[:-1], token + "A", "%00", "..%2F..", "é" * 500):
        assert client.get(f"/account/invitations/{guess}", follow=True).status_code in (410, 404)


def test_the_form_of_an_invitation_cannot_ask_for_more(client: Client) -> None:
    """Seat, administration, unit and address are those of the invitation, whatever is added to the form."""
    more = {
        "seat": "caseworker", "is_administrator": "on", "state": "KE", "organisation": "1",
        "email": "eve@evil.example",
    }  # fmt: skip
    assert take_as(client, token_for(), **more) == 302
    seat = Membership.objects.get()
    assert (seat.seat, seat.is_administrator, seat.state) == ("inspector", False, "")
    assert seat.user.email == "new@agency.example"


def test_an_invitation_is_not_taken_by_somebody_signed_in_as_another(client: Client, founder: User) -> None:
    """Not by clicking, not by posting."""
    client.force_login(founder)
    token = token_for()
    client.get(f"/account/invitations/{token}")
    assert client.post("/account/invitation").status_code == 403
    assert founder.memberships.count() == 1


def test_an_administrator_cannot_invite_to_another_organisation(client: Client, founder: User) -> None:
    """Neither by the address of somebody else's seat nor by fields of the form."""
    take(record("Other Labs", kind=Kind.ORGANISATION))
    rival = entry("Other Labs", Kind.ORGANISATION)
    theirs = person("boss@other.example", seat=Seat.APPLICANT, organisation=rival, is_administrator=True)
    client.force_login(founder)
    fields = {"email": "eve@evil.example", "seat": "applicant", "language": "en"}
    assert client.post(f"/account/members/{theirs.memberships.get().id}", fields).status_code == 404
    own = founder.memberships.get().id
    client.post(f"/account/members/{own}", fields | {"organisation": str(rival.id), "unit": str(rival.id)})
    assert not rival.invitations.exists()
    assert client.post(f"/account/members/{own}", fields | {"seat": "caseworker"}).status_code == 422


def test_a_member_of_another_unit_cannot_be_named(client: Client, founder: User, head: User) -> None:
    """Under one's own unit, another's people and invitations do not exist."""
    token_for()
    client.force_login(founder)
    own, other = founder.memberships.get().id, head.memberships.get().id
    for verb in ("remove", "administrator", "member", "second-factor"):
        path = f"/account/members/{own}/people/{other}/{verb}"
        assert client.post(path, {"reason": "because"}).status_code == 404
    invitation = Invitation.objects.get().id
    for verb in ("resend", "withdraw"):
        assert client.post(f"/account/members/{own}/invitations/{invitation}/{verb}").status_code == 404
    assert head.memberships.exists()


def test_nobody_promotes_themselves(client: Client, lab: Entry, head: User) -> None:
    """Neither on the page of members nor by fields added to the page of one's account."""
    plain = person("plain@labs.example", seat=Seat.APPLICANT, organisation=lab)
    client.force_login(plain)
    own = plain.memberships.get().id
    assert (
        client.post(f"/account/members/{own}/people/{own}/administrator", {"reason": "x"}).status_code == 403
    )
    client.post(
        "/account/",
        {"name": "Plain", "language": "en", "email": head.email, "is_administrator": "on",
         "seat": "inspector", "is_active": "1", "password": "x", "signed_out_at": ""},
    )  # fmt: skip
    plain.refresh_from_db()
    seat = plain.memberships.get()
    assert (plain.email, seat.is_administrator, seat.seat) == ("plain@labs.example", False, "applicant")


def test_a_session_number_planted_before_is_worth_nothing_after(client: Client, founder: User) -> None:
    """Signing in gives a new one."""
    client.get(f"/account/invitations/{token_for()}")
    planted = client.session.session_key
    client.post(LOGIN, {"login": founder.email, "password": PASSWORD})
    assert client.session.session_key != planted
    thief = Client()
    thief.cookies["sessionid"] = str(planted)
    assert thief.get("/account/").status_code == 302


@pytest.mark.parametrize(
    "path", ["/inspector/", "/account/", "/account/members", "/account/2fa/", "/account/email", "/",
             "/account/2fa/webauthn", "/account/password/change", "/account/desk"],
)  # fmt: skip
@pytest.mark.parametrize("method", ["get", "post"])
def test_an_officer_without_a_second_factor_reaches_nothing_by_its_address(
    client: Client, path: str, method: str
) -> None:
    """Only the pages that set one up, and the way out."""
    client.force_login(person("fresh@agency.example", seat=Seat.INSPECTOR, is_administrator=True))
    answer = getattr(client, method)(path)
    assert answer.status_code == 302
    assert answer["Location"] == "/account/second-factor"


@pytest.mark.django_db(transaction=True)  # sessions are marked on commit
def test_a_session_of_the_password_alone_gains_nothing_when_the_factor_is_set_up(
    client: Client,
    head: User,
) -> None:
    """Who stole the password and waited is signed out, and could not have added a factor of their own."""
    thief = Client()
    thief.post(LOGIN, {"login": head.email, "password": PASSWORD})
    client.post(LOGIN, {"login": head.email, "password": PASSWORD})
    client.post("/account/reauthenticate", {"password": PASSWORD})
    secret = re.search(r'class="id">([A-Z2-7]{32})<', client.get("/account/2fa/totp/activate").text)
    assert secret is not None
    client.post("/account/2fa/totp/activate", {"code": code(secret.group(1))})
    assert client.get("/account/").status_code == 200
    assert thief.get("/account/")["Location"].startswith(LOGIN)


@pytest.mark.parametrize("path", ["/account/2fa/webauthn/add", "/account/2fa/totp/activate", "/account/2fa/",
                                  "/account/second-factor", "/account/2fa/totp/deactivate"])  # fmt: skip
def test_a_session_that_has_not_shown_the_factor_cannot_touch_it(
    client: Client, head: User, path: str
) -> None:
    """It is asked to show it, with the password known as well."""
    with_app(head)
    client.force_login(head)
    client.post("/account/reauthenticate", {"password": PASSWORD})
    assert client.get(path)["Location"].startswith("/account/2fa/reauthenticate")
    assert client.post(path)["Location"].startswith("/account/2fa/reauthenticate")
    assert Authenticator.objects.filter(user=head).count() == 1


def test_another_persons_passkey_cannot_be_named(client: Client, head: User, founder: User) -> None:
    """Its number leads nowhere."""
    held = Authenticator.objects.create(user=head, type=Authenticator.Type.WEBAUTHN, data={"name": "k"})
    sign_in(client, founder)
    client.post("/account/reauthenticate", {"password": PASSWORD})
    for verb in ("edit", "remove"):
        path = f"/account/2fa/webauthn/keys/{held.pk}/{verb}"
        assert client.get(path).status_code == 404
        assert client.post(path, {"name": "mine"}).status_code == 404


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "http:evil.example",
     "https://127.0.0.1:8000.evil.example/", "\thttps://evil.example", "http://localhost:9999/"],
)  # fmt: skip
@pytest.mark.parametrize("form", [LOGIN, "/account/logout", "/account/reauthenticate"])
def test_nobody_is_sent_elsewhere(client: Client, founder: User, elsewhere: str, form: str) -> None:
    """Whatever ``next`` says, one stays on this site."""
    if form != LOGIN:
        client.force_login(founder)
    fields = {"login": founder.email, "password": PASSWORD, "next": elsewhere}
    answer = client.post(form, fields)
    assert answer.status_code in (200, 302)
    assert re.fullmatch(r"/[^/\\].*|/|", answer.headers.get("Location", ""))
    assert client.get(f"{LOGIN}?next={elsewhere}").headers.get("Location", "/").startswith("/")


@pytest.mark.parametrize("host", ["evil.example", "localhost", "127.0.0.1:8000@evil.example"])
def test_the_link_of_a_reset_mail_is_the_sites_own(client: Client, founder: User, host: str) -> None:
    """Whatever the request called the site."""
    client.post(
        "/account/password/reset", {"email": founder.email}, headers={"host": host, "x-forwarded-host": host}
    )
    for message in mail.outbox:
        assert "http://127.0.0.1:8000/account/password/reset/key/" in message.body
        assert "evil" not in message.body
    assert bool(mail.outbox) == (host == "localhost")


def test_names_bring_no_headers_and_no_markup(client: Client, founder: User) -> None:
    """Neither into a mail nor into a page."""
    User.objects.filter(id=founder.id).update(name="Eve\r\nBcc: all@evil.example<script>alert(1)</script>")
    client.force_login(founder)
    unit = f"/account/members/{founder.memberships.get().id}"
    client.post(unit, {"email": "new@labs.example", "seat": "applicant", "language": "en"})
    assert list(mail.outbox[-1].recipients()) == ["new@labs.example"]
    assert "<script>alert" not in client.get(unit).text


def test_forms_without_their_token_are_refused(founder: User) -> None:
    """Another site can't make somebody's browser act."""
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(founder)
    own = founder.memberships.get().id
    for path in ("/account/", f"/account/members/{own}", "/account/sign-out-everywhere", LOGIN):
        assert strict.post(path, {}).status_code == 403


def test_a_forwarded_address_does_not_reset_the_count(client: Client, founder: User) -> None:
    """Where no proxy is named, a header can't make up a new client each time."""
    for number in range(12):
        client.post(
            LOGIN,
            {"login": f"user{number}@labs.example", "password": "wrong"},
            headers={"x-forwarded-for": f"10.0.0.{number}"},
        )
    answer = client.post(
        LOGIN, {"login": founder.email, "password": PASSWORD}, headers={"x-forwarded-for": "10.1.1.1"}
    )
    assert "Too many attempts" in answer.text
