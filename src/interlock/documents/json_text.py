"""JSON by RFC 8259, without duplicate names, NaN, infinities, lone surrogates or deep nesting.

The standard library's scanner reads; its hooks only notice that something is wrong. Where and what is found
by `json_scan` on a second, slower pass, so that sound documents pay nothing for it.
"""

from __future__ import annotations

import functools
import json
import math
import re
from collections.abc import Iterator
from typing import Final, NoReturn

from interlock.documents.json_quick import quick_value
from interlock.documents.json_scan import first_fault, line_at, line_of_path, most_values
from interlock.documents.model import Document, Limits, Path, Value
from interlock.documents.text import decode_text
from interlock.errors import InputError
from interlock.phrases import numeral, phrase

__all__ = ["iter_json", "read_json"]

_SPACE: Final = re.compile(r"[ \t\r\n]*")
_LINE_SUFFIXES: Final = (".jsonl", ".ndjson")


class _RefusedError(Exception):
    """Raised by a hook: the text holds something this reader excludes."""


def read_json(data: bytes, *, source: str, limits: Limits = Limits()) -> Document:  # noqa: B008  # Limits is frozen
    """Return the one JSON value that `data` holds.

    Raises
    ------
    InputError
        If the text is not one JSON value within `limits`; line and reason are given.
    """
    text = decode_text(data, source=source, limits=limits)
    return _document(text, source, limits, line=1)


def iter_json(
    data: bytes,
    *,
    source: str,
    limits: Limits = Limits(),  # noqa: B008  # Limits is frozen
) -> Iterator[Document | InputError]:
    """Yield a document for each value: of JSON Lines, of one array, or the one object.

    An item that can't be used is yielded as the `InputError` that says why; reading goes on after it. Each
    item is held only while its consumer holds it.
    """
    try:
        text = decode_text(data, source=source, limits=limits)
    except InputError as error:
        yield error
        return
    start = _skip(text, 0)
    if text.startswith("[", start) and not source.endswith(_LINE_SUFFIXES):
        items = _elements(text, start, source, limits)
    elif source.endswith(_LINE_SUFFIXES) or _is_lines(text, start):
        items = _lines(text, source, limits)
    else:
        items = iter((_attempt(text, source, limits, 1),))
    for number, item in enumerate(items):
        if number >= limits.documents:
            yield InputError(
                phrase(
                    "more than {documents} values in one file", documents=numeral(f"{limits.documents:,}")
                ),
                source=source,
                advice=phrase("Split the file."),
            )
            return
        yield item


def _is_lines(text: str, start: int) -> bool:
    """Whether the first line is a whole value with more text after it."""
    end = text.find("\n", start)
    if end < 0 or not text.startswith("{", start) or _skip(text, end) == len(text):
        return False
    try:
        _plain_decoder().decode(text[start:end])
    except (ValueError, RecursionError):
        return False
    return True


def _lines(text: str, source: str, limits: Limits) -> Iterator[Document | InputError]:
    at = 0
    number = 0
    while at < len(text):
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        number += 1
        line = text[at:end]
        at = end + 1
        if line and not line.isspace():
            yield _attempt(line, source, limits, number)


def _elements(text: str, start: int, source: str, limits: Limits) -> Iterator[Document | InputError]:
    try:
        _bound(text, source, limits, line=1)
    except InputError as error:
        yield error
        return
    at = _skip(text, start + 1)
    line = line_at(text, at)
    expected = "]"
    while text[at : at + 1] != expected:
        before = at
        item, at = _element(text, at, source, limits, line)
        yield item
        if at < 0:
            return
        comma = at = _skip(text, at)
        if text.startswith(",", at):
            at = _skip(text, at + 1)
        elif not text.startswith("]", at):
            yield _not_json("expecting ',' delimiter", text, at, source)
            return
        # A comma must be followed by a value, the last value by the bracket.
        expected = "" if text.startswith(",", comma) else "]"
        line += text.count("\n", before, at)
    after = _skip(text, at + 1)
    if after < len(text):
        yield _not_json("extra data", text, after, source)


def _element(text: str, at: int, source: str, limits: Limits, line: int) -> tuple[Document | InputError, int]:
    try:
        value, end = _decoder(limits.digits).raw_decode(text, at)
    except _RefusedError:
        end = _end_of(text, at)
        part = text[at:end] if end >= 0 else text[at:]
        return first_fault(part, limits.digits, source=source, line=line), end
    except json.JSONDecodeError as error:
        return _not_json(error.msg, text, error.pos, source), -1
    except RecursionError:
        return InputError(
            phrase("nested deeper than {depth} levels", depth=limits.depth), source=source, line=line
        ), -1
    part = text[at:end]
    try:
        return _checked(value, part, source, limits, line), end
    except InputError as error:
        return error, end


def _end_of(text: str, at: int) -> int:
    """Return where a refused value ends; -1 if its text breaks off."""
    try:
        return _plain_decoder().raw_decode(text, at)[1]
    except (json.JSONDecodeError, RecursionError):
        return -1


def _attempt(text: str, source: str, limits: Limits, line: int) -> Document | InputError:
    value = quick_value(text)
    if value is not None:
        return _located(value, text, source, line)
    try:
        return _document(text, source, limits, line=line)
    except InputError as error:
        return error


def _document(text: str, source: str, limits: Limits, *, line: int) -> Document:
    _bound(text, source, limits, line=line)
    try:
        value: Value = _decoder(limits.digits).decode(text)
    except _RefusedError:
        raise first_fault(text, limits.digits, source=source, line=line) from None
    except json.JSONDecodeError as error:
        raise _not_json(error.msg, text, error.pos, source, line) from None
    except RecursionError:
        raise InputError(
            phrase("nested deeper than {depth} levels", depth=limits.depth), source=source, line=line
        ) from None
    return _checked(value, text, source, limits, line)


def _checked(value: Value, text: str, source: str, limits: Limits, line: int) -> Document:
    if text.count("[") + text.count("{") > limits.depth and _deeper_than(value, limits.depth):
        raise InputError(
            phrase("nested deeper than {depth} levels", depth=limits.depth), source=source, line=line
        )
    if "\\u" in text:
        _refuse_surrogates(text, value, source, line)
    return _located(value, text, source, line)


def _located(value: Value, text: str, source: str, line: int) -> Document:
    def locate(path: Path) -> int:
        return line_of_path(text, path) + line - 1

    return Document(source=source, value=value, line=line, locate=locate)


def _bound(text: str, source: str, limits: Limits, *, line: int) -> None:
    """Refuse too many values before any is built."""
    if len(text) > limits.nodes and most_values(text, limits.nodes) > limits.nodes:
        raise InputError(
            phrase("more than {nodes} values", nodes=numeral(f"{limits.nodes:,}")),
            source=source,
            line=line,
            advice=phrase("Split it into smaller files."),
        )


@functools.lru_cache(maxsize=4)
def _decoder(digits: int) -> json.JSONDecoder:
    def integer(text: str) -> int:
        if len(text) > digits:
            raise _RefusedError
        return int(text)

    def number(text: str) -> float:
        value = float(text)
        if math.isinf(value) or len(text) > digits:
            raise _RefusedError
        return value

    return json.JSONDecoder(
        object_pairs_hook=_unique, parse_constant=_refuse_constant, parse_int=integer, parse_float=number
    )


@functools.lru_cache(maxsize=1)
def _plain_decoder() -> json.JSONDecoder:
    """Return a decoder for finding ends only: its numbers stay text, so that no digit limit applies."""
    return json.JSONDecoder(parse_int=str, parse_float=str, parse_constant=str)


def _unique(pairs: list[tuple[str, Value]]) -> dict[str, Value]:
    mapping = dict(pairs)
    if len(mapping) < len(pairs):
        raise _RefusedError
    return mapping


def _refuse_constant(_: str) -> NoReturn:
    raise _RefusedError


def _not_json(message: str, text: str, position: int, source: str, line: int = 1) -> InputError:
    column = position - text.rfind("\n", 0, position)
    complete = _skip(text, position) < len(text)
    reason = message.removesuffix(" at")
    return InputError(
        phrase(
            "not JSON: {reason}{reason2} at column {column}",
            reason=reason[0].lower(),
            reason2=reason[1:],
            column=column,
        ),
        source=source,
        line=line_at(text, position) + line - 1,
        advice=None if complete else phrase("Check that the file is complete."),
    )


def _deeper_than(value: Value, depth: int) -> bool:
    level: list[Value] = [value]
    for _ in range(depth + 1):
        below: list[Value] = []
        for item in level:
            if isinstance(item, dict):
                below.extend(inner for inner in item.values() if isinstance(inner, dict | list))
            elif isinstance(item, list):
                below.extend(inner for inner in item if isinstance(inner, dict | list))
        if not below:
            return False
        level = below
    return True


def _refuse_surrogates(text: str, value: Value, source: str, line: int) -> None:
    pending: list[Value] = [value]
    while pending:
        item = pending.pop()
        if isinstance(item, dict):
            pending.extend(item)
            pending.extend(item.values())
        elif isinstance(item, list):
            pending.extend(item)
        elif isinstance(item, str) and not item.isascii() and any("\ud800" <= c <= "\udfff" for c in item):
            match = re.search(r"\\u[dD][89a-fA-F]", text)
            inside = text.count("\n", 0, match.start()) if match else 0
            raise InputError(
                phrase("a string holds half of a surrogate pair"),
                source=source,
                line=line + inside,
                advice=phrase("Write the character itself."),
            )


def _skip(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at
