"""What keeps an agency running: PostgreSQL, the site and the worker, started, watched and stopped together.

It imports no Django, so that it stays small. Whatever happens to it, nothing is left running: its children
notice its end (`family`), and PostgreSQL's guardian notices theirs.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from types import FrameType

from interlock.adapters.postgres import PostgresError, embedded, is_running, leave, lock_of
from interlock.agency.serving.address import Address, claim
from interlock.agency.serving.family import PIPE
from interlock.agency.serving.opening import database_folder, is_embedded
from interlock.errors import InterlockError

__all__ = ["NotPreparedError", "serve"]

_LONGEST_PAUSE = 30.0
_MOST_DEATHS = 6
_GROWN_UP = 60.0
"""Seconds after which a process has lived long enough for its earlier deaths to be forgotten."""
_STOP_WITHIN = 30.0
_OPEN_WITHIN = 60.0
_BEAT = 0.25


class NotPreparedError(InterlockError):
    """The database could not be prepared; why stands on standard error already."""


class _Stopped(BaseException):
    """Somebody asked to stop: Ctrl-C or SIGTERM."""


def serve(address: Address, *, demo: bool, say: Callable[[str], None]) -> None:
    """Serve the agency until asked to stop.

    Parameters
    ----------
    demo
        Whether an embedded register that holds nothing gets the demonstration world.
    say
        Takes each sentence for the person at the terminal.

    Raises
    ------
    InputError
        If the address is taken, or the folder serves already.
    InterlockError
        If the database is not ready, or a part dies again and again.
    """
    own = is_embedded()
    with claim(address, exclusive=own), _listening():
        supervisor = _Supervisor(address=address, own=own, say=say)
        try:
            supervisor.open(demo=demo and own)
            supervisor.watch()
        except _Stopped:
            say("Stopping.")
        finally:
            supervisor.close()
    say("Stopped.")


@dataclass(slots=True)
class _Part:
    """One child process, and how it fared."""

    name: str
    command: tuple[str, ...]
    process: subprocess.Popen[bytes] | None = None
    born: float = 0.0
    deaths: int = 0
    next_start: float = 0.0

    def is_dead(self) -> bool:
        return self.process is not None and self.process.poll() is not None


@dataclass(slots=True, kw_only=True)
class _Supervisor:
    address: Address
    own: bool
    say: Callable[[str], None]
    pipe: tuple[int, int] = field(default_factory=os.pipe)
    parts: tuple[_Part, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict)
    postgres_deaths: int = 0

    def open(self, *, demo: bool) -> None:
        """Start everything, and say where the agency is once it answers."""
        self.environment = {
            "INTERLOCK_ORIGIN": self.address.origin, **os.environ, PIPE: str(self.pipe[0]),
            "PYTHONUNBUFFERED": "1",
        }  # fmt: skip
        if self.own:
            self.environment = {**self.environment, "INTERLOCK_DATABASE_URL": embedded(database_folder())}
        self._prepare(demo=demo)
        self.parts = (
            _Part("web server", ("web", self.address.host, str(self.address.port))),
            _Part("worker", ("worker", *(["--alone"] if self.own else []))),
        )
        for part in self.parts:
            self._start(part)
        self._await_answer()

    def watch(self) -> None:
        """Start again what dies, until asked to stop.

        Raises
        ------
        InterlockError
            If a part dies again and again.
        """
        while True:
            self._look()
            time.sleep(_BEAT)

    def close(self) -> None:
        """Stop everything in order: first the site and the worker, then PostgreSQL."""
        hurry = _second_request()
        for part in self.parts:
            if part.process is not None and part.process.poll() is None:
                part.process.terminate()
        until = time.monotonic() + _STOP_WITHIN
        for part in self.parts:
            while part.process is not None and part.process.poll() is None and not hurry:
                if time.monotonic() >= until:
                    self.say(f"The {part.name} does not stop; it is ended.")
                    break
                time.sleep(0.05)
            _end_group(part)
        for end in self.pipe:
            os.close(end)
        if self.own and not leave(database_folder()):
            self.say("PostgreSQL goes on: another process uses it.")

    # ── parts ──

    def _prepare(self, *, demo: bool) -> None:
        command = ["preparing", *(["--migrate"] if self.own else [])]
        command += ["--demo"] if demo else []
        command += ["--host", self.address.host]
        part = _Part("preparation", tuple(command))
        self.parts = (part,)
        self._start(part)
        while not part.is_dead():
            time.sleep(0.05)
        if part.process is not None and part.process.returncode:
            raise NotPreparedError("the database could not be prepared")

    def _start(self, part: _Part) -> None:
        passed = (self.pipe[0], *((lock_of(database_folder()),) if self.own else ()))
        # -P: what lies in the folder one happens to be in is not imported.
        command = [sys.executable, "-P", "-m", "interlock.agency.serving", *part.command]
        part.process = subprocess.Popen(  # noqa: S603  # our own modules
            command, env=self.environment, pass_fds=passed, stdin=subprocess.DEVNULL, start_new_session=True
        )
        part.born = time.monotonic()

    def _look(self) -> None:
        if self.own and not is_running(database_folder()):
            self._start_postgres_again()
        for part in self.parts:
            if part.is_dead():
                self._bury(part)
            if part.process is None and time.monotonic() >= part.next_start:
                self._start(part)

    def _bury(self, part: _Part) -> None:
        code = part.process.returncode if part.process else None
        _end_group(part)  # what it started itself
        lived = time.monotonic() - part.born
        part.deaths = 1 if lived > _GROWN_UP else part.deaths + 1
        part.process = None
        if part.deaths >= _MOST_DEATHS:
            raise InterlockError(
                f"the {part.name} died {part.deaths} times, the last time with code {code}. "
                "What it said stands above; the agency is closed."
            )
        pause = min(0.5 * 2 ** (part.deaths - 1), _LONGEST_PAUSE)
        part.next_start = time.monotonic() + pause
        self.say(f"The {part.name} died (code {code}); it starts again in {pause:g} s.")

    def _start_postgres_again(self) -> None:
        self.postgres_deaths += 1
        self.say("PostgreSQL died; it starts again.")
        try:
            embedded(database_folder())
        except PostgresError:
            if self.postgres_deaths >= _MOST_DEATHS:
                raise
            time.sleep(min(0.5 * 2**self.postgres_deaths, _LONGEST_PAUSE))

    def _await_answer(self) -> None:
        until, answer = time.monotonic() + _OPEN_WITHIN, ""
        while time.monotonic() < until:
            self._look()
            status, answer = _health(self.address)
            if status == 200:  # noqa: PLR2004  # in order
                self.say(f"The agency is open at {self.address.origin}. Ctrl-C closes it.")
                return
            time.sleep(2 * _BEAT)
        self.say(f"The agency at {self.address.origin} is not in order: {answer or 'it does not answer'}")


def _health(address: Address) -> tuple[int, str]:
    connection = HTTPConnection(address.reachable, address.port, timeout=15)
    try:
        connection.request("GET", "/healthz", headers={"Host": f"127.0.0.1:{address.port}"})
        answer = connection.getresponse()
        return answer.status, answer.read(2000).decode("utf-8", "replace")
    except (OSError, HTTPException):
        return 0, ""
    finally:
        connection.close()


def _end_group(part: _Part) -> None:
    """End a child's whole process group; it has one of its own."""
    if part.process is None:
        return
    with suppress(ProcessLookupError):
        os.killpg(part.process.pid, signal.SIGKILL)
    part.process.wait()


@contextmanager
def _listening() -> Iterator[None]:
    """Turn a request to stop into `_Stopped`, wherever the program is."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise _Stopped

    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.signal(number, stop) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _second_request() -> list[int]:
    """Return a list that fills when somebody asks to stop once more: then nobody waits."""
    asked: list[int] = []
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda given, _frame: asked.append(given))
    return asked
