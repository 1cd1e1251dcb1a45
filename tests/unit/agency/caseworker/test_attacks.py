"""Whoever may not, can't: by direct requests, forged forms and guessed numbers."""

from __future__ import annotations

import pytest
from django.test import Client

from interlock.agency.accounts.models import User
from interlock.agency.accounts.seats import Seat
from interlock.agency.register.models import Change, Import
from tests.unit.agency.caseworker.conftest import TABLE
from tests.unit.agency.caseworker.test_imports import SOURCE, conflicting, file
from tests.unit.agency.conftest import person, sign_in
from tests.unit.agency.register.importing import shown

pytestmark = pytest.mark.django_db

ACTS = (
    "/caseworker/imports/new", "/caseworker/imports/new/file", "/caseworker/imports/{n}/apply",
    "/caseworker/imports/{n}/undo", "/caseworker/imports/{n}/preview", "/caseworker/imports/{n}/lines",
    "/caseworker/imports/{n}/lines/{line}", "/caseworker/jobs/1", "/caseworker/changes/{change}/undo",
    "/caseworker/correct/models/grok-3",
)  # fmt: skip


@pytest.mark.parametrize("seat", [None, Seat.APPLICANT, Seat.INSPECTOR, Seat.DELEGATE])
def test_a_direct_request_of_another_seat_does_nothing(
    client: Client, officer: User, seat: Seat | None
) -> None:
    """Refused, or asked to sign in; the register stays as it was."""
    held = conflicting(officer)
    line = held.lines.get(outcome="conflicting")
    change = Change.objects.latest("id")
    if seat:
        state = {"state": "KE"} if seat == "delegate" else {}
        sign_in(client, person("other@x.example", seat=seat, **state))
    acts, files = Change.objects.count(), Import.objects.count()
    for act in ACTS:
        address = act.format(n=held.pk, line=line.pk, change=change.pk)
        answer = client.post(
            address, {**SOURCE, "reason": "mine", "take": "yes", "file": file(), "step": "save"}
        )
        assert answer.status_code == (403 if seat else 302), address
        if not seat:
            assert answer["Location"].startswith("/account/login")
    line.refresh_from_db()
    held.refresh_from_db()
    assert (line.take, held.state) == (None, "previewed")
    assert (Change.objects.count(), Import.objects.count()) == (acts, files)


@pytest.mark.parametrize("seat", [Seat.APPLICANT, Seat.INSPECTOR, Seat.DELEGATE])
def test_numbers_of_imports_can_not_be_probed(client: Client, seat: Seat) -> None:
    """One that is there and one that is not get the same answer."""
    held = shown(TABLE, "models.csv")
    sign_in(client, person("other@x.example", seat=seat, **({"state": "KE"} if seat == "delegate" else {})))
    for number in (held.pk, held.pk + 1000):
        for rest in ("", "/state", "/lines.csv", "/undo"):
            assert client.get(f"/caseworker/imports/{number}{rest}").status_code == 403


def test_a_form_of_another_site_does_nothing(officer: User) -> None:
    """Without the token of the form every act is refused."""
    held = conflicting(officer)
    browser = sign_in(Client(enforce_csrf_checks=True), officer)
    line = held.lines.get(outcome="conflicting")
    change = Change.objects.latest("id")
    for act in ACTS:
        address = act.format(n=held.pk, line=line.pk, change=change.pk)
        assert browser.post(address, {"reason": "mine", "take": "yes"}).status_code == 403, address


def test_a_line_is_decided_only_within_its_own_file(officer: User) -> None:
    """The number of a line of another import is not found."""
    browser = sign_in(Client(), officer)
    held = conflicting(officer)
    other = shown(TABLE + b"Third,Labs,Language,1e9,,,2025-03-01\n", "third.csv")
    line = held.lines.get(outcome="conflicting")
    at = f"/caseworker/imports/{other.pk}/lines/{line.pk}"
    assert browser.post(at, {"take": "yes", "reason": "mine"}).status_code == 404


def test_nothing_is_done_by_following_a_link(officer: User) -> None:
    """What acts asks for a form."""
    held = conflicting(officer)
    browser = sign_in(Client(), officer)
    for rest in ("apply", "preview", "lines"):
        assert browser.get(f"/caseworker/imports/{held.pk}/{rest}").status_code == 405


def test_what_was_typed_is_text_on_every_page(officer: User) -> None:
    """Markup in names, sources and reasons stays text."""
    evil = "<script>alert(1)</script>"
    browser = sign_in(Client(), officer)
    held = shown(
        TABLE + f'"{evil}",Labs,Language,1e9,,,2025-03-01\n'.encode(), f"{evil}.csv",
    )  # fmt: skip
    for address in ("", f"imports/{held.pk}?outcome=new", "imports", "changes", "jobs"):
        assert evil not in browser.get(f"/caseworker/{address}").text
