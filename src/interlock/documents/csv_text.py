"""CSV by RFC 4180 with one header line, read row by row."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from interlock.documents.model import Limits
from interlock.documents.text import decode_text
from interlock.errors import InputError
from interlock.phrases import numeral, phrase

__all__ = ["CsvRow", "read_csv"]

_FIELD_CHARACTERS: Final = 1_000_000
_ROW_CHARACTERS: Final = 2_000_000
_UNCLOSED: Final = "Check for a quotation mark that is never closed; the rows after it are not read."
_LINE: Final = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")


@dataclass(frozen=True, slots=True)
class CsvRow:
    """One row: its first line in the file, and its cells by column name."""

    line: int
    cells: dict[str, str]
    problem: InputError | None = None
    """Why the row can't be used, where it has more or fewer cells than the header."""


def read_csv(
    data: bytes,
    *,
    source: str,
    limits: Limits = Limits(),  # noqa: B008  # Limits is frozen
) -> tuple[tuple[str, ...], Iterator[CsvRow]]:
    """Return the column names and an iterator over the rows.

    A row of the wrong length is yielded with its `problem`, so that the others can still be used. So is
    one that breaks the quoting rules; reading goes on with the next line, unless the row took several. A row
    or a table beyond the limits ends the rows, and says so.

    Raises
    ------
    InputError
        If the text is empty, or its header breaks the rules or names a column twice.
    """
    table = _Table(decode_text(data, source=source, limits=limits), source)
    header = table.row()
    if not header:
        raise InputError(
            phrase("the table is empty"),
            source=source,
            advice=phrase("Give a header line and at least one row."),
        )
    twice = next((name for name, count in Counter(header).items() if count > 1), None)
    if twice is not None:
        raise InputError(
            phrase("the column {twice} occurs twice", twice=repr(twice[:60])),
            source=source,
            line=1,
            advice=phrase("Rename one of them."),
        )
    return tuple(header), _rows(table, header, limits)


class _Table:
    """The rows of a text, none longer than it may be, each with its line."""

    def __init__(self, text: str, source: str) -> None:
        # Lines are cut off one by one: io.StringIO would copy the text at four bytes a character.
        self._lines = _LINE.finditer(text)
        self._reader: Any = csv.reader(self._bounded_lines(), strict=True)
        self._taken = 0
        self._lost = False
        self.source = source
        self.line = 1

    def _bounded_lines(self) -> Iterator[str]:
        for match in self._lines:
            self._taken += match.end() - match.start()
            if self._taken > _ROW_CHARACTERS:
                raise InputError(
                    phrase(
                        "a row of more than {row_characters} characters",
                        row_characters=numeral(f"{_ROW_CHARACTERS:,}"),
                    ),
                    source=self.source,
                    line=self.line,
                    advice=_UNCLOSED,
                )
            yield match.group()

    def exhausted(self) -> bool:
        """Whether no row is left."""
        try:
            return self.row() is None
        except InputError:
            return False

    def row(self) -> list[str] | None:
        """Return the next row that holds anything, None after the last.

        Raises
        ------
        InputError
            If the text breaks the rules from here on.
        """
        csv.field_size_limit(_FIELD_CHARACTERS)
        if self._lost:
            return None
        cells: list[str] = []
        self._taken = 0
        try:
            while not cells:
                self.line = self._reader.line_num + 1
                cells = next(self._reader)
        except StopIteration:
            return None
        except csv.Error as error:
            # A row over several lines that breaks the rules leaves open where the next begins.
            self._lost = self._reader.line_num > self.line
            raise InputError(
                phrase("not CSV: {error}", error=error),
                source=self.source,
                line=self.line,
                advice=_UNCLOSED
                if self._lost
                else phrase("Quote cells that hold commas, quotation marks or line breaks."),
            ) from None
        return cells


def _rows(table: _Table, header: list[str], limits: Limits) -> Iterator[CsvRow]:
    width = len(header)
    for _ in range(limits.documents):
        try:
            cells = table.row()
        except InputError as error:
            yield CsvRow(table.line, {}, error)
            continue
        if cells is None:
            return
        if len(cells) == width:
            yield CsvRow(table.line, dict(zip(header, cells, strict=True)))
            continue
        problem = InputError(
            phrase(
                "the row has {cells} cells, the header {width}",
                cells=numeral(f"{len(cells):,}"),
                width=numeral(f"{width:,}"),
            ),
            source=table.source,
            line=table.line,
            advice=phrase("Quote cells that hold commas or line breaks."),
        )
        yield CsvRow(table.line, {}, problem)
    if table.exhausted():
        return
    problem = InputError(
        phrase("more than {documents} rows", documents=numeral(f"{limits.documents:,}")),
        source=table.source,
        line=table.line,
        advice=phrase("Split the table into smaller ones."),
    )
    yield CsvRow(table.line, {}, problem)
