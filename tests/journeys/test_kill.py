"""Worker, editor or PostgreSQL killed at any point: nothing acknowledged is lost, nothing is half done.

``make soak`` sets INTERLOCK_KILL_ROUNDS, and shows what was struck; `make test` runs few rounds, always the
same.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Any

import pytest

from interlock.adapters.postgres import embedded, is_running, leave
from tests.journeys.site import Site, eventually

pytestmark = pytest.mark.xdist_group("serving")

ROUNDS = int(os.environ.get("INTERLOCK_KILL_ROUNDS", "2"))
IMPORT_ROUNDS = max(ROUNDS // 2, 1)
FILES = 4
"""Uploaded each round; every second one is taken back again."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Return an agency with entries to edit."""
    made = Site(home=tmp_path_factory.mktemp("kill") / "home")
    assert made.run("migrate").returncode == 0
    filled = made.python("fill")
    assert filled.returncode == 0, filled.stderr
    return made


@pytest.fixture
def postgres(site: Site) -> Iterator[Path]:
    """Return the folder of its PostgreSQL, which this test keeps running."""
    folder = site.home / "postgres"
    embedded(folder)
    yield folder
    leave(folder)


def kill_postgres(folder: Path) -> None:
    """Kill the whole server, as if the machine had lost power, and start it again."""
    number = (folder / "data" / "postmaster.pid").read_text(encoding="utf-8").split()[0]
    children = Path(f"/proc/{number}/task/{number}/children")
    for each in (number, *(children.read_text().split() if children.exists() else ())):
        with suppress(ProcessLookupError):
            os.kill(int(each), signal.SIGKILL)
    assert eventually(lambda: not is_running(folder))
    embedded(folder)


def end(process: subprocess.Popen[str]) -> str:
    """Kill a process and return what it had said."""
    process.kill()
    return process.communicate()[0]


def state(site: Site) -> dict[str, Any]:
    """Return what the register holds and what of it is half done."""
    done = site.python("verify")
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def is_settled(site: Site) -> bool:
    """Ask for whatever can be asked for, and return whether nothing was left to do."""
    asked = site.python("carry_on")
    assert asked.returncode == 0, asked.stderr
    found = json.loads(asked.stdout)
    return not set(found["jobs"]) & {"todo", "doing"} and set(found["imports"]) <= {"applied", "undone"}


def assert_whole(found: dict[str, Any]) -> None:
    """Fail where anything is half done."""
    assert found["half edits"] == []
    assert found["half imports"] == {}
    assert found["not projected"] == []
    assert found["unowned"] == 0


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_an_acknowledged_edit_is_never_lost(site: Site, postgres: Path, seed: int) -> None:
    """Every correction that the database took before the blow is there after it, whole."""
    chance = Random(seed)  # noqa: S311  # where to strike, no secret
    told: list[int] = []
    for strike in range(2):
        editor = site.begin("edit", str(1000 * (2 * seed + strike + 1)))
        assert editor.stdout is not None
        told.append(int(editor.stdout.readline()))
        time.sleep(chance.uniform(0, 0.5))
        if chance.random() < 0.7:
            kill_postgres(postgres)
        told += map(int, end(editor).split())

    found = state(site)
    assert set(told) <= set(found["edits"])
    assert_whole(found)


@pytest.mark.parametrize("seed", range(IMPORT_ROUNDS))
def test_an_import_is_done_once_or_not_at_all_however_often_it_is_killed(
    site: Site, postgres: Path, seed: int
) -> None:
    """Preview, import and taking back, killed at any point, end as asked for: every line once, or none."""
    chance = Random(seed)  # noqa: S311  # where to strike, no secret
    first = FILES * (seed + 1)
    queued = site.python("queue", str(first), str(FILES))
    assert queued.returncode == 0, queued.stderr
    for _ in range(3):
        worker = site.begin("work")
        time.sleep(chance.uniform(1.0, 4.0))
        if chance.random() < 0.5:
            kill_postgres(postgres)
        end(worker)
        struck = state(site)
        assert_whole(struck)
        print(f"killed while {struck['jobs'].get('doing', 0)} of {struck['jobs']} was being done")  # noqa: T201  # make soak shows it
        site.python("carry_on")

    worker = site.begin("work")
    try:
        assert eventually(lambda: is_settled(site), seconds=180)
    finally:
        end(worker)
    found = state(site)
    files = range(first, first + FILES)
    asked = {f"table-{number}.csv": "undone" if number % 2 else "applied" for number in files}
    assert asked.items() <= found["imports"].items()
    assert set(found["jobs"]) == {"succeeded"}
    assert_whole(found)


def test_a_copy_of_the_files_after_a_blow_recovers(site: Site, postgres: Path, tmp_path: Path) -> None:
    """What lies on the disk after the blow is enough: elsewhere it starts and holds every edit told."""
    editor = site.begin("edit", "900000")
    assert editor.stdout is not None
    told = [int(editor.stdout.readline())]
    kill_postgres(postgres)
    told += map(int, end(editor).split())
    leave(postgres)
    moved = Site(home=tmp_path / "moved")
    shutil.move(site.home, moved.home)
    try:
        found = state(moved)
    finally:
        shutil.move(moved.home, site.home)

    assert set(told) <= set(found["edits"])
    assert_whole(found)
