"""What a list may be narrowed by: one filter for each listed property, read from the address.

Every filter keeps its value as text, in one canonical spelling, so that a list's address can be shown,
shared and built again from its `Query`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any, Final

from django.db.models import Q

from interlock.agency.register.models import Entry
from interlock.errors import InputError, InterlockError
from interlock.phrases import phrase
from interlock.quantities import Number, Quantity
from interlock.register import PROPERTIES, Kind, Property, ValueType
from interlock.register.names import slug
from interlock.rulebooks import rulebook_ids

__all__ = ["Filter", "Form", "filters_of"]


class Form(StrEnum):
    """How a filter's value is given."""

    COUNTRY = "country"
    CHOICE = "choice"
    WORD = "word"
    TEXT = "text"
    FLAG = "flag"
    ENTRY = "entry"
    LEAST = "least"
    MOST = "most"
    SINCE = "since"
    UNTIL = "until"
    RULEBOOK = "rulebook"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """One parameter of a list's address."""

    name: str
    form: Form
    prop: Property | None = None
    """None for what is not a property: the verdicts of rulebooks."""

    def canonical(self, text: str) -> str:
        """Return a value in its one spelling.

        Raises
        ------
        InputError
            If it is no value of this filter; the error names the parameter as its field.
        """
        try:
            return _READERS[self.form](self, text.strip())
        except InterlockError as error:
            problem = error if isinstance(error, InputError) else InputError(str(error))
            raise InputError(problem.problem, field=self.name, advice=problem.advice) from error

    def condition(self, values: tuple[str, ...]) -> Q:
        """Return what rows of the kind's table must meet: any of the values."""
        if self.form is Form.RULEBOOK or self.prop is None:
            return Q(**{f"{self.name}__overlap": list(values)})
        if self.form is Form.COUNTRY:
            return Q(countries__overlap=list(values))
        if self.form is Form.ENTRY:
            return self._names(self.prop, values)
        if self.form is Form.FLAG:
            return self._is(values)
        lookup, join = _LOOKUPS[self.form]
        return Q(**{f"{self.prop.name}{lookup}": join(values)})

    def _is(self, values: tuple[str, ...]) -> Q:
        """Return the rows of which it is true, or all others: what is not known is not true."""
        true = Q(**{self.name: True})
        return true if values == ("yes",) else ~true if values == ("no",) else Q()

    def _names(self, prop: Property, slugs: tuple[str, ...]) -> Q:
        numbers = list(Entry.objects.filter(kind=prop.to, slug__in=slugs).values_list("id", flat=True))
        if not numbers:
            return Q(pk__in=[])
        several = prop.type is ValueType.REFERENCES
        return Q(**{f"{prop.name}__overlap" if several else f"{prop.name}__in": numbers})


_LOOKUPS: Final[Mapping[Form, tuple[str, Callable[[tuple[str, ...]], Any]]]] = {
    Form.WORD: ("__overlap", list),
    Form.LEAST: ("__gte", lambda values: max(map(float, values))),
    Form.MOST: ("__lte", lambda values: min(map(float, values))),
    Form.SINCE: ("__gte", max),
    Form.UNTIL: ("__lte", min),
    Form.CHOICE: ("__in", list),
    Form.TEXT: ("__in", list),
}


@cache
def filters_of(kind: Kind) -> Mapping[str, Filter]:
    """Return the filters of a kind's list, by parameter, in the order of its properties."""
    found: list[Filter] = []
    for prop in PROPERTIES[kind].values():
        if prop.listed:
            found += _filters_for(prop)
    found += [Filter(name=name, form=Form.RULEBOOK) for name in ("applies", "undecided")]
    return {one.name: one for one in found}


def _filters_for(prop: Property) -> list[Filter]:
    match prop.type:
        case ValueType.ESTIMATE | ValueType.COUNT:
            return [
                Filter(name=f"{prop.name}_min", form=Form.LEAST, prop=prop),
                Filter(name=f"{prop.name}_max", form=Form.MOST, prop=prop),
            ]
        case ValueType.DAY:
            return [
                Filter(name=f"{prop.name}_min", form=Form.SINCE, prop=prop),
                Filter(name=f"{prop.name}_max", form=Form.UNTIL, prop=prop),
            ]
        case ValueType.COUNTRY | ValueType.COUNTRIES:
            return [Filter(name="country", form=Form.COUNTRY, prop=prop)]
        case _:
            return [Filter(name=prop.name, form=_FORMS[prop.type], prop=prop)]


_FORMS: Final = {
    ValueType.CHOICE: Form.CHOICE,
    ValueType.WORDS: Form.WORD,
    ValueType.TEXT: Form.TEXT,
    ValueType.FLAG: Form.FLAG,
    ValueType.REFERENCE: Form.ENTRY,
    ValueType.REFERENCES: Form.ENTRY,
}


# ── reading ──


def _quoted(text: str) -> str:
    return repr(text[:40])


def _country(_filter: Filter, text: str) -> str:
    code = text.upper()
    if len(code) != 2 or not (code.isascii() and code.isalpha()):  # noqa: PLR2004  # ISO 3166 alpha-2
        raise InputError(
            phrase("{given} is no country code", given=_quoted(text)),
            advice=phrase("Give two letters, such as DE."),
        )
    return code


def _choice(chosen: Filter, text: str) -> str:
    choices = chosen.prop.choices if chosen.prop is not None else ()
    if choices and text not in choices:
        raise InputError(
            phrase("{given} is not among the words of this property", given=_quoted(text)),
            advice=phrase("Give one of: {words}.", words=", ".join(choices)),
        )
    return text


def _flag(_filter: Filter, text: str) -> str:
    if text not in ("yes", "no"):
        raise InputError(
            phrase("{given} is neither yes nor no", given=_quoted(text)), advice=phrase("Give yes or no.")
        )
    return text


def _entry(_filter: Filter, text: str) -> str:
    found = slug(text)
    if not found:
        raise InputError(
            phrase("{given} names no entry", given=_quoted(text)),
            advice=phrase("Give the last part of its page's address, such as deepseek."),
        )
    return found


def _amount(chosen: Filter, text: str) -> str:
    unit: type[Quantity] = (chosen.prop.unit if chosen.prop is not None else None) or Number
    try:
        number = float(text)
    except ValueError:
        return repr(unit.parse(text).value)
    return repr(unit(number).value)


def _day(_filter: Filter, text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise InputError(
            phrase("{given} is no day", given=_quoted(text)), advice=phrase("Write it as 2026-05-02.")
        ) from None


def _rulebook(_filter: Filter, text: str) -> str:
    if text not in rulebook_ids():
        raise InputError(
            phrase("no rulebook {given} is held", given=_quoted(text)),
            advice=phrase("Give one of: {words}.", words=", ".join(rulebook_ids())),
        )
    return text


_READERS: Final[Mapping[Form, Callable[[Filter, str], str]]] = {
    Form.COUNTRY: _country,
    Form.CHOICE: _choice,
    Form.WORD: _choice,
    Form.TEXT: _choice,
    Form.FLAG: _flag,
    Form.ENTRY: _entry,
    Form.LEAST: _amount,
    Form.MOST: _amount,
    Form.SINCE: _day,
    Form.UNTIL: _day,
    Form.RULEBOOK: _rulebook,
}
