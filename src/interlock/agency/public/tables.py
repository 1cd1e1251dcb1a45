"""A list as its table shows it: columns with units, cells, filters in force, and the form for others."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Final
from urllib.parse import urlencode

from babel import Locale
from django.urls import reverse
from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, pgettext

from interlock.agency.pages.names import country_name
from interlock.agency.pages.numbers import unit_label
from interlock.agency.pages.values import Addresses, references_in, shown, told
from interlock.agency.pages.vocabulary import choice_label, property_label
from interlock.agency.register.filters import Filter, Form, filters_of
from interlock.agency.register.listing import Query, parameters, sorts
from interlock.agency.register.models import Entry, StateRow
from interlock.quantities import BitPerSecond, BytePerSecond, Bytes, Parameters, Tokens, UsDollars, Watts
from interlock.register import PROPERTIES, Kind, Property, ValueType
from interlock.register.names import fold
from interlock.rulebooks import rulebook_ids

__all__ = [
    "Cell", "Chip", "Column", "Field", "Line", "address_of", "addresses_in", "chips", "columns", "fields",
    "lines", "name_and_change", "table_cells",
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
    state: SafeString
    cells: tuple[Cell, ...]
    is_duplicate: bool

    @property
    def markup(self) -> SafeString:
        """The cells as the table holds them: joined here, since templates take long over some hundreds."""
        return table_cells((cell.label, cell.value, cell.is_number) for cell in self.cells)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chip:
    """A filter in force, with the address of the list without it."""

    label: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of the form that narrows a list."""

    name: str
    label: str
    kind: str
    """``text``, ``date`` or ``select``."""
    value: str
    options: tuple[tuple[str, str], ...] = ()
    """Of a select: value and label."""


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
    wanted = [_Head(prop=prop, label=_labelled(prop), unit=_unit(prop)) for prop in _shown(kind)]
    addresses = addresses_in((head.prop, values.get(head.prop.name)) for values in held for head in wanted)
    return tuple(
        Line(
            entry=entry,
            state=_state(entry, values),
            cells=tuple(_cell(head, values.get(head.prop.name), addresses) for head in wanted),
            is_duplicate=values.get("possible_duplicate") is True,
        )
        for entry, values in zip(rows, held, strict=True)
    )


def addresses_in(values: Iterable[tuple[Property, Any]]) -> Addresses:
    """Return the addresses of what values name: two queries."""
    numbers, codes = references_in(values)
    entries = Entry.objects.filter(id__in=numbers).only("kind", "slug")
    states = (
        StateRow.objects.filter(code__in=codes)
        .select_related("entry")
        .only("code", "entry__kind", "entry__slug")
    )
    return Addresses(
        entries={entry.id: entry.get_absolute_url() for entry in entries},
        states={row.code: row.entry.get_absolute_url() for row in states},
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


def _labelled(prop: Property) -> str:
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


def _shape(style: str, shape: str, word: str) -> SafeString:
    return format_html('<span class="state {}"><i aria-hidden="true">{}</i> {}</span>', style, shape, word)


# ── filters ──


def chips(query: Query) -> tuple[Chip, ...]:
    """Return the filters in force."""
    known = filters_of(query.kind)
    top = query.from_the_top
    found = []
    if query.text:
        label = gettext("Words: {words}").format(words=query.text)
        found.append(Chip(label=label, href=address_of(replace(top, text=""))))
    for name, values in query.filters.items():
        for value in values:
            rest = tuple(one for one in values if one != value)
            others = {other: given for other, given in query.filters.items() if other != name}
            left = others | ({name: rest} if rest else {})
            label = f"{_filter_label(known[name])}: {_value_label(known[name], value)}"
            found.append(Chip(label=label, href=address_of(replace(top, filters=left))))
    return tuple(found)


def fields(query: Query) -> tuple[Field, ...]:
    """Return the fields of the form, with what is asked for."""
    return tuple(
        Field(
            name=name,
            label=_filter_label(one),
            kind=_FIELD_KINDS.get(one.form, "text") if _options(one) == () else "select",
            value=next(iter(query.filters.get(name, ())), ""),
            options=_options(one),
        )
        for name, one in filters_of(query.kind).items()
    )


_FIELD_KINDS: Final = {Form.SINCE: "date", Form.UNTIL: "date"}


def _filter_label(one: Filter) -> str:
    if one.prop is None:
        return {
            "applies": gettext("Rulebook that applies"), "undecided": gettext("Rulebook that is undecided")
        }[one.name]  # fmt: skip
    label = _labelled(one.prop)
    patterns = {
        Form.LEAST: gettext("{property}, at least"),
        Form.MOST: gettext("{property}, at most"),
        Form.SINCE: gettext("{property}, from"),
        Form.UNTIL: gettext("{property}, until"),
    }
    return patterns.get(one.form, "{property}").format(property=label)


def _value_label(one: Filter, value: str) -> str:
    return dict(_options(one)).get(value, value)


def _options(one: Filter) -> tuple[tuple[str, str], ...]:
    if one.form is Form.RULEBOOK:
        return tuple((book, book) for book in rulebook_ids())
    if one.form is Form.COUNTRY:
        return _countries(get_language() or "en")
    if one.form is Form.FLAG:
        return (("yes", pgettext("flag", "yes")), ("no", pgettext("flag", "no")))
    if one.prop is not None and one.prop.choices:
        return tuple((word, choice_label(word)) for word in one.prop.choices)
    return ()


@lru_cache(maxsize=8)
def _countries(language: str) -> tuple[tuple[str, str], ...]:
    """Return codes and names of States and territories, by name."""
    named = Locale.parse(language.replace("-", "_")).territories
    codes = {
        code
        for code in map(str, named)
        if len(code) == _ALPHA_2 and code.isalpha() and code not in _NO_COUNTRIES
    }
    return tuple(sorted(((code, country_name(code)) for code in codes), key=lambda pair: fold(pair[1])))


_ALPHA_2: Final = 2
"""Letters of a country's code in ISO 3166 alpha-2."""
_NO_COUNTRIES: Final = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"})
