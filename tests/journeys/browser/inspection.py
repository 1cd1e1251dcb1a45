"""What every page must withstand: axe-core, a narrow screen, and nothing gone wrong out of sight."""

from __future__ import annotations

from typing import Final

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

__all__ = ["anomalies", "overflow"]

_RULES: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_LOOKS: Final = ["color-contrast", "link-in-text-block", "target-size", "scrollable-region-focusable"]
"""Rules whose answer follows from colours and sizes; the others answer alike in both themes and widths."""
_RUN: Final = """async (chosen) => {
  const results = await axe.run(document, { runOnly: chosen, resultTypes: ["violations"] });
  return results.violations.flatMap((one) => one.nodes.map((node) =>
    [one.id, node.target.join(" "), node.html.slice(0, 160), node.failureSummary.slice(0, 300)].join(": ")));
}"""
_WIDER: Final = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  const scrolls = (node) => node && node !== document.body
    && (/auto|scroll|hidden|clip/.test(getComputedStyle(node).overflowX) || scrolls(node.parentElement));
  return Array.from(document.body.querySelectorAll("*"))
    .filter((node) => node.getBoundingClientRect().right > width + 0.5 && !scrolls(node.parentElement))
    .slice(-4).map((node) => `${node.outerHTML.slice(0, 160)} ends at ${node.getBoundingClientRect().right}`)
    .concat([`the page is ${document.documentElement.scrollWidth} wide`]);
}"""


def anomalies(page: Page, *, looks_only: bool = False) -> list[str]:
    """Return what axe-core has against a page, one line for each place.

    Parameters
    ----------
    looks_only
        Whether all rules were asked of the same page already, in other colours or at another width.
    """
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    chosen = {"type": "rule", "values": _LOOKS} if looks_only else {"type": "tag", "values": _RULES}
    found: list[str] = page.evaluate(_RUN, chosen)
    return found


def overflow(page: Page) -> list[str]:
    """Return what makes a page scroll sideways; empty where nothing does."""
    found: list[str] = page.evaluate(_WIDER)
    return found
