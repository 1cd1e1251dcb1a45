"""The catalogue of messages: gathers every message, brings ``de`` up to date, compiles it.

Run as a script it adds new messages to the German catalogue with an empty translation, drops those that
nobody says any more, keeps all others as they are, and compiles it:

    .venv/bin/python tests/documentation/messages.py

`tests/documentation/test_messages.py` fails while one is missing, fuzzy or broken. Only Babel is needed,
no program of GNU gettext.
"""

from __future__ import annotations

import ast
import dataclasses
import io
import os
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from babel.messages import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT: Final = Path(__file__).resolve().parents[2]
SOURCE: Final = ROOT / "src" / "interlock"
LOCALE: Final = SOURCE / "agency" / "pages" / "locale"
LANGUAGE: Final = "de"
_MADE: Final = datetime(2026, 11, 23, tzinfo=UTC)
_KEYWORDS: Final[Mapping[str, Any]] = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
    "gettext_noop": None,
}

Message = tuple[str | tuple[str, str], str | None, str]
"""Identifier (or singular and plural), context, and the place where it is said."""


def messages() -> Iterator[Message]:
    """Yield every message that a person may read."""
    for path in sorted((SOURCE / "agency").rglob("*.py")):
        yield from _of_python(path.read_text(encoding="utf-8"), path)
    for path in sorted((SOURCE / "agency").rglob("templates/**/*")):
        if path.suffix in (".html", ".txt", ".xml"):
            yield from _of_template(path)
    for path in sorted(SOURCE.rglob("*.py")):
        yield from _of_phrases(path)
    yield from _of_rulebooks()


def _of_python(text: str, path: Path) -> Iterator[Message]:
    found: Iterator[tuple[Any, ...]] = extract_python(io.BytesIO(text.encode()), _KEYWORDS, [], {})
    for _, function, arguments, _comments in found:
        parts: tuple[Any, ...] = arguments if isinstance(arguments, tuple) else (arguments,)
        yield from _read(str(function or "gettext"), parts, _place(path))


def _read(function: str, parts: tuple[Any, ...], place: str) -> Iterator[Message]:
    context = parts[0] if function.startswith(("pgettext", "npgettext")) else None
    said = parts[1:] if context is not None else parts
    if not said or not isinstance(said[0], str) or (context is None and "pgettext" in function):
        return
    if function.startswith(("ngettext", "npgettext")) and len(said) > 1 and isinstance(said[1], str):
        yield (said[0], said[1]), context, place
    else:
        yield said[0], context, place


def _of_template(path: Path) -> Iterator[Message]:
    from django.utils.translation.template import templatize  # noqa: PLC0415  # needs Django's settings

    code = templatize(path.read_text(encoding="utf-8"), origin=str(path))
    yield from _of_python("\n".join(line.strip() for line in code.splitlines()), path)


def _of_phrases(path: Path) -> Iterator[Message]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not (isinstance(node, ast.Call) and node.args and isinstance(node.func, ast.Name)):
            continue
        first = node.args[0]
        if node.func.id in ("phrase", "marked") and isinstance(first, ast.Constant) and first.value:
            yield str(first.value), None, _place(path)
        if node.func.id == "account":
            # The account of an estimate names its method and its inputs; all are made into phrases there.
            named = [each for each in node.args[1:2] if isinstance(each, ast.Dict)]
            for name in (first, *(key for table in named for key in table.keys)):
                if isinstance(name, ast.Constant):
                    yield str(name.value), None, _place(path)


def _of_rulebooks() -> Iterator[Message]:
    from interlock.rulebooks import rulebooks  # noqa: PLC0415  # after the settings

    for book in rulebooks():
        for pattern in _patterns(book, set()):
            yield pattern, None, f"rulebook {book.id}"


def _patterns(value: object, seen: set[int]) -> Iterator[str]:
    from interlock.phrases import Phrase  # noqa: PLC0415  # after the settings

    if id(value) in seen:
        return
    seen.add(id(value))
    if isinstance(value, Phrase):
        if value.pattern:
            yield value.pattern
        for part in value.parts.values():
            yield from _patterns(part, seen)
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from _patterns(getattr(value, field.name), seen)
    elif isinstance(value, Mapping | list | tuple | frozenset):
        for member in value.values() if isinstance(value, Mapping) else value:
            yield from _patterns(member, seen)


def _place(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _empty() -> Catalog:
    """Return a catalogue without a message; the day is fixed, so that only messages change the file."""
    return Catalog(
        locale=LANGUAGE, project="Interlock", header_comment="# Interlock in German. See messages.py.",
        creation_date=_MADE, revision_date=_MADE, charset="utf-8", fuzzy=False,
    )  # fmt: skip


def gathered() -> Catalog:
    """Return a catalogue of every message, without translations."""
    catalogue = _empty()
    for identifier, context, place in messages():
        catalogue.add(identifier, locations=[(place, 0)], context=context)
    return catalogue


def path_of(ending: str) -> Path:
    """Return the German catalogue's file: ``po`` for people, ``mo`` for the machine."""
    return LOCALE / LANGUAGE / "LC_MESSAGES" / f"django.{ending}"


def translated() -> Catalog:
    """Return the German catalogue as it is."""
    if not path_of("po").exists():
        return _empty()
    with path_of("po").open("rb") as file:
        return read_po(file, locale=LANGUAGE)


def compiled(catalogue: Catalog) -> bytes:
    """Return the catalogue as the machine reads it."""
    buffer = io.BytesIO()
    write_mo(buffer, catalogue)
    return buffer.getvalue()


def refreshed() -> Catalog:
    """Return the catalogue of today's messages with the translations that there are."""
    known = {(message.id, message.context): message.string for message in translated() if message.id}
    catalogue = gathered()
    for message in catalogue:
        if message.id and (message.id, message.context) in known:
            message.string = known[message.id, message.context]
    return catalogue


def _main() -> None:
    catalogue = refreshed()
    path_of("po").parent.mkdir(parents=True, exist_ok=True)
    with path_of("po").open("wb") as file:
        write_po(file, catalogue, width=110, sort_output=True, omit_header=False, include_lineno=False)
    path_of("mo").write_bytes(compiled(catalogue))
    missing = sum(1 for message in catalogue if message.id and not is_said(message.string))
    print(f"{len(catalogue):,} messages, {missing:,} without a German translation")  # noqa: T201  # a script prints


def is_said(string: str | tuple[str, ...] | list[str] | None) -> bool:
    """Return whether a message has its translation, in every plural."""
    return all(map(bool, string)) if isinstance(string, tuple | list) else bool(string)


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django

    django.setup()
    _main()
