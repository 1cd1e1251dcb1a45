"""The register's jobs: previews, imports, and taking them back.

Each may be begun again after its worker was killed. A lost database connection is tried again; any other
fault is told to the officer as a sentence, and the job counts as failed.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from django.contrib.auth import get_user_model
from django.db import InterfaceError, OperationalError, connection
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from interlock.adapters import clock
from interlock.agency.register import importing, verdict_tasks
from interlock.agency.register.comparing import Progress
from interlock.agency.register.models import Import
from interlock.agency.register.writing import Act
from interlock.errors import InputError, InterlockError
from interlock.phrases import phrase

__all__ = ["apply_import", "preview_import", "undo_import", "verdict_tasks"]

_RETRY: Final = RetryStrategy(
    max_attempts=5, exponential_wait=2, retry_exceptions=[OperationalError, InterfaceError]
)
_UNEXPECTED: Final = phrase(
    "A fault of the software stopped the job; nothing was changed. It has been logged."
)
_log = logging.getLogger(__name__)


@app.task(name="register.preview_import", queue="imports", retry=_RETRY)
def preview_import(*, number: int) -> None:
    """Make the preview of a file."""
    with _told(number), _progress(number) as progress:
        importing.preview(number, progress=progress)


@app.task(name="register.apply_import", queue="imports", retry=_RETRY)
def apply_import(*, number: int, actor: int | None, reason: str) -> None:
    """Carry an import out."""
    if Import.objects.filter(id=number, state__in=(Import.State.APPLIED, Import.State.UNDONE)).exists():
        return  # done by a worker that died before it could say so
    try:
        with _told(number, back_to=Import.State.PREVIEWED), _progress(number) as progress:
            importing.apply(number, act=_act(actor, reason), progress=progress)
    except importing.PreviewOutdatedError:
        return  # the officer is told, and looks at the new preview


@app.task(name="register.undo_import", queue="imports", retry=_RETRY)
def undo_import(*, number: int, actor: int | None, reason: str) -> None:
    """Take an import back."""
    if Import.objects.filter(id=number, state=Import.State.UNDONE).exists():
        return
    with _told(number, back_to=Import.State.APPLIED):
        importing.undo(number, act=_act(actor, reason))


def _act(actor: int | None, reason: str) -> Act:
    user = None if actor is None else get_user_model()._default_manager.get(pk=actor)  # noqa: SLF001
    return Act(actor=user, at=clock.now(), reason=reason)


@contextmanager
def _told(number: int, *, back_to: Import.State = Import.State.FAILED) -> Iterator[None]:
    """Tell the officer why a job failed. Where a connection was lost the job is tried again instead."""
    try:
        yield
    except (OperationalError, InterfaceError, importing.PreviewOutdatedError):
        raise
    except InterlockError as error:
        importing.fail(number, _sentence(error), to=back_to)
        raise
    except Exception:
        _log.exception("the job on import %s failed", number)
        importing.fail(number, _UNEXPECTED, to=back_to)
        raise


def _sentence(error: InterlockError) -> str:
    return error.sentence if isinstance(error, InputError) else str(error)


@contextmanager
def _progress(number: int) -> Iterator[Progress]:
    """Make progress seen while a transaction is open: through a connection of its own."""
    other = connection.copy()

    def tell(done: int, total: int) -> None:
        with other.cursor() as cursor:
            cursor.execute(
                "UPDATE register_import SET done = %s, total = %s WHERE id = %s", [done, total, number]
            )

    told: Callable[[int, int], None] = tell
    try:
        yield told
    finally:
        other.close()
