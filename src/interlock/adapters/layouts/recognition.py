"""Which layout a file has, and of what day its words may be."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from interlock.adapters.layouts.chip_files import CHIP_FILES
from interlock.adapters.layouts.clusters import CLUSTERS
from interlock.adapters.layouts.companies import COMPANIES, COMPUTE_SPENDING, REVENUE_REPORTS, STAFF_REPORTS
from interlock.adapters.layouts.data_centres import DATA_CENTRES, TIMELINES
from interlock.adapters.layouts.declarations import DECLARATIONS
from interlock.adapters.layouts.hardware import HARDWARE
from interlock.adapters.layouts.layout import LIMITS, Head, Layout
from interlock.adapters.layouts.models import MODELS
from interlock.adapters.layouts.refused import COOLING_EQUIPMENT, FUNDING_ROUNDS, USAGE_REPORTS
from interlock.adapters.layouts.single_chips import SINGLE_CHIPS
from interlock.adapters.layouts.tables import open_table
from interlock.documents import decode_text
from interlock.errors import InputError
from interlock.phrases import listed, phrase

__all__ = ["LAYOUTS", "guess_stated_on", "layout_of", "recognise"]

LAYOUTS: Final = (
    MODELS, HARDWARE, CHIP_FILES, CLUSTERS, DATA_CENTRES, TIMELINES, COMPANIES, REVENUE_REPORTS,
    COMPUTE_SPENDING,
    STAFF_REPORTS, DECLARATIONS, SINGLE_CHIPS, COOLING_EQUIPMENT, FUNDING_ROUNDS, USAGE_REPORTS,
)  # fmt: skip
"""Every layout that is known."""
_BY_NAME: Final = {layout.name: layout for layout in LAYOUTS}
_HEAD: Final = 65_536
_DAY_IN_NAME: Final = re.compile(r"(?<!\d)(20\d\d)[-_.](\d\d)(?:[-_.](\d\d))?(?!\d)", re.ASCII)
_DAY_IN_CELL: Final = re.compile(r"(?<![\d-])(20\d\d-\d\d-\d\d) \d\d:\d\d:\d\d", re.ASCII)
"""As in the column "Last modified", which tells when the source last touched a row."""


def recognise(file_name: str, content: bytes) -> Layout:
    """Return the layout of a file, by its head.

    Raises
    ------
    InputError
        If the file is too large, is no text, or has no layout that is known.
    """
    text = decode_text(content, source=file_name, limits=LIMITS)
    if not text.strip():
        raise InputError(
            phrase("the file is empty"), source=file_name, advice=phrase("Give the file as published.")
        )
    columns: tuple[str, ...] = ()
    if _looks_like_table(file_name, text):
        columns, _ = open_table(content, file_name)
    head = Head(file_name=file_name, columns=frozenset(columns), text=text[:_HEAD])
    for layout in LAYOUTS:
        if layout.recognises(head):
            return layout
    shown = ", ".join(column[:30] for column in columns[:4])
    raise InputError(
        phrase("the layout is not known; its columns begin with {shown}", shown=shown)
        if columns
        else phrase("the layout is not known"),
        source=file_name,
        advice=phrase("Known are: {names}.", names=listed((layout.title for layout in LAYOUTS), "; ")),
    )


def layout_of(name: str) -> Layout:
    """Return a layout by name.

    Raises
    ------
    KeyError
        If there is none of that name.
    """
    return _BY_NAME[name]


def guess_stated_on(file_name: str, content: bytes) -> date | None:
    """Return the day of which a file's words may be, by its name or its youngest "Last modified".

    It is a proposal to an officer, who states the day; None where neither tells. Of a month it is
    the first day: with a later one, what the file foretells for that month would pass for observed.

    Examples
    --------
    >>> guess_stated_on("data_centers_2026-05.csv", b""), guess_stated_on("table.csv", b"")
    (datetime.date(2026, 5, 1), None)
    """
    found = _DAY_IN_NAME.search(file_name)
    if found is not None:
        year, month = int(found[1]), int(found[2])
        try:
            return date(year, month, int(found[3] or 1))
        except ValueError:
            return None
    text = content.decode("utf-8", errors="replace")
    if "Last modified" not in text[:_HEAD]:
        return None
    days = sorted({match[1] for match in _DAY_IN_CELL.finditer(text)})
    try:
        return date.fromisoformat(days[-1]) if days else None
    except ValueError:
        return None


def _looks_like_table(file_name: str, text: str) -> bool:
    lower = file_name.casefold()
    if lower.endswith((".yaml", ".yml", ".json", ".jsonl", ".ndjson")):
        return False
    first = text.lstrip()[:_HEAD].partition("\n")[0]
    return lower.endswith((".csv", ".txt")) or ("," in first and first[:1] not in "{[")
