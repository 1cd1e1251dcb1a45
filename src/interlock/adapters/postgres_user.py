"""The user that PostgreSQL runs as where Interlock itself runs as root, which PostgreSQL refuses to."""

from __future__ import annotations

import functools
import os
import pwd
import shutil
import stat
import subprocess
from contextlib import suppress
from pathlib import Path

from interlock.errors import InterlockError

__all__ = ["open_the_way", "server_user"]

_NAME = "pgserver"
"""As the wheel's own code names it, so that one machine has one such user."""


@functools.cache
def server_user() -> tuple[int, int] | None:
    """Return the numbers of the user and group that the server runs as; None for whoever runs Interlock.

    Root gets a user of its own, made once, without a home or a shell.

    Raises
    ------
    InterlockError
        If the user can't be made.
    """
    if os.geteuid() != 0:
        return None
    with suppress(KeyError):
        return _numbers()
    useradd = shutil.which("useradd") or "/usr/sbin/useradd"
    command = [useradd, "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", _NAME]
    try:
        subprocess.run(command, check=True, capture_output=True)  # noqa: S603  # fixed words
        return _numbers()
    except (OSError, subprocess.CalledProcessError, KeyError) as error:
        raise InterlockError(
            f"PostgreSQL refuses to run as root, and the user {_NAME} could not be made ({error}). "
            "Run Interlock as an ordinary user, or name a server of your own in INTERLOCK_DATABASE_URL."
        ) from error


def _numbers() -> tuple[int, int]:
    known = pwd.getpwnam(_NAME)
    return known.pw_uid, known.pw_gid


def open_the_way(data: Path, postgres: Path) -> None:
    """Let the server's user pass the folders above its data and its programs, without listing them."""
    for path in (data, postgres):
        for folder in path.parents:
            mode = folder.stat().st_mode
            if not mode & stat.S_IXOTH:
                folder.chmod(stat.S_IMODE(mode) | stat.S_IXOTH)
    if postgres.stat().st_mode & stat.S_IROTH and postgres.stat().st_mode & stat.S_IXOTH:
        return
    for path in postgres.parents[1].rglob("*"):  # installed under a strict mask
        extra = stat.S_IROTH | (stat.S_IXOTH if path.is_dir() or path.stat().st_mode & stat.S_IXUSR else 0)
        path.chmod(stat.S_IMODE(path.stat().st_mode) | extra)
