"""Every type of page is open to everybody: by screen reader, on a phone, in the dark, without a dead link."""

from __future__ import annotations

import re
from html import unescape
from typing import Final
from urllib.parse import urljoin

import pytest

from interlock.agency.demonstration.people import Account
from tests.journeys.browser.inspection import anomalies, overflow
from tests.journeys.browser.live import Live
from tests.journeys.browser.visitor import Visitor

WIDE: Final = {"width": 1280, "height": 900}
NARROW: Final = {"width": 360, "height": 740}
PUBLIC: Final = {
    "home": "/",
    "search": "/search?q=grok",
    "a search without result": "/search?q=grokk",
    "an address that there is not": "/models/there-is-no-such-model",
    "list of States": "/states",
    "list of organisations": "/organisations",
    "list of facilities": "/facilities",
    "list of clusters": "/clusters",
    "list of chip models": "/chips",
    "list of models": "/models",
    "a narrowed list": "/models?country=US&sort=-training_compute&size=10",
    "a list that nothing meets": "/models?q=nothing-has-this-name",
    "list of training runs": "/runs",
    "list of deployments": "/deployments",
    "list of permits": "/permits",
    "a State": "/states/germany",
    "an organisation": "/organisations/google-deepmind",
    "a facility": "/facilities/colossus-2",
    "a cluster": "/clusters/oak-ridge-nl-frontier",
    "a chip model": "/chips/amd-instinct-mi300x",
    "a model": "/models/grok-3",
    "a model as of a past day": "/models/grok-3?as_of=2025-11-23",
    "a training run": "/runs/example-run-7",
    "a deployment": "/deployments/example-assistant",
    "a permit": "/permits/permit-il-2026-0007",
    "the law on a model": "/models/grok-3/law",
    "world map": "/map",
    "charts": "/charts",
    "compute by State": "/charts/compute-by-state",
    "compute by owner": "/charts/compute-by-owner",
    "compute by confidence": "/charts/compute-by-confidence",
    "models over time": "/charts/models",
    "power against cooling": "/charts/sites",
    "changes": "/changes",
    "rulebooks": "/laws",
    "a rulebook": "/laws/eu-ai-act",
    "accessibility": "/accessibility",
    "signing in": "/account/login",
    "a new password": "/account/password/reset",
    "the interface for programs": "/api/docs",
}
MANY: Final = 20
"""Entries that a page may link to before only some of them are followed."""
OWN: Final = {
    "applicant": (
        "/applicant/", "/account/", "/account/email", "/account/password/change", "/account/2fa/",
        "/account/2fa/totp/activate", "/account/2fa/webauthn/add", "/account/tokens", "/account/logout",
    ),
    "provider.administrator": ("/account/members",),
    "inspector": ("/inspector/",),
    "delegate": ("/council/",),
    "caseworker": (
        "/caseworker/", "/caseworker/imports", "/caseworker/imports/new", "/caseworker/jobs",
        "/caseworker/changes", "/caseworker/correct/models/grok-3",
    ),
}  # fmt: skip
ALSO_GERMAN: Final = (
    "home", "search", "list of models", "a model", "the law on a model", "world map", "models over time",
    "a rulebook", "signing in",
)  # fmt: skip


def inspected(visitor: Visitor, path: str) -> list[str]:
    """Return what is wrong with a page, seen wide and light, then narrow and dark."""
    page = visitor.page
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(WIDE)  # type: ignore[arg-type]  # a plain dictionary
    visitor.go(path)
    found = [f"light, 1280: {each}" for each in (*anomalies(page), *overflow(page))]
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size(NARROW)  # type: ignore[arg-type]  # a plain dictionary
    return found + [f"dark, 360: {each}" for each in (*anomalies(page, looks_only=True), *overflow(page))]


@pytest.mark.parametrize(
    ("path", "language"),
    [pytest.param(path, "en", id=name) for name, path in PUBLIC.items()]
    + [pytest.param(PUBLIC[name], "de", id=f"{name}, in German") for name in ALSO_GERMAN],
)
def test_public_pages_are_open_to_everybody(visitor: Visitor, path: str) -> None:
    """axe-core finds nothing, nothing scrolls sideways, and the console stays silent."""
    visitor.expected |= {404} if "no-such" in path else set()

    assert inspected(visitor, path) == []


@pytest.mark.parametrize("language", ["en"])
@pytest.mark.parametrize("who", list(OWN))
def test_own_pages_are_open_to_everybody(visitor: Visitor, people: dict[str, Account], who: str) -> None:
    """The same holds of what one sees when signed in."""
    visitor.sign_in_as(people[who])
    found = {path: inspected(visitor, path) for path in OWN[who]}

    assert {path: anomaly for path, anomaly in found.items() if anomaly} == {}


@pytest.mark.parametrize("language", ["en", "de"])
def test_no_link_is_dead(live: Live, language: str) -> None:
    """Whatever the pages for everybody link to within the site answers; each address is asked for once.

    Of the rows of long lists, which one view answers, one in five is followed.
    """
    prefix = "" if language == "en" else "/de"
    names = [name for name, path in PUBLIC.items() if "no-such" not in path]
    pages = [prefix + PUBLIC[name] for name in names if language == "en" or name in ALSO_GERMAN]
    linked: set[str] = set()
    for page in pages:
        linked |= links(live.read(page), page)
    dead = {path: status for path in sorted(linked - set(pages)) if (status := live.status(path)) >= 400}

    assert len(linked) > 100
    assert dead == {}


def links(markup: str, page: str) -> set[str]:
    """Return the addresses within the site that a page links to, of each list's rows only some."""
    found = {unescape(href).partition("#")[0] for href in re.findall(r'(?:href|src)="([^"]+)"', markup)}
    paths = {urljoin(page, href) for href in found if href and "://" not in href}
    entries = sorted(path for path in paths if path.count("/") == 2 + page.startswith("/de"))
    return paths - set(entries) | set(entries[::5]) if len(entries) > MANY else paths
