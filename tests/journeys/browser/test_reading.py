"""A citizen finds a model, reads why it is or isn't regulated, and takes the list away as data."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import expect

from tests.journeys.browser.inspection import overflow
from tests.journeys.browser.visitor import Visitor

LARGE = "Name of a model, an organisation, a site, a chip"
WHY = "Why: every provision with its reasons, and what would change the answer"
LAST_YEAR = "2025-11-23"


def test_a_model_is_found_while_one_types(visitor: Visitor) -> None:
    """The beginning of a name is enough, with a stray accent, and the answer stands there before Enter."""
    visitor.go("/")
    visitor.box(LARGE).press_sequentially("grók 3")
    visitor.main.get_by_role("link", name="Grok 3", exact=True).click()

    expect(visitor.heading("Grok 3")).to_be_visible()


def test_a_model_is_found_without_a_script(visitors: Callable[..., Visitor]) -> None:
    """The same question, sent by Enter, is answered by a page of its own."""
    visitor = visitors(java_script_enabled=False)
    visitor.go("/")
    visitor.box(LARGE).fill("GRÖK")
    visitor.box(LARGE).press("Enter")
    expect(visitor.heading(visitor.says("Search"))).to_be_visible()
    visitor.main.get_by_role("link", name="Grok 3", exact=True).click()

    expect(visitor.heading("Grok 3")).to_be_visible()
    visitor.link(WHY).click()
    assert reason_of(visitor, opened=True)


def test_why_a_model_is_regulated_can_be_opened(visitor: Visitor) -> None:
    """From a verdict one gets to the numbers, the ruler and the very words of the law."""
    visitor.go("/models/grok-3")
    ruler = visitor.page.get_by_role("img", name=visitor.says("%(quantity)s against thresholds", quantity=""))
    expect(ruler.first).to_be_visible()
    visitor.link(WHY).click()

    reason = reason_of(visitor)
    assert "10²³ FLOP" in reason
    assert "greater than 10^23 FLOP" in reason
    assert overflow(visitor.page) == []


def reason_of(visitor: Visitor, *, opened: bool = False) -> str:
    """Open the first verdict that says that something applies, and return its reasons."""
    sentence = visitor.says("%(title)s: applies", title="")
    verdict = visitor.main.get_by_role("group").filter(
        has=visitor.page.get_by_text(re.compile(rf"\w{re.escape(sentence)}\s*$"))
    ).first  # fmt: skip
    if not opened:
        verdict.get_by_text(sentence).first.click()
    return verdict.inner_text() if not opened else str(verdict.text_content())


def test_an_entry_is_seen_as_of_last_year(visitor: Visitor) -> None:
    """The page says which day it shows, the value is that of the time, and one click leads back to today."""
    visitor.go("/models/grok-3")
    name = visitor.called("training_compute")
    today = fact(visitor, name)
    visitor.box("As of").fill(LAST_YEAR)
    visitor.button("Show that day").click()

    expect(visitor.link("Show it as of today")).to_be_visible()
    then = fact(visitor, name)
    assert "10²⁶" in today
    assert "10²⁶" in then
    assert today.splitlines()[0] != then.splitlines()[0]
    visitor.language, other = {"en": ("de", "Deutsch"), "de": ("en", "English")}[visitor.language]
    visitor.page.get_by_role("banner").get_by_role("link", name=other, exact=True).click()
    there = fact(visitor, visitor.called("training_compute"))
    assert there.split("×")[0].replace(",", ".") == then.split("×")[0].replace(",", ".")
    assert LAST_YEAR in visitor.page.url


def fact(visitor: Visitor, name: str) -> str:
    """Return what stands beside the name of a property, with its source."""
    term = visitor.main.get_by_role("term").filter(has_text=re.compile(rf"^\s*{re.escape(name)}\s*$"))
    return str(term.first.locator("xpath=following-sibling::dd[1]").inner_text())


def test_every_value_leads_to_its_source(visitor: Visitor) -> None:
    """The source beside a value links to where it was published, and to what had been said before."""
    visitor.go("/models/grok-3")
    sources = visitor.main.get_by_role("link", name="Data on AI Models", exact=True)

    assert sources.first.get_attribute("href") == "https://epoch.ai/data/ai-models"
    said = visitor.counts("%(said)s statement", "%(said)s statements", 2, said=2)
    visitor.main.get_by_role("link", name=said, exact=True).first.click()
    assert visitor.page.url.endswith("#history-training_compute")


def test_the_export_holds_the_rows_that_are_shown(visitor: Visitor, tmp_path: Path) -> None:
    """A narrowed list saved as CSV has the names of the page, in its order."""
    visitor.go("/models?sort=-training_compute")
    visitor.box("Words").fill("gro")
    visitor.button("Narrow list").click()
    visitor.page.wait_for_url(re.compile("q=gro"))
    shown = visitor.main.get_by_role("rowheader").all_inner_texts()
    with visitor.page.expect_download() as saved:
        visitor.main.get_by_role("link", name="CSV", exact=True).click()
    file = tmp_path / "list.csv"
    saved.value.save_as(file)

    rows = list(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8-sig"))))
    assert [row["name"] for row in rows] == shown
    assert "Grok 3" in shown
