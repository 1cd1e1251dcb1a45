"""The database's address, as Django wants it."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from interlock.errors import InputError

__all__ = ["database_settings"]

_UNSET = "postgresql://postgres@localhost/interlock"
_SHORT = "-c jit=off -c max_parallel_workers_per_gather=0"
"""Every query is short: compiling it, or starting workers for it, takes longer than answering it."""


def database_settings(url: str | None) -> dict[str, Any]:
    """Return Django's settings for a PostgreSQL address.

    Examples
    --------
    >>> database_settings("postgresql://agency@/register?host=/run/postgresql")["HOST"]
    '/run/postgresql'

    Raises
    ------
    InputError
        If it is not the address of a PostgreSQL database.
    """
    parts = urlsplit(url or _UNSET)
    if parts.scheme not in ("postgres", "postgresql") or not parts.path.strip("/"):
        raise InputError(
            f"INTERLOCK_DATABASE_URL has the form {parts.scheme or 'nothing'}://…, not that of PostgreSQL",
            advice="Give postgresql://USER:PASSWORD@HOST:PORT/NAME, or unset it to use the embedded server.",
        )
    query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or query.pop("port", "")),
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"pool": {"min_size": 1, "max_size": 8, "timeout": 5}, "options": _SHORT, **query},
    }
