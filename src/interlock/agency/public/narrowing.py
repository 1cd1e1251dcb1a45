"""What narrows a list: the filters in force, and the form for others."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from babel import Locale
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, pgettext

from interlock.agency.pages.names import country_name
from interlock.agency.pages.vocabulary import choice_label
from interlock.agency.public.tables import address_of, labelled
from interlock.agency.register.filters import Filter, Form, filters_of
from interlock.agency.register.listing import Query
from interlock.register.names import fold
from interlock.rulebooks import rulebook_ids

__all__ = ["Chip", "Field", "chips", "fields"]


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

    @property
    def markup(self) -> SafeString:
        """The control: joined here, since templates take long over all countries of the world."""
        named = format_html('id="filter-{0}" name="{0}"', self.name)
        if self.kind != "select":
            field = '<input {} type="{}" maxlength="200" value="{}">'
            return format_html(field, named, self.kind, self.value)
        options = _options_markup(self.options)
        if self.value:
            chosen = format_html('<option value="{}"', self.value)
            options = mark_safe(options.replace(f"{chosen}>", f"{chosen} selected>"))  # noqa: S308  # both are markup
        return format_html(
            '<select {}><option value="">{}</option>{}</select>', named, gettext("any"), options
        )


@lru_cache(maxsize=128)
def _options_markup(options: tuple[tuple[str, str], ...]) -> SafeString:
    return format_html_join("", '<option value="{}">{}</option>', options)


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
    label = labelled(one.prop)
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
