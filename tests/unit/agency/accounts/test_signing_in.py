"""From the invitation in the mail to the desk: password, second factor, recovery, every page on the way."""

from __future__ import annotations

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from interlock.adapters import clock
from interlock.agency.accounts.inviting import Offer, invite
from interlock.agency.accounts.mailing import send_invitation
from interlock.agency.accounts.models import User
from interlock.agency.accounts.seats import Seat
from interlock.agency.accounts.units import Unit
from interlock.agency.register.models import Entry
from tests.unit.agency.accounts.conftest import code, link, with_app
from tests.unit.agency.conftest import PASSWORD, person, sign_in

pytestmark = pytest.mark.django_db
LOGIN = "/account/login"
HOST = "http://127.0.0.1:8000"


def invited(head: User | None = None, *, seat: Seat = Seat.INSPECTOR, unit: Unit | None = None) -> str:
    """Send an invitation; return the path in its mail."""
    offer = Offer(email="new@agency.example", seat=seat, unit=unit or Unit())
    send_invitation(*invite(offer, by=head, at=clock.now()))
    assert link().startswith(HOST)
    return link().removeprefix(HOST)


def log_in(client: Client, user: User, *, password: str = PASSWORD, to: str = "") -> str:
    """Post the sign-in form; return where it leads, or nothing where it stays."""
    answer = client.post(LOGIN, {"login": user.email, "password": password, "next": to})
    return str(answer.headers.get("Location", ""))


@pytest.mark.django_db(transaction=True)  # mail goes out on commit
def test_an_invited_officer_sets_up_an_app_before_anything_else(client: Client, head: User) -> None:
    """Link, name and password, app, recovery codes, desk."""
    page = client.get(invited(head), follow=True)
    assert "Inspector" in page.text
    assert "new@agency.example" in page.text
    answer = client.post("/account/invitation", {"name": "Nia New", "password": PASSWORD})
    assert answer["Location"] == "/account/desk"

    assert client.get("/account/desk")["Location"] == "/account/second-factor"
    assert client.get("/account/second-factor").status_code == 200
    page = client.get("/account/2fa/totp/activate")
    secret = re.search(r'class="id">([A-Z2-7]{32})<', page.text)
    assert secret is not None
    assert 'src="data:image/svg+xml;base64,' in page.text
    answer = client.post("/account/2fa/totp/activate", {"code": code(secret.group(1))})
    assert mail.outbox[-1].subject == "Interlock: An authenticator app was set up"
    assert answer["Location"] == "/account/2fa/recovery-codes"
    page = client.get("/account/2fa/recovery-codes")
    assert len(re.findall(r"<li>\d{8}</li>", page.text)) == 10

    assert client.get("/account/desk")["Location"] == "/inspector/"
    assert client.get("/inspector/").status_code == 200


def test_recovery_codes_are_shown_once(client: Client, head: User) -> None:
    """Afterwards only how many are left."""
    sign_in(client, head)
    client.post("/account/reauthenticate", {"password": PASSWORD})
    RecoveryCodes.activate(head)
    assert re.search(r"<li>\d{8}</li>", client.get("/account/2fa/recovery-codes").text)
    again = client.get("/account/2fa/recovery-codes").text
    assert not re.search(r"\d{8}", again)
    assert "10 codes are left" in again


def test_an_applicant_gets_in_with_the_password_alone(client: Client, lab: Entry) -> None:
    """Their seat needs no second factor."""
    client.get(invited(seat=Seat.APPLICANT, unit=Unit(organisation=lab.id)))
    client.post("/account/invitation", {"name": "Nia New", "password": PASSWORD})
    assert client.get("/account/desk")["Location"] == "/applicant/"
    assert "Example Labs" in client.get("/applicant/").text


@pytest.mark.parametrize("password", ["short", "password1234", "new@agency.example"])
def test_a_weak_password_is_refused_with_what_was_typed_kept(
    client: Client, head: User, password: str
) -> None:
    """Too short, too common, or the address again; the invitation stays."""
    client.get(invited(head))
    answer = client.post("/account/invitation", {"name": "Nia New", "password": password})
    assert answer.status_code == 422
    assert 'value="Nia New"' in answer.text
    assert not User.objects.filter(email="new@agency.example").exists()


def test_signing_in_asks_for_the_code_and_leads_on(client: Client, head: User) -> None:
    """To the page that was asked for."""
    secret = with_app(head)
    assert log_in(client, head, to="/account/members") == "/account/2fa/authenticate"
    assert client.get("/account/2fa/authenticate").status_code == 200
    assert client.get("/account/").status_code == 302
    answer = client.post("/account/2fa/authenticate", {"code": code(secret)})
    assert answer["Location"] == "/account/members"
    assert client.get("/account/members").status_code == 302
    assert client.get("/account/members", follow=True).status_code == 200


def test_a_code_works_once(client: Client, head: User) -> None:
    """Who reads it over a shoulder comes too late."""
    secret = with_app(head)
    now = code(secret)
    log_in(client, head)
    assert client.post("/account/2fa/authenticate", {"code": now}).status_code == 302
    other = Client()
    log_in(other, head)
    answer = other.post("/account/2fa/authenticate", {"code": now})
    assert answer.status_code == 200
    assert "was used before" in answer.text


def test_a_recovery_code_stands_in_once(client: Client, head: User) -> None:
    """For the lost telephone."""
    with_app(head)
    spare = RecoveryCodes.activate(head).get_unused_codes()[0]
    for expected in (302, 200):
        session = Client()
        log_in(session, head)
        assert session.post("/account/2fa/authenticate", {"code": spare}).status_code == expected
    log_in(client, head)


def test_second_factors_are_sealed_at_rest(head: User) -> None:
    """Whoever reads the database has no key; whoever alters it gets in nowhere."""
    secret = with_app(head)
    held = Authenticator.objects.get(user=head)
    assert secret not in held.data["secret"]
    held.data["secret"] = "AAAA" + held.data["secret"][4:]
    held.save()
    assert not held.wrap().validate_code(code(secret))


def test_an_officer_keeps_one_factor(client: Client, head: User) -> None:
    """The only one can't be removed."""
    sign_in(client, head)
    with_app(head)
    client.post("/account/reauthenticate", {"password": PASSWORD})
    answer = client.post("/account/2fa/totp/deactivate")
    assert "this is your only one" in answer.text
    assert Authenticator.objects.filter(user=head).exists()


def test_resetting_the_password_sends_a_link_that_works_once(client: Client, head: User) -> None:
    """In the recipient's language, and every session ends."""
    User.objects.filter(id=head.id).update(language="de")
    elsewhere = sign_in(Client(), head)
    client.post("/account/password/reset", {"email": head.email})
    assert mail.outbox[-1].to == [head.email]
    path = link().removeprefix(HOST)
    form = client.get(path, follow=True)
    assert form.status_code == 200
    where = form.request["PATH_INFO"]
    new = {"password1": "seven brown bears bake", "password2": "seven brown bears bake"}
    assert client.post(where, new)["Location"] == "/account/password/reset/key/done"
    assert "used before or has expired" in Client().get(path, follow=True).text
    head.refresh_from_db()
    assert head.check_password("seven brown bears bake")
    assert elsewhere.get("/account/").status_code == 302


def test_nothing_tells_whether_an_address_has_an_account(client: Client, head: User) -> None:
    """Neither the reset page nor the sign-in page, and strangers get no mail."""
    answers = []
    for email in (head.email, "nobody@nowhere.example"):
        reset = client.post("/account/password/reset", {"email": email}, follow=True)
        wrong = client.post(LOGIN, {"login": email, "password": "not the password"})
        texts = [re.sub(r'value="[^"]*"', "", page.text) for page in (reset, wrong)]
        answers.append((reset.status_code, wrong.status_code, *texts))
    assert answers[0] == answers[1]
    assert [message.to for message in mail.outbox] == [[head.email]]


def test_guessing_is_slowed_and_counted_for_all_processes(client: Client, head: User) -> None:
    """After five wrong passwords the right one waits; the count is in the database."""
    for _ in range(5):
        log_in(client, head, password="not the password")  # noqa: S106  # wrong on purpose
    answer = client.post(LOGIN, {"login": head.email, "password": PASSWORD})
    assert "Too many attempts" in answer.text
    cache.clear()
    assert log_in(client, head) == "/account/desk"


def test_codes_cannot_be_guessed_either(client: Client, head: User) -> None:
    """Five wrong codes, and the sixth is not looked at."""
    secret = with_app(head)
    log_in(client, head)
    for _ in range(5):
        client.post("/account/2fa/authenticate", {"code": "000000"})
    answer = client.post("/account/2fa/authenticate", {"code": code(secret)})
    assert "Too many attempts" in answer.text


def test_a_new_address_is_proved_by_a_code_before_it_counts(client: Client, head: User) -> None:
    """Until then the present one stays; afterwards both are told."""
    sign_in(client, head)
    with_app(head)
    assert client.get("/account/email").status_code == 200
    client.post("/account/email", {"action_add": "", "email": "head2@agency.example"})
    sent = re.search(r"^[A-Z]{4}-[A-Z]{4}$", str(mail.outbox[-1].body), re.MULTILINE)
    assert sent is not None
    assert mail.outbox[-1].to == ["head2@agency.example"]
    head.refresh_from_db()
    assert head.email == "head@agency.example"
    assert client.get("/account/confirm-email").status_code == 200
    client.post("/account/confirm-email", {"code": sent.group()})
    head.refresh_from_db()
    assert head.email == "head2@agency.example"
    assert mail.outbox[-1].to == ["head@agency.example"]


@pytest.mark.parametrize("prefix", ["", "/de"])
@pytest.mark.parametrize(
    "path",
    [
        "/account/", "/account/members", "/account/email", "/account/password/change", "/account/2fa/",
        "/account/2fa/totp/activate", "/account/2fa/webauthn", "/account/2fa/webauthn/add",
        "/account/2fa/recovery-codes/generate", "/account/logout", "/account/reauthenticate",
        "/account/2fa/totp/deactivate", "/account/2fa/reauthenticate", "/account/2fa/webauthn/reauthenticate",
    ],
)  # fmt: skip
def test_every_page_of_an_account_opens(client: Client, head: User, prefix: str, path: str) -> None:
    """With a heading and without inline script or style."""
    sign_in(client, head)
    client.post("/account/reauthenticate", {"password": PASSWORD})
    if "deactivate" in path or "recovery" in path:
        with_app(head)
    page = client.get(prefix + path, follow=True)
    assert page.status_code == 200
    assert "<h1>" in page.text
    assert " style=" not in page.text
    assert not re.search(r"<script(?![^>]*(?: src=|type=\"application/json\"))", page.text)


@pytest.mark.parametrize(
    "path", [LOGIN, "/account/password/reset", "/account/password/reset/done", "/account/inactive",
             "/account/password/reset/key/done", "/account/password/reset/key/abc-def",
             "/account/invitation"],
)  # fmt: skip
def test_every_page_on_the_way_in_opens(client: Client, path: str) -> None:
    """For whoever has not come in, in both languages."""
    for prefix in ("", "/de"):
        page = client.get(prefix + path, follow=True)
        assert page.status_code == (410 if path.endswith("invitation") else 200)
        assert "<h1>" in page.text


@pytest.mark.parametrize(
    "path", ["signup/", "signup", "social/login", "3rdparty/", "login/code", "password/set"]
)
def test_what_is_not_offered_does_not_exist(client: Client, path: str) -> None:
    """No open sign-up, no social accounts, no codes by mail."""
    assert client.get(f"/account/{path}").status_code == 404


def test_an_administrator_invites_resends_withdraws_and_removes_on_the_pages(
    client: Client, head: User
) -> None:
    """Each as a form that works without script, each with a sentence afterwards."""
    sign_in(client, head)
    page = client.get("/account/members", follow=True)
    unit = page.request["PATH_INFO"]
    new = {"email": "new@agency.example", "seat": "inspector", "language": "en"}
    assert "is sent" in client.post(unit, new, follow=True).text
    assert client.post(unit, new | {"seat": "delegate"}).status_code == 422
    invitation = re.search(rf"{unit}/invitations/(\d+)/resend", client.get(unit).text)
    assert invitation is not None
    one = f"{unit}/invitations/{invitation.group(1)}"
    assert "sent again" in client.post(f"{one}/resend", follow=True).text
    assert "is withdrawn" in client.post(f"{one}/withdraw", follow=True).text

    other = person("other@agency.example", seat=Seat.INSPECTOR).memberships.get()
    with_app(other.user)
    reset = f"{unit}/people/{other.id}/second-factor"
    assert "Reset the second factor" in client.get(reset).text
    assert client.post(reset, {"reason": ""}).status_code == 422
    client.post(reset, {"reason": "lost the telephone"})
    assert mail.outbox[-1].to == ["other@agency.example"]
    assert "lost the telephone" in mail.outbox[-1].body
    done = client.post(f"{unit}/people/{other.id}/remove", {"reason": "left"}, follow=True)
    assert "Head removed Other &lt;other@agency.example&gt;." in done.text
    own = head.memberships.get().id
    assert "last administrator" in client.post(f"{unit}/people/{own}/remove", {"reason": "left"}).text


def test_somebody_known_signs_in_to_take_a_further_seat(client: Client, founder: User) -> None:
    """Through the sign-in page and back to the invitation."""
    send_invitation(
        *invite(Offer(email=founder.email, seat=Seat.INSPECTOR, unit=Unit()), by=None, at=clock.now())
    )
    page = client.get(link().removeprefix(HOST), follow=True)
    assert "There is an account with this address" in page.text
    assert log_in(client, founder, to="/account/invitation") == "/account/invitation"
    assert "Take the seat" in client.get("/account/invitation").text
    client.post("/account/invitation")
    assert founder.memberships.count() == 2
    assert client.get("/account/")["Location"] == reverse("accounts:second_factor")


def test_signing_out_everywhere_ends_all_sessions(client: Client, head: User) -> None:
    """Also on the device that was lost."""
    other = sign_in(Client(), head)
    sign_in(client, head)
    client.post("/account/sign-out-everywhere")
    assert other.get("/account/").status_code == 302
