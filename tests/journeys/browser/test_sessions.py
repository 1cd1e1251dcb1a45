"""A session that ends while somebody types loses nothing of what they typed."""

from __future__ import annotations

from playwright.sync_api import expect

from interlock.agency.demonstration.people import Account
from tests.journeys.browser.visitor import Visitor

LONG = "The interval was read from the report’s second table, column three. " * 40
FORM = "/caseworker/correct/models/grok-3?property=parameters"


def test_a_long_reason_outlives_its_session(
    visitor: Visitor, people: dict[str, Account], language: str
) -> None:
    """After signing in again the form holds the text, says so, and has saved nothing."""
    person = people[{"en": "caseworker", "de": "caseworker.administrator"}[language]]
    visitor.sign_in_as(person)
    visitor.go(FORM)
    visitor.box("Reason").fill(LONG)
    visitor.box("Publisher of the source").fill("xAI")
    visitor.box("Title of the source").fill("Report on Grok 3")
    ended = visitor.live.do(
        "UPDATE accounts_user SET signed_out_at = clock_timestamp() WHERE email = %s", person.email
    )
    assert ended == 1
    visitor.button("Show what would change").click()
    visitor.type_password(person.email, person.password)
    visitor.type_code_of(person)

    told = "Your session had ended. What you typed is below again; nothing was saved yet."
    expect(visitor.text(told)).to_be_visible()
    expect(visitor.box("Reason")).to_have_value(LONG)
