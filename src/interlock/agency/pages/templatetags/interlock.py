"""Tags that every template may use; the work is done by `pages.values`, `numbers`, `days` and `sentences`.

================================  ==========================================================
``{{ value|shown:property }}``    a kept value as markup; names of entries are links
``{{ value|told:property }}``     a kept value as text
``{{ code|country }}``            a State's name; ``{{ entry|named }}`` an entry's
``{{ date|in_words }}``           a day; ``{{ instant|moment }}`` an instant with its zone
``{{ count|whole }}``             a whole number, thousands set apart
``{{ property|label }}``          of a property, kind or outcome
``{% figure 3.8e25 "FLOP" %}``    a number with its unit
``{% outcome o %}``               shape and word
``{% sentence change %}``         an act on the register, named for whom the matrix lets read it
``{% digest sha %}``              the first eight characters; a button copies all
================================  ==========================================================
"""

from __future__ import annotations

from datetime import date, datetime

from django import template
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from interlock.agency.pages import days, numbers, values
from interlock.agency.pages.names import country_name, entry_name
from interlock.agency.pages.numbers import amount, unit_named
from interlock.agency.pages.sentences import change_sentence
from interlock.agency.pages.vocabulary import kind_heading, outcome_label, property_label
from interlock.agency.register.models import Change, Entry
from interlock.presentation.outcomes import SHAPES
from interlock.quantities import Number
from interlock.register import Json, Kind, Property
from interlock.rulebooks import Outcome

__all__ = [
    "country", "digest", "figure", "in_words", "label", "moment", "named", "outcome", "sentence", "shown",
    "told", "whole",
]  # fmt: skip

register = template.Library()


@register.filter
def shown(value: Json, prop: Property) -> SafeString:
    """Return a kept value as markup."""
    return values.shown(value, prop)


@register.filter
def told(value: Json, prop: Property) -> str:
    """Return a kept value as text."""
    return values.told(value, prop)


@register.filter
def country(code: str) -> str:
    """Return a State's name in the page's language."""
    return country_name(code)


@register.filter
def named(entry: Entry) -> str:
    """Return an entry's name in the page's language."""
    return entry_name(entry)


@register.filter
def in_words(value: date | str) -> SafeString:
    """Return a day in the page's language."""
    return days.day_element(value)


@register.filter
def moment(value: datetime) -> SafeString:
    """Return an instant in the page's language, with its zone."""
    return days.instant_element(value)


@register.filter
def whole(value: float) -> str:
    """Return a whole number with separators of thousands."""
    return numbers.whole(value)


@register.filter
def label(thing: Property | Kind | Outcome) -> str:
    """Return what a property, a kind or an outcome is called."""
    match thing:
        case Property():
            return property_label(thing)
        case Kind():
            return kind_heading(thing)
        case Outcome():
            return outcome_label(thing)


@register.simple_tag
def figure(value: float, unit: str = "") -> SafeString:
    """Return a number with its unit, such as ``{% figure 3.8e25 "FLOP" %}``."""
    return format_html('<span class="figure nowrap">{}</span>', amount(value, unit_named(unit) or Number))


@register.simple_tag
def outcome(value: Outcome | str) -> SafeString:
    """Return an outcome as a shape and a word."""
    found = Outcome(value)
    return format_html(
        '<span class="state {}"><i aria-hidden="true">{}</i> {}</span>',
        found,
        SHAPES[found],
        outcome_label(found),
    )


@register.simple_tag(takes_context=True)
def sentence(context: Context, change: Change) -> SafeString:
    """Return an act on the register as a sentence."""
    return change_sentence(change, is_named=bool(context.get("reads_audit")))


@register.simple_tag
def digest(value: str) -> SafeString:
    """Return the beginning of a digest, with a button that copies all of it."""
    return format_html(
        '<code class="id" title="{0}">{1}</code> <button type="button" class="copy" data-copy="{0}" '
        'data-copied="{2}">{3}</button>',
        value, value[:8], gettext("Copied"), gettext("Copy"),
    )  # fmt: skip
