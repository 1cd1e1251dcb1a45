"""The front page: what this register is, what it holds, what is above a threshold, what changed last."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.core.cache import caches
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from interlock.adapters import clock
from interlock.agency.accounts.matrix import Action
from interlock.agency.accounts.permissions import require
from interlock.agency.pages.vocabulary import kind_count
from interlock.agency.register.changes import changes
from interlock.register import Kind
from interlock.rulebooks import rulebooks

__all__ = ["Above", "accessibility", "home"]

_REMEMBERED_FOR: Final = 60
_LATEST: Final = 8
_COUNTED = "SELECT kind, count(*) FROM register_entry WHERE is_public GROUP BY kind"
_JUDGED = """
SELECT book, kind, is_decided, count(*)
FROM (
    SELECT unnest(applies) AS book, kind, true AS is_decided FROM register_entry
    WHERE is_public AND applies <> '{}'
    UNION ALL
    SELECT unnest(undecided), kind, false FROM register_entry
    WHERE is_public AND undecided <> '{}'
) AS judged
GROUP BY 1, 2, 3
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Above:
    """How many entries a rulebook speaks of, by kind, with the lists that show them."""

    rulebook: str
    title: str
    applies: tuple[tuple[str, str], ...]
    """Number with noun, and address of the list."""
    undecided: tuple[tuple[str, str], ...]
    is_proposed: bool
    """Whether nobody is bound by it yet."""


@require_safe
@require(Action.READ_PUBLIC)
def home(request: HttpRequest) -> HttpResponse:
    """Show the front page."""
    return render(
        request,
        "public/home.html",
        {
            "counts": [(kind, count, _list(kind)) for kind, count in _counts().items() if count],
            "above": _above(),
            "today": clock.today(),
            "latest": changes(size=_LATEST).told,
        },
    )


@require_safe
@require(Action.READ_PUBLIC)
def accessibility(request: HttpRequest) -> HttpResponse:
    """Say how the pages can be used, and what does not work yet."""
    return render(request, "public/accessibility.html")


def _counts() -> dict[Kind, int]:
    """Return how many entries of each kind stand; remembered for a minute."""
    known: dict[str, int] | None = caches["local"].get("counts-of-entries")
    if known is None:
        with connection.cursor() as cursor:
            cursor.execute(_COUNTED)
            known = dict(cursor.fetchall())
        caches["local"].set("counts-of-entries", known, _REMEMBERED_FOR)
    return {kind: known.get(kind, 0) for kind in Kind}


def _above() -> list[Above]:
    """Return, by rulebook, how many entries it applies to, what binds first; remembered for a minute."""
    rows: list[tuple[str, str, bool, int]] | None = caches["local"].get("counts-of-verdicts")
    if rows is None:
        with connection.cursor() as cursor:
            cursor.execute(_JUDGED)
            rows = cursor.fetchall()
        caches["local"].set("counts-of-verdicts", rows, _REMEMBERED_FOR)
    found = [
        Above(
            rulebook=book.id,
            title=book.title,
            applies=_numbers(rows, book.id, is_decided=True),
            undecided=_numbers(rows, book.id, is_decided=False),
            is_proposed=book.kind.is_proposed,
        )
        for book in rulebooks()
        if any(row[0] == book.id for row in rows)
    ]
    return sorted(found, key=lambda one: one.is_proposed)


def _numbers(
    rows: list[tuple[str, str, bool, int]], book: str, *, is_decided: bool
) -> tuple[tuple[str, str], ...]:
    counts = {
        Kind(kind): count for name, kind, decided, count in rows if name == book and decided is is_decided
    }
    parameter = "applies" if is_decided else "undecided"
    return tuple(
        (
            kind_count(kind, counts[kind]),
            f"{_list(kind)}?{urlencode({parameter: book})}" if _list(kind) else "",
        )
        for kind in Kind
        if kind in counts
    )


def _list(kind: Kind) -> str:
    try:
        return reverse("public:list", args=[kind.path])
    except NoReverseMatch:  # an agency without lists
        return ""
