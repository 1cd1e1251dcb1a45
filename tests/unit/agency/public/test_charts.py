"""Charts and the map show what the tables beside them say, and count only what exists."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any

import pytest
from django.test import Client

from interlock.agency.public.drawn import CHARTS
from interlock.agency.register import totals
from interlock.register import Kind
from tests.unit.agency.conftest import record, take

pytestmark = pytest.mark.django_db
MEMPHIS = {"latitude": 35.06, "longitude": -90.16}
FOUND = ("compute-by-state", "compute-by-owner", "compute-by-confidence", "models", "sites")


@pytest.fixture
def world(db: None) -> None:  # noqa: ARG001  # rows
    """Fill the register with a little of everything that is drawn."""
    common: dict[str, Any] = {
        "owners": ["Example Labs"], "country": "US", "point": MEMPHIS, "confidence": "confident",
    }  # fmt: skip
    take(
        record("Real", kind=Kind.CLUSTER, status="existing", h100_equivalents=100_000, **common),
        record("Wanted", kind=Kind.CLUSTER, status="planned", h100_equivalents=900_000, **common),
        record(
            "Twice",
            kind=Kind.CLUSTER,
            status="existing",
            h100_equivalents=7e6,
            possible_duplicate=True,
            **common,
        ),
        record("Unknown", kind=Kind.CLUSTER, status="existing", h100_equivalents=5, confidence="speculative"),
        record(
            "Site", kind=Kind.FACILITY, power=3e8, cooling_capacity={"low": 1e8, "high": 2e8}, country="US"
        ),
        record("Example 405B", training_compute={"low": 3e25, "high": 5e25}, released="2026-04-01"),
    )


@pytest.mark.usefixtures("world")
def test_only_what_exists_is_added_up() -> None:
    """Planned clusters and possible duplicates are no compute."""
    shares = totals.compute_by(totals.By.STATE)
    assert [(share.heading, share.h100_equivalents) for share in shares] == [("US", 100_000), ("", 5)]
    assert [share.heading for share in totals.compute_by(totals.By.OWNER)] == ["Example Labs", ""]
    assert [share.heading for share in totals.compute_by(totals.By.CONFIDENCE)] == [
        "confident",
        "speculative",
    ]


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("name", FOUND)
@pytest.mark.parametrize("language", ["", "/de"])
def test_each_chart_has_its_page_its_drawing_and_its_numbers(
    client: Client, name: str, language: str
) -> None:
    """Every row of the data stands in the table; the drawing is an SVG document, light and dark."""
    page = client.get(f"{language}/charts/{name}")
    drawing = client.get(f"{language}/charts/{name}.svg?theme=dark")
    spec = client.get(f"{language}/charts/{name}.json")

    assert page.status_code == 200
    assert drawing["Content-Type"] == "image/svg+xml; charset=utf-8"
    assert drawing.content.startswith(b"<svg")
    assert json.loads(spec.content)["$schema"].startswith("https://vega.github.io/schema/vega-lite/")
    assert b"<tbody>" in page.content


@pytest.mark.usefixtures("world")
def test_the_charts_listed_are_the_charts_there_are(client: Client) -> None:
    """No chart without a link, no link without a chart."""
    assert tuple(CHARTS) == FOUND
    links = re.findall(r'href="(/charts/[^"]+|/map)"', client.get("/charts").content.decode())
    assert set(links) >= {f"/charts/{name}" for name in FOUND} | {"/map"}
    assert client.get("/charts/none").status_code == 404


@pytest.mark.parametrize("name", [*FOUND])
def test_an_empty_register_draws_nothing_and_says_so(client: Client, name: str) -> None:
    """A page without data says how data would get here."""
    assert b'class="empty"' in client.get(f"/charts/{name}").content


@pytest.mark.usefixtures("world")
def test_the_map_tells_certain_from_uncertain_from_planned(client: Client) -> None:
    """Solid, hatched or outlined; what has no coordinates stands in the table only."""
    page = client.get("/map").content.decode()
    marks = dict(re.findall(r'<circle class="(\w+)"[^>]*><title>([^<]+)</title>', page))
    assert set(re.findall(r"<title>([^<·]+)</title></circle>", page)) == {"Real", "Wanted", "Twice"}
    assert marks["solid"] == "Real"
    assert {"Real", "Wanted", "Twice", "Unknown"} <= set(
        re.findall(r'<a href="/clusters/[^"]+">([^<]+)</a>', page)
    )


@pytest.mark.usefixtures("world")
def test_areas_on_the_map_are_amounts(client: Client) -> None:
    """Nine times the compute is nine times the area; German pages write coordinates for machines."""
    page = client.get("/de/map").content.decode()
    radii = dict(re.findall(r'r="([\d.]+)"><title>([^<]+)<', page))
    by_name = {name: float(radius) for radius, name in radii.items()}
    assert by_name["Wanted"] ** 2 / by_name["Real"] ** 2 == pytest.approx(9, rel=0.02)


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("query", ["?kind=nothing", "?region=../..", "?q=%00", "?cursor=x", "?size=1000000"])
def test_the_map_survives_nonsense(client: Client, query: str) -> None:
    """An address that was tampered with shows the map or says what is wrong with it."""
    assert client.get(f"/map{query}").status_code in (200, 400)


def test_thresholds_are_those_of_the_day() -> None:
    """A chart of another day draws the lines that stood then."""
    drawn = CHARTS["models"](date(2026, 11, 23)).spec["layer"][0]["data"]["values"]
    assert {line["flop"] for line in drawn} >= {1e25, 1e26}
