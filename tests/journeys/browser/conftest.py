"""The served site and the browser, shared by the journeys; a picture of the page where one fails."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from interlock.agency.demonstration.people import Account, accounts
from tests.journeys.browser.live import SEED, Live, opened
from tests.journeys.browser.visitor import Visitor
from tests.journeys.site import ROOT

_OPTIONS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
_PATIENCE = 20_000
"""Milliseconds to wait for what a page is to show; generous, since the machine may be busy."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the journeys reach this machine's own ports."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.enable_socket)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Remember on the test how each of its phases ended."""
    report = yield
    item.stash[_REPORT] = item.stash.get(_REPORT, False) or report.failed
    return report


_REPORT = pytest.StashKey[bool]()


@pytest.fixture(scope="session")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """Return a served agency that holds the demonstration world."""
    name = os.environ.get("PYTEST_XDIST_WORKER", "alone")
    with opened(tmp_path_factory.mktemp("live"), name=name) as served:
        yield served


@pytest.fixture(scope="session")
def people() -> dict[str, Account]:
    """Return whom the demonstration knows, by the part of the address before the at sign."""
    return {account.email.partition("@")[0]: account for account in accounts(SEED)}


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Return the browser, or skip where there is none."""
    with sync_playwright() as playwright:
        program = _program(playwright.chromium.executable_path)
        browser = playwright.chromium.launch(executable_path=program, args=_OPTIONS)
        yield browser
        browser.close()


def _program(own: str) -> str:
    named = os.environ.get("INTERLOCK_CHROMIUM")
    found = named or next(
        filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), own
    )
    if not Path(found).exists():
        pytest.skip("no Chromium here; install one or name it in INTERLOCK_CHROMIUM")
    return found


@pytest.fixture(params=["en", "de"])
def language(request: pytest.FixtureRequest) -> str:
    """Return the language that the journey is made in."""
    return str(request.param)


@pytest.fixture
def visitors(
    live: Live, chromium: Browser, language: str, request: pytest.FixtureRequest
) -> Iterator[Callable[..., Visitor]]:
    """Return what makes somebody at a browser of their own; pages must say and miss nothing."""
    made: list[Visitor] = []
    with ExitStack() as stack:

        def make(**options: Any) -> Visitor:  # noqa: ANN401  # playwright's own
            context = chromium.new_context(**{"locale": language, "reduced_motion": "reduce", **options})
            stack.callback(context.close)
            context.set_default_timeout(_PATIENCE)
            visitor = Visitor(context=context, page=context.new_page(), live=live, language=language)
            made.append(visitor)
            return visitor

        yield make
        if request.node.stash.get(_REPORT, False):
            _picture(request.node.name, made)
        problems = [problem for visitor in made for problem in visitor.problems]
    assert not problems, "\n".join(problems)


@pytest.fixture
def visitor(visitors: Callable[..., Visitor]) -> Visitor:
    """Return somebody at a browser."""
    return visitors()


def _picture(name: str, made: list[Visitor]) -> None:
    folder = ROOT / "build" / "failed"
    folder.mkdir(parents=True, exist_ok=True)
    for number, visitor in enumerate(made):
        stem = re.sub(r"[^\w-]+", "-", name).strip("-")
        visitor.page.screenshot(path=folder / f"{stem}-{number}.png", full_page=True)
        (folder / f"{stem}-{number}.html").write_text(visitor.page.content(), encoding="utf-8")
