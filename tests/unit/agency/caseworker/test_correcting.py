"""A correction is typed, foreseen, saved once, and never over what somebody else changed meanwhile."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from interlock.adapters import clock
from interlock.agency.accounts.models import User
from interlock.agency.accounts.seats import Seat
from interlock.agency.register.models import Change, Entry, Statement
from interlock.agency.register.writing import begin, write
from interlock.register import Kind
from tests.unit.agency.caseworker.conftest import few_queries
from tests.unit.agency.conftest import act, entry, person, record, sign_in, take

pytestmark = pytest.mark.django_db

AT = "/caseworker/correct/models/grok-3"
KEY = "0123456789abcdef" * 2


@pytest.fixture
def grok(officer: User) -> Entry:  # noqa: ARG001  # it comes after the officer
    """Return a model with values of several types."""
    take(
        record(
            "Grok-3", training_compute=4.64e26, released="2025-02-17", developers=["xAI"], countries=["US"],
            frontier=True, domains=["Language"], access="api", website="https://x.ai", utilisation=0.4,
        ),
        record("Site One", kind=Kind.FACILITY, point={"latitude": 32.59, "longitude": -90.09}, buildings=2),
    )  # fmt: skip
    return entry("Grok-3")


def typed(model: Entry, prop: str = "training_compute", **more: Any) -> dict[str, Any]:  # noqa: ANN401  # of a form
    """Return what an officer types and the form brings along."""
    return {
        "property": prop, "seen": str(model.version), "once": KEY, "reason": "The table was misread.",
        "publisher": "xAI", "title": "Grok 3 report", "url": "https://x.ai/report", "dated": "2025-03-01",
        "step": "save", **more,
    }  # fmt: skip


def held(model: Entry, prop: str) -> Any:  # noqa: ANN401  # JSON
    """Return what is held now."""
    return Entry.objects.get(id=model.id).held[prop]["value"]


def test_an_officer_comes_from_the_entry_and_chooses_a_value(
    desk: Client, grok: Entry, client: Client
) -> None:
    """The link is there for those who may correct, and for nobody else."""
    assert f'href="{AT}"' in desk.get(grok.get_absolute_url()).text
    assert f'href="{AT}"' not in client.get(grok.get_absolute_url()).text
    with few_queries():
        page = desk.get(AT)
    assert "?property=training_compute" in page.text
    assert "?property=parameters" in page.text
    assert desk.get(f"{AT}?property=nonsense").status_code == 404


def test_a_correction_supersedes_the_value_with_its_reason_and_source(desk: Client, grok: Entry) -> None:
    """It stands at once; the earlier word stays in the history."""
    answer = desk.post(AT, typed(grok, central="3.5e26", low="3e26", high="4e26"), follow=True)
    assert "is corrected" in answer.text
    assert held(grok, "training_compute") == {"low": 3e26, "central": 3.5e26, "high": 4e26}
    change = Change.objects.latest("id")
    assert (change.act, change.reason, str(change.actor)) == (
        "correction", "The table was misread.", "Ada Officer",
    )  # fmt: skip
    row = Statement.objects.latest("id")
    assert (row.source.title, row.note) == ("Grok 3 report", "The source is dated 2025-03-01.")


def test_a_double_click_corrects_once(desk: Client, grok: Entry) -> None:
    """The second request is known to be the first one again."""
    answers = [desk.post(AT, typed(grok, central="3.5e26")) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert Change.objects.filter(act="correction").count() == 1


def test_the_same_key_with_another_value_is_another_act(desk: Client, grok: Entry) -> None:
    """Going back and typing something else does not silently end in the first value."""
    desk.post(AT, typed(grok, central="3.5e26"))
    answer = desk.post(AT, typed(grok, central="3.6e26"))
    assert answer.status_code == 409
    assert held(grok, "training_compute")["central"] == 3.5e26


def test_another_officers_key_answers_for_nothing(desk: Client, grok: Entry, client: Client) -> None:
    """A key is bound to who sends it: the other's correction is not taken for the first one."""
    desk.post(AT, typed(grok, central="3.5e26"))
    other = sign_in(client, person("other@agency.example", seat=Seat.CASEWORKER))
    assert other.post(AT, typed(grok, central="3.5e26")).status_code == 409


def test_the_second_of_two_officers_is_told_what_changed_and_loses_nothing(desk: Client, grok: Entry) -> None:
    """Both values, who changed it and why; then they decide anew on the new version."""
    desk.post(AT, typed(grok, central="3.5e26", reason="First thoughts."))
    answer = desk.post(AT, typed(grok, central="3.9e26", once="f" * 32, reason="Mine differs."))
    assert answer.status_code == 409
    for text in (
        "4.64 × 10²⁶", "3.5 × 10²⁶", "3.9 × 10²⁶", "First thoughts.", "Mine differs.",
        "Ada Officer corrected", 'value="3.9e26"', f'value="{entry("Grok-3").version}"',
    ):  # fmt: skip
        assert text in answer.text
    assert held(grok, "training_compute")["central"] == 3.5e26
    anew = typed(entry("Grok-3"), central="3.9e26", once="e" * 32)
    assert desk.post(AT, anew).status_code == 302
    assert held(grok, "training_compute")["central"] == 3.9e26


@pytest.mark.parametrize("seen", ["", "0", "999999999", "-1", "9" * 40, "x' OR 1=1"])
def test_a_forged_version_saves_nothing(desk: Client, grok: Entry, seen: str) -> None:
    """Only the version that stands is taken."""
    assert desk.post(AT, typed(grok, central="1e20", seen=seen)).status_code in (409, 422)
    assert held(grok, "training_compute")["central"] == 4.64e26


def test_what_would_change_is_shown_before_anything_is_saved(desk: Client, grok: Entry) -> None:
    """Values and verdicts before and after."""
    with few_queries():
        page = desk.post(AT, typed(grok, central="3e22", step="look"))
    assert page.status_code == 200
    assert "What would change" in page.text
    assert 'class="state applies"' in page.text
    assert 'class="state does_not_apply"' in page.text
    assert held(grok, "training_compute")["central"] == 4.64e26
    same = desk.post(AT, typed(grok, central="4.64e26", step="look"))
    assert "No provision would say anything else" in same.text


@pytest.mark.parametrize(
    ("prop", "fields", "kept"),
    [
        ("training_compute", {"is_unknown": "on"}, None),
        ("utilisation", {"central": "35"}, {"low": 0.35, "central": 0.35, "high": 0.35}),
        ("released", {"value": "2025-02-18"}, "2025-02-18"),
        ("access", {"value": "unreleased"}, "unreleased"),
        ("domains", {"value": "Vision\nLanguage\n"}, ["Language", "Vision"]),
        ("countries", {"value": ["US", "DE"]}, ["DE", "US"]),
        ("frontier", {"value": "no"}, False),
        ("website", {"value": "https://x.ai/grok"}, "https://x.ai/grok"),
        ("description", {"value": "Two\nlines"}, "Two\nlines"),
        ("training_chip_count", {"value": "100000"}, 100_000),
    ],
)
def test_each_type_of_value_is_typed_and_kept(
    desk: Client, grok: Entry, prop: str, fields: dict[str, Any], kept: object
) -> None:
    """The form shows what is held in the same fields; few queries."""
    with few_queries():
        assert desk.get(f"{AT}?property={prop}").status_code == 200
    assert desk.post(AT, typed(grok, prop, **fields)).status_code == 302
    assert Entry.objects.get(id=grok.id).held.get(prop, {}).get("value") == kept


def test_names_link_to_entries_and_unknown_ones_are_pointed_out(desk: Client, grok: Entry) -> None:
    """A developer that is not held is brought into being, and said before."""
    page = desk.post(AT, typed(grok, "developers", value=["xAI", "Nobody Inc", ""], step="look"))
    assert "Nobody Inc" in page.text
    assert "holds nothing under these names" in page.text
    desk.post(AT, typed(grok, "developers", value=["xAI", "Nobody Inc"]))
    assert [one["name"] for one in held(grok, "developers")] == ["Nobody Inc", "xAI"]
    names = desk.get("/caseworker/names/organisations", {"value": "NOBODY"})
    assert '<option value="Nobody Inc">' in names.text


def test_a_place_is_typed_in_degrees(desk: Client, grok: Entry) -> None:
    """South and west are negative."""
    site = entry("Site One", Kind.FACILITY)
    at = "/caseworker/correct/facilities/site-one"
    answer = desk.post(at, typed(site, "point", latitude="-33.5", longitude="−70.25"))
    assert answer.status_code == 302
    assert held(site, "point") == {"latitude": -33.5, "longitude": -70.25}
    assert grok.id != site.id


@pytest.mark.parametrize(
    ("prop", "fields", "says"),
    [
        ("training_compute", {"central": ""}, "Give a value"),
        ("training_compute", {"central": "much"}, "is no number"),
        ("training_compute", {"central": "1,000"}, "read in two ways"),
        ("training_compute", {"central": "5", "low": "6", "high": "7"}, "rising order"),
        ("training_compute", {"central": "5", "low": "4"}, "no number or interval"),
        ("training_chip_count", {"value": "1.5"}, "whole number"),
        ("released", {"value": "31.02.2025"}, "valid date"),
        ("access", {"value": "free beer"}, "valid choice"),
        ("countries", {"value": ["ZZ"]}, "valid choice"),
        ("website", {"value": "javascript:alert(1)"}, "no web address"),
        ("developers", {"value": ["x\u202eAI"]}, "invisible character"),
        ("developers", {"value": ["x\u200bAI"]}, "invisible character"),
    ],
)
def test_a_value_that_can_not_be_kept_is_refused_beside_its_field(
    desk: Client, grok: Entry, prop: str, fields: dict[str, Any], says: str
) -> None:
    """What else was typed stays."""
    before = Change.objects.count()
    answer = desk.post(AT, typed(grok, prop, **fields))
    assert answer.status_code == 422
    assert says in answer.text
    assert "The table was misread." in answer.text
    assert Change.objects.count() == before


@pytest.mark.parametrize(
    ("name", "value"),
    [("reason", " "), ("reason", "x" * 5001), ("publisher", ""), ("url", "ftp://x"), ("title", "\0")],
)
def test_reason_and_source_are_needed(desk: Client, grok: Entry, name: str, value: str) -> None:
    """No value without who says so and why it is corrected."""
    assert desk.post(AT, typed(grok, central="1e26", **{name: value})).status_code == 422


def test_lookalike_letters_must_be_meant(desk: Client, grok: Entry) -> None:
    """A Cyrillic letter in a held name is told before it makes a second organisation."""
    take(record("OpenAI", kind=Kind.ORGANISATION, roles=["developer"]))
    given = typed(grok, "developers", value=["OpenАI"])
    answer = desk.post(AT, given)
    assert answer.status_code == 422
    assert "look alike" in answer.text
    assert desk.post(AT, {**given, "is_meant": "on"}).status_code == 302


def test_a_german_page_takes_a_decimal_comma_and_answers_in_german_form(desk: Client, grok: Entry) -> None:
    """What is held stands there as it would be typed."""
    page = desk.get(f"/de{AT}?property=training_compute")
    assert 'value="4,64e26"' in page.text
    assert desk.post(f"/de{AT}", typed(grok, central="3,5e26")).status_code == 302
    assert held(grok, "training_compute")["central"] == 3.5e26


def test_a_correction_of_a_secret_value_stays_secret(desk: Client, grok: Entry, client: Client) -> None:
    """And the form marks it."""
    write(
        begin(Change.Act.IMPORT, act(), summary="secret.csv"), [record("Grok-3", training_cost=5e8)],
        public=False,
    )  # fmt: skip
    assert "not public" in desk.get(f"{AT}?property=training_cost").text
    assert desk.post(AT, typed(entry("Grok-3"), "training_cost", central="6e8")).status_code == 302
    assert Statement.objects.latest("id").public is False
    assert "Cost of training" not in client.get(grok.get_absolute_url()).text.split("What is not known")[0]


def test_what_was_typed_when_the_session_ended_is_there_after_signing_in(
    desk: Client, grok: Entry, officer: User
) -> None:
    """No typed text is lost, and nothing was saved."""
    session = desk.session
    session["began"] = session["seen"] = (clock.now() - timedelta(hours=9)).isoformat()
    session.save()
    at = f"{AT}?property=training_compute"
    answer = desk.post(
        AT,
        typed(grok, central="3.5e26", reason="Ω — long thoughts"),
        headers={"referer": f"http://testserver{at}"},
    )
    assert answer["Location"].startswith("/account/login?next=")
    sign_in(desk, officer)
    page = desk.get(at)
    assert "Ω — long thoughts" in page.text
    assert 'value="3.5e26"' in page.text
    assert held(grok, "training_compute")["central"] == 4.64e26
