"""Imports as an officer does them, with the jobs done at once."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from interlock.adapters.layouts import recognise
from interlock.agency.register.importing import apply, preview, upload
from interlock.agency.register.models import Import
from interlock.agency.register.writing import Act
from interlock.register import Origin
from tests.unit.agency.conftest import act

PARTY = Origin(publisher="Example Labs", title="Declaration")


def quiet(done: int, total: int) -> None:
    """Hear of progress and do nothing."""


def shown(
    content: bytes,
    name: str,
    *,
    on: date = date(2026, 5, 2),
    origin: Origin | None = None,
    by: Act | None = None,
) -> Import:
    """Return a file that was uploaded and previewed."""
    given = origin or recognise(name, content).origin or PARTY
    file = upload(content, file_name=name, origin=given, stated_on=on, act=by or act())
    preview(file.id, progress=quiet)
    file.refresh_from_db()
    return file


def imported(
    content: bytes,
    name: str,
    *,
    on: date = date(2026, 5, 2),
    origin: Origin | None = None,
    by: Act | None = None,
) -> Import:
    """Return a file that was imported as its preview showed it."""
    file = shown(content, name, on=on, origin=origin, by=by)
    apply(file.id, act=by or act(), progress=quiet)
    file.refresh_from_db()
    return file


def imported_path(path: Path, *, on: date = date(2026, 5, 2)) -> Import:
    """Return a file of the outside that was imported."""
    return imported(path.read_bytes(), path.name, on=on)
