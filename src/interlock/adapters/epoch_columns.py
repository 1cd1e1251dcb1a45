"""The columns of Epoch AI's tables, in the two layouts that circulate, and how their cells are read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from interlock.documents import CsvRow
from interlock.errors import InputError
from interlock.phrases import numeral, phrase

__all__ = ["Cells", "is_hardware_table", "is_models_table"]

_NUMBER: Final = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?", re.ASCII)
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_LONGEST_QUOTE: Final = 60
_DECIMAL_POINT: Final = phrase(
    "Write numbers with a decimal point and without thousands separators, such as 3.8e25."
)
_LEAST, _MOST = 1e-30, 1e60
_MODEL_COLUMNS: Final = frozenset(
    {"Model", "Organization", "Domain", "Parameters", "Training compute (FLOP)", "Confidence"}
)
_HARDWARE_COLUMNS: Final = frozenset({"Hardware name", "Manufacturer", "Type", "TDP (W)"})


def is_models_table(columns: tuple[str, ...]) -> bool:
    """Whether a header is one of the two layouts of Epoch's table of models."""
    return set(columns) >= _MODEL_COLUMNS


def is_hardware_table(columns: tuple[str, ...]) -> bool:
    """Whether a header is that of Epoch's table of machine learning hardware."""
    return set(columns) >= _HARDWARE_COLUMNS


@dataclass(frozen=True, slots=True)
class Cells:
    """One row's cells, read by column name; the layouts' differing names are tried in turn.

    A cell that can't be read raises an `InputError` with source, line and column.
    """

    row: CsvRow
    source: str

    @property
    def cells(self) -> Mapping[str, str]:
        """The cells as they are."""
        return self.row.cells

    def text(self, *columns: str) -> str:
        """Return the first of these columns that the table has, with its white space made single spaces."""
        column = self._column(columns)
        return "" if column is None else " ".join(self.row.cells[column].split())

    def parts(self, *columns: str) -> tuple[str, ...]:
        """Return a cell's comma-separated parts, each once, in order."""
        return tuple(dict.fromkeys(part.strip() for part in self.text(*columns).split(",") if part.strip()))

    def number(self, *columns: str, zero_is_none: bool = False) -> float | None:
        """Return a number above 0; None where the cell is blank, or 0 if `zero_is_none`.

        Raises
        ------
        InputError
            If the cell holds anything else.
        """
        column = self._column(columns)
        text = "" if column is None else self.row.cells[column].strip()
        if column is None or not text:
            return None
        if not _NUMBER.fullmatch(text):
            raise self.error(
                column,
                phrase("{text} is not a number", text=repr(text[:_LONGEST_QUOTE])),
                advice=_DECIMAL_POINT if "," in text else None,
            )
        value = float(text)
        if value == 0 and zero_is_none:
            return None
        if value <= 0:
            raise self.error(column, phrase("{text} is not above 0", text=text[:_LONGEST_QUOTE]))
        if not _LEAST < value < _MOST:
            raise self.error(
                column,
                phrase(
                    "{text} lies outside {least} to {most}",
                    text=text[:_LONGEST_QUOTE],
                    least=numeral(f"{_LEAST:g}"),
                    most=numeral(f"{_MOST:g}"),
                ),
            )
        return value

    def share(self, *columns: str) -> float | None:
        """Return a number above 0 and at most 1; None where the cell is blank."""
        value = self.number(*columns)
        if value is not None and value > 1:
            raise self.error(
                str(self._column(columns)),
                phrase("{value} is not between 0 and 1", value=numeral(f"{value:g}")),
            )
        return value

    def day(self, *columns: str) -> date | None:
        """Return a date; None where the cell is blank."""
        column = self._column(columns)
        text = "" if column is None else self.row.cells[column].strip()
        if column is None or not text:
            return None
        try:
            return date.fromisoformat(text) if _DAY.fullmatch(text) else self._no_day(column, text)
        except ValueError:
            return self._no_day(column, text)

    def error(self, column: str, problem: str, *, advice: str | None = None) -> InputError:
        """Return an error that names this row's line and a column."""
        return InputError(
            problem,
            source=self.source,
            line=self.row.line,
            field=column,
            advice=advice or phrase("Correct the cell, or leave it blank."),
        )

    def _no_day(self, column: str, text: str) -> date:
        raise self.error(
            column, phrase("{text} is not a date such as 2026-01-31", text=repr(text[:_LONGEST_QUOTE]))
        )

    def _column(self, columns: tuple[str, ...]) -> str | None:
        return next((column for column in columns if column in self.row.cells), None)
