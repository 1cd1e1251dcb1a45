"""The process that does the jobs, one after the other.

``python -m interlock.agency.serving worker`` is what `supervisor` starts; an agency on a PostgreSQL of its
own may start more of them on other machines.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import sys
import threading
from collections.abc import Sequence

from procrastinate.worker import Worker

from interlock.agency.serving import jobs
from interlock.agency.serving.family import watch_parent
from interlock.agency.serving.opening import open_agency
from interlock.errors import InterlockError

__all__ = ["main"]

_GRACE = 20.0
"""Seconds that a job has to finish once the worker is asked to stop; then it is given back."""
_HEARTBEAT = 5.0
_ROUND = 15.0
"""Seconds between two looks for jobs of dead workers."""
_DAY = 24 * 60 * 60
_KEEP_HOURS = 30 * 24
"""How long finished jobs stay to be looked at."""

_log = logging.getLogger(__name__)


def main(arguments: Sequence[str]) -> int:
    """Do jobs until asked to stop; return the exit code."""
    parser = argparse.ArgumentParser(prog="interlock.agency.serving worker")
    parser.add_argument(
        "--alone", action="store_true", help="no other worker lives: what is begun is left over"
    )
    chosen = parser.parse_args(arguments)
    watch_parent(grace=_GRACE + 5)
    try:
        open_agency()
    except InterlockError as error:
        sys.stderr.write(f"error: {error}\n")
        return 2
    asyncio.run(_work(alone=chosen.alone))
    return 0


async def _work(*, alone: bool) -> None:
    from procrastinate.contrib.django import app
    from procrastinate.contrib.django.django_connector import DjangoConnector

    connector = app.connector
    if not isinstance(connector, DjangoConnector):
        raise TypeError("the worker runs once in a process")
    # A second app for the worker's own queries: what tasks queue goes through Django's connection,
    # and so belongs to their transactions.
    queue = app.with_connector(connector.get_worker_connector())
    queue.perform_import_paths()  # type: ignore[no-untyped-call]  # the library's
    jobs.keep_trying(queue)
    async with queue.open_async():
        if alone:
            await jobs.retire_dead_workers(queue.job_manager)
        await jobs.take_up_stalled(queue.job_manager)
        worker = _PatientWorker(
            queue,
            name="interlock",
            concurrency=1,
            update_heartbeat_interval=_HEARTBEAT,
            stalled_worker_timeout=jobs.SILENCE,
            task_middleware=queue.worker_defaults.get("task_middleware"),
        )
        looking = asyncio.create_task(_look_after(worker))
        try:
            await worker.run()  # type: ignore[no-untyped-call]  # the library's
        finally:
            looking.cancel()


class _PatientWorker(Worker):
    """A worker whose job, asked to stop, has some time to finish, and is given back after it.

    Giving back is ending the process: the job's transaction falls, and the next worker finds the job begun
    by one that is dead.
    """

    def stop(self) -> None:
        timer = threading.Timer(_GRACE, _end)
        timer.daemon = True
        timer.start()
        super().stop()  # type: ignore[no-untyped-call]  # the library's


async def _look_after(worker: Worker) -> None:
    """Take up jobs of workers that died elsewhere, and clear away old ones."""
    manager, waited = worker.app.job_manager, float(_DAY)
    while True:
        try:
            await jobs.take_up_stalled(manager, but=worker.worker_id)
            if waited >= _DAY:
                await manager.delete_old_jobs(nb_hours=_KEEP_HOURS, include_failed=True)
                waited = 0.0
        except Exception:  # noqa: BLE001  # the database is away for a moment; the worker itself finds out
            _log.exception("looking for jobs of dead workers failed")
        await asyncio.sleep(_ROUND)
        waited += _ROUND


def _end() -> None:
    _log.warning("a job did not finish in time; it is given back and begun anew at the next start")
    os._exit(75)
