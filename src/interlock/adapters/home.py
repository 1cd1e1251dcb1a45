"""Interlock's own folder: where an agency without other instructions keeps its database and its key."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from interlock.errors import InputError

__all__ = ["home", "secret_key"]

_SHORTEST = 32
"""Characters of a key."""


def home(environment: Mapping[str, str] | None = None) -> Path:
    """Return the folder named by ``INTERLOCK_HOME``, or the usual one of this user. It need not exist."""
    named = (os.environ if environment is None else environment).get("INTERLOCK_HOME")
    return Path(named).expanduser().absolute() if named else Path.home() / ".local" / "share" / "interlock"


def secret_key(environment: Mapping[str, str] | None = None) -> str:
    """Return the key that signs sessions: ``INTERLOCK_SECRET_KEY``, or one made once and kept in `home`.

    The file can be read by its owner only.

    Raises
    ------
    InputError
        If the key that is named is too short to be one, or others can read the file.
    """
    variables = os.environ if environment is None else environment
    if stated := variables.get("INTERLOCK_SECRET_KEY"):
        if len(stated) < _SHORTEST:
            raise InputError(
                f"INTERLOCK_SECRET_KEY has {len(stated)} characters; a key has at least {_SHORTEST}",
                advice="Make one: python -c 'import secrets; print(secrets.token_urlsafe(64))'",
            )
        return stated
    path = home(variables) / "secret-key"
    try:
        if path.stat().st_mode & 0o077:
            raise InputError(
                "others can read or change the key that signs sessions",
                source=str(path),
                advice="Take their rights away: chmod 600. Where others use this machine, delete the file: a "
                "new key is made, everybody signs in anew, and second factors are set up again.",
            )
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
