"""To how many entries each rulebook applies, or may apply."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.db import connection

from interlock.register import Kind

__all__ = ["Scope", "scopes"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Entries of one kind under one rulebook."""

    rulebook: str
    kind: Kind
    applies: int
    undecided: int


_COUNT: Final = """
SELECT rulebook, kind, count(*) FILTER (WHERE decided), count(*) FILTER (WHERE NOT decided) FROM (
    SELECT kind, true AS decided, unnest(applies) AS rulebook FROM register_entry
    WHERE is_public AND applies && %(books)s::varchar[]
    UNION ALL
    SELECT kind, false, unnest(undecided) FROM register_entry
    WHERE is_public AND undecided && %(books)s::varchar[]
) AS spoken WHERE rulebook = ANY(%(books)s) GROUP BY rulebook, kind ORDER BY rulebook, kind
"""


def scopes(rulebooks: Iterable[str]) -> tuple[Scope, ...]:
    """Return what each rulebook applies to, kinds without any entry left out: one query."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, {"books": list(rulebooks)})
        rows = cursor.fetchall()
    return tuple(
        Scope(rulebook=book, kind=Kind(kind), applies=applies, undecided=undecided)
        for book, kind, applies, undecided in rows
    )
