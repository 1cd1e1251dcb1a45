"""Jobs whose worker was killed: found by its silence, tried again, and after several times failed loudly."""

from __future__ import annotations

import logging

from django.db import InterfaceError, OperationalError
from procrastinate import App, BaseRetryStrategy, RetryDecision
from procrastinate.jobs import Job, Status
from procrastinate.manager import JobManager

__all__ = [
    "MOST_ATTEMPTS",
    "SILENCE",
    "LostConnection",
    "keep_trying",
    "retire_dead_workers",
    "take_up_stalled",
]

SILENCE = 30.0
"""Seconds without a sign of life after which a worker counts as dead."""
MOST_ATTEMPTS = 5
"""How often a job is begun in all. One that kills its worker each time must not do so for ever."""

_log = logging.getLogger(__name__)


class LostConnection(BaseRetryStrategy):
    """Try again, after a pause that doubles, where the database went away under a job."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        """Return when to try again, None where the job failed by its own fault or too often."""
        if not isinstance(exception, OperationalError | InterfaceError) or job.attempts + 1 >= MOST_ATTEMPTS:
            return None
        return RetryDecision(retry_in={"seconds": 2**job.attempts})


def keep_trying(app: App) -> None:
    """Give every task without a rule of its own the one for lost connections."""
    for task in app.tasks.values():
        if task.retry_strategy is None:
            task.retry_strategy = LostConnection()


async def retire_dead_workers(jobs: JobManager) -> None:
    """Forget all workers: for an agency whose only one is the caller, about to begin."""
    await jobs.prune_stalled_workers(0)


async def take_up_stalled(jobs: JobManager, *, but: int | None = None) -> tuple[int, int]:
    """Put jobs of silent workers back into the queue; fail those that were begun too often.

    Parameters
    ----------
    but
        A worker known to live, whatever its signs of life: the caller's own.

    Returns
    -------
    tuple of int
        How many were put back, and how many failed.
    """
    again = failed = 0
    for job in await jobs.get_stalled_jobs(seconds_since_heartbeat=SILENCE):
        if but is not None and job.worker_id == but:
            continue
        if job.attempts + 1 < MOST_ATTEMPTS:
            await jobs.retry_job(job)
            _log.warning("job %s (%s) was left by a dead worker; it is tried again", job.id, job.task_name)
            again += 1
        else:
            await jobs.finish_job(job, Status.FAILED, delete_job=False)
            _log.error(
                "job %s (%s) failed: its worker died %s times", job.id, job.task_name, job.attempts + 1
            )
            failed += 1
    return again, failed
