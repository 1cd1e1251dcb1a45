"""/healthz says which part is not in order, and nothing that is a secret."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from django.db import connection
from django.test import Client

WORKER = """
INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - make_interval(secs => %s)) RETURNING id
"""
JOB = """
INSERT INTO procrastinate_jobs (queue_name, task_name, status, worker_id)
VALUES ('default', 'test', 'doing', %s)
RETURNING id
"""
_UNREACHABLE = """
import django
django.setup()
from django.test import RequestFactory
from interlock.agency.health import healthz
answer = healthz(RequestFactory().get("/healthz"))
print(answer.status_code, answer.content.decode())
"""


def run(query: str, *values: int) -> int:
    """Run a query and return the number it gives."""
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return int((cursor.fetchone() or (0,))[0])


@pytest.mark.django_db
def test_everything_in_order_is_200(client: Client) -> None:
    """Database, migrations and a living worker."""
    run(WORKER, 3)
    answer = client.get("/healthz")

    assert answer.status_code == 200
    assert answer.json()["status"] == "in order"
    assert answer.headers["Cache-Control"].startswith("max-age=0, no-cache, no-store")


@pytest.mark.django_db
@pytest.mark.parametrize("silent", [None, 31])
def test_no_living_worker_is_503(client: Client, silent: int | None) -> None:
    """Nobody does the jobs, or whoever did has been silent for too long."""
    if silent is not None:
        run(WORKER, silent)
    answer = client.get("/healthz")

    assert answer.status_code == 503
    assert answer.json()["queue"] == "no worker at work"
    assert answer.json()["database"] == "in order"


@pytest.mark.django_db
def test_a_job_that_a_dead_worker_left_is_503(client: Client) -> None:
    """A living worker takes it up within a minute; where it doesn't, that is told."""
    run(WORKER, 3)
    job = run(JOB, run(WORKER, 600))
    run(
        "UPDATE procrastinate_events SET at = now() - interval '5 minutes' WHERE job_id = %s RETURNING 1", job
    )
    answer = client.get("/healthz")

    assert answer.status_code == 503
    assert answer.json()["queue"] == "1 jobs left by a dead worker"


@pytest.mark.django_db
def test_a_missing_migration_is_503(client: Client) -> None:
    """A database of an earlier version is told apart from one that doesn't answer."""
    run(WORKER, 3)
    run("DELETE FROM django_migrations WHERE app = 'register' AND name LIKE '0002%%' RETURNING 1")
    answer = client.get("/healthz")

    assert answer.status_code == 503
    assert answer.json()["migrations"] == "1 missing"


@pytest.mark.django_db
def test_it_is_only_looked_at(client: Client) -> None:
    """Nothing but GET and HEAD is answered."""
    assert client.post("/healthz").status_code == 405


def test_a_database_that_does_not_answer_is_503_without_secrets() -> None:
    """Which part it is, and neither address nor password."""
    environment = {
        **os.environ, "INTERLOCK_DATABASE_URL": "postgresql://agency:swordfish@/register?host=/nowhere",
        "INTERLOCK_SECRET_KEY": "of this test, and of nothing else at all",
        "DJANGO_SETTINGS_MODULE": "interlock.agency.settings",
    }  # fmt: skip
    command = [sys.executable, "-c", _UNREACHABLE]
    said = subprocess.run(  # noqa: S603  # our own code
        command, env=environment, check=True, capture_output=True, text=True
    ).stdout
    status, document = said.split(" ", 1)

    assert status == "503"
    assert json.loads(document)["database"] == "not reachable"
    assert "swordfish" not in said
    assert "nowhere" not in said
