"""The page on security names files and tests that exist, and each requirement of the standard once."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
PAGE: Final = (ROOT / "docs" / "explanation" / "security.md").read_text(encoding="utf-8")
ROW: Final = re.compile(r"^\| V(\d+)\.(\d+)\.(\d+) \| [^|]+ \| ([^|]+) \| [^|]+ \|$", re.MULTILINE)
STATES: Final = ("met", "met by the deployment in front", "not applicable", "not met")
SECTIONS: Final = {
    1: (2, 10, 12, 3, 3), 2: (3, 3, 5, 2), 3: (1, 3, 5, 8, 8, 1, 5), 4: (5, 5, 2, 4), 5: (1, 6, 3, 3),
    6: (3, 12, 8, 6, 8, 4, 2, 4), 7: (3, 4, 2, 5, 3, 2), 8: (4, 4, 3, 2), 9: (3, 4),
    10: (2, 3, 5, 16, 5, 2, 3), 11: (4, 5, 5, 4, 2, 2, 2), 12: (5, 2, 5), 13: (4, 6, 4, 7), 14: (2, 8, 3),
    15: (5, 5, 7, 4), 16: (1, 5, 4, 3, 4), 17: (2, 8, 2),
}  # fmt: skip
"""How many requirements each section of a chapter has in version 5.0.0."""
LEVEL_3: Final = {
    "1.2": (10,), "1.3": (12,), "1.5": (3,), "2.3": (5,), "2.4": (2,), "3.1": (1,), "3.2": (3,), "3.3": (5,),
    "3.4": (7, 8), "3.5": (6, 7, 8), "3.6": (1,), "3.7": (3, 4, 5), "4.1": (4, 5), "4.2": (2, 3, 4, 5),
    "5.2": (4, 5, 6), "5.3": (3,), "6.3": (5, 6, 7, 8), "6.4": (5, 6), "6.5": (6, 7, 8), "6.6": (4,),
    "6.7": (1, 2), "7.5": (3,), "8.1": (3, 4), "8.2": (4,), "8.3": (2, 3), "8.4": (2,), "10.2": (3,),
    "10.3": (5,), "10.4": (12, 13, 14, 15, 16), "11.1": (3, 4), "11.2": (4, 5), "11.3": (4, 5), "11.5": (2,),
    "11.6": (2,), "11.7": (1, 2), "12.1": (4, 5), "12.3": (5,), "13.1": (2, 3, 4), "13.2": (6,),
    "13.3": (3, 4), "13.4": (6, 7), "14.2": (5, 6, 7, 8), "15.1": (4, 5), "15.2": (4, 5),
    "15.4": (1, 2, 3, 4), "16.5": (4,), "17.1": (2,), "17.2": (5, 6, 7, 8),
}  # fmt: skip
"""Requirements of level 3 alone, which the page leaves out."""


def test_each_requirement_of_levels_1_and_2_appears_once() -> None:
    """None is left out, none is there twice, none is made up; they stand in order."""
    wanted = [
        (chapter, section, number)
        for chapter, sizes in SECTIONS.items()
        for section, size in enumerate(sizes, 1)
        for number in range(1, size + 1)
        if number not in LEVEL_3.get(f"{chapter}.{section}", ())
    ]
    found = [(int(row[0]), int(row[1]), int(row[2])) for row in ROW.findall(PAGE)]

    assert found == wanted


def test_the_counts_of_states_are_those_of_the_rows() -> None:
    """The sentence above the tables says what the tables say."""
    counted = Counter(row[3] for row in ROW.findall(PAGE))

    assert set(counted) <= set(STATES)
    told = ", ".join(f"{counted[state]} {state}" for state in STATES)
    assert f"{sum(counted.values())} requirements: {told}." in PAGE


def test_every_file_that_is_named_exists() -> None:
    """Also folders."""
    named = re.findall(r"`((?:src|tests|docs|requirements)/[^`]+|[A-Z]+\.md)`", PAGE)

    assert named
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_every_test_that_is_named_exists() -> None:
    """By its whole name."""
    written = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    named = set(re.findall(r"`(test_\w+)`", PAGE)) - {"test_open_"}

    assert named
    assert {name for name in named if f"def {name}(" not in written} == set()


def test_every_place_on_the_page_is_there() -> None:
    """Links within it lead to a heading."""
    headings = {
        re.sub(r"[^a-z0-9 -]", "", line.lower()).replace(" ", "-")
        for line in re.findall(r"^#+ (.+)$", PAGE, re.MULTILINE)
    }

    assert set(re.findall(r"\]\(#([^)]+)\)", PAGE)) <= headings
