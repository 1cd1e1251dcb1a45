"""Rate limits in PostgreSQL: shared by all processes, and closed where the database is gone.

Django's own database cache unpickles what it finds; this one holds JSON. A failing database raises, so that
no sign-in goes uncounted.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.db import connection

from interlock.adapters import clock

__all__ = ["CounterCache"]

_LONGEST_KEY: Final = 250
_ADD: Final = """
INSERT INTO accounts_counter (key, value, expires_at) VALUES (%s, %s, %s)
ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value, expires_at = EXCLUDED.expires_at
WHERE accounts_counter.expires_at <= %s
"""
_SET: Final = """
INSERT INTO accounts_counter (key, value, expires_at) VALUES (%s, %s, %s)
ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value, expires_at = EXCLUDED.expires_at
"""
_SWEEP: Final = """
DELETE FROM accounts_counter WHERE key IN (
    SELECT key FROM accounts_counter WHERE expires_at <= %s ORDER BY expires_at LIMIT 20
    FOR UPDATE SKIP LOCKED
)
"""


class CounterCache(BaseCache):
    """A cache of small JSON values; expired ones are swept out by later writes."""

    def __init__(self, _location: str, params: dict[str, Any]) -> None:
        super().__init__(params)

    def add(
        self, key: str, value: object, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None
    ) -> bool:
        """Set a value where none stands; return whether it was set. Of two at once exactly one is told so."""
        now = clock.now()
        return _run(_ADD, [self._key(key, version), json.dumps(value), self._until(timeout, now), now]) == 1

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:  # noqa: ANN401  # JSON
        """Return what stands, or the default."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT value::text FROM accounts_counter WHERE key = %s "
                "AND (expires_at IS NULL OR expires_at > %s)",
                [self._key(key, version), clock.now()],
            )
            row = cursor.fetchone()
        return default if row is None else json.loads(row[0])

    def set(
        self, key: str, value: object, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None
    ) -> None:
        """Set a value, whatever stood there."""
        now = clock.now()
        _run(_SET, [self._key(key, version), json.dumps(value), self._until(timeout, now)])
        _run(_SWEEP, [now])

    def touch(self, key: str, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Let a value stand longer; return whether it still stood."""
        now = clock.now()
        parameters = [self._until(timeout, now), self._key(key, version), now]
        return (
            _run("UPDATE accounts_counter SET expires_at = %s WHERE key = %s AND expires_at > %s", parameters)
            > 0
        )

    def delete(self, key: str, version: int | None = None) -> bool:
        """Take a value away; return whether one stood."""
        return _run("DELETE FROM accounts_counter WHERE key = %s", [self._key(key, version)]) > 0

    def clear(self) -> None:
        """Take everything away."""
        _run("DELETE FROM accounts_counter", [])

    def _key(self, key: str, version: int | None) -> str:
        made = self.make_key(key, version=version)
        if len(made) <= _LONGEST_KEY:
            return made
        return f"sha256:{hashlib.sha256(made.encode()).hexdigest()}"

    def _until(self, timeout: float | None, now: datetime) -> datetime | None:
        seconds = self.default_timeout if timeout is DEFAULT_TIMEOUT else timeout
        return None if seconds is None else now + timedelta(seconds=float(seconds))


def _run(statement: str, parameters: Sequence[str | datetime | None]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return int(cursor.rowcount)
