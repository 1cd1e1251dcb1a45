"""An agency served for real, in a folder of its own, for the journeys."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

__all__ = ["PROGRAM", "ROOT", "Site", "eventually", "free_port", "processes"]

PROGRAM = Path(sys.executable).with_name("interlock")
ROOT = Path(__file__).parents[2]
_FILLING = """
import sys
from interlock.agency.serving.opening import open_agency
open_agency()
from tests.journeys import filling
filling.main(sys.argv[1:])
"""


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(slots=True, kw_only=True)
class Site:
    """``interlock serve`` in a folder, on a free port of this machine."""

    home: Path
    port: int = 0
    process: subprocess.Popen[bytes] | None = None

    @property
    def environment(self) -> dict[str, str]:
        """The environment its processes have: this one's, with a folder of its own."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("INTERLOCK_")}
        kept.pop("DJANGO_SETTINGS_MODULE", None)
        return {**kept, "INTERLOCK_HOME": str(self.home)}

    @property
    def output(self) -> str:
        """What it has said so far."""
        return self._log.read_text(encoding="utf-8", errors="replace")

    @property
    def _log(self) -> Path:
        return self.home.with_name(f"{self.home.name}.log")

    def start(self, *options: str) -> Site:
        """Start it and wait until it is in order."""
        self.port = self.port or free_port()
        command = [str(PROGRAM), "serve", "--port", str(self.port), *options]
        with self._log.open("ab") as log:
            process = subprocess.Popen(  # noqa: S603  # our own program
                command, env=self.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True,
            )  # fmt: skip
        self.process = process
        assert eventually(lambda: self.health()[0] == 200 or process.poll() is not None, seconds=120)
        assert process.poll() is None, self.output
        return self

    def run(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run a command of Interlock in the same folder, with more variables of the environment."""
        command = [str(PROGRAM), *arguments]
        return subprocess.run(  # noqa: S603  # our own program
            command, env={**self.environment, **environment}, check=False, capture_output=True, text=True,
            timeout=120,
        )  # fmt: skip

    def python(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Do what `tests.journeys.filling` can, in the same folder and a process of its own."""
        return subprocess.run(  # noqa: S603  # our own module
            [sys.executable, "-c", _FILLING, *arguments],
            env=self.environment, cwd=ROOT, check=False, capture_output=True, text=True, timeout=120,
        )  # fmt: skip

    def begin(self, *arguments: str) -> subprocess.Popen[str]:
        """Do the same without waiting for the end."""
        return subprocess.Popen(  # noqa: S603  # our own module
            [sys.executable, "-c", _FILLING, *arguments],
            env=self.environment, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        )  # fmt: skip

    def health(self) -> tuple[int, dict[str, Any]]:
        """Return what /healthz answers: the status, 0 where nothing does, and the document."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=15)
        try:
            connection.request("GET", "/healthz")
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())
        except (OSError, HTTPException, ValueError):
            return 0, {}
        finally:
            connection.close()

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Ask it to stop and return its exit code."""
        assert self.process is not None
        self.process.send_signal(number)
        return self.process.wait(60)

    def close(self) -> None:
        """End whatever of it still runs."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(45)
            self.process.kill()
            self.process.wait()
        eventually(lambda: not processes(self.home), seconds=40)


def processes(home: Path, word: str = "") -> list[int]:
    """Return the living processes that belong to a folder, those whose command holds a word only."""
    found = []
    mark = os.fsencode(home)
    for entry in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            command = (entry / "cmdline").read_bytes()
            works_there = os.fsencode((entry / "cwd").readlink()).startswith(mark)
            belongs = b"INTERLOCK_HOME=" + mark in (entry / "environ").read_bytes() or mark in command
            if command and (belongs or works_there) and word.encode() in command.replace(b"\0", b" "):
                found.append(int(entry.name))
    return sorted(found)


def eventually(condition: Callable[[], object], *, seconds: float = 45) -> bool:
    """Return whether a condition comes true in time."""
    until = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > until:
            return False
        time.sleep(0.1)
    return True
