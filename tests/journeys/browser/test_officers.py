"""An officer takes a file in: sees what it would do, decides, corrects, and takes it back."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from playwright.sync_api import FilePayload, expect

from interlock.adapters import clock
from interlock.agency.demonstration.people import Account
from tests.journeys.browser.inspection import anomalies, overflow
from tests.journeys.browser.visitor import Visitor

OFFICERS: Final = {"en": "caseworker", "de": "caseworker.administrator"}
KNOWN: Final = {"en": ("Example 70B", "example-70b"), "de": ("Example 400B", "example-400b")}
COLUMNS: Final = (
    "Model,Organization,Publication date,Domain,Parameters,Training compute (FLOP),"
    "Confidence,Training dataset"
)
SLOW: Final = 60_000
"""Milliseconds for a job, which may wait for others."""


def table(known: str, language: str) -> FilePayload:
    """Return a file with a new model, a formula, a lookalike, a contradiction and an unreadable line."""
    lines = (
        COLUMNS,
        f"Journey {language},Example Labs,2026-10-01,Language,9e9,4e24,Confident,",
        f"Formula {language},Example Labs,2026-10-02,Language,8e9,,Confident,=cmd|' /C calc'!A0",
        "Gr\N{CYRILLIC SMALL LETTER O}k 3,xAI,2026-10-03,Language,7e9,,Likely,",
        f"{known},Example Labs,,Language,1.23e11,,Confident,",
        f'Broken {language},Example Labs,2026-10-04,Language,"12,5e9",,Confident,',
    )
    return {"name": f"table-{language}.csv", "mimeType": "text/csv", "buffer": "\n".join(lines).encode()}


def corrects(officer: Visitor, slug: str, value: str, reason: str) -> None:
    """Correct a model's number of parameters, after a look at what would change."""
    officer.go(f"/caseworker/correct/models/{slug}")
    officer.main.get_by_role("link", name=officer.called("parameters"), exact=True).click()
    officer.main.get_by_label(re.compile(re.escape(officer.says("Central value")))).fill(value)
    for end in ("Low end", "High end"):
        officer.main.get_by_label(re.compile(re.escape(officer.says(end)))).fill("")
    officer.box("Reason").fill(reason)
    officer.box("Publisher of the source").fill("Example Labs")
    officer.box("Title of the source").fill("Letter to the agency")
    officer.button("Show what would change").click()
    expect(officer.heading(officer.says("What would change"))).to_be_visible()
    assert anomalies(officer.page) == []
    officer.button("Correct the value").click()
    expect(officer.main.get_by_text(reason).first).to_be_attached()


def uploads(officer: Visitor, file: FilePayload) -> None:
    """Upload a file from the desk, with the source that the page proposes for such files."""
    officer.go("/caseworker/")
    officer.link("Import a file").click()
    officer.box("File").set_input_files(file)
    expect(officer.box("Publisher of the source")).to_have_value("Epoch AI")
    officer.box("Day of the source’s words").fill(clock.today().isoformat())
    officer.button("Upload and compare").click()
    expect(officer.heading(file["name"])).to_be_visible()


def tab(officer: Visitor, label: str, count: int) -> None:
    """Show the lines of one outcome, of which there must be so many."""
    name = re.compile(rf"^{re.escape(officer.says(label, context='lines'))} \({count}\)")
    officer.main.get_by_role("link", name=name).click(timeout=SLOW)


def decides(officer: Visitor, name: str, message: str, reason: str) -> None:
    """Decide the conflict on a line, with a reason."""
    row = officer.main.get_by_role("row").filter(has=officer.page.get_by_role("rowheader", name=name))
    row.get_by_label(officer.says("Reason"), exact=True).fill(reason)
    row.get_by_role("button", name=officer.says(message), exact=True).click()
    expect(row.get_by_text(reason)).to_be_visible()


def parameters(visitor: Visitor, slug: str) -> str:
    """Return what a model's page says of its number of parameters."""
    visitor.go(f"/models/{slug}")
    label = re.escape(visitor.called("parameters"))
    term = visitor.main.get_by_role("term").filter(has_text=re.compile(rf"^\s*{label}\s*$"))
    return str(term.first.locator("xpath=following-sibling::dd[1]").inner_text()).replace(",", ".")


def test_an_import_is_seen_decided_taken_in_and_taken_back(
    visitors: Callable[..., Visitor], people: dict[str, Account], language: str
) -> None:
    """What the file said goes with it; what officers corrected, before and after, stands."""
    officer, citizen = visitors(), visitors()
    known, slug = KNOWN[language]
    officer.sign_in_as(people[OFFICERS[language]])
    corrects(officer, slug, "121e9", "the letter counts the embeddings too")
    uploads(officer, table(known, language))

    tab(officer, "Refused", 1)
    expect(officer.main.get_by_text("12,5e9")).to_be_visible()
    tab(officer, "New", 2)
    expect(officer.main.get_by_role("rowheader", name=f"Journey {language}")).to_be_visible()
    tab(officer, "Conflicting", 2)
    assert [*anomalies(officer.page), *overflow(officer.page)] == []
    decides(officer, "Gr\N{CYRILLIC SMALL LETTER O}k 3", "Keep what is held", "a letter of another script")
    decides(officer, known, "Take the file’s word", "newer than the letter")
    takes = officer.counts("Take in {count} line", "Take in {count} lines", 3).format(count=3)
    page = officer.page.url
    officer.main.get_by_role("button", name=takes, exact=True).click()
    back = officer.link("Take this import back")
    expect(back).to_be_visible(timeout=SLOW)
    assert anomalies(officer.page) == []

    citizen.go(f"/search?q=journey+{language}")
    citizen.main.get_by_role("link", name=f"Journey {language}", exact=True).click()
    expect(citizen.heading(f"Journey {language}")).to_be_visible()
    assert "123" in parameters(citizen, slug)
    with officer.page.expect_download() as saved:
        officer.link("All lines as CSV").click()
    assert "'=cmd" in saved.value.path().read_text(encoding="utf-8-sig")

    corrects(officer, f"journey-{language}", "9.5e9", "two layers were not counted")
    history = officer.main.get_by_role("region", name=officer.says("History"), exact=True)
    expect(history.get_by_text(f"table-{language}.csv").first).to_be_attached()
    expect(history.get_by_text("two layers were not counted").first).to_be_attached()

    officer.page.goto(page)
    officer.link("Take this import back").click()
    officer.box("Reason").fill("the table was a draft")
    assert anomalies(officer.page) == []
    officer.button("Take this import back").click()
    told = officer.says("{file} was taken back.").format(file=f"table-{language}.csv")
    expect(officer.main.get_by_text(told, exact=True)).to_be_visible(timeout=SLOW)
    assert "9.5" in parameters(citizen, f"journey-{language}")
    figures = citizen.main.get_by_role("region", name=citizen.says("Key figures"), exact=True)
    expect(figures.get_by_text("4 × 10²⁴")).to_have_count(0)
    assert "121" in parameters(citizen, slug)
    citizen.go(f"/models/formula-{language}")
    nothing = (
        "Nothing stands of this entry any more: what was said of it was taken back. "
        "The history below keeps it."
    )
    expect(citizen.text(nothing)).to_be_visible()
