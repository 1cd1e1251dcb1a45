"""A list as its table shows it: columns with units, and cells."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Final
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, pgettext

from interlock.agency.pages.addresses import addresses_of
from interlock.agency.pages.names import entry_name
from interlock.agency.pages.numbers import unit_label
from interlock.agency.pages.values import Addresses, shown, told
from interlock.agency.pages.vocabulary import choice_label, property_label
from interlock.agency.register.listing import Query, parameters, sorts
from interlock.agency.register.models import Entry
from interlock.quantities import BitPerSecond, BytePerSecond, Bytes, Parameters, Tokens, UsDollars, Watts
from interlock.register import PROPERTIES, Kind, Property, ValueType

__all__ = [
    "Cell", "Column", "Line", "address_of", "columns", "labelled", "lines", "name_and_change",
    "table_cells",
]  # fmt: skip

_SCALED: Final = frozenset({Watts, Bytes, BytePerSecond, BitPerSecond})
"""Units that stand in each cell, since each cell has its own prefix."""
_BARE: Final = frozenset({Parameters, Tokens})
"""Units that the label says already."""
_STATES: Final = {
    "planned": ("waiting", "◐"),
    "under construction": ("waiting", "◐"),
    "paused": ("waiting", "◐"),
    "suspended": ("waiting", "◐"),
    "operating": ("in-force", "●"),
    "existing": ("in-force", "●"),
    "running": ("in-force", "●"),
    "issued": ("in-force", "●"),
    "reinstated": ("in-force", "●"),
    "revoked": ("refused", "■"),
}
_ENDED: Final = ("ended", "○")
_NUMBER: Final = ' class="number"'
_DUPLICATE: Final = ' <span class="tag">{}</span>'
_HEAD: Final = '<td class="state" data-label="">{}</td>\n<th scope="row"><a href="{}">{}</a>{}</th>\n'


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """The head of a column."""

    label: str
    unit: str = ""
    is_number: bool = False
    href: str = ""
    """Where it sorts; empty where it can't."""
    sorted: str = ""
    """``ascending``, ``descending`` or nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One value of a row."""

    label: str
    value: SafeString | str
    is_number: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One row."""

    entry: Entry
    address: str
    state: SafeString
    cells: tuple[Cell, ...]
    is_duplicate: bool

    @property
    def markup(self) -> SafeString:
        """State, name and cells as the table holds them: joined here, since templates take long over many."""
        tag = _DUPLICATE.format(escape(gettext("possible duplicate"))) if self.is_duplicate else ""
        head = _HEAD.format(self.state, escape(self.address), escape(entry_name(self.entry)), tag)
        cells = table_cells((cell.label, cell.value, cell.is_number) for cell in self.cells)
        return mark_safe(head + cells)  # noqa: S308  # every part is escaped here, or was made as markup


def table_cells(cells: Iterable[tuple[str, str, bool]]) -> SafeString:
    """Return cells of a row, each of its column's label, its text or markup, and whether it is a number."""
    joined = "".join(
        f'<td{_NUMBER if is_number else ""} data-label="{escape(label)}">{conditional_escape(value)}</td>\n'
        for label, value, is_number in cells
    )
    return mark_safe(joined)  # noqa: S308  # every part is escaped here, or was made as markup


def address_of(query: Query, *, name: str = "public:list", arguments: Sequence[str] = ()) -> str:
    """Return the address of a list, or of something made of the same list."""
    path = reverse(name, args=[query.kind.path, *arguments])
    asked = urlencode(parameters(query), doseq=True)
    return f"{path}?{asked}" if asked else path


# ── the table ──


def columns(query: Query) -> tuple[Column, ...]:
    """Return the heads of the columns between the name and the last change."""
    return tuple(
        Column(
            label=property_label(prop),
            unit=_unit(prop),
            is_number=_is_number(prop),
            **_sorting(query, prop.name),
        )
        for prop in _shown(query.kind)
    )


def name_and_change(query: Query) -> tuple[Column, Column]:
    """Return the heads of the first and the last column."""
    return (
        Column(label=gettext("Name"), **_sorting(query, "name")),
        Column(label=gettext("Last change"), **_sorting(query, "changed_at")),
    )


def lines(entries: Iterable[Entry], kind: Kind) -> tuple[Line, ...]:
    """Return the rows of a table: two queries for the addresses of what they name."""
    rows = list(entries)
    held = [_public(entry) for entry in rows]
    wanted = [_Head(prop=prop, label=labelled(prop), unit=_unit(prop)) for prop in _shown(kind)]
    addresses = addresses_of((head.prop, values.get(head.prop.name)) for values in held for head in wanted)
    return tuple(
        Line(
            entry=entry,
            address=entry.get_absolute_url(),
            state=_state(entry, values),
            cells=tuple(_cell(head, values.get(head.prop.name), addresses) for head in wanted),
            is_duplicate=values.get("possible_duplicate") is True,
        )
        for entry, values in zip(rows, held, strict=True)
    )


def _shown(kind: Kind) -> tuple[Property, ...]:
    """Return the properties that have a column; the state of a thing stands before its name."""
    return tuple(
        prop
        for prop in PROPERTIES[kind].values()
        if prop.listed and prop.name not in ("status", "possible_duplicate")
    )


def _public(entry: Entry) -> dict[str, Any]:
    return {name: kept["value"] for name, kept in entry.held.items() if kept["public"]}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Head:
    """What all cells of a column have in common, said once."""

    prop: Property
    label: str
    unit: str


def _cell(head: _Head, value: Any, addresses: Addresses) -> Cell:  # noqa: ANN401  # JSON
    if value is None:
        text: SafeString | str = ""
    elif head.prop.type is ValueType.DAY:
        text = told(value, head.prop)  # as text it may break, and leaves room for others
    else:
        text = shown(value, head.prop, addresses=addresses)
    if head.prop.type is ValueType.ESTIMATE:
        text = _in_column(text, head.unit)
    return Cell(label=head.label, value=text, is_number=_is_number(head.prop))


def _in_column(text: str, unit: str) -> SafeString:
    """Return an amount without the unit that its column's head says, the interval on a line of its own."""
    bare = text.replace(f" {unit}", "").replace(f"{unit} ", "") if unit else text
    bare = bare.replace(' <span class="nowrap">(', '<br><span class="nowrap small">(')
    return SafeString(bare)  # a part of what was safe, cut where no markup is


def labelled(prop: Property) -> str:
    """Return a property's name with its unit."""
    unit = _unit(prop)
    return f"{property_label(prop)} ({unit})" if unit else property_label(prop)


def _unit(prop: Property) -> str:
    if prop.unit is None or prop.unit in _SCALED or prop.unit in _BARE:
        return ""
    return "USD" if prop.unit is UsDollars else unit_label(prop.unit)


def _is_number(prop: Property) -> bool:
    return prop.type in (ValueType.ESTIMATE, ValueType.COUNT)


def _sorting(query: Query, name: str) -> dict[str, Any]:
    if name not in sorts(query.kind):
        return {}
    is_current = (query.sort or "name") == name
    # Names rise first; of numbers and days the greatest are looked for first.
    descending = not query.descending if is_current else name != "name"
    turned = replace(query.from_the_top, sort=name, descending=descending)
    order = ("descending" if query.descending else "ascending") if is_current else ""
    return {"href": address_of(turned), "sorted": order}


def _state(entry: Entry, values: dict[str, Any]) -> SafeString:
    status = values.get("status")
    if status is not None:
        style, shape = _STATES.get(status, _ENDED)
        return _shape(style, shape, choice_label(status))
    if entry.applies:
        return _shape("applies", "●", pgettext("rulebooks", "applies"))
    if entry.undecided:
        return _shape("indeterminate", "▨", pgettext("rulebooks", "undecided"))
    return _shape("unknown", "○", pgettext("rulebooks", "none known"))


@lru_cache(maxsize=256)
def _shape(style: str, shape: str, word: str) -> SafeString:
    return format_html('<span class="state {}"><i aria-hidden="true">{}</i> {}</span>', style, shape, word)
