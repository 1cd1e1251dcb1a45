"""Sessions end after their time, and what was typed meanwhile is not lost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client, RequestFactory

from interlock.adapters import clock
from interlock.agency.accounts.kept_forms import keep
from interlock.agency.accounts.models import User
from interlock.agency.accounts.sessions import IDLE_LIMIT, LIMIT
from tests.unit.agency.accounts.conftest import with_app
from tests.unit.agency.conftest import PASSWORD, sign_in

pytestmark = pytest.mark.django_db


def age(client: Client, *, began: timedelta = timedelta(), seen: timedelta = timedelta()) -> None:
    """Let a session have begun, and been seen, that long ago."""
    session, now = client.session, clock.now()
    session["began"], session["seen"] = (now - began).isoformat(), (now - seen).isoformat()
    session.save()


def is_in(client: Client) -> bool:
    """Return whether somebody is still signed in."""
    return client.get("/account/").status_code == 200


def test_an_officer_is_signed_out_after_half_an_hour_of_nothing(client: Client, head: User) -> None:
    """A little before they are not, and being seen counts anew."""
    sign_in(client, head)
    age(client, began=timedelta(hours=2), seen=IDLE_LIMIT - timedelta(seconds=5))
    assert is_in(client)
    age(client, began=timedelta(hours=2), seen=IDLE_LIMIT)
    assert not is_in(client)


def test_an_applicant_is_not_signed_out_for_reading_long(client: Client, founder: User) -> None:
    """Half an hour is an officer's limit."""
    sign_in(client, founder)
    age(client, began=timedelta(hours=2), seen=timedelta(hours=1))
    assert is_in(client)


@pytest.mark.parametrize("who", ["head", "founder"])
def test_every_session_ends_after_eight_hours(
    client: Client, who: str, request: pytest.FixtureRequest
) -> None:
    """However busy."""
    sign_in(client, request.getfixturevalue(who))
    age(client, began=LIMIT)
    assert not is_in(client)


def test_a_session_that_does_not_say_when_it_began_has_ended(client: Client, head: User) -> None:
    """What is missing is not taken for good."""
    sign_in(client, head)
    session = client.session
    del session["began"]
    session.save()
    assert not is_in(client)


def test_what_was_typed_when_the_session_ended_is_there_after_signing_in(client: Client, head: User) -> None:
    """The long form comes back filled in, with a word on it, and nothing was done in between."""
    sign_in(client, head)
    with_app(head)
    other = User.objects.create_user("other@agency.example", PASSWORD)
    member = other.memberships.create(seat="inspector")
    form = f"/account/members/{head.memberships.get().id}/people/{member.id}/remove"
    age(client, began=LIMIT)

    answer = client.post(
        form, {"reason": "Ω — a long reason\nof two lines"}, headers={"referer": f"http://testserver{form}"}
    )

    assert answer["Location"] == f"/account/login?next={form}"
    assert "Your session has ended" in client.get(answer["Location"]).text
    sign_in(client, head)
    page = client.get(form)
    assert "Ω — a long reason\nof two lines" in page.text
    assert "What you typed is below again" in page.text
    assert other.memberships.exists()
    assert "a long reason" not in client.get(form).text


def test_somebody_else_at_the_same_browser_sees_nothing_of_it(
    client: Client, head: User, founder: User
) -> None:
    """What was typed belongs to who typed it."""
    sign_in(client, head)
    unit = f"/account/members/{head.memberships.get().id}"
    age(client, began=LIMIT)
    client.post(unit, {"email": "secret@agency.example"})
    sign_in(client, founder)
    client.get(f"/account/members/{founder.memberships.get().id}")
    sign_in(client, head)
    assert "secret@agency.example" not in client.get(unit).text


def test_passwords_and_tokens_are_never_kept(client: Client, head: User) -> None:
    """Nor the form's own protection."""
    sign_in(client, head)
    unit = f"/account/members/{head.memberships.get().id}"
    age(client, began=LIMIT)
    client.post(
        unit, {"email": "x@y.example", "password1": "p", "csrfmiddlewaretoken": "c", "api_token": "t"}
    )
    assert client.session["kept_form"]["fields"] == {"email": ["x@y.example"]}


def test_what_is_kept_is_bounded(client: Client, head: User) -> None:
    """A quarter of a million characters; beyond it says so."""
    sign_in(client, head)
    unit = f"/account/members/{head.memberships.get().id}"
    age(client, began=LIMIT)
    answer = client.post(unit, {"email": "x" * 300_000})
    assert "kept_form" not in client.session
    assert "too long to be kept" in client.get(answer["Location"]).text


def test_strangers_fill_no_sessions(client: Client, head: User) -> None:
    """Only the fields of somebody who was signed in are kept."""
    client.post(f"/account/members/{head.memberships.get().id}", {"email": "x@y.example"})
    assert "kept_form" not in client.session


def test_a_page_elsewhere_is_not_where_one_goes_on() -> None:
    """A forged referrer leads back to the form's own address."""
    request = RequestFactory().post("/account/members/1", headers={"referer": "https://evil.example/x"})
    assert keep(request) == "/account/members/1"


def test_a_request_of_script_is_told_where_to_sign_in(client: Client) -> None:
    """Htmx follows a header; a redirect would put the sign-in page into the middle of another."""
    headers = {"hx-request": "true", "referer": "http://testserver/account/members"}
    answer = client.post("/account/members/1", headers=headers)
    assert answer["HX-Redirect"] == "/account/login?next=%2Faccount%2Fmembers"
