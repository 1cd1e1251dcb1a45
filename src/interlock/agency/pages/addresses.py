"""Where the pages are of the entries that values name: two queries for a whole page."""

from __future__ import annotations

from collections.abc import Iterable

from interlock.agency.pages.values import Addresses, references_in
from interlock.agency.register.models import Entry, StateRow, page_address
from interlock.register import Json, Kind, Property

__all__ = ["addresses_of"]


def addresses_of(values: Iterable[tuple[Property, Json]]) -> Addresses:
    """Return the addresses of all that some values name."""
    entries, countries = references_in(values)
    return Addresses(entries=_entries(entries), states=_states(countries))


def _entries(numbers: set[int]) -> dict[int, str]:
    rows = Entry.objects.filter(id__in=numbers).values_list("id", "kind", "slug") if numbers else ()
    return {number: page_address(kind, slug) for number, kind, slug in rows}


def _states(codes: set[str]) -> dict[str, str]:
    rows = StateRow.objects.filter(code__in=codes).values_list("code", "entry__slug") if codes else ()
    return {code: page_address(Kind.STATE, slug) for code, slug in rows}
