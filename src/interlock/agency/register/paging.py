"""Pages of a list in a stable order: by a column and then the entry, what has no value last.

A page begins after a row, or ends before one, and never counts rows it does not show: page 2,000 costs
what page 2 does. The row is named by a cursor, which says by which order it stands; a cursor of another
order is refused.
"""

from __future__ import annotations

import base64
import binascii
import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, NamedTuple

from django.db.models import F, Q, QuerySet
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan

from interlock.agency.register.models import Row
from interlock.errors import InputError
from interlock.phrases import phrase

__all__ = ["Cursor", "Order", "Place", "read_cursor", "take"]

_LONGEST: Final = 2000
_LARGEST_NUMBER: Final = 2**63 - 1
_TIE: Final = "entry_id"


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """By what a list is sorted."""

    sort: str
    column: str
    """Of the kind's row, as the ORM names it."""
    type: type
    """What the column holds: `float`, `int`, `str`, `date` or `datetime`."""
    descending: bool
    may_be_absent: bool = True

    @property
    def name(self) -> str:
        """The order as an address writes it."""
        return f"-{self.sort}" if self.descending else self.sort

    def part(self, *, present: bool) -> Q:
        """Return which rows have a value, or have none."""
        if not self.may_be_absent:
            return Q()
        if self.type is str:
            return Q(**{f"{self.column}__gt": ""}) if present else Q(**{self.column: ""})
        return Q(**{f"{self.column}__isnull": not present})


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """A row in an order, and on which side of it the page lies."""

    order: str
    is_backward: bool
    value: Any
    """None where the row has no value."""
    number: int

    def encode(self) -> str:
        """Return the cursor as an address carries it."""
        value = self.value.isoformat() if isinstance(self.value, date) else self.value
        parts = json.dumps([self.order, int(self.is_backward), value, self.number], separators=(",", ":"))
        return base64.urlsafe_b64encode(parts.encode()).decode().rstrip("=")


def read_cursor(text: str, order: Order) -> Cursor:
    """Return the cursor that an address carries.

    Raises
    ------
    InputError
        If it is none, or one of another order.
    """
    refusal = InputError(
        phrase("the cursor does not belong to this list"),
        field="cursor",
        advice=phrase("Leave it out to begin at the top."),
    )
    if len(text) > _LONGEST:
        raise refusal
    try:
        raw = json.loads(base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True))
    except (binascii.Error, ValueError, RecursionError):
        raise refusal from None
    match raw:
        case [str(name), 0 | 1 as backward, value, int(number)] if name == order.name:
            pass
        case _:
            raise refusal
    if isinstance(number, bool) or not 0 < number <= _LARGEST_NUMBER:
        raise refusal
    try:
        kept = None if value is None and order.may_be_absent else _VALUES[order.type](value)
    except (TypeError, ValueError, OverflowError):
        raise refusal from None
    return Cursor(order=name, is_backward=bool(backward), value=kept, number=number)


def _float(value: Any) -> float:  # noqa: ANN401  # JSON
    number = float(value) if isinstance(value, int | float) else math.nan
    if not math.isfinite(number):
        raise ValueError
    return number


def _int(value: Any) -> int:  # noqa: ANN401  # JSON
    if not isinstance(value, int) or abs(value) > _LARGEST_NUMBER:
        raise ValueError
    return value


def _str(value: Any) -> str:  # noqa: ANN401  # JSON
    if not isinstance(value, str) or "\0" in value:
        raise ValueError
    value.encode()  # lone surrogates are refused
    return value


def _datetime(value: Any) -> datetime:  # noqa: ANN401  # JSON
    instant = datetime.fromisoformat(value)
    if instant.tzinfo is None:
        raise ValueError
    return instant


_VALUES: Final[Mapping[type, Callable[[Any], Any]]] = {
    float: _float, int: _int, str: _str, date: date.fromisoformat, datetime: _datetime,
}  # fmt: skip


class Place(NamedTuple):
    """An entry by its number, and by what it is sorted."""

    number: int
    value: Any


def take(rows: QuerySet[Row], order: Order, cursor: Cursor | None, most: int) -> list[Place]:
    """Return the places of up to `most` rows after the cursor, or before it, in the list's order."""
    is_backward = cursor is not None and cursor.is_backward
    is_falling = order.descending != is_backward
    sign = "-" if is_falling else ""
    found: list[Place] = []
    for present in _parts(order, cursor):
        part: QuerySet[Any] = rows.filter(order.part(present=present))
        columns = (order.column, _TIE) if present else (_TIE,)
        if cursor is not None and present == (cursor.value is not None):
            part = _beyond(part, columns, cursor, is_falling=is_falling)
        part = part.order_by(*(f"{sign}{column}" for column in columns))
        found += map(Place._make, part.values_list(_TIE, order.column)[: most - len(found)])
        if len(found) >= most:
            break
    return found[::-1] if is_backward else found


def _parts(order: Order, cursor: Cursor | None) -> list[bool]:
    """Return whether rows with a value come first, then second; from the cursor's part on."""
    parts = [True, False] if order.may_be_absent else [True]
    if cursor is None:
        return parts
    if cursor.is_backward:
        parts.reverse()
    return parts[parts.index(cursor.value is not None) :]


def _beyond(
    rows: QuerySet[Any], columns: tuple[str, ...], cursor: Cursor, *, is_falling: bool
) -> QuerySet[Any]:
    if len(columns) == 1:
        return rows.filter(**{f"{_TIE}__{'lt' if is_falling else 'gt'}": cursor.number})
    compare = TupleLessThan if is_falling else TupleGreaterThan
    # One comparison of pairs, not (a > x OR a = x AND b > y): only the former walks the index.
    return rows.filter(compare(Tuple(*(F(column) for column in columns)), (cursor.value, cursor.number)))
