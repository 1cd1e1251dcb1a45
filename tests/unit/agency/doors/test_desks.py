"""The desks of applicants, inspectors and delegates, with something in them and with nothing."""

from __future__ import annotations

import pytest
from django.test import Client

from interlock.agency.accounts.seats import Seat
from interlock.register import Kind
from tests.unit.agency.conftest import entry, person, record, sign_in, take

pytestmark = pytest.mark.django_db


def fill() -> None:
    """Write an organisation of Kenya with a site whose power no cooling there could carry."""
    take(
        record("Own Labs", kind=Kind.ORGANISATION, countries=["KE"]),
        record("Nairobi One", kind=Kind.FACILITY, country="KE", owners=["Own Labs"], it_power=3e8,
               cooling_capacity=6e7),
        record("Nairobi Two", kind=Kind.FACILITY, country="KE"),
        record("Own 405B", developers=["Own Labs"], countries=["KE"]),
        record("Other 7B", developers=["Other Labs"], countries=["US"]),
    )  # fmt: skip


def test_the_inspector_sees_the_site_whose_power_no_cooling_carries(client: Client) -> None:
    """With the ratio, and how many sites could not be checked."""
    fill()
    page = sign_in(client, person("i@x.example", seat=Seat.INSPECTOR)).get("/inspector/").text
    assert "more power than cooling" in page
    assert "Nairobi One" in page
    assert "5.00" in page
    assert "Nairobi Two" not in page
    assert "Of 1 further facility" in page


def test_the_delegate_sees_their_own_state(client: Client) -> None:
    """By kind; entries of other States are only counted."""
    fill()
    page = sign_in(client, person("d@x.example", seat=Seat.DELEGATE, state="KE")).get("/council/").text
    for name in ("Own Labs", "Nairobi One", "Own 405B"):
        assert name in page
    assert "Other 7B" not in page
    assert "not public" not in page.replace("Values that are not public", "")


def test_the_applicant_sees_what_belongs_to_their_organisation(client: Client) -> None:
    """And a way to its members where they administer it."""
    fill()
    own = entry("Own Labs", Kind.ORGANISATION)
    somebody = person("a@x.example", seat=Seat.APPLICANT, organisation=own, is_administrator=True)
    page = sign_in(client, somebody).get("/applicant/").text
    for name in ("Own Labs", "Nairobi One", "Own 405B", "Invite and remove members"):
        assert name in page
    assert "Other 7B" not in page


@pytest.mark.parametrize(("seat", "path"), [(Seat.INSPECTOR, "/inspector/"), (Seat.DELEGATE, "/council/")])
def test_an_empty_desk_says_what_would_be_here(client: Client, seat: Seat, path: str) -> None:
    """And how it gets here."""
    state = {"state": "KE"} if seat is Seat.DELEGATE else {}
    page = sign_in(client, person("x@x.example", seat=seat, **state)).get(path)
    assert page.status_code == 200
    assert 'class="empty"' in page.text
