"""Interlock's own folder: where an agency without other instructions keeps its database and its key."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from pathlib import Path

__all__ = ["home", "secret_key"]


def home(environment: Mapping[str, str] | None = None) -> Path:
    """Return the folder named by ``INTERLOCK_HOME``, or the usual one of this user. It need not exist."""
    named = (os.environ if environment is None else environment).get("INTERLOCK_HOME")
    return Path(named).expanduser().absolute() if named else Path.home() / ".local" / "share" / "interlock"


def secret_key(environment: Mapping[str, str] | None = None) -> str:
    """Return the key that signs sessions: ``INTERLOCK_SECRET_KEY``, or one made once and kept in `home`.

    The file can be read by its owner only.
    """
    variables = os.environ if environment is None else environment
    if stated := variables.get("INTERLOCK_SECRET_KEY"):
        return stated
    path = home(variables) / "secret-key"
    try:
        return path.read_text(encoding="ascii")
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    made = secrets.token_urlsafe(64)
    try:
        with os.fdopen(
            os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii"
        ) as file:
            file.write(made)
    except FileExistsError:  # another process was first
        return path.read_text(encoding="ascii")
    return made
