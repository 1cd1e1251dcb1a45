"""A slow second look at JSON text: where a path leads, and which fault comes first.

Only text that was refused, or whose value was, comes here.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from interlock.documents.model import Path, field_path
from interlock.errors import InputError
from interlock.phrases import numeral, phrase

__all__ = ["first_fault", "line_at", "line_of_path", "most_values"]

_TOKEN: Final = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[{}\[\]:,]|[^\s{}\[\]:,"]+', re.DOTALL)
_scan_string: Final = json.decoder.scanstring  # type: ignore[attr-defined]  # public, but not in the stubs
_SPACE: Final = re.compile(r"[ \t\r\n]*")
_ANY: Final = json.JSONDecoder(parse_int=str, parse_float=str, parse_constant=str)


def line_at(text: str, position: int) -> int:
    """Return the line of a position, counted from 1."""
    return text.count("\n", 0, position) + 1


def most_values(text: str, enough: int) -> int:
    """Return how many values the text can hold at most; commas inside strings are left out if it matters."""
    bound = 1 + text.count(",") + text.count("[") + text.count("{")
    if bound <= enough:
        return bound
    exact = 1
    for match in _TOKEN.finditer(text):
        exact += match.group() in ",[{"
        if exact > enough:
            break
    return exact


def line_of_path(text: str, path: Path) -> int:
    """Return the line at which the value at `path` begins, or of the last part of the path that exists."""
    found = at = _skip(text, 0)
    for step in path:
        child = _child(text, at, step)
        if child is None:
            break
        found, at = child
    return line_at(text, found)


def _child(text: str, at: int, step: str | int) -> tuple[int, int] | None:
    """Return the positions of a member's name and value, both the same for a list's item."""
    opening = text[at : at + 1]
    if opening not in {"{", "["} or isinstance(step, str) != (opening == "{"):
        return None
    at = _skip(text, at + 1)
    index = 0
    while text[at : at + 1] not in {"}", "]", ""}:
        begin = at
        key: str | int = index
        if opening == "{":
            key, at = _scan_string(text, at + 1)
            at = _skip(text, _skip(text, at) + 1)
        if key == step:
            return begin, at
        _, at = _ANY.raw_decode(text, at)
        at = _skip(text, at)
        if text.startswith(",", at):
            at = _skip(text, at + 1)
        index += 1
    return None


@dataclass(slots=True)
class _Open:
    """A container whose end is not reached yet."""

    is_object: bool
    names: set[str] = field(default_factory=set)
    step: str | int = 0


def first_fault(text: str, digits: int, *, source: str, line: int) -> InputError:
    """Return why text that is JSON by its grammar is refused: the first fault, with line and field.

    `line` is the line at which `text` begins in its source.
    """
    stack: list[_Open] = []
    for match, is_name in _words(text, stack):
        problem = _fault(match.group(), stack, digits, is_name=is_name)
        if problem is not None:
            path = tuple(container.step for container in stack)
            return InputError(
                problem,
                source=source,
                line=line_at(text, match.start()) + line - 1,
                field=field_path(path) or None,
                advice=phrase("Keep one of them.")
                if is_name
                else phrase("Leave the field out if it is unknown."),
            )
    return InputError(phrase("the text can't be read"), source=source, line=line)


def _fault(word: str, stack: list[_Open], digits: int, *, is_name: bool) -> str | None:
    if is_name:
        name = str(stack[-1].step)
        if name in stack[-1].names:
            return phrase("the name {name} occurs twice in one object", name=repr(name[:60]))
        stack[-1].names.add(name)
        return None
    return None if word[0] in '"{}[]:,' else _number_fault(word, digits)


def _words(text: str, stack: list[_Open]) -> Iterator[tuple[re.Match[str], bool]]:
    """Yield each word and whether it is a member's name, keeping `stack` on the way in and out."""
    awaiting_name = False
    for match in _TOKEN.finditer(text):
        word = match.group()
        if word in ("{", "["):
            stack.append(_Open(is_object=word == "{"))
            awaiting_name = word == "{"
        elif word in ("}", "]") and stack:
            stack.pop()
        elif word == "," and stack:
            top = stack[-1]
            awaiting_name = top.is_object
            if isinstance(top.step, int):
                top.step += 1
        is_name = awaiting_name and word[0] == '"'
        if is_name:
            stack[-1].step = _scan_string(word, 1)[0]
            awaiting_name = False
        yield match, is_name


def _number_fault(word: str, digits: int) -> str | None:
    if word in {"NaN", "Infinity", "-Infinity"}:
        return phrase("{word} is not a number that can be judged", word=word)
    if len(word) > digits:
        return phrase(
            "a number of {number} digits; at most {most} are read",
            number=numeral(f"{len(word):,}"),
            most=digits,
        )
    try:
        overflows = math.isinf(float(word))
    except ValueError:
        return None
    return phrase("{word} is beyond the largest number, about 1.8e308", word=word[:40]) if overflows else None


def _skip(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at
