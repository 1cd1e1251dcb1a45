"""The subset of YAML 1.2 that is data: no tags, no anchors, no aliases, no duplicate keys.

libyaml (through PyYAML) delivers events; the values are composed here. Plain scalars follow the core
schema of YAML 1.2, so ``NO`` stays a country, ``1e25`` is a number and ``2026-01-05`` is text.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import Any, Final

import yaml

from interlock.documents.model import Document, Limits, Path, Value
from interlock.documents.text import decode_text
from interlock.errors import InputError
from interlock.phrases import numeral, phrase

__all__ = ["iter_yaml", "line_in_yaml", "read_yaml"]

_CONSTANTS: Final[dict[str, Value]] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip
_INTEGER: Final = re.compile(r"[-+]?[0-9]+")
_FLOAT: Final = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_NOT_FINITE: Final = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_LONGEST_KEY: Final = 60


def read_yaml(data: bytes, *, source: str, limits: Limits = Limits()) -> tuple[Document, ...]:  # noqa: B008  # Limits is frozen
    """Return the YAML documents that `data` holds, in order.

    Raises
    ------
    InputError
        If the text is not YAML, or uses what this subset excludes, or exceeds `limits`; source,
        line and reason are given.
    """
    text = decode_text(data, source=source, limits=limits)
    documents: list[Document] = []
    for item in _stream(text, source, limits, nodes_per_document=False):
        if isinstance(item, InputError):
            raise item
        documents.append(item)
    return tuple(documents)


def iter_yaml(
    data: bytes,
    *,
    source: str,
    limits: Limits = Limits(),  # noqa: B008  # Limits is frozen
) -> Iterator[Document | InputError]:
    """Yield the YAML documents that `data` holds, one at a time.

    A document that uses what this subset excludes is yielded as the `InputError` that says why, and reading
    goes on after it. Text that is not YAML has no known next document: its error is the last item.
    """
    try:
        text = decode_text(data, source=source, limits=limits)
    except InputError as error:
        yield error
        return
    yield from _stream(text, source, limits, nodes_per_document=True)


def _stream(
    text: str, source: str, limits: Limits, *, nodes_per_document: bool
) -> Iterator[Document | InputError]:
    composer = _Composer(text, source, limits)
    count = 0
    try:
        for first in composer.starts():
            count += 1
            if count > limits.documents:
                yield InputError(
                    phrase(
                        "more than {documents} documents in one file",
                        documents=numeral(f"{limits.documents:,}"),
                    ),
                    source=source,
                    advice=phrase("Split the file."),
                )
                return
            if nodes_per_document:
                composer.forget_count()
            yield composer.document(first)
            if composer.exhausted:
                return
    except (yaml.YAMLError, InputError) as error:
        yield error if isinstance(error, InputError) else _not_yaml(error, source)


def _not_yaml(error: yaml.YAMLError, source: str) -> InputError:
    if isinstance(error, yaml.MarkedYAMLError):
        mark = error.problem_mark or error.context_mark
        return InputError(
            phrase("not YAML: {part}", part=error.problem or error.context),
            source=source,
            line=mark.line + 1 if mark else None,
            advice=phrase("Check the indentation, the quotes and that the file is complete."),
        )
    reason = getattr(error, "reason", None) or str(error)
    return InputError(
        phrase("not YAML: {reason}", reason=reason),
        source=source,
        advice=phrase("Give plain text without control characters."),
    )


class _Composer:
    """Builds plain values from libyaml's events, counting as it goes."""

    def __init__(self, text: str, source: str, limits: Limits) -> None:
        self._text = text
        self._next = _parser(text).get_event
        self._source = source
        self._limits = limits
        self._nodes = 0
        self._depth = 0
        self.exhausted = False

    def starts(self) -> Iterator[Any]:
        """Yield the first event of each document."""
        while (event := self._next()) is not None:
            if isinstance(event, yaml.DocumentStartEvent):
                yield self._next()

    def forget_count(self) -> None:
        """Count the values of the next document on their own."""
        self._nodes = 0

    def document(self, first: Any) -> Document | InputError:  # noqa: ANN401  # PyYAML's events are untyped
        """Return the document that begins with `first`, or why it can't be used, read to its end."""
        mark: Any = first.start_mark
        try:
            value = self._value(first, 0)
        except InputError as error:
            self._skip_rest()
            return error
        end = self._next().start_mark.index
        # The slice lets a fault be found later without reading the documents before this one again.
        text, indent = self._text, " " * mark.column
        line: int = mark.line
        begin: int = mark.index

        def locate(path: Path) -> int | None:
            return line_in_yaml(indent + text[begin:end], path) + line

        return Document(source=self._source, value=value, line=line + 1, locate=locate)

    def _skip_rest(self) -> None:
        """Read to the end of a refused document, or give up where that could take for ever.

        libyaml's time grows with the square of the nesting, so nesting is bounded here as well.
        """
        depth = 0
        try:
            while type(event := self._next()) is not yaml.DocumentEndEvent:
                self._nodes += 1
                depth += isinstance(event, yaml.CollectionStartEvent)
                depth -= isinstance(event, yaml.CollectionEndEvent)
                if event is None or depth > self._limits.depth or self._nodes > self._limits.nodes:
                    break
            else:
                return
        except yaml.YAMLError:
            pass
        self.exhausted = True

    def _value(self, event: Any, depth: int) -> Value:  # noqa: ANN401  # PyYAML's events are untyped
        self._nodes += 1
        if self._nodes > self._limits.nodes:
            raise self._error(
                event, f"more than {self._limits.nodes:,} values", "Split it into smaller files."
            )
        kind = type(event)
        if kind is yaml.AliasEvent or event.anchor is not None:
            raise self._error(
                event, "anchors and aliases are not read", "Write the value out where it is used."
            )
        if event.tag is not None:
            raise self._error(
                event,
                f"the tag {event.tag[:60]!r} is not read",
                "Give plain text, numbers, lists or mappings.",
            )
        if kind is yaml.ScalarEvent:
            return self._scalar(event)
        if depth >= self._limits.depth:
            raise self._error(event, f"nested deeper than {self._limits.depth} levels")
        return self._sequence(depth) if kind is yaml.SequenceStartEvent else self._mapping(depth)

    def _sequence(self, depth: int) -> list[Value]:
        items: list[Value] = []
        try:
            while type(event := self._next()) is not yaml.SequenceEndEvent:
                items.append(self._value(event, depth + 1))
        except InputError as error:
            raise error.within(field=f"[{len(items)}]") from None
        return items

    def _mapping(self, depth: int) -> dict[str, Value]:
        mapping: dict[str, Value] = {}
        while type(event := self._next()) is not yaml.MappingEndEvent:
            if type(event) is not yaml.ScalarEvent or event.anchor is not None or event.tag is not None:
                raise self._error(
                    event, "a key must be plain text", "Write keys without tags, anchors or brackets."
                )
            key = event.value
            if key in mapping:
                raise self._error(
                    event, f"the key {key[:_LONGEST_KEY]!r} occurs twice in one mapping", "Keep one of them."
                )
            try:
                mapping[key] = self._value(self._next(), depth + 1)
            except InputError as error:
                raise error.within(field=key[:_LONGEST_KEY]) from None
        return mapping

    def _scalar(self, event: Any) -> Value:  # noqa: ANN401  # PyYAML's events are untyped
        text: str = event.value
        if event.style:
            return text
        if text in _CONSTANTS:
            return _CONSTANTS[text]
        if text[0] in "+-.0123456789":
            return self._number(event, text)
        return text

    def _number(self, event: Any, text: str) -> Value:  # noqa: ANN401  # PyYAML's events are untyped
        if _INTEGER.fullmatch(text):
            if len(text) > self._limits.digits:
                raise self._error(
                    event, f"a number of {len(text):,} digits; at most {self._limits.digits} are read"
                )
            return int(text)
        if _NOT_FINITE.fullmatch(text):
            raise self._error(
                event, f"{text} is not a number that can be judged", "Leave the field out if it is unknown."
            )
        if len(text) <= self._limits.digits and _FLOAT.fullmatch(text):
            value = float(text)
            if math.isinf(value):
                raise self._error(event, f"{text[:_LONGEST_KEY]} is beyond the largest number, about 1.8e308")
            return value
        return text

    def _error(self, event: Any, problem: str, advice: str | None = None) -> InputError:  # noqa: ANN401  # PyYAML's events are untyped
        return InputError(problem, source=self._source, line=event.start_mark.line + 1, advice=advice)


def _parser(text: str) -> Any:  # noqa: ANN401  # PyYAML's loader is untyped
    return yaml.CSafeLoader(text)


def line_in_yaml(text: str, path: Path) -> int:
    """Return the line at which the value at `path` begins in one document.

    Where the path leaves what exists, the line of the last part that does exist.
    """
    parser = _parser(text)
    line = 1
    try:
        event: Any = parser.get_event()
        while isinstance(event, yaml.StreamStartEvent | yaml.DocumentStartEvent):
            event = parser.get_event()
        line = event.start_mark.line + 1
        for step in path:
            found = _enter(parser, event, step)
            if found is None:
                break
            line, event = found
    except (yaml.YAMLError, AttributeError):
        # A document cut out of a stream need not be one by itself; the line reached so far is still right.
        return line
    return line


def _enter(parser: Any, event: Any, step: str | int) -> tuple[int, Any] | None:  # noqa: ANN401  # PyYAML's events are untyped
    """Return the line of a member and the first event of its value, leaving the parser behind that event."""
    index = 0
    if isinstance(event, yaml.MappingStartEvent):
        while isinstance(key := parser.get_event(), yaml.ScalarEvent):
            mark: Any = key.start_mark
            value = parser.get_event()
            if key.value == str(step):
                return mark.line + 1, value
            _pass_over(parser, value)
    elif isinstance(event, yaml.SequenceStartEvent):
        while not isinstance(item := parser.get_event(), yaml.SequenceEndEvent):
            if index == step:
                return item.start_mark.line + 1, item
            _pass_over(parser, item)
            index += 1
    return None


def _pass_over(parser: Any, event: Any) -> None:  # noqa: ANN401  # PyYAML's events are untyped
    depth = 0
    while True:
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth == 0:
            return
        event = parser.get_event()
