"""Every page says where one is, in both languages, and whether the world is invented."""

from __future__ import annotations

import pytest
from django.core.cache import caches
from django.test import Client
from django.utils import translation

from interlock.agency.accounts.models import User
from interlock.agency.accounts.seats import Seat
from interlock.agency.pages.context import in_language, is_demonstration, rail
from interlock.agency.register.models import Change
from interlock.agency.register.writing import begin, undo, write
from interlock.register import Kind
from tests.unit.agency.conftest import act, record, sign_in


@pytest.mark.parametrize(
    ("path", "language", "address"),
    [
        ("/", "de", "/de/"),
        ("/de/", "en", "/"),
        ("/de", "en", "/"),
        ("/models/grok-3?as_of=2025-11-23", "de", "/de/models/grok-3?as_of=2025-11-23"),
        ("/de/models?q=%C3%A4", "en", "/models?q=%C3%A4"),
        ("/de/models", "de", "/de/models"),
        ("/deployments", "de", "/de/deployments"),
        ("/de//elsewhere.example/", "en", "/elsewhere.example/"),
        ("//elsewhere.example/", "en", "/elsewhere.example/"),
    ],
)
def test_the_other_language_is_the_same_page(path: str, language: str, address: str) -> None:
    """The switch keeps the address and what it asks, and never leads to another site."""
    assert in_language(path, language) == address


def test_the_rail_marks_where_one_is() -> None:
    """Exactly one line is current on a page of a door."""
    with translation.override("en"):
        sections = rail("/", ())

    current = [link.label for section in sections for link in section.links if link.is_current]
    assert current == ["Home"]


@pytest.mark.django_db
def test_a_seat_sees_its_own_door() -> None:
    """Others don't."""
    with translation.override("en"):
        labels = {link.label for section in rail("/", (Seat.INSPECTOR,)) for link in section.links}
        others = {link.label for section in rail("/", ()) for link in section.links}

    assert "Inspector" in labels
    assert "Inspector" not in others


@pytest.mark.django_db
def test_the_demonstration_is_labelled_on_every_page(client: Client) -> None:
    """As long as the act stands that loaded it."""
    caches["local"].clear()
    assert not is_demonstration()
    loaded = write(begin(Change.Act.DEMONSTRATION, act(), summary="seed 1"), [record("Example 405B")])
    caches["local"].clear()
    assert b"Demonstration world." in client.get("/models/example-405b").content

    undo(loaded.change, act(days=1))
    caches["local"].clear()

    assert b"Demonstration world." not in client.get("/models/example-405b").content
    caches["local"].clear()


def test_pages_say_who_is_asking(client: Client, officer: User) -> None:
    """Name and seat stand at the top."""
    write(
        begin(Change.Act.IMPORT, act(), summary="t.csv"),
        [record("xAI", kind=Kind.ORGANISATION, countries=["US"])],
    )

    page = sign_in(client, officer).get("/organisations/xai").content.decode()

    assert "Ada Officer" in page
    assert "Caseworker" in page
    assert "Sign out" in page
