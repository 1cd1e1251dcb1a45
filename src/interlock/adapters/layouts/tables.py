"""Tables row by row, and cells as the outside writes them: days, tags, degrees, megawatts."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Final

from interlock.adapters.epoch_columns import Cells
from interlock.adapters.epoch_words import country_code
from interlock.adapters.layouts.layout import LIMITS, Given, Line
from interlock.documents import CsvRow, decode_text, read_csv
from interlock.errors import InputError
from interlock.phrases import numeral, phrase
from interlock.register import Json, Refusal, Stated

__all__ = [
    "amount", "countries", "country", "day", "degrees", "each_row", "first_address", "flag", "keep",
    "line_of_text",
    "open_table", "tagged", "whole", "words",
]  # fmt: skip

_NAMES: Final = ("Model", "Name", "Title", "Hardware name", "Data center", "Company", "Id", "chip_model")
_LONGEST_LINE, _LONGEST_NAME = 1000, 300
_MOST: Final = 1e60
_MOST_COUNTED: Final = 10**12
_US_DAY: Final = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})", re.ASCII)
_MONTH: Final = re.compile(r"(\d{4})-(\d{2})", re.ASCII)
_TAG: Final = re.compile(r"\s*#(\w+)")
_DEGREES: Final = re.compile(r"""(\d{1,3})°\s*(\d{1,2})'\s*(\d{1,2}(?:\.\d+)?)"\s*([NSEW])""", re.ASCII)
_DECIMAL: Final = re.compile(r"-?\d{1,3}(?:\.\d+)?", re.ASCII)
_ADDRESS: Final = re.compile(r"https?://[^\s,;]+")
_NO_COUNTRY: Final = frozenset({"Multinational"})
"""What stands where a country would, and says that there are several."""


def open_table(content: bytes, file_name: str) -> tuple[tuple[str, ...], Iterator[CsvRow]]:
    """Return the columns and rows of a table; blank columns at the end of its header are let pass.

    Raises
    ------
    InputError
        If it can't be read, or was saved by a spreadsheet in another country's form.
    """
    text = decode_text(content, source=file_name, limits=LIMITS)
    head, _, _ = text.partition("\n")
    for mark, name in ((";", phrase("semicolons")), ("\t", phrase("tabs"))):
        if head.count(mark) > head.count(","):
            raise InputError(
                phrase(
                    "the cells are separated by {name}, as a spreadsheet saves them in some countries",
                    name=name,
                ),
                source=file_name,
                line=1,
                advice=phrase(
                    "Save it as CSV in UTF-8, with commas between cells and decimal points in numbers."
                ),
            )
    return read_csv(_named_blanks(text, head), source=file_name, limits=LIMITS)


def _named_blanks(text: str, head: str) -> bytes:
    """Give columns without a name one: published tables have blank columns at their end."""
    if '"' in head or ",," not in f"{head.rstrip()},":
        return text.encode()
    names = [
        name if name.strip() else f"column {place}"
        for place, name in enumerate(head.rstrip("\r").split(","), 1)
    ]
    return (",".join(names) + text[len(head.rstrip("\r")) :]).encode()


def each_row(given: Given, read: Callable[[Cells], Iterable[Line]]) -> Iterator[Line]:
    """Yield what each row comes to; a row that can't be read as the refusal that says why."""
    _, rows = open_table(given.content, given.file_name)
    is_empty = True
    for row in rows:
        is_empty = False
        if row.problem is not None:
            yield Refusal(line=row.line, name="", error=row.problem)
            continue
        cells = Cells(row, given.file_name)
        try:
            found = list(read(cells))
        except InputError as error:
            yield Refusal(
                line=row.line, name=_name(cells), error=error.within(given.file_name, line=row.line)
            )
        else:
            yield from found
    if is_empty:
        empty = InputError(
            phrase("the table has no rows"),
            source=given.file_name,
            advice=phrase("Give the table as published."),
        )
        yield Refusal(line=None, name="", error=empty)


def _name(cells: Cells) -> str:
    text = cells.text(*_NAMES)[:_LONGEST_NAME]
    return "".join(
        character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text
    )


def keep(**stated: Json | Stated | None) -> dict[str, tuple[Stated, ...]]:
    """Return values by property, without those that are blank."""
    values: dict[str, tuple[Stated, ...]] = {}
    for name, value in stated.items():
        if isinstance(value, Stated):
            values[name] = (value,)
        elif value is not None and value not in ("", (), []):
            values[name] = (Stated(value=value),)
    return values


def line_of_text(cells: Cells, *columns: str) -> str:
    """Return a cell as one line, shortened to what a property of one line holds."""
    text = cells.text(*columns)
    return text if len(text) <= _LONGEST_LINE else f"{text[: _LONGEST_LINE - 1]}…"


def words(cells: Cells, *columns: str) -> list[str]:
    """Return a cell's comma-separated parts."""
    return [part[:_LONGEST_LINE] for part in cells.parts(*columns)]


def _first(cells: Cells, columns: tuple[str, ...]) -> tuple[str, str]:
    """Return the first of some columns that the table has, with its text; both empty where it has none."""
    column = next((name for name in columns if name in cells.cells), "")
    return column, cells.cells[column].strip() if column else ""


def amount(cells: Cells, *columns: str, times: float = 1.0) -> float | None:
    """Return a number from 0 on, in the unit of the register; None where the cell is blank.

    Raises
    ------
    InputError
        If the cell holds anything else.
    """
    column, text = _first(cells, columns)
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if math.isnan(value) or "_" in text:
        advice = (
            phrase("Write numbers with a decimal point and without thousands separators.")
            if "," in text
            else None
        )
        raise cells.error(column, phrase("{text} is not a number", text=repr(text[:60])), advice=advice)
    if not 0 <= value * times < _MOST:
        raise cells.error(
            column, phrase("{text} lies outside 0 to {most}", text=text[:60], most=numeral(f"{_MOST:g}"))
        )
    return value * times


def whole(cells: Cells, *columns: str) -> int | None:
    """Return a whole number from 0 on; None where the cell is blank."""
    value = amount(cells, *columns)
    if value is None:
        return None
    # A table kept in floating point writes 30000 as 30000.000000000004.
    if not math.isclose(value, round(min(value, _MOST_COUNTED)), rel_tol=1e-9) or value > _MOST_COUNTED:
        column = next(name for name in columns if name in cells.cells)
        raise cells.error(
            column,
            phrase(
                "{text} is no whole number up to {most_counted}",
                text=cells.text(column)[:60],
                most_counted=numeral(f"{_MOST_COUNTED:,}"),
            ),
        )
    return round(value)


def flag(cells: Cells, column: str) -> bool | None:
    """Return whether a cell says True; None where it is blank."""
    return {"true": True, "yes": True, "false": False, "no": False}.get(cells.text(column).casefold())


def day(cells: Cells, *columns: str) -> date | None:
    """Return a day written as 2026-05-02, 2026-05 (its first day) or 5/2/2026; None where the cell is blank.

    Raises
    ------
    InputError
        If the cell holds anything else.
    """
    column, text = _first(cells, columns)
    if not text:
        return None
    try:
        if american := _US_DAY.fullmatch(text):
            return date(int(american[3]), int(american[1]), int(american[2]))
        if month := _MONTH.fullmatch(text):
            return date(int(month[1]), int(month[2]), 1)
        return cells.day(column)
    except ValueError:
        raise cells.error(column, phrase("{text} is not a day", text=repr(text[:60]))) from None


def countries(cells: Cells, *columns: str) -> list[str]:
    """Return the ISO codes of the countries that a cell names, each once.

    Raises
    ------
    InputError
        If it names one that is not known.
    """
    codes: list[str] = []
    for name in cells.parts(*columns):
        if name in _NO_COUNTRY:
            continue
        code = country_code([name])
        if code is None:
            column = next(name for name in columns if name in cells.cells)
            raise cells.error(column, phrase("the country {name} is not known", name=repr(name[:60])))
        codes.append(code)
    return sorted(set(codes))


def country(cells: Cells, *columns: str) -> str | None:
    """Return the ISO code of the one country that a cell names; None where it is blank or names several."""
    codes = countries(cells, *columns)
    return codes[0] if len(codes) == 1 else None


def tagged(cells: Cells, column: str) -> tuple[list[str], str]:
    """Return the names in a cell such as ``Amazon #confident, G42 #likely``, and the tags as a note.

    Examples
    --------
    >>> tagged(Cells(CsvRow(2, {"Owner": "Amazon #confident, G42"}), "x"), "Owner")
    (['Amazon', 'G42'], 'The source is confident of Amazon.')
    """
    names: dict[str, str] = {}
    for part in cells.parts(column):
        found = _TAG.search(part)
        names.setdefault(_TAG.sub("", part).strip(), found[1] if found else "")
    said = [f"{tag} of {name}" for name, tag in names.items() if tag and name]
    return [name for name in names if name], f"The source is {', '.join(said)}." if said else ""


def degrees(cells: Cells, latitude: str, longitude: str) -> Mapping[str, float] | None:
    """Return a place from cells in degrees, minutes and seconds or in decimal degrees; None where blank.

    Raises
    ------
    InputError
        If one is blank and the other not, or they are written otherwise, or lie off the globe.
    """
    north = _angle(cells, latitude, "NS")
    east = _angle(cells, longitude, "EW")
    if north is None and east is None:
        return None
    if north is None or east is None:
        raise cells.error(
            latitude if north is None else longitude, phrase("one of two coordinates is missing")
        )
    return {"latitude": north, "longitude": east}


def _angle(cells: Cells, column: str, sides: str) -> float | None:
    text = cells.text(column)
    if not text:
        return None
    if _DECIMAL.fullmatch(text):
        return float(text)
    found = _DEGREES.fullmatch(text)
    if found is None or found[4] not in sides:
        raise cells.error(
            column, phrase("{text} is no coordinate such as 32°35'25\"N or 32.59", text=repr(text[:60]))
        )
    value = int(found[1]) + int(found[2]) / 60 + float(found[3]) / 3600
    return round(-value if found[4] == sides[1] else value, 6)


def first_address(text: str) -> str | None:
    """Return the first web address in a text."""
    found = _ADDRESS.search(text)
    return found[0][:_LONGEST_LINE] if found else None
