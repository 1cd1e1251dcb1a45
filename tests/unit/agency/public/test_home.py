"""The front page says what is held and what changed last; the pages of errors say what to do."""

from __future__ import annotations

import pytest
from django.core.cache import caches
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from interlock.agency.register.models import Entry
from interlock.register import Kind
from tests.unit.agency.conftest import record, take

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def forgetful() -> None:
    """Forget what other tests counted."""
    caches["local"].clear()


def test_an_empty_register_says_how_entries_get_in(client: Client) -> None:
    """Nothing is not an error."""
    page = client.get("/").content.decode()

    assert "Nothing is held yet." in page
    assert "No verdict is held yet." in page
    assert "Nothing has been changed yet." in page


def test_it_counts_and_tells(client: Client, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    """Entries by kind, rulebooks that apply with the lists that show where, the latest acts as sentences."""
    take(record("Grok 3", training_compute=3.5e26), record("xAI", kind=Kind.ORGANISATION, countries=["US"]))
    Entry.objects.filter(kind=Kind.MODEL).update(applies=["eu-ai-act"], undecided=["us-export-controls"])

    with django_assert_max_num_queries(25):
        page = client.get("/").content.decode()

    assert "The agency took in <strong>table.csv</strong>" in page
    assert '<a href="/models/grok-3">Grok 3</a>' in page
    assert "/models?applies=eu-ai-act" in page
    assert "1 AI model" in page


def test_the_register_speaks_of_its_accessibility(client: Client) -> None:
    """What works, what was checked, and what was not."""
    page = client.get("/accessibility").content.decode()

    assert "What was checked, and what was not" in page


@pytest.mark.parametrize("language", ["en", "de"])
def test_failing_pages_need_nothing_that_may_have_failed(language: str) -> None:
    """The pages of 400 and 500 are drawn without request, database or trace."""
    with translation.override(language):
        for name in ("400.html", "500.html"):
            page = render_to_string(name)
            assert f'lang="{language}"' in page
            assert "Traceback" not in page


def test_a_form_from_elsewhere_is_told_what_to_do() -> None:
    """A missing mark is explained, and nothing is lost."""
    client = Client(enforce_csrf_checks=True)

    answer = client.post(reverse("account_login"), {"login": "a@b.example", "password": "x"})

    assert answer.status_code == 403
    assert "what you typed is still there" in answer.content.decode()


def test_no_page_carries_style_or_script_of_its_own(client: Client) -> None:
    """The policy forbids both, so nothing may count on them."""
    take(record("Grok 3", training_compute=3.5e26))
    for address in ("/", "/models/grok-3", "/accessibility", "/nowhere"):
        answer = client.get(address)
        page = answer.content.decode()
        assert " style=" not in page
        assert "<style" not in page
        assert " onclick=" not in page
        inline = page.count("<script") - page.count("<script src=")
        assert inline == page.count('<script type="application/ld+json"')
        assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
