"""Whether the agency is in working order: database, migrations, queue."""

from __future__ import annotations

import functools

from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

__all__ = ["healthz"]

_SILENCE = 30
"""Seconds without a sign of life after which no worker is at work."""
_PATIENCE = 60
"""Seconds in which a living worker takes up what a dead one left."""

_QUEUE = """
SELECT
    (SELECT count(*) FROM procrastinate_workers
      WHERE last_heartbeat > now() - make_interval(secs => %(silence)s)),
    count(*) FILTER (WHERE job.status = 'todo'),
    count(*) FILTER (WHERE job.status = 'doing'),
    count(*) FILTER (WHERE job.status = 'failed'),
    count(*) FILTER (
      WHERE job.status = 'doing'
        AND coalesce(worker.last_heartbeat, '-infinity') < now() - make_interval(secs => %(patience)s)
        AND coalesce((SELECT max(at) FROM procrastinate_events WHERE job_id = job.id), '-infinity')
            < now() - make_interval(secs => %(patience)s)
    )
FROM procrastinate_jobs AS job LEFT JOIN procrastinate_workers AS worker ON worker.id = job.worker_id
"""


@require_safe
@never_cache
def healthz(_request: HttpRequest) -> JsonResponse:
    """Answer 200 where everything is in order, else 503 with the part that is not."""
    parts: dict[str, str] = {"database": "not reachable", "migrations": "unknown", "queue": "unknown"}
    jobs: dict[str, int] = {}
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            parts |= {"database": "in order", "migrations": "missing"}
            cursor.execute("SELECT app, name FROM django_migrations")
            applied = {(app, name) for app, name in cursor.fetchall()}
            missing = sorted(_expected() - applied)
            parts["migrations"] = f"{len(missing)} missing" if missing else "in order"
            cursor.execute(_QUEUE, {"silence": _SILENCE, "patience": _PATIENCE})
            workers, *counts, stalled = cursor.fetchone() or (0, 0, 0, 0, 0)
        jobs = dict(zip(("waiting", "under way", "failed"), counts, strict=True))
        parts["queue"] = _queue(workers, stalled)
    except DatabaseError:  # which one stands in the server's own log, and in no answer
        pass
    good = all(part == "in order" for part in parts.values())
    document = {"status": "in order" if good else "not in order", **parts, "jobs": jobs}
    return JsonResponse(document, status=200 if good else 503)


def _queue(workers: int, stalled: int) -> str:
    if stalled:
        return f"{stalled} jobs left by a dead worker"
    return "in order" if workers else "no worker at work"


@functools.cache
def _expected() -> frozenset[tuple[str, str]]:
    return frozenset(MigrationLoader(None).disk_migrations)
