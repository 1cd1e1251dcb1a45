"""The real site on a port of this machine: granian, a worker, and a copy of the demonstration world.

Loading and judging the world takes a quarter of a minute. It is done once for each state of the source, into
a database that is then copied; PostgreSQL copies it in a fraction of a second.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email import message_from_bytes, policy
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from interlock.adapters import clock
from interlock.adapters.postgres import embedded
from interlock.agency.serving.family import PIPE
from tests.journeys.site import ROOT, eventually, free_port

__all__ = ["SEED", "Live", "opened"]

SEED = 1
_BUILD = ROOT / "build"
_SETTINGS = "tests.journeys.browser.served"


@dataclass(frozen=True, slots=True, kw_only=True)
class Live:
    """A served agency that holds the demonstration world."""

    origin: str
    database: str
    """Its address, for what no page can do: letting time pass."""
    mails: Path

    def do(self, statement: str, *values: object) -> int:
        """Do something in the database that a journey can't wait for; return how many rows it met."""
        with psycopg.connect(self.database, autocommit=True) as connection:
            return connection.execute(statement.encode(), values).rowcount

    def mail_to(self, address: str) -> str:
        """Return the text of the latest mail to somebody, waiting for it a little."""
        assert eventually(lambda: self._mails(address), seconds=10), f"no mail to {address}"
        return self._mails(address)[-1]

    def _mails(self, address: str) -> list[str]:
        found = []
        for file in sorted(self.mails.iterdir(), key=lambda file: file.stat().st_mtime_ns):
            for text in file.read_bytes().split(b"\n" + b"-" * 79 + b"\n"):
                mail = message_from_bytes(text, policy=policy.default)
                if mail["To"] == address:
                    found.append(f"{mail['Subject']}\n\n{mail.get_content()}")
        return found

    def status(self, path: str) -> int:
        """Return what the site answers to a request without a browser; 0 where nothing does."""
        return self._ask(path)[0]

    def read(self, path: str) -> str:
        """Return the markup of a page."""
        status, markup = self._ask(path)
        assert status == HTTPStatus.OK, f"{path}: {status}"
        return markup

    def _ask(self, path: str) -> tuple[int, str]:
        connection = HTTPConnection("127.0.0.1", urlsplit(self.origin).port, timeout=60)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read().decode("utf-8", "replace")
        except (OSError, HTTPException):
            return 0, ""
        finally:
            connection.close()


@contextmanager
def opened(folder: Path, *, name: str) -> Iterator[Live]:
    """Serve a fresh copy of the world; `name` sets it apart from others that are served at the same time."""
    template = _world(folder)
    copy = f"journeys_{name}_{os.getpid()}"
    server = embedded(_BUILD / "postgres", database="journeys")
    _ask(server, f'CREATE DATABASE "{copy}" TEMPLATE "{template}"')
    mails = folder / "mails"
    mails.mkdir(exist_ok=True)
    port = free_port()
    live = Live(
        origin=f"http://localhost:{port}", database=server.replace("/journeys?", f"/{copy}?"), mails=mails
    )
    reading, writing = os.pipe()
    environment = _environment(live.database, folder, origin=live.origin) | {PIPE: str(reading)}
    log = (folder / "site.log").open("ab")
    parts = [
        _start(environment, log.fileno(), reading, *arguments)
        for arguments in (("web", "127.0.0.1", str(port)), ("worker",))
    ]
    os.close(reading)
    try:
        ready = eventually(lambda: live.status("/healthz") == 200, seconds=60)
        assert ready, (folder / "site.log").read_text(errors="replace")[-3000:]
        yield live
    finally:
        for part in parts:
            _end(part)
        os.close(writing)
        log.close()
        _ask(server, f'DROP DATABASE "{copy}" WITH (FORCE)')


def _world(folder: Path) -> str:
    """Return the name of a database that holds the world as this source makes it."""
    name = f"world_{_digest()}"
    _BUILD.mkdir(exist_ok=True)
    with (_BUILD / "journeys.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        server = embedded(_BUILD / "postgres", database="journeys")
        with psycopg.connect(server, autocommit=True) as connection:
            held = {row[0] for row in connection.execute("SELECT datname FROM pg_database").fetchall()}
        if name in held:
            return name
        for other in held:
            if other.startswith("world_"):
                with suppress(psycopg.Error):  # another run copies it
                    _ask(server, f'DROP DATABASE "{other}"')
        raw = embedded(_BUILD / "postgres", database=f"{name}_raw")
        subprocess.run(  # our own modules
            [sys.executable, "-m", "interlock.agency.serving", "preparing", "--migrate", "--demo"],
            env=_environment(raw, folder, origin="http://localhost"), cwd=ROOT, check=True, timeout=300,
            stdout=subprocess.DEVNULL,
        )  # fmt: skip
        _ask(server, f'ALTER DATABASE "{name}_raw" RENAME TO "{name}"')
    return name


def _digest() -> str:
    """Return a digest of everything that the world follows from, and of the day, on which verdicts depend."""
    digest = hashlib.sha256(clock.today().isoformat().encode())
    digest.update(Path(__file__).read_bytes())  # the key that seals the secrets of one-time codes
    for file in sorted((ROOT / "src").rglob("*")):
        if file.suffix in {".py", ".yaml", ".json", ".csv", ".sql"}:
            digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def _environment(database: str, folder: Path, *, origin: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("INTERLOCK_")}
    return {
        **kept,
        "DJANGO_SETTINGS_MODULE": _SETTINGS, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1",
        "INTERLOCK_DATABASE_URL": database, "INTERLOCK_HOME": str(folder / "home"),
        "INTERLOCK_SECRET_KEY": "of the journeys, and of nothing else",
        "INTERLOCK_ORIGIN": origin, "INTERLOCK_TEST_MAIL": str(folder / "mails"),
    }  # fmt: skip


def _start(environment: Mapping[str, str], log: int, pipe: int, *arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603  # our own modules
        [sys.executable, "-m", "interlock.agency.serving", *arguments],
        env=environment, cwd=ROOT, pass_fds=(pipe,), stdin=subprocess.DEVNULL, stdout=log, stderr=log,
        start_new_session=True,
    )  # fmt: skip


def _end(part: subprocess.Popen[bytes]) -> None:
    part.terminate()
    with suppress(subprocess.TimeoutExpired):
        part.wait(10)
    with suppress(ProcessLookupError):
        os.killpg(part.pid, signal.SIGKILL)
    part.wait()


def _ask(server: str, statement: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(statement.encode())
