"""From pydantic's list of faults to one `InputError` that a person can act on."""

from __future__ import annotations

import difflib
import inspect
import typing
from collections.abc import Sequence
from typing import Any, Final

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from interlock.documents import Document
from interlock.documents.model import field_path
from interlock.errors import InputError
from interlock.phrases import listed, marked, numeral, phrase

__all__ = ["fault_of"]

_MOST_LISTED: Final = 5
_MOST_FAULTS: Final = 1000
_LONGEST_QUOTE: Final = 60
_EXPECTED: Final = {
    "string_type": marked("text"),
    "bool_type": marked("true or false"),
    "tuple_type": marked("a list"),
    "dict_type": marked("a mapping of names to values"),
    "model_type": marked("a mapping of fields to values"),
    "model_attributes_type": marked("a mapping of fields to values"),
}

_Path = tuple[str | int, ...]


def fault_of(error: ValidationError, document: Document, model: type[BaseModel]) -> InputError:
    """Return one error for a document: the first fault in full, the others after it."""
    if error.error_count() > _MOST_FAULTS:
        # Each fault of a list costs about a kilobyte, and a text can hold a million.
        return document.error(
            phrase(
                "the document holds {error_count} faults", error_count=numeral(f"{error.error_count():,}")
            ),
            advice=phrase("Check that it is a declaration at all."),
        )
    faults = error.errors(include_url=False, include_input=True)
    first, *others = faults
    path = _path(first)
    problem, advice = _told(first, model)
    if others:
        advice = _with_others(advice, others, model)
    return document.error(problem, path, advice=advice or None)


def _with_others(advice: str, others: list[ErrorDetails], model: type[BaseModel]) -> str:
    told = listed(
        (
            phrase("{field}: {problem}", field=field_path(_path(other)), problem=_told(other, model)[0])
            for other in others[:_MOST_LISTED]
        ),
        "; ",
    )
    if len(others) > _MOST_LISTED:
        told = phrase("{faults}; and {number} more", faults=told, number=len(others) - _MOST_LISTED)
    also = phrase("Also {faults}.", faults=told)
    return listed((advice, also), " ") if advice else also


def _path(fault: ErrorDetails) -> _Path:
    return tuple(step for step in fault["loc"] if step != "[key]")


def _told(fault: ErrorDetails, model: type[BaseModel]) -> tuple[str, str]:  # noqa: PLR0911  # one per kind of fault
    """Return problem and advice."""
    kind = fault["type"]
    if kind == "interlock":
        context = fault["ctx"]
        return context["problem"], context["advice"]
    if kind == "extra_forbidden":
        return _unknown_key(_path(fault), model)
    if kind == "missing":
        return (
            phrase("the field is missing"),
            phrase("Every declaration states its {field}.", field=_path(fault)[-1]),
        )
    if kind in {"enum", "literal_error"}:
        return _unknown_word(fault)
    given = _quoted(fault["input"])
    if kind in _EXPECTED:
        expected = phrase(_EXPECTED[kind])
        return phrase("{given} was given; expected {expected}", given=given, expected=expected), ""
    if kind == "string_too_short":
        return phrase("the text is empty"), phrase("Leave the field out if it is unknown.")
    if kind == "string_too_long":
        most = fault["ctx"]["max_length"]
        return phrase("the text is longer than {most} characters", most=most), phrase("Shorten it.")
    if kind == "string_pattern_mismatch":
        return (
            phrase("{given} is not written as expected", given=given),
            phrase("It must match {pattern}.", pattern=fault["ctx"]["pattern"]),
        )
    return phrase("{given}: {reason}", given=given, reason=fault["msg"]), ""


def _unknown_key(path: _Path, model: type[BaseModel]) -> tuple[str, str]:
    key = str(path[-1])
    owner = _model_at(path[:-1], model)
    known = list(owner.model_fields) if owner is not None else []
    problem = phrase("the field {key} is not known", key=_quoted(key))
    close = difflib.get_close_matches(key.casefold(), known, n=1)
    if close:
        return problem, phrase("Did you mean {name}?", name=close[0])
    return problem, phrase("Known here: {known}.", known=", ".join(known))


def _model_at(path: Sequence[str | int], model: type[BaseModel]) -> type[BaseModel] | None:
    found: type[BaseModel] | None = model
    for step in path:
        if isinstance(step, int) or found is None:
            continue
        field = found.model_fields.get(step)
        found = _model_in(field.annotation) if field is not None else None
    return found


def _model_in(annotation: Any) -> type[BaseModel] | None:  # noqa: ANN401  # an annotation is any object
    if inspect.isclass(annotation):
        return annotation if issubclass(annotation, BaseModel) else None
    for argument in typing.get_args(annotation):
        found = _model_in(argument)
        if found is not None:
            return found
    return None


def _unknown_word(fault: ErrorDetails) -> tuple[str, str]:
    given = fault["input"]
    words = str(fault["ctx"]["expected"]).replace(" or ", ", ").replace("'", "").split(", ")
    close = difflib.get_close_matches(str(given).casefold()[:_LONGEST_QUOTE], words, n=1)
    hint = (
        phrase("Did you mean {name}?", name=close[0])
        if close and isinstance(given, str)
        else phrase("Expected {words}.", words=", ".join(words))
    )
    return phrase("{given} is not one of the known words", given=_quoted(given)), hint


def _quoted(value: object) -> str:
    if isinstance(value, list | tuple):
        return phrase("a list")
    if isinstance(value, dict):
        return phrase("a mapping")
    if value is None:
        return "null"
    text = repr(value)
    return text if len(text) <= _LONGEST_QUOTE else f"{text[:_LONGEST_QUOTE]}…"
