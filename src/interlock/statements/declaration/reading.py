"""From bytes to declarations: YAML documents, a JSON object or array, or JSON Lines."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from pydantic import ValidationError

from interlock.documents import Document, Limits, iter_json, iter_yaml
from interlock.errors import InputError
from interlock.phrases import phrase
from interlock.statements.declaration.faults import fault_of
from interlock.statements.declaration.model import FORMAT, Declaration

__all__ = ["iter_declarations", "read_declaration", "read_declarations"]

_YAML: Final = (".yaml", ".yml")
_JSON: Final = (".json", ".jsonl", ".ndjson")
_validate: Final[Callable[[object], Declaration]] = Declaration.__pydantic_validator__.validate_python
"""Pydantic's own call without its wrapper, which costs a tenth of a declaration."""


def read_declarations(
    data: bytes,
    *,
    source: str,
    limits: Limits = Limits(),  # noqa: B008  # Limits is frozen
) -> tuple[Declaration | InputError, ...]:
    """Return what each declaration in `data` states, or the error that says why it can't be used.

    One bad declaration does not stop the others. `source` names the input in errors; its ending decides
    between YAML and JSON, and without one the first character does.
    """
    return tuple(item for item, _ in iter_declarations(data, source=source, limits=limits))


def iter_declarations(
    data: bytes,
    *,
    source: str,
    limits: Limits = Limits(),  # noqa: B008  # Limits is frozen
) -> Iterator[tuple[Declaration | InputError, int | None]]:
    """Yield each declaration, or the error in its place, with the line at which it begins.

    Nothing is kept: memory stays that of the text and of one declaration.
    """
    empty = True
    documents = iter_json if _is_json(data, source) else iter_yaml
    for item in documents(data, source=source, limits=limits):
        empty = False
        if isinstance(item, InputError):
            yield item, item.line
            continue
        try:
            yield read_declaration(item), item.line
        except InputError as error:
            yield error, item.line
    if empty:
        yield (
            InputError(
                phrase("the file is empty"),
                source=source,
                advice=phrase("Write a declaration: interlock declare."),
            ),
            None,
        )


def read_declaration(document: Document) -> Declaration:
    """Return the declaration that a document states.

    Raises
    ------
    InputError
        If it is no declaration of this version, or a field can't be used; line and field are given.
    """
    value = document.value
    try:
        return _validate(value)
    except ValidationError as error:
        _refuse_other_formats(document)
        raise fault_of(error, document, Declaration) from None


def _refuse_other_formats(document: Document) -> None:
    value = document.value
    if not isinstance(value, dict):
        kind = "a list" if isinstance(value, list) else "nothing" if value is None else "a single value"
        raise document.error(
            phrase("the document holds {kind}, not a declaration", kind=kind),
            advice=phrase("Begin with interlock: {format}.", format=FORMAT),
        )
    stated = value.get("interlock")
    if stated is None:
        raise document.error(
            phrase("the document does not say that it is a declaration"),
            advice=phrase("Add interlock: {format}.", format=FORMAT),
        )
    if stated != FORMAT:
        other = str(stated)[:40]
        advice = (
            phrase("Give it with --rulebook.")
            if other.startswith("rulebook/")
            else phrase("This version reads {format}.", format=FORMAT)
        )
        raise document.error(
            phrase("the document is {other}, not a {format}", other=repr(other), format=FORMAT),
            ("interlock",),
            advice=advice,
        )


def _is_json(data: bytes, source: str) -> bool:
    name = source.casefold()
    if name.endswith(_YAML):
        return False
    return name.endswith(_JSON) or data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"["))
