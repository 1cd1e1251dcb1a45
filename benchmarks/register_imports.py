"""What every real table does to an empty register: line by line counted, timed, and twice.

Every file of a folder that a layout recognises is taken in, in the order in which each builds upon those
before; then all of them once more. Exit code 1 where the second time writes anything.

Usage: python benchmarks/register_imports.py FOLDER
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
import time
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

_ORDER: Final = (
    "hardware/*.csv", "hardware/*.yaml", "companies/ai_companies.csv", "models/notable*.csv",
    "models/all*.csv", "clusters/*.csv", "sites/data_centers_*.csv", "sites/data_center_timelines_*.csv",
    "sites/*.csv", "companies/*.csv",
)  # fmt: skip
_MONTH: Final = re.compile(r"(20\d\d)-(\d\d)")
_USUAL_DAY: Final = date(2026, 5, 2)
_AT: Final = datetime(2026, 11, 23, tzinfo=UTC)
_OUTCOMES: Final = ("new", "changed", "unchanged", "earlier", "conflicting", "refused")


def main() -> None:
    """Take every file in, twice, and print a row of each."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path()
    files = list(dict.fromkeys(file for pattern in _ORDER for file in sorted(folder.glob(pattern))))
    if not files:
        sys.exit(
            f"{folder.absolute()} holds no tables: name the one with models/, hardware/, clusters/, sites/"
        )
    with tempfile.TemporaryDirectory(prefix="interlock-imports-") as home:
        os.environ["INTERLOCK_HOME"] = home
        os.environ.pop("INTERLOCK_DATABASE_URL", None)
        from interlock.adapters.postgres import leave
        from interlock.agency.serving.opening import database_folder, open_agency
        from interlock.agency.serving.preparing import migrate

        open_agency()
        migrate()
        first = [_take_in(file) for file in _told("once", files)]
        again = [_take_in(file) for file in _told("twice", files)]
        leave(database_folder())
    print(f"statements written: {sum(first):,}, the second time {sum(again):,}")
    sys.exit(1 if sum(again) else 0)


def _told(heading: str, files: list[Path]) -> list[Path]:
    print(f"\n| {heading} | {' | '.join(_OUTCOMES)} | statements | preview s | taking in s |")
    print(f"|---|{'---:|' * (len(_OUTCOMES) + 3)}", flush=True)
    return files


def _take_in(path: Path) -> int:
    """Import a file as an officer who decides nothing does; return how many statements it wrote."""
    from interlock.adapters.layouts import recognise
    from interlock.agency.register import importing
    from interlock.agency.register.writing import Act
    from interlock.errors import InputError
    from interlock.register import Origin

    content, act = path.read_bytes(), Act(actor=None, at=_AT, reason="a real table")
    began = time.perf_counter()
    try:
        origin = recognise(path.name, content).origin or Origin(
            publisher="The file's publisher", title=path.stem
        )
        file = importing.upload(content, file_name=path.name, stated_on=_day_of(path), act=act, origin=origin)
        importing.preview(file.id, progress=lambda *_: None)
    except InputError as error:
        print(f"| {path.name} | refused whole: {error} |")
        return 0
    seen = time.perf_counter()
    written = importing.apply(file.id, act=act, progress=lambda *_: None)
    file.refresh_from_db()
    counts = Counter(file.counts)
    cells = (*(counts[outcome] for outcome in _OUTCOMES), written.statements)
    times = (seen - began, time.perf_counter() - seen)
    row = (path.name, *(f"{cell:,}" for cell in cells), *(f"{seconds:.1f}" for seconds in times))
    print(f"| {' | '.join(row)} |", flush=True)
    return written.statements


def _day_of(path: Path) -> date:
    """Return the day of a table's words: its month where its name has one."""
    found = _MONTH.search(path.stem)
    return date(int(found[1]), int(found[2]), 11) if found else _USUAL_DAY


if __name__ == "__main__":
    main()
