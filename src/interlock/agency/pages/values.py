"""Kept values as people read them: as text, or with links where a value names an entry.

A kept value is plain JSON (`interlock.register.values`). `told` gives it as text for sentences, titles and
cells of a table; `shown` as markup. Neither asks the database anything: a page that knows the addresses of
the entries it names passes them, and any other gets the address by number, which leads there as well.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final
from urllib.parse import urlsplit

from django.urls import NoReverseMatch, get_script_prefix, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, pgettext

from interlock.agency.pages.days import day, day_element
from interlock.agency.pages.names import country_name, joined
from interlock.agency.pages.numbers import estimated, localised, whole
from interlock.agency.pages.vocabulary import choice_label, word_label
from interlock.quantities import Number
from interlock.register import Json, Property, ValueType

__all__ = ["Addresses", "references_in", "shown", "told"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Addresses:
    """Where the pages are of what values name."""

    entries: Mapping[int, str] = field(default_factory=dict)
    """By the entry's number."""
    states: Mapping[str, str] = field(default_factory=dict)
    """By ISO 3166 code."""


_NOWHERE = Addresses()


def references_in(values: Iterable[tuple[Property, Json]]) -> tuple[set[int], set[str]]:
    """Return the entries and the countries that values name, so that one query finds their addresses."""
    entries: set[int] = set()
    countries: set[str] = set()
    for prop, value in values:
        if value is None:
            continue
        if prop.type.is_reference:
            entries |= {one["entry"] for one in _members(prop.type, value) if one["entry"] is not None}
        elif prop.type is ValueType.COUNTRY:
            countries.add(value)
        elif prop.type is ValueType.COUNTRIES:
            countries |= set(value)
    return entries, countries


def told(value: Json, prop: Property) -> str:
    """Return a kept value as text."""
    return gettext("not known") if value is None else _TOLD[prop.type](value, prop)


def shown(value: Json, prop: Property, *, addresses: Addresses = _NOWHERE) -> SafeString:
    """Return a kept value as markup, names linked to their entries."""
    if value is None:
        return format_html('<span class="soft">{}</span>', gettext("not known"))
    if prop.type in _SHORT:
        return _remembered(get_language(), prop, _hashable(value))
    return _shown(value, prop, addresses)


def _shown(value: Json, prop: Property, addresses: Addresses) -> SafeString:
    show = _SHOWN.get(prop.type)
    return format_html("{}", told(value, prop)) if show is None else show(value, prop, addresses)


@lru_cache(maxsize=16384)
def _remembered(language: str | None, prop: Property, value: Hashable) -> SafeString:  # noqa: ARG001  # markup is of one language
    """Return the markup of a short value: a list says the same few hundred again and again."""
    known = dict(value) if prop.type in _PARTED else value  # type: ignore[call-overload]  # pairs, by `_hashable`
    return _shown(known, prop, _NOWHERE)


def _hashable(value: Json) -> Hashable:
    if isinstance(value, dict):
        return tuple(value.items())
    return tuple(value) if isinstance(value, list) else value


# ── as text ──


def _told_estimate(value: Json, prop: Property) -> str:
    central, around = _estimate(value, prop)
    return f"{central} ({around})" if around else central


def _told_words(value: Json, prop: Property) -> str:
    return joined([choice_label(word) if prop.choices else word_label(word, prop) for word in value])


def _told_names(value: Json, prop: Property) -> str:
    return joined([str(one["name"]) for one in _members(prop.type, value)])


def _told_flag(value: Json, _prop: Property) -> str:
    return pgettext("flag", "yes") if value else pgettext("flag", "no")


def _told_as_it_is(value: Json, _prop: Property) -> str:
    return str(value)


def _estimate(value: Mapping[str, float], prop: Property) -> tuple[str, str]:
    """Return the central value, and the interval where there is one."""
    unit = Number if prop.unit is None else prop.unit
    return estimated(value["low"], value["central"], value["high"], unit)


def _members(kind: ValueType, value: Json) -> list[dict[str, Any]]:
    return list(value) if kind is ValueType.REFERENCES else [value]


# ── as markup ──


def _shown_estimate(value: Json, prop: Property, _addresses: Addresses) -> SafeString:
    central, around = _estimate(value, prop)
    figure = format_html('<span class="figure nowrap">{}</span>', central)
    return format_html('{} <span class="nowrap">({})</span>', figure, around) if around else figure


def _shown_names(value: Json, prop: Property, addresses: Addresses) -> SafeString:
    return format_html_join(", ", "{}", ((_linked(one, addresses),) for one in _members(prop.type, value)))


def _shown_address(value: Json, _prop: Property, _addresses: Addresses) -> SafeString:
    return format_html('<a href="{}" rel="nofollow noopener">{}</a>', value, _short_address(value))


def _linked(member: Mapping[str, Any], addresses: Addresses) -> SafeString:
    number = member["entry"]
    href = "" if number is None else addresses.entries.get(number) or _by_number(number)
    return _link(href, member["name"])


@lru_cache(maxsize=8192)
def _link(href: str, name: str) -> SafeString:
    return format_html('<a href="{}">{}</a>', href, name) if href else format_html("{}", name)


def _by_number(number: int) -> str:
    return _numbered(get_language(), get_script_prefix()).format(number)


@lru_cache(maxsize=64)
def _numbered(language: str | None, prefix: str) -> str:  # noqa: ARG001  # addresses differ by both
    """Return the address of entries by number, with braces for it: lists need it hundreds of times."""
    try:
        return reverse("public:by_number", args=[0]).removesuffix("0") + "{}"
    except NoReverseMatch:  # an agency without the public's pages
        return ""


def _state(code: str, addresses: Addresses) -> SafeString:
    return _link(addresses.states.get(code, ""), country_name(code))


def _point(value: Mapping[str, float]) -> str:
    """Return coordinates to the fourth decimal, some ten metres."""
    latitude, longitude = value["latitude"], value["longitude"]
    north = pgettext("latitude", "{degrees}° N") if latitude >= 0 else pgettext("latitude", "{degrees}° S")
    east = pgettext("longitude", "{degrees}° E") if longitude >= 0 else pgettext("longitude", "{degrees}° W")
    return gettext("{latitude}, {longitude}").format(
        latitude=north.format(degrees=localised(f"{abs(latitude):.4f}")),
        longitude=east.format(degrees=localised(f"{abs(longitude):.4f}")),
    )


def _short_address(address: str) -> str:
    """Return an address without scheme, cut where a line ends."""
    parts = urlsplit(address)
    text = f"{parts.netloc.removeprefix('www.')}{parts.path.rstrip('/')}"
    return text if len(text) <= 60 else f"{text[:59]}…"  # noqa: PLR2004  # a line of a table


_TOLD: Final[Mapping[ValueType, Callable[[Json, Property], str]]] = {
    ValueType.ESTIMATE: _told_estimate,
    ValueType.COUNT: lambda value, _: whole(value),
    ValueType.TEXT: _told_as_it_is,
    ValueType.PROSE: _told_as_it_is,
    ValueType.DAY: lambda value, _: day(value),
    ValueType.CHOICE: lambda value, _: choice_label(value),
    ValueType.WORDS: _told_words,
    ValueType.COUNTRY: lambda value, _: country_name(value),
    ValueType.COUNTRIES: lambda value, _: joined([country_name(code) for code in value]),
    ValueType.REFERENCE: _told_names,
    ValueType.REFERENCES: _told_names,
    ValueType.FLAG: _told_flag,
    ValueType.ADDRESS: _told_as_it_is,
    ValueType.POINT: lambda value, _: _point(value),
}
_SHOWN: Final[Mapping[ValueType, Callable[[Json, Property, Addresses], SafeString]]] = {
    ValueType.ESTIMATE: _shown_estimate,
    ValueType.PROSE: lambda value, _, __: format_html('<span class="prose">{}</span>', value),
    ValueType.DAY: lambda value, _, __: day_element(value),
    ValueType.COUNTRY: lambda value, _, addresses: _state(value, addresses),
    ValueType.COUNTRIES: lambda value, _, addresses: format_html_join(
        ", ", "{}", ((_state(code, addresses),) for code in value)
    ),
    ValueType.REFERENCE: _shown_names,
    ValueType.REFERENCES: _shown_names,
    ValueType.ADDRESS: _shown_address,
}
"""Where markup says more than text; what is not here is shown as it is told."""
_PARTED: Final = frozenset({ValueType.ESTIMATE, ValueType.POINT})
_SHORT: Final = _PARTED | {
    ValueType.COUNT, ValueType.DAY, ValueType.CHOICE, ValueType.WORDS, ValueType.FLAG,
}  # fmt: skip
"""Types of values that are short, and name no entry."""
