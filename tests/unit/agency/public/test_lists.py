"""Lists, search, changes and rulebooks as pages: whole without script and bounded in queries."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from interlock.agency.register.models import Change, Entry
from interlock.agency.register.writing import begin, undo, write
from interlock.register import Kind
from tests.unit.agency.conftest import act, record, take

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
MOST_QUERIES = 25


class Links(HTMLParser):
    """Collects the addresses that a page links to."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take a link's address."""
        if tag in ("a", "link"):
            self.found += [value for name, value in attrs if name == "href" and value]


def body(client: Client, address: str, status: int = 200) -> str:
    """Return a page's text."""
    response = client.get(address)
    assert response.status_code == status, address
    return response.getvalue().decode()


def names(page: str) -> list[str]:
    """Return the names in the rows of a table."""
    return re.findall(r'<th scope="row"><a href="[^"]+">([^<]+)</a>', page)


def links(page: str) -> list[str]:
    """Return the addresses that a page links to, those of this site."""
    parser = Links()
    parser.feed(page)
    return [href for href in parser.found if href.startswith("/") and not href.startswith("/static/")]


def world() -> None:
    """Take in one entry of most kinds."""
    take(
        record("Alpha", training_compute={"low": 3.1e25, "central": 3.8e25, "high": 4.6e25},
               developers=["Example Labs"], released=date(2025, 2, 4), countries=["DE"], access="api"),
        record("Beta", training_compute=1e24, countries=["US"]),
        record("Germany", kind=Kind.STATE, code="DE"),
        record("Example Labs", kind=Kind.ORGANISATION, roles=["developer"], annual_revenue=5e8),
        record("Site", kind=Kind.FACILITY, country="DE", status="operating", power=1.5e8),
        record("Planned", kind=Kind.CLUSTER, status="planned", possible_duplicate=True, country="US"),
        record("H100", kind=Kind.CHIP_MODEL, tpp=15824.0, manufacturer="NVIDIA"),
        record("Run", kind=Kind.TRAINING_RUN, status="running", model="Alpha", training_compute=1e25),
        record("Offer", kind=Kind.DEPLOYMENT, model="Alpha", providers=["Example Labs"]),
        record("Permit", kind=Kind.PERMIT, number="IL-1", status="issued", holder="Example Labs"),
    )  # fmt: skip
    Entry.objects.filter(name="Alpha").update(applies=["eu-ai-act"])


def addresses() -> Iterator[str]:
    """Return one address of every kind of page."""
    for kind in Kind:
        yield f"/{kind.path}"
        yield f"/{kind.path}/changes.atom"
        yield f"/{kind.path}/export.csv"
    yield from (
        "/search",
        "/search?q=alpha",
        "/search?q=alhpa",
        "/changes",
        "/changes?kind=models",
        "/changes.atom",
    )
    yield from ("/models/alpha/changes.atom", "/laws", "/laws/eu-ai-act", "/laws/us-eo-14110?on=2024-01-01")
    yield from ("/robots.txt", "/sitemap.xml", "/models?country=DE&sort=-training_compute&q=alp")


@pytest.mark.parametrize("language", ["", "/de"])
def test_no_page_asks_more_than_25_queries(client: Client, language: str) -> None:
    """With something of every kind in the register."""
    world()
    for address in addresses():
        with CaptureQueriesContext(connection) as queries:
            body(client, language + address)
        assert len(queries) <= MOST_QUERIES, address


def test_a_longer_list_asks_no_more_queries(client: Client) -> None:
    """Rows name entries; their addresses are found together."""
    counted = []
    for batch in (1, 30):
        take(
            *(record(f"M {batch} {number}", developers=[f"Labs {batch} {number}"]) for number in range(batch))
        )
        with CaptureQueriesContext(connection) as queries:
            body(client, "/models")
        counted.append(len(queries))

    assert counted[0] == counted[1]


@pytest.mark.parametrize("kind", list(Kind))
def test_an_empty_list_says_what_would_be_there(client: Client, kind: Kind) -> None:
    """And has neither table nor next page."""
    page = body(client, f"/{kind.path}")

    assert 'class="empty"' in page
    assert "<table" not in page
    assert 'rel="next"' not in page


def test_a_table_shows_state_first_and_units_in_its_head(client: Client) -> None:
    """Figures stand bare below their unit, at the right."""
    world()
    page = body(client, "/models?sort=-training_compute")

    assert names(page) == ["Alpha", "Beta"]
    assert page.index("Outcome</th>") < page.index(">Name<")
    assert "<small>FLOP</small>" in page
    row = page[page.index('data-href="/models/alpha"') :]
    cell = re.search(r'<td class="number" data-label="Training compute \(FLOP\)">(.*?)</td>', row)
    assert cell is not None
    assert re.sub(r"<[^>]+>", " ", cell[1]).split() == ["3.8", "×", "10²⁵", "(3.1–4.6", "×", "10²⁵)"]
    assert 'aria-sort="descending"' in page
    assert "●" in row[:300]


def test_planned_and_duplicate_clusters_are_marked(client: Client) -> None:
    """They are shown, and told apart from what exists."""
    world()
    page = body(client, "/clusters")

    assert "planned</span>" in page
    assert "possible duplicate</span>" in page


def test_each_filter_in_force_can_be_removed(client: Client) -> None:
    """By a link, without script; the others stay."""
    world()
    page = body(client, "/models?country=DE&access=api&sort=-released")

    assert 'href="/models?access=api&amp;sort=-released"' in page
    assert 'href="/models?country=DE&amp;sort=-released"' in page
    assert "State" in page


def test_paging_by_links_reaches_every_entry(client: Client) -> None:
    """Forward by the page's own links."""
    take(*(record(f"Model {number:02}", parameters=float(number + 1)) for number in range(25)))
    address, found = "/models?size=10&sort=-parameters", []
    while address:
        page = body(client, address)
        found += names(page)
        following = re.search(r'<a rel="next" href="([^"]+)"', page)
        address = following[1].replace("&amp;", "&") if following else ""

    assert found == [f"Model {number:02}" for number in reversed(range(25))]


def test_exports_are_linked_with_filters_and_order(client: Client) -> None:
    """What is downloaded is what is shown."""
    world()
    page = body(client, "/models?country=DE&sort=-training_compute")
    href = re.search(r'href="(/models/export\.csv[^"]*)"', page)
    assert href is not None

    lines = body(client, href[1].replace("&amp;", "&")).splitlines()
    assert [line.split(",")[0] for line in lines[1:]] == ["Alpha"]


@pytest.mark.parametrize(
    "address",
    ["/models?colour=red", "/models?cursor=x", "/models?sort=x",
     "/models/export.csv?training_compute_min=much",
     "/search?q=" + "x" * 201, "/search?kind=stars", "/changes?before=x", "/changes?kind=stars",
     "/changes?kind=models&cursor=x", "/models/changes.atom?country=Germany", "/laws?on=tomorrow"],
)  # fmt: skip
@pytest.mark.parametrize("language", ["", "/de"])
def test_a_malformed_address_is_answered_with_what_is_wrong(
    client: Client, language: str, address: str
) -> None:
    """Status 400, with the parameter's name, and the page still stands."""
    page = body(client, language + address, status=400)

    assert "Traceback" not in page
    assert re.search(r"colour|cursor|sort|training_compute_min|q|kind|before|country|on: ", page)


@pytest.mark.parametrize(
    "address", ["/stars", "/laws/no-such-law", "/models/none/changes.atom", "/models/export.xls"]
)
def test_what_is_not_there_is_not_found(client: Client, address: str) -> None:
    """Status 404."""
    body(client, address, status=404)


@pytest.mark.parametrize(
    "address", ["/models", "/search", "/changes", "/laws", "/models/export.csv", "/changes.atom"]
)
def test_pages_are_only_read(client: Client, address: str) -> None:
    """Nothing is posted to them."""
    assert client.post(address).status_code == 405


def test_search_shows_names_with_their_kind_and_suggests(client: Client) -> None:
    """A near miss is answered with a link."""
    world()

    assert '<a href="/models/alpha">Alpha</a> <span class="tag">AI model</span>' in body(
        client, "/search?q=alph"
    )
    assert 'href="/search?q=Alpha"' in body(client, "/search?q=aplha")
    assert "Alpha" not in body(client, "/search?q=alph&kind=chips")


def test_changes_are_sentences_without_the_officers_name(client: Client) -> None:
    """To the public an officer is the agency."""
    written = take(record("Alpha", parameters=1e9))
    undo(written.change, act(days=1, reason="the wrong file"))
    page = body(client, "/changes")

    assert "The agency" in page
    assert "<q>the wrong file</q>" in page
    assert 'class="undone"' in page


def test_feeds_are_atom_with_lasting_identities(client: Client) -> None:
    """Entries of one feed differ, and stay the same when it is read again."""
    world()
    for address in ("/changes.atom", "/models/changes.atom", "/models/alpha/changes.atom"):
        first = ET.fromstring(body(client, address))  # noqa: S314  # our own words
        again = ET.fromstring(body(client, address))  # noqa: S314  # our own words
        found = [item.findtext(f"{ATOM}id") for item in first.iter(f"{ATOM}entry")]

        assert found
        assert len(found) == len(set(found))
        assert found == [item.findtext(f"{ATOM}id") for item in again.iter(f"{ATOM}entry")]
        assert all(item.findtext(f"{ATOM}updated") for item in first.iter(f"{ATOM}entry"))


def test_a_feed_keeps_the_filters_of_its_list(client: Client) -> None:
    """Only what the list shows."""
    world()
    feed = body(client, "/models/changes.atom?country=US")

    assert "Beta" in feed
    assert "Alpha" not in feed


def test_secret_values_are_on_no_page(client: Client) -> None:
    """Not in a table, a search, a feed or an export."""
    take(record("Open", parameters=1e9))
    secret = begin(Change.Act.IMPORT, act(reason="from an inspection"), summary="secret.csv")
    write(secret, [record("Open", training_compute=7.77e25, on=date(2026, 6, 1))], public=False)

    for address in ("/models", "/search?q=open", "/changes", "/changes?kind=models", "/changes.atom",
                    "/models/changes.atom", "/models/open/changes.atom", "/models/export.csv"):  # fmt: skip
        page = body(client, address)
        assert "7.77" not in page, address
        assert "inspection" not in page, address
        assert "secret.csv" not in page, address


def test_a_rulebook_links_to_what_it_applies_to(client: Client) -> None:
    """With its values on a day, each with its citation."""
    world()
    page = body(client, "/laws/eu-ai-act")

    assert 'href="/models?applies=eu-ai-act"' in page
    assert names(body(client, "/models?applies=eu-ai-act")) == ["Alpha"]
    assert "Art. 51" in page


def test_a_rulebook_is_read_for_a_day(client: Client) -> None:
    """What was in force then, not what is now."""
    then, now = (body(client, f"/laws/us-eo-14110?on={day}") for day in ("2024-01-01", "2026-01-01"))

    assert 'class="state in-force"' in then
    assert 'class="state in-force"' not in now


@pytest.mark.parametrize("language", ["", "/de"])
def test_no_link_is_dead(client: Client, language: str) -> None:
    """Every address that these pages link to is answered."""
    world()
    seen: set[str] = set()
    for address in [language + one for one in addresses() if ".atom" not in one and ".csv" not in one]:
        page = body(client, address)
        if page.startswith("<!doctype html>"):
            seen |= set(links(page))

    for href in sorted(seen):
        assert client.get(href).status_code in (200, 302), href


def test_markup_in_names_is_shown_not_run(client: Client) -> None:
    """Names come from files of others."""
    take(record("<script>alert(1)</script>", parameters=1e9, developers=['"><img src=x onerror=alert(1)>']))

    for address in ("/models", "/search?q=script", "/changes", "/changes.atom", "/models/changes.atom",
                    "/search?q=%3Cscript%3Ealert(2)%3C/script%3E",
                    "/models?q=%22%3E%3Cimg%20src=x%3E"):  # fmt: skip
        page = body(client, address)
        assert "<script>alert" not in page, address
        assert "<img src=x" not in page, address
