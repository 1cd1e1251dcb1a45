"""Long files in portions, so that several processes can read and judge them side by side.

A file of many declarations is cut between them: JSON Lines at line ends, YAML where a line begins with
``---`` or ``...``, which YAML allows nowhere else at the start of a line. Everything else is one portion.
A portion is a range of bytes: whoever judges it reads it, so that memory stays that of a portion however
long the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from interlock.adapters.files import SourceFile
from interlock.adapters.kinds import SourceKind
from interlock.adapters.reading import RangeReader
from interlock.documents import Limits
from interlock.errors import InputError
from interlock.phrases import numeral, phrase

__all__ = ["PORTION_BYTES", "Portion", "portions_of"]

PORTION_BYTES: Final = 256 * 1024
_LINES: Final = (".jsonl", ".ndjson")
_YAML: Final = (".yaml", ".yml")
_BETWEEN_LINES: Final = re.compile(rb"\n")
# After a document's end, or before the next one's mark; directives (%) and comments stay with what follows.
_BETWEEN_DOCUMENTS: Final = re.compile(rb"\n\.\.\.[ \t\r]*\n|\n(?![%#])[^\n]*\n(?=---[ \t\r\n])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Portion:
    """A file, or a range of one that can be read by itself."""

    found: SourceFile
    start: int = 0
    length: int | None = None
    """Bytes of the range; None for the whole file."""
    lines_before: int = 0

    def read(self) -> bytes:
        """Return the bytes of the range.

        Raises
        ------
        InputError
            If the file can't be read, or has become shorter.
        """
        with RangeReader(self.found.path) as reader:
            return reader.read(self.start, reader.size if self.length is None else self.length)


def portions_of(found: SourceFile, limits: Limits = Limits()) -> Iterator[Portion]:  # noqa: B008  # Limits is frozen
    """Yield the portions of a file, in order.

    Raises
    ------
    InputError
        If the file can't be read, or one declaration in it is larger than ``limits.size``.
    """
    name = found.path.name.casefold()
    between = (
        _BETWEEN_LINES if name.endswith(_LINES) else _BETWEEN_DOCUMENTS if name.endswith(_YAML) else None
    )
    if found.kind is not SourceKind.DECLARATION or between is None or found.size <= 2 * PORTION_BYTES:
        yield Portion(found=found)
        return
    with RangeReader(found.path) as reader:
        start, lines, nothing = 0, 0, True
        while start < reader.size:
            length, counted, blank = _next_cut(reader, start, between, found.name, limits)
            if not blank:
                nothing = False
                yield Portion(found=found, start=start, length=length, lines_before=lines)
            start, lines = start + length, lines + counted
    if nothing:
        # Whoever reads the whole file says what is wrong with it.
        yield Portion(found=found)


def _next_cut(
    reader: RangeReader, start: int, between: re.Pattern[bytes], name: str, limits: Limits
) -> tuple[int, int, bool]:
    """Return the bytes up to the first cut after a portion's size, their line ends, and if all is blank."""
    data = bytearray(reader.read(start, min(PORTION_BYTES, reader.size - start)))
    # From the last line end before a portion's size: a cut is known by the line before it.
    sought = max(data.rfind(b"\n"), 0)
    while start + len(data) < reader.size:
        data += reader.read(start + len(data), min(PORTION_BYTES, reader.size - start - len(data)))
        cut = between.search(data, sought)
        if cut is not None:
            return cut.end(), data.count(b"\n", 0, cut.end()), not data[: cut.end()].strip()
        sought = max(data.rfind(b"\n", 0, data.rfind(b"\n")), sought)
        if len(data) > limits.size:
            raise InputError(
                phrase("one declaration holds more than {size} bytes", size=numeral(f"{limits.size:,}")),
                source=name,
                advice=phrase("Split it."),
            )
    return len(data), data.count(b"\n"), not data.strip()
