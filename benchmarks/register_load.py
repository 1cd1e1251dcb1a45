"""Serving a register as `interlock serve` does, asking it for pages, and watching its memory and time."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from typing import Final

__all__ = ["Answer", "Served", "ask", "ask_at_once", "served"]

_TIMING: Final = re.compile(r'app;dur=([\d.]+), db;dur=([\d.]+);desc="(\d+) queries"')
_TICKS: Final = os.sysconf("SC_CLK_TCK")
_BEAT: Final = 0.5
_MIB: Final = 1024
_OPEN_WITHIN: Final = 90.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What one request took, in milliseconds of the server."""

    path: str
    app: float
    database: float
    queries: int
    size: int


@dataclass(slots=True)
class Served:
    """An agency that runs, and what its processes took."""

    port: int
    supervisor: int
    postgres: int
    site_peak: float = 0.0
    """MiB: the resident sets of granian's processes at their largest, added up."""
    all_peak: float = 0.0
    """MiB of everything together, what processes share counted once (PSS); the largest seen."""
    _stop: threading.Event = field(default_factory=threading.Event)

    def cpu_seconds(self) -> float:
        """Return the CPU time of the site and of PostgreSQL's processes that live."""
        numbers = [*self._site(), *_family(self.postgres)]
        return sum(map(_cpu, numbers))

    def watch(self) -> None:
        """Look at the memory until told to stop."""
        while not self._stop.wait(_BEAT):
            self.look()

    def look(self) -> None:
        """Note the memory now, and its peak where the kernel kept it."""
        self.site_peak = max(self.site_peak, sum(_status(number, "VmHWM") for number in self._site()))
        everything = {*_family(self.supervisor), *_family(self.postgres)}
        self.all_peak = max(self.all_peak, sum(map(_shared_out, everything)))

    def _site(self) -> list[int]:
        return [
            number
            for child in _children(self.supervisor)
            if b"\0web\0" in _read(child, "cmdline")
            for number in _family(child)
        ]


@contextlib.contextmanager
def served(home: Path, log: Path) -> Iterator[Served]:
    """Serve the register of a folder on a free port of the loopback, without a demonstration."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    # One proxy is believed, so that each request can name another reader: the API counts by reader.
    environment = {**os.environ, "INTERLOCK_HOME": str(home), "INTERLOCK_PROXIES": "1"}
    environment.pop("INTERLOCK_DATABASE_URL", None)
    command = [str(Path(sys.executable).with_name("interlock")), "serve", "--no-demo", "--port", str(port)]
    with log.open("wb") as file:
        process = subprocess.Popen(command, env=environment, stdout=file, stderr=subprocess.STDOUT)
    try:
        _await_answer(port, process, log)
        postmaster = (home / "postgres" / "data" / "postmaster.pid").read_text().splitlines()[0]
        agency = Served(port, process.pid, int(postmaster))
        watching = threading.Thread(target=agency.watch, daemon=True)
        watching.start()
        yield agency
        agency._stop.set()  # noqa: SLF001  # its own
        watching.join()
        agency.look()
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


def _await_answer(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + _OPEN_WITHIN
    while time.monotonic() < until and process.poll() is None:
        with contextlib.suppress(OSError):
            connection = HTTPConnection("127.0.0.1", port, timeout=10)
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:  # noqa: PLR2004  # in order
                return
        time.sleep(0.25)
    sys.exit(f"the agency does not open:\n{log.read_text(encoding='utf-8', errors='replace')[-3000:]}")


def ask(port: int, paths: Sequence[str]) -> list[Answer]:
    """Ask for pages one after the other over one connection."""
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    return [_ask(connection, path, reader) for reader, path in enumerate(paths)]


def ask_at_once(port: int, paths: Sequence[str], *, readers: int) -> tuple[list[Answer], float]:
    """Ask for pages by several readers at once; return the answers and how long all took, in seconds."""
    began = time.perf_counter()
    with ThreadPoolExecutor(readers) as pool:
        parts = pool.map(lambda part: ask(port, part), [paths[place::readers] for place in range(readers)])
        answers = [answer for part in parts for answer in part]
    return answers, time.perf_counter() - began


def _ask(connection: HTTPConnection, path: str, reader: int) -> Answer:
    address = f"10.{reader >> 16 & 255}.{reader >> 8 & 255}.{reader & 255}"
    connection.request("GET", path, headers={"X-Forwarded-For": address, "Accept-Language": "en"})
    response = connection.getresponse()
    body = response.read()
    told = _TIMING.search(response.headers.get("Server-Timing", ""))
    if response.status != 200 or told is None:  # noqa: PLR2004  # in order
        sys.exit(f"{path} was answered with {response.status}: {body[:500].decode(errors='replace')}")
    app, database, queries = told.groups()
    return Answer(path=path, app=float(app), database=float(database), queries=int(queries), size=len(body))


# ── processes, as the kernel tells of them ──


def _read(number: int, name: str) -> bytes:
    try:
        return Path(f"/proc/{number}/{name}").read_bytes()
    except OSError:  # it has ended
        return b""


def _children(number: int) -> list[int]:
    return [int(child) for task in _tasks(number) for child in _read(number, f"task/{task}/children").split()]


def _tasks(number: int) -> list[str]:
    try:
        return os.listdir(f"/proc/{number}/task")  # noqa: PTH208  # names, not paths
    except OSError:
        return []


def _family(number: int) -> list[int]:
    return [number, *(member for child in _children(number) for member in _family(child))]


def _cpu(number: int) -> float:
    fields = _read(number, "stat").rpartition(b")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS if fields else 0.0


def _status(number: int, name: str) -> float:
    found = re.search(rb"%b:\s+(\d+) kB" % name.encode(), _read(number, "status"))
    return int(found[1]) / _MIB if found else 0.0


def _shared_out(number: int) -> float:
    found = re.search(rb"^Pss:\s+(\d+) kB", _read(number, "smaps_rollup"), re.MULTILINE)
    return int(found[1]) / _MIB if found else 0.0
