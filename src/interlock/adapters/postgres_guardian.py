"""The guardian of an embedded PostgreSQL server: stops it when nobody uses it any longer.

Every user of the server holds a shared lock on the file ``users``. This program waits for the exclusive one,
which the kernel grants when the last user has let go, by ending in order or by being killed; then it stops
the server. It is run by its path, with the standard library only, so that it stays small and
outlives whoever started it.
"""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

__all__ = ["guard", "identity", "stop"]


def identity(user: tuple[int, int] | None) -> dict[str, Any]:
    """Return the options of `subprocess.run` under which a program runs as a user and group, and no other."""
    return {} if user is None else {"user": user[0], "group": user[1], "extra_groups": []}


def guard(folder: Path, *, pg_ctl: str, user: tuple[int, int] | None) -> None:
    """Wait until nobody uses the server of a folder, then stop it. Another guardian on duty: do nothing."""
    with (folder / "guardian").open("wb") as duty, (folder / "users").open("rb") as users:
        try:
            fcntl.flock(duty, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        fcntl.flock(users, fcntl.LOCK_EX)
        # Newcomers wait for this lock, so that nobody joins a server that is stopping.
        stop(folder / "data", pg_ctl=pg_ctl, user=user)


def stop(data: Path, *, pg_ctl: str, user: tuple[int, int] | None) -> bool:
    """Stop the server of a data folder in order, or at once where it doesn't within a minute."""
    for mode, seconds in (("fast", "60"), ("immediate", "20")):
        if not (data / "postmaster.pid").exists():
            return True
        command = [pg_ctl, "--pgdata", str(data), "--mode", mode, "--wait", "--timeout", seconds, "stop"]
        done = subprocess.run(  # noqa: S603  # our own program and folder
            command, check=False, cwd="/", stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, **identity(user),
        )  # fmt: skip
        if done.returncode == 0:
            return True
    return False


def _detach() -> None:
    """Leave the family and the terminal of whoever started us; the starter returns."""
    if os.fork():
        os._exit(0)
    os.setsid()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)


if __name__ == "__main__":
    _detach()
    _folder, _pg_ctl, *_user = sys.argv[1:]
    guard(Path(_folder), pg_ctl=_pg_ctl, user=(int(_user[0]), int(_user[1])) if _user else None)
