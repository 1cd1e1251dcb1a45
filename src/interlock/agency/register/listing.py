"""Lists of entries: narrowed by filters, sorted by a column, page by page.

Examples
--------
From an address to the entries it shows::

    query = parse_query(Kind.MODEL, {"country": ["DE"], "sort": ["-training_compute"]})
    page = list_entries(query)
    address = f"?{urlencode(parameters(query), doseq=True)}"
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Final

from django.contrib.postgres.search import SearchQuery
from django.core.cache import caches
from django.db.models import BooleanField, F, Func, QuerySet, Value

from interlock.agency.register.filters import filters_of
from interlock.agency.register.latest import latest
from interlock.agency.register.models import ROWS, Entry, Row
from interlock.agency.register.paging import Cursor, Order, Place, read_cursor, take
from interlock.agency.register.searching import clean_query, tsquery
from interlock.errors import InputError
from interlock.phrases import phrase
from interlock.register import PROPERTIES, Kind, ValueType

__all__ = [
    "COUNTED", "SIZES", "Page", "Query", "list_entries", "numbers", "parameters", "parse_query", "shown",
    "sorts",
]  # fmt: skip

COUNTED: Final = 1000
"""How far entries are counted."""
SIZES: Final = (10, 200)
_USUAL_SIZE: Final = 50
_MOST_VALUES: Final = 20
_LONGEST_VALUE: Final = 200
_RARE: Final = 5000
"""Entries that hold a word, up to which they are looked up before the list is walked."""
_REMEMBERED_FOR: Final = 600
_SORTED_TYPES: Final = {
    ValueType.ESTIMATE: float,
    ValueType.COUNT: int,
    ValueType.DAY: date,
    ValueType.CHOICE: str,
    ValueType.TEXT: str,
    ValueType.COUNTRY: str,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What a list shows, and in which order. Build it with `parse_query`, which checks it."""

    kind: Kind
    text: str = ""
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By parameter, the values of which any may be met."""
    sort: str = ""
    """A property, ``name`` or ``changed_at``; empty for the name."""
    descending: bool = False
    cursor: str = ""
    size: int = _USUAL_SIZE
    includes_secret: bool = False
    """Whether entries of which nothing is public are shown too. No address asks for it: a door sets it for
    those who may read everything."""

    @property
    def from_the_top(self) -> Query:
        """The same list at its first page."""
        return replace(self, cursor="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Some entries of a list, with the cursors of the pages around them; empty where there is none."""

    entries: tuple[Entry, ...]
    next: str
    previous: str
    count: int
    is_exact: bool
    """False where there are more than `count`."""


# ── addresses ──


def parse_query(kind: Kind, parameters: Mapping[str, Sequence[str]]) -> Query:
    """Return what a list's address asks for.

    Parameters
    ----------
    parameters
        Names and values as the address gives them. Empty values are left out, as an unfilled form sends them.

    Raises
    ------
    InputError
        If a parameter is unknown or malformed; the error names it as its field.
    """
    known = filters_of(kind)
    filters: dict[str, tuple[str, ...]] = {}
    single: dict[str, str] = {}
    for name, given in parameters.items():
        values = [value for value in given if value.strip()]
        _check_bounds(name, values)
        if name in ("q", "sort", "cursor", "size"):
            single[name] = values[-1] if values else ""
        elif name not in known:
            raise InputError(
                phrase("this list has no parameter {given}", given=repr(name[:40])),
                field=name[:40],
                advice=phrase("Parameters: {words}.", words=f"q, sort, cursor, size, {', '.join(known)}"),
            )
        elif values:
            filters[name] = tuple(dict.fromkeys(known[name].canonical(value) for value in values))
    sort = single.get("sort", "")
    query = Query(
        kind=kind, text=clean_query(single.get("q", "")), filters=dict(sorted(filters.items())),
        sort=sort.removeprefix("-"), descending=sort.startswith("-"), cursor=single.get("cursor", ""),
        size=_size(single.get("size", "")),
    )  # fmt: skip
    order = _order(query)
    if query.cursor:
        read_cursor(query.cursor, order)
    return query


def parameters(query: Query) -> dict[str, tuple[str, ...]]:
    """Return the parameters of a list's address: `parse_query` of them is the query again."""
    sort = f"-{query.sort}" if query.descending else query.sort
    size = "" if query.size == _USUAL_SIZE else str(query.size)
    found = {"q": (query.text,), **query.filters, "sort": (sort,), "size": (size,), "cursor": (query.cursor,)}
    return {name: values for name, values in found.items() if any(values)}


def sorts(kind: Kind) -> tuple[str, ...]:
    """Return by what a list of a kind can be sorted."""
    return ("name", *_columns(kind), "changed_at")


def _check_bounds(name: str, values: Sequence[str]) -> None:
    longest = 2000 if name == "cursor" else _LONGEST_VALUE
    if len(values) > _MOST_VALUES or any(len(value) > longest or "\0" in value for value in values):
        raise InputError(
            phrase("the parameter is too long or holds what no text holds"),
            field=name[:40],
            advice=phrase(
                "Give up to {most} values of up to {length} characters.", most=_MOST_VALUES, length=longest
            ),
        )
    try:
        "".join(values).encode()
    except UnicodeEncodeError:
        raise InputError(
            phrase("the parameter is no text"), field=name[:40], advice=phrase("Write it anew.")
        ) from None


def _size(text: str) -> int:
    if not text:
        return _USUAL_SIZE
    least, most = SIZES
    if not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
        raise InputError(
            phrase("{given} is no size of a page", given=repr(text[:40])),
            field="size",
            advice=phrase("Give a number from {least} to {most}.", least=least, most=most),
        )
    return int(text)


# ── reading ──


def list_entries(query: Query) -> Page:
    """Return a page of a list: six queries at most, and one more for each filter that names entries.

    The page is found among the kind's narrow rows; whole entries are read for what it shows alone, and asked
    again whether they may be shown: a row may be outdated by then, or forged.

    Raises
    ------
    InputError
        If the cursor does not belong to the query.
    """
    order = _order(query)
    cursor = read_cursor(query.cursor, order) if query.cursor else None
    rows, met = _rows(query)
    found = take(rows, order, cursor, query.size + 1)
    is_backward = cursor is not None and cursor.is_backward
    has_more = len(found) > query.size
    if has_more:
        found = found[1:] if is_backward else found[:-1]
    if met is None:
        is_whole = cursor is None and not has_more
        met = len(found) if is_whole else rows.order_by()[: COUNTED + 1].count()
    entries = shown(query, [place.number for place in found])
    return Page(
        entries=tuple(entries[place.number] for place in found if place.number in entries),
        next=_cursor(order, found[-1:], is_backward=False) if has_more or is_backward else "",
        previous=_cursor(order, found[:1], is_backward=True)
        if cursor is not None and (has_more or not is_backward)
        else "",
        count=min(met, COUNTED),
        is_exact=met <= COUNTED,
    )


def shown(query: Query, numbers: Sequence[int]) -> dict[int, Entry]:
    """Return those of some entries that a list may show, by number: one query."""
    return Entry.objects.filter(**{_flag(query): True}).defer("search").in_bulk(numbers)


def numbers(query: Query) -> list[int]:
    """Return the entries of a whole list in its order, by number: one query, one instant."""
    order = _order(query)
    rows, _ = _rows(query)
    sign = "-" if order.descending else ""
    found = list(
        rows.filter(order.part(present=True))
        .order_by(f"{sign}{order.column}", f"{sign}entry_id")
        .values_list("entry_id", flat=True)
    )
    if order.may_be_absent:
        absent = rows.filter(order.part(present=False)).order_by(f"{sign}entry_id")
        found += absent.values_list("entry_id", flat=True)
    return found


def _rows(query: Query) -> tuple[QuerySet[Row], int | None]:
    """Return the rows of a list, and how many there are where that was found out on the way."""
    rows = ROWS[query.kind]._default_manager.filter(**{_flag(query): True})  # noqa: SLF001  # Django's name for it
    known = filters_of(query.kind)
    for name, values in query.filters.items():
        rows = rows.filter(known[name].condition(values))
    if not query.text:
        return rows, None
    rows, met = _holding(rows, query)
    return rows, None if query.filters else met


def _holding(rows: QuerySet[Row], query: Query) -> tuple[QuerySet[Row], int]:
    """Return the rows whose entries hold every word, and how many entries do, counted as far as is needed.

    PostgreSQL cannot tell how common the beginning of a word is, and would walk a whole list in its order in
    search of a rare one. So rare words are looked up first, and only common ones met on the way. Which are
    common is remembered until the register changes.
    """
    words = tsquery(query.text)
    if not words:
        return rows.none(), 0
    holds = SearchQuery(words, config="simple", search_type="raw")
    met_on_the_way = rows.filter(entry__search=holds), _RARE
    digest = hashlib.sha256(f"{query.kind} {_flag(query)} {words}".encode()).hexdigest()
    place = f"common-{latest()}-{digest}"
    if caches["local"].get(place):
        return met_on_the_way
    entries = Entry.objects.filter(search=holds, **{"kind": query.kind, _flag(query): True})
    found = list(entries.order_by().values_list("id", flat=True)[: _RARE + 1])
    if len(found) <= _RARE:
        return rows.filter(_Among(F("entry_id"), Value(f"{{{','.join(map(str, found))}}}"))), len(found)
    caches["local"].set(place, value=True, timeout=_REMEMBERED_FOR)
    return met_on_the_way


class _Among(Func):
    """Whether a number is among some, as an array: one parameter, where ``IN`` would have thousands."""

    template, arg_joiner, output_field = "%(expressions)s::bigint[])", " = ANY(", BooleanField()


def _flag(query: Query) -> str:
    return "is_listed" if query.includes_secret else "is_public"


def _columns(kind: Kind) -> dict[str, type]:
    return {
        prop.name: _SORTED_TYPES[prop.type]
        for prop in PROPERTIES[kind].values()
        if prop.listed and prop.type in _SORTED_TYPES
    }


def _order(query: Query) -> Order:
    sort = query.sort or "name"
    columns = _columns(query.kind)
    if sort in columns:
        return Order(sort=sort, column=sort, type=columns[sort], descending=query.descending)
    kept = {"name": ("folded", str), "changed_at": ("changed_at", datetime)}.get(sort)
    if kept is None:
        raise InputError(
            phrase("this list can't be sorted by {given}", given=repr(sort[:40])),
            field="sort",
            advice=phrase(
                "Sort by one of: {words}; a minus before it turns the order round.",
                words=", ".join(sorts(query.kind)),
            ),
        )
    return Order(sort=sort, column=kept[0], type=kept[1], descending=query.descending, may_be_absent=False)


def _cursor(order: Order, places: Sequence[Place], *, is_backward: bool) -> str:
    if not places:
        return ""
    (place,) = places
    value = place.value or None if order.type is str and order.may_be_absent else place.value
    return Cursor(order=order.name, is_backward=is_backward, value=value, number=place.number).encode()
