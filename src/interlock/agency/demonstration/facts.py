"""The typed files of facts: each value with who said it, when, and how it was read.

A file holds one or more YAML documents of one form::

    interlock: demonstration/v1
    kind: model
    sources:
      paper: {publisher: …, title: …, url: …, on: 2024-07-23, read: remembered}
    entries:
      - name: Llama 3.1-405B
        said:
          - {by: paper, values: {parameters: 4.05e11, training_compute: {central: 3.8e25, within: 3}}}

A block under `said` may state `from` (from when it is true), `note`, `read` (where it differs from the
source's) and ``secret: true``. ``within: 3`` makes an interval of a factor three either way.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any, Final

from django.utils.translation import gettext_noop

from interlock.documents import Document, Limits, read_yaml
from interlock.errors import InputError
from interlock.register import Json, Kind, Origin, Record, Stated

__all__ = ["FORMAT", "Reading", "Told", "read_facts", "shipped_facts"]

FORMAT: Final = "demonstration/v1"
_LIMITS: Final = Limits(size=2**20, depth=10, nodes=100_000, documents=20)
_HEAD: Final = frozenset({"interlock", "kind", "sources", "entries"})
_SOURCE: Final = frozenset({"publisher", "title", "url", "licence", "on", "read"})
_BLOCK: Final = frozenset({"by", "values", "from", "note", "read", "secret"})

_Path = tuple[str | int, ...]


class Reading(StrEnum):
    """How a figure was come by when it was typed."""

    PRIMARY = "primary"
    """Read in the party's own document."""
    SECONDARY = "secondary"
    """Read in a table of somebody else's figures, an estimate or the press, or worked out from such."""
    RETOLD = "retold"
    """Typed from memory of a source that itself compiles or reports; nothing looked up confirms it."""
    REMEMBERED = "remembered"
    """Typed from memory of the source; nothing that was looked up confirms it."""
    INVENTED = "invented"
    """Nobody said it: it belongs to an invented party."""

    @property
    def words(self) -> str:
        """What a note adds about it; empty where nothing needs saying."""
        return _WORDS[self]


_WORDS: Final[Mapping[Reading, str]] = {
    Reading.PRIMARY: "",
    Reading.SECONDARY: gettext_noop("At second hand: compiled or reported by the source."),
    Reading.RETOLD: gettext_noop(
        "Typed from memory of a source that itself compiles or reports, not looked up."
    ),
    Reading.REMEMBERED: gettext_noop("Typed from memory of the source, not looked up."),
    Reading.INVENTED: gettext_noop("Invented."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What one source tells of one entry."""

    record: Record
    reading: Reading
    public: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class _Source:
    origin: Origin
    on: date
    reading: Reading


@cache
def shipped_facts() -> tuple[Told, ...]:
    """Return everything the shipped files tell, files in alphabetical order."""
    folder = files("interlock.agency.demonstration") / "data"
    paths = sorted(
        (path for path in folder.iterdir() if path.name.endswith(".yaml")), key=lambda path: path.name
    )
    return tuple(told for path in paths for told in read_facts(path.read_bytes(), source=path.name))


def read_facts(data: bytes, *, source: str) -> tuple[Told, ...]:
    """Return what one file tells.

    Raises
    ------
    InputError
        If the file breaks the form, or a value is none of its property; file, line and field are named.
    """
    return tuple(
        told for document in read_yaml(data, source=source, limits=_LIMITS) for told in _File(document).told()
    )


class _File:
    """One YAML document; every method takes the path of what it reads, so that errors can name it."""

    def __init__(self, document: Document) -> None:
        self._document = document

    def told(self) -> tuple[Told, ...]:
        head = self._mapping(self._document.value, (), _HEAD)
        if head.get("interlock") != FORMAT:
            raise self._document.error(f"the format is {head.get('interlock')!r}; expected {FORMAT!r}")
        kind = Kind(self._text(head, "kind", ()))
        sources = {
            name: self._source(value, ("sources", name))
            for name, value in self._mapping(head.get("sources"), ("sources",)).items()
        }
        entries = self._list(head.get("entries"), ("entries",))
        return tuple(
            told
            for place, entry in enumerate(entries)
            for told in self._entry(kind, entry, ("entries", place), sources)
        )

    def _source(self, value: Json, path: _Path) -> _Source:
        fields = self._mapping(value, path, _SOURCE)
        return _Source(
            origin=Origin(
                publisher=self._text(fields, "publisher", path),
                title=self._text(fields, "title", path),
                url=str(fields.get("url", "")),
                licence=str(fields.get("licence", "")),
            ),
            on=self._day(fields, "on", path),
            reading=Reading(self._text(fields, "read", path)),
        )

    def _entry(self, kind: Kind, value: Json, path: _Path, sources: Mapping[str, _Source]) -> list[Told]:
        entry = self._mapping(value, path, frozenset({"name", "said"}))
        name = self._text(entry, "name", path)
        blocks = self._list(entry.get("said"), (*path, "said"))
        return [
            self._block(kind, name, block, (*path, "said", place), sources)
            for place, block in enumerate(blocks)
        ]

    def _block(self, kind: Kind, name: str, value: Json, path: _Path, sources: Mapping[str, _Source]) -> Told:
        block = self._mapping(value, path, _BLOCK)
        by = self._text(block, "by", path)
        if by not in sources:
            raise self._document.error(f"the source {by!r} is not listed under sources", (*path, "by"))
        source = sources[by]
        reading = Reading(str(block.get("read", source.reading)))
        note = " ".join(filter(None, (_sentence(str(block.get("note", ""))), reading.words)))
        holds_from = self._day(block, "from", path) if "from" in block else None
        values = self._mapping(block.get("values"), (*path, "values"))
        try:
            record = Record(
                kind=kind, name=name, stated_on=source.on, origin=source.origin,
                values={
                    prop: (Stated(value=_widened(stated), holds_from=holds_from, note=note),)
                    for prop, stated in values.items()
                },
            )  # fmt: skip
        except InputError as error:
            where = (*path, "values", *((error.field,) if error.field else ()))
            raise self._document.error(f"{name}: {error.problem}", where, advice=error.advice) from error
        return Told(record=record, reading=reading, public=block.get("secret") is not True)

    def _text(self, fields: Mapping[str, Any], name: str, path: _Path) -> str:
        value = fields.get(name)
        if not isinstance(value, str) or not value.strip():
            raise self._document.error(f"the field {name!r} holds no text", (*path, name))
        return value

    def _day(self, fields: Mapping[str, Any], name: str, path: _Path) -> date:
        try:
            return date.fromisoformat(self._text(fields, name, path))
        except ValueError:
            raise self._document.error(f"{fields[name]!r} is no day", (*path, name)) from None

    def _list(self, value: Json, path: _Path) -> list[Any]:
        if not isinstance(value, list) or not value:
            raise self._document.error("the value is no list", path)
        return value

    def _mapping(self, value: Json, path: _Path, known: frozenset[str] | None = None) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise self._document.error("the value is no mapping", path)
        unknown = sorted(set(value) - known) if known is not None else []
        if unknown:
            raise self._document.error(f"the field {unknown[0]!r} is not known here", (*path, unknown[0]))
        return value


def _sentence(note: str) -> str:
    return f"{note.rstrip('.')}." if note else ""


def _widened(value: Json) -> Json:
    """Return an estimate given by its centre and a factor with its ends; anything else as it is."""
    if isinstance(value, dict) and set(value) == {"central", "within"}:
        central, factor = value["central"], value["within"]
        return {"low": central / factor, "central": central, "high": central * factor}
    return value
