"""What was done to the register, newest first: for the page of changes and for Atom feeds.

Only acts of which the public may see something are told. An act that undoes is as public as what it undoes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from interlock.agency.register.listing import Page, Query, list_entries
from interlock.agency.register.models import Change, Entry, Statement
from interlock.agency.register.projection import acts
from interlock.errors import InputError
from interlock.phrases import phrase
from interlock.register import Act, undone

__all__ = ["ChangePage", "Told", "changed_entries", "changes", "entry_changes"]

_COUNTED: Final = 100
"""How far the entries of an act are counted."""
_NAMED: Final = 5
"""Entries that are named with an act."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One act, with what it touched as far as the public may know."""

    change: Change
    is_undone: bool
    entries: tuple[Entry, ...]
    """The first few it spoke of."""
    count: int
    """Entries it spoke of, counted up to a hundred."""
    is_exact: bool

    @property
    def others(self) -> int:
        """How many entries are not named."""
        return self.count - len(self.entries)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangePage:
    """Some acts, and by which numbers the pages around them begin; None where there is none."""

    told: tuple[Told, ...]
    before: int | None
    """Ask for acts before this one to go on."""
    is_first: bool


def changes(*, before: str = "", size: int = 25, public_only: bool = True) -> ChangePage:
    """Return acts, newest first: five queries.

    Parameters
    ----------
    before
        The number of an act; only earlier ones are returned.
    public_only
        Leave out acts, and entries they touched, of which the public may see nothing.

    Raises
    ------
    InputError
        If `before` is no number of an act.
    """
    known = acts()
    open_to_reader = _public(known) if public_only else Change.objects.select_related("actor")
    if before:
        open_to_reader = open_to_reader.filter(id__lt=_number(before))
    found = list(open_to_reader.order_by("-id")[: size + 1])
    shown = found[:size]
    return ChangePage(
        told=_told(shown, known, public_only=public_only),
        before=shown[-1].id if len(found) > size else None,
        is_first=not before,
    )


def entry_changes(entry: Entry, *, most: int = 100) -> tuple[Told, ...]:
    """Return the acts on one entry, newest first: five queries."""
    known = acts()
    spoke = set(
        Statement.objects.filter(entry=entry, public=True).values_list("change_id", flat=True).distinct()
    )
    roots = _roots(known)
    touched = spoke | {act for act, root in roots.items() if root in spoke}
    found = Change.objects.select_related("actor").filter(id__in=touched).order_by("-id")[:most]
    void = undone(known)
    return tuple(
        Told(change=one, is_undone=one.id in void, entries=(entry,), count=1, is_exact=True) for one in found
    )


def changed_entries(query: Query) -> tuple[Page, tuple[Told, ...]]:
    """Return a page of a list with the last public act on each of its entries: four queries more.

    Entries of which nothing public was said are left out of the second.
    """
    page = list_entries(query)
    numbers = [entry.id for entry in page.entries]
    known = acts()
    last = _last_acts(numbers, known)
    rows = Change.objects.select_related("actor").in_bulk(set(last.values()))
    void = undone(known)
    told = tuple(
        Told(
            change=rows[last[entry.id]],
            is_undone=last[entry.id] in void,
            entries=(entry,),
            count=1,
            is_exact=True,
        )
        for entry in page.entries
        if entry.id in last
    )  # fmt: skip
    return page, told


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 18):  # noqa: PLR2004  # below 2^63
        raise InputError(
            phrase("{given} is no number of an act", given=repr(text[:40])),
            field="before",
            advice=phrase("Leave it out to begin with the latest."),
        )
    return int(text)


# ── undoing ──


def _roots(known: Iterable[Act]) -> dict[int, int]:
    """Return the act whose statements are at stake, by act that undoes."""
    undoes = {act.id: act.undoes for act in known if act.undoes is not None}

    def root(number: int) -> int:
        while number in undoes:
            number = undoes[number]
        return number

    return {number: root(number) for number in undoes}


def _public(known: Sequence[Act]) -> QuerySet[Change]:
    said = Statement.objects.filter(public=True)
    roots = _roots(known)
    open_roots = set(
        Change.objects.filter(Exists(said.filter(change=OuterRef("id"))), id__in=set(roots.values()))
        .values_list("id", flat=True)
    )  # fmt: skip
    undoing = [act for act, root in roots.items() if root in open_roots]
    return Change.objects.select_related("actor").filter(
        Q(Exists(said.filter(change=OuterRef("id")))) | Q(id__in=undoing)
    )


def _last_acts(numbers: Collection[int], known: Sequence[Act]) -> dict[int, int]:
    """Return the last public act on each entry: one that spoke of it, or undid one that did."""
    spoke: dict[int, set[int]] = {}
    rows = (
        Statement.objects.filter(entry__in=numbers, public=True)
        .values_list("entry_id", "change_id")
        .distinct()
    )
    for entry, change in rows:
        spoke.setdefault(entry, set()).add(change)
    undoing: dict[int, list[int]] = {}
    for act, root in _roots(known).items():
        undoing.setdefault(root, []).append(act)
    return {
        entry: max(max([change, *undoing.get(change, ())]) for change in spoken)
        for entry, spoken in spoke.items()
    }


# ── what an act touched ──

_TOUCHED: Final = """
SELECT act.id, touched.entries FROM unnest(%(acts)s::bigint[]) AS act(id),
LATERAL (
    SELECT array_agg(one.entry_id) AS entries FROM (
        SELECT DISTINCT entry_id FROM register_statement
        WHERE change_id = act.id AND (public OR NOT %(public_only)s) ORDER BY entry_id LIMIT %(most)s
    ) AS one
) AS touched
"""


def _told(shown: Sequence[Change], known: Sequence[Act], *, public_only: bool) -> tuple[Told, ...]:
    roots = _roots(known)
    void = undone(known)
    touched = _touched({roots.get(one.id, one.id) for one in shown}, public_only=public_only)
    named = Entry.objects.only("kind", "slug", "name", "countries").in_bulk(
        {number for numbers in touched.values() for number in numbers[:_NAMED]}
    )
    return tuple(
        Told(
            change=one,
            is_undone=one.id in void,
            entries=tuple(named[number] for number in numbers[:_NAMED]),
            count=min(len(numbers), _COUNTED),
            is_exact=len(numbers) <= _COUNTED,
        )
        for one in shown
        for numbers in (touched.get(roots.get(one.id, one.id), []),)
    )


def _touched(numbers: Collection[int], *, public_only: bool) -> dict[int, list[int]]:
    with connection.cursor() as cursor:
        cursor.execute(_TOUCHED, {"acts": list(numbers), "most": _COUNTED + 1, "public_only": public_only})
        return {act: entries or [] for act, entries in cursor.fetchall()}
