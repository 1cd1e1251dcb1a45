"""What tells two states of the register apart: the key of what is remembered of all of it."""

from __future__ import annotations

from typing import Final

from django.db import connection

__all__ = ["latest"]

_LATEST: Final = "SELECT (SELECT max(id) FROM register_change), (SELECT max(id) FROM register_verdict)"


def latest() -> str:
    """Return the numbers of the last act and of the last verdict: one query, answered from two indexes.

    Acts are done one at a time in the order of their numbers: whoever sees one sees all before it. Verdicts
    are stored by jobs that may overlap for a moment: what is remembered under this key also needs an end.
    """
    with connection.cursor() as cursor:
        cursor.execute(_LATEST)
        return ".".join(map(str, cursor.fetchone() or ()))
