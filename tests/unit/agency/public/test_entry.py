"""The page of an entry: what it is, where each number comes from, what was said before, what is not known."""

from __future__ import annotations

import json
import re
from datetime import date

import pytest
from django.core.cache import caches
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from interlock.adapters import clock
from interlock.agency.accounts.models import User
from interlock.agency.accounts.seats import Seat
from interlock.agency.register.models import Change
from interlock.agency.register.writing import Act, Edit, begin, correct, undo, write
from interlock.register import Kind, Origin, Record, Stated
from tests.unit.agency.conftest import EPOCH, NOW, act, entry, person, record, sign_in, take

pytestmark = pytest.mark.django_db

MOST_QUERIES = 25


def text_of(client: Client, address: str) -> str:
    """Return a page without its markup, as somebody reads it."""
    page = client.get(address).content.decode()
    page = re.sub(r"(?s)<(script|style|title).*?</\1>", " ", page)
    page = re.sub(r"</t[dh]>", " ", page)
    return " ".join(re.sub(r"<[^>]+>", "", page).replace("&#x27;", "'").split())


@pytest.fixture
def grok() -> None:
    """Take in two tables of which the later one revised the first."""
    caches["local"].clear()
    take(
        record("Grok 3", on=date(2025, 4, 1), training_compute=4.64e26, developers=["xAI"], countries=["US"])
    )
    take(
        record(
            "Grok 3", training_compute={"low": 2e26, "central": 3.5e26, "high": 6e26}, developers=["xAI"],
            countries=["US"], released="2025-02-17",
        )
    )  # fmt: skip


@pytest.mark.usefixtures("grok")
def test_it_says_what_it_is_and_where_each_number_comes_from(client: Client) -> None:
    """In a sentence, with interval, publisher, day and licence beside the number."""
    text = text_of(client, "/models/grok-3")

    assert (
        "Grok 3 is an AI model developed by xAI (United States). It was released on 17 February 2025." in text
    )
    assert "3.5 × 10²⁶ FLOP (2–6 × 10²⁶) Epoch AI, Data on AI Models, stated on 2 May 2026, CC BY 4.0" in text
    assert "Ranges in brackets are 90 % intervals." in text
    assert 'href="/organisations/xai"' in client.get("/models/grok-3").content.decode()


@pytest.mark.usefixtures("grok")
def test_the_past_is_shown_as_it_was_said(client: Client) -> None:
    """As of last year, the number of last year, and a banner that says so."""
    text = text_of(client, "/models/grok-3?as_of=2025-11-23")

    assert "This page shows the entry as of 23 November 2025" in text
    assert "4.64 × 10²⁶ FLOP Epoch AI, Data on AI Models, stated on 1 April 2025" in text
    assert "stated after this page's day" in text


@pytest.mark.usefixtures("grok")
def test_before_anything_was_said_nothing_is_known(client: Client) -> None:
    """The page is there, and says so."""
    text = text_of(client, "/models/grok-3?as_of=2020-01-01")

    assert "By that day nothing had been stated of it." in text
    assert "Grok 3 is an AI model." in text


@pytest.mark.usefixtures("grok")
def test_as_held_leaves_out_what_came_later(client: Client) -> None:
    """What the register took in after an instant was not known to it then."""
    text = text_of(client, "/models/grok-3?held_at=2026-11-20")

    assert "By that day nothing had been stated of it." in text
    assert "not yet in the register on this page's day" in text


@pytest.mark.usefixtures("grok")
def test_history_keeps_what_was_superseded_and_taken_back(client: Client, officer: User) -> None:
    """Every statement is a sentence with what became of it, and the acts give their reason."""
    wrong = write(
        begin(Change.Act.IMPORT, Act(actor=officer, at=NOW), summary="typo.csv"),
        [record("Grok 3", on=date(2026, 10, 1), training_compute=9e29)],
    )
    undo(wrong.change, act(reason="The column was in another unit."))

    text = text_of(client, "/models/grok-3")

    assert "stated on 1 October 2026: 9 × 10²⁹ FLOP. taken back" in text
    assert "stated on 2 May 2026: 3.5 × 10²⁶ FLOP (2–6 × 10²⁶). stands" in text
    assert "stated on 1 April 2025: 4.64 × 10²⁶ FLOP. superseded" in text
    assert "The agency took back typo.csv" in text
    assert "Reason given: The column was in another unit." in text


def test_only_those_who_may_read_the_audit_see_who_it_was(client: Client, officer: User) -> None:
    """To the public an officer is the agency."""
    take(record("Example 405B", parameters=4e11))
    known = entry("Example 405B")
    edit = Edit(
        actor=officer, at=NOW, reason="misread", origin=Origin(publisher="Labs", title="Report"),
        seen_version=known.version,
    )  # fmt: skip
    correct(known.id, "parameters", 4.05e11, edit=edit)

    assert "The agency corrected Parameters of Example 405B" in text_of(client, "/models/example-405b")
    sign_in(client, officer)
    assert "Ada Officer corrected Parameters of Example 405B" in text_of(client, "/models/example-405b")


def test_what_is_not_public_is_shown_to_officers_only_and_marked(client: Client, officer: User) -> None:
    """The matrix decides; an applicant sees what is its own organisation's."""
    take(
        record("xAI", kind=Kind.ORGANISATION, countries=["US"]),
        record("Other", kind=Kind.ORGANISATION, countries=["US"]),
    )
    write(
        begin(Change.Act.IMPORT, act(), summary="in confidence"),
        [record("xAI", kind=Kind.ORGANISATION, staff=1234)],
        public=False,
    )
    own = person("own@xai.example", seat=Seat.APPLICANT, organisation=entry("xAI", Kind.ORGANISATION))
    other = person("other@other.example", seat=Seat.APPLICANT, organisation=entry("Other", Kind.ORGANISATION))

    assert "1,234" not in text_of(client, "/organisations/xai")
    assert "1,234" not in text_of(sign_in(Client(), other), "/organisations/xai")
    for somebody in (officer, own):
        text = text_of(sign_in(Client(), somebody), "/organisations/xai")
        assert "Staff not public 1,234" in text


def facility() -> Record:
    """Return a site that grows, and is to grow further."""
    power = tuple(
        Stated(value=watts, holds_from=on)
        for on, watts in ((date(2024, 9, 1), 1.5e8), (date(2026, 4, 1), 7.9e8), (date(2027, 6, 1), 1.4e9))
    )
    return Record(
        kind=Kind.FACILITY, name="Example Site", stated_on=date(2026, 5, 2), origin=EPOCH,
        values={"power": power, "country": (Stated(value="US"),)},
    )  # fmt: skip


def test_projections_are_shown_apart_and_never_as_what_stands(client: Client) -> None:
    """The site has what was observed; what is foretold stands in the table as a projection."""
    take(facility())

    page = client.get("/facilities/example-site").content.decode()
    text = text_of(client, "/facilities/example-site")

    assert "790 MW Epoch AI" in text
    assert "1 June 2027 1.4 GW projection" in text
    assert "1 September 2024 150 MW observation" in text
    assert page.count("<circle") == 3
    assert 'class="line foretold"' in page


def test_what_is_not_known_is_named(client: Client) -> None:
    """A gap is said, not hidden."""
    take(record("Example 405B", parameters=4e11))

    text = text_of(client, "/models/example-405b")

    assert "Of these nothing is held:" in text
    assert "Training compute" in text


def test_what_belongs_to_it_is_listed_and_bounded(client: Client) -> None:
    """Eight names, and the way to all."""
    take(*(record(f"Aurora {number}", developers=["xAI"], parameters=1e9) for number in range(12)))

    page = client.get("/organisations/xai").content.decode()

    assert "AI models it developed" in page
    assert page.count('href="/models/aurora-') == 8
    assert "/models?developers=xai" in page


def test_everything_in_a_state_is_listed_under_its_name_in_the_language(client: Client) -> None:
    """A State's page gathers what stands in it."""
    take(
        record("Germany", kind=Kind.STATE, code="DE"),
        record("Aleph", countries=["DE"], parameters=1e9),
        record("Farm", kind=Kind.FACILITY, country="DE"),
    )

    page = client.get("/de/states/germany").content.decode()

    assert "Deutschland" in page
    assert "/de/models/aleph" in page
    assert "/de/facilities/farm" in page


@pytest.mark.usefixtures("grok")
@pytest.mark.parametrize(
    "address",
    [
        "/models/grok-3",
        "/models/grok-3?as_of=2025-11-23",
        "/organisations/xai",
        "/facilities/example-site",
        "/states/germany",
    ],
)
def test_no_page_asks_more_than_25_queries(
    client: Client, officer: User, address: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    """Signed in, with everything that such a page can show."""
    take(facility(), record("Germany", kind=Kind.STATE, code="DE"))
    undo(take(record("Grok 3", on=date(2026, 10, 1), training_compute=9e29)).change, act())
    sign_in(client, officer)
    caches["local"].clear()

    with django_assert_max_num_queries(MOST_QUERIES):
        assert client.get(address).status_code == 200


def test_names_can_not_break_the_page(client: Client) -> None:
    """What a source wrote is text, in the structured data as well."""
    name = "</script><script>alert(1)</script>"
    take(record(name, parameters=1e9, description="<img src=x onerror=alert(1)>"))

    page = client.get(entry(name).get_absolute_url()).content.decode()

    assert "<script>alert(1)" not in page
    assert "<img" not in page
    found = re.search(r'(?s)<script type="application/ld\+json">(.*?)</script>', page)
    assert found is not None
    assert json.loads(found[1])["name"] == name


def test_structured_data_holds_every_figure_with_its_ends(client: Client) -> None:
    """Programs read what people read."""
    take(
        record("Grok 3", training_compute={"low": 2e26, "central": 3.5e26, "high": 6e26}, developers=["xAI"])
    )

    page = client.get("/models/grok-3").content.decode()
    found = re.search(r'(?s)<script type="application/ld\+json">(.*?)</script>', page)
    assert found is not None
    data = json.loads(found[1])

    assert data["@type"] == "SoftwareApplication"
    assert data["creator"] == [{"@type": "Organization", "name": "xAI"}]
    figure = data["additionalProperty"][0]
    assert (figure["minValue"], figure["value"], figure["maxValue"]) == (2e26, 3.5e26, 6e26)


@pytest.mark.usefixtures("grok")
def test_a_day_that_can_not_be_read_is_explained_and_kept(client: Client) -> None:
    """The page answers 422 with what was typed."""
    answer = client.get("/models/grok-3?as_of=tomorrow")

    assert answer.status_code == 422
    assert "“tomorrow” is no day that can be read. Give a day as 2025-11-23." in answer.content.decode()
    assert 'value="tomorrow"' in answer.content.decode()


@pytest.mark.usefixtures("grok")
def test_an_unchanged_page_is_not_sent_twice(client: Client) -> None:
    """Its tag answers for it."""
    first = client.get("/models/grok-3")
    again = client.get("/models/grok-3", headers={"if-none-match": first.headers["ETag"]})

    assert again.status_code == 304


@pytest.mark.usefixtures("grok")
def test_the_number_of_an_entry_leads_to_it(client: Client) -> None:
    """Permanent addresses turn on the number, which never changes."""
    assert client.get(f"/entries/{entry('Grok 3').id}").headers["Location"] == "/models/grok-3"
    assert client.get("/entries/999999").status_code == 404


@pytest.mark.parametrize("address", ["/models/nothing", "/gadgets/grok-3", "/models/Grok-3", "/models/%00"])
def test_what_is_not_held_is_not_found(client: Client, address: str) -> None:
    """With what was asked for, and a way on."""
    answer = client.get(address)

    assert answer.status_code == 404
    assert "Nothing stands at this address" in answer.content.decode()


def test_today_comes_from_the_clock(client: Client) -> None:
    """The form offers no day that has not come."""
    take(record("Example 405B", parameters=4e11))

    assert f'max="{clock.today().isoformat()}"' in client.get("/models/example-405b").content.decode()


@pytest.mark.usefixtures("grok")
def test_the_law_page_opens_every_verdict_into_its_reasons(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    """The entry's page gives the answer by rulebook and leads to the reasons, of the same moment."""
    page = client.get("/models/grok-3?as_of=2026-06-01").content.decode()
    assert "/models/grok-3/law?as_of=2026-06-01#rulebook-eu-ai-act" in page

    with django_assert_max_num_queries(MOST_QUERIES):
        answer = client.get("/models/grok-3/law?as_of=2026-06-01")

    assert answer.status_code == 200
    assert 'id="rulebook-eu-ai-act"' in answer.content.decode()
    assert "as of <time" in answer.content.decode()


def test_no_rulebook_speaks_of_a_state(client: Client) -> None:
    """So there is no page of the law on it."""
    take(record("Germany", kind=Kind.STATE, code="DE"))

    assert client.get("/states/germany").status_code == 200
    assert client.get("/states/germany/law").status_code == 404


def test_a_long_history_shows_the_newest_and_what_stands_and_leads_to_all_of_it(client: Client) -> None:
    """Nothing is out of reach: one click shows every statement, as of the same day."""
    take(record("Example 1", on=date(2026, 6, 1), parameters=7e9))
    for number in range(30):
        take(record("Example 1", on=date(2025, 1, 1 + number), parameters=1e9 + number))

    def said(address: str) -> tuple[str, int]:
        page = client.get(address).content.decode()
        history = page[page.index('id="history-parameters"') :]
        history = history[: history.index("</details>")]
        return history, history.count("<li ")

    short, count = said("/models/example-1?as_of=2026-07-01")
    assert count == 21
    assert "7 billion" in short
    assert "(31 statements)" in short
    found = re.search(r'href="([^"]*history=parameters)#history-parameters"', short)
    assert found is not None
    address = found[1].replace("&amp;", "&")
    assert "as_of=2026-07-01" in address
    assert said(address)[1] == 31
