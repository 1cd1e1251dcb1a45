"""What belongs to an entry: bounded lists, each with the way to the whole list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from interlock.agency.pages.names import entry_name
from interlock.agency.pages.vocabulary import kind_heading
from interlock.agency.register.models import Entry
from interlock.register import Kind

__all__ = ["Related", "related_to"]

_MOST: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Related:
    """Entries of one kind that belong to another entry."""

    heading: str
    entries: tuple[tuple[str, str], ...]
    """Name and address."""
    all_at: str
    """Address of the list of all; empty where the list above is whole or there is no such list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Relation:
    kind: Kind
    heading: str | Promise
    column: str
    """Of the kind's row."""
    is_many: bool = False
    filter: str = ""
    """The list's parameter; empty where lists can't be narrowed by it."""


def _has(
    kind: Kind, column: str, heading: str | Promise, *, many: bool = False, narrowed: bool = True
) -> _Relation:
    return _Relation(
        kind=kind, heading=heading, column=column, is_many=many, filter=column if narrowed else ""
    )


_RELATIONS: Final[Mapping[Kind, tuple[_Relation, ...]]] = {
    Kind.ORGANISATION: (
        _has(Kind.ORGANISATION, "parent", _("Organisations that belong to it")),
        _has(Kind.MODEL, "developers", _("AI models it developed"), many=True),
        _has(Kind.TRAINING_RUN, "developers", _("Its training runs"), many=True),
        _has(Kind.CLUSTER, "owners", _("Clusters it owns"), many=True),
        _has(Kind.FACILITY, "owners", _("Facilities it owns"), many=True),
        _has(Kind.CHIP_MODEL, "manufacturer", _("Chip models it designed")),
        _has(Kind.DEPLOYMENT, "providers", _("Models it offers"), many=True),
        _has(Kind.PERMIT, "holder", _("Permits it holds")),
    ),
    Kind.FACILITY: (_has(Kind.CLUSTER, "facility", _("Clusters on this site")),),
    Kind.CHIP_MODEL: (_has(Kind.CLUSTER, "chip_model", _("Clusters of this chip")),),
    Kind.CLUSTER: (_has(Kind.TRAINING_RUN, "clusters", _("Training runs on this cluster"), many=True),),
    Kind.MODEL: (
        _has(Kind.TRAINING_RUN, "model", _("Training runs of this model")),
        _has(Kind.DEPLOYMENT, "model", _("Where this model is offered")),
    ),
}
_IN_A_STATE: Final = (
    Kind.ORGANISATION, Kind.FACILITY, Kind.CLUSTER, Kind.MODEL, Kind.TRAINING_RUN, Kind.DEPLOYMENT,
)  # fmt: skip


def related_to(entry: Entry) -> tuple[Related, ...]:
    """Return what belongs to an entry today; one query a relation, nothing where there is nothing."""
    kind = Kind(entry.kind)
    if kind is Kind.STATE:
        return _of_a_state(entry)
    found = (_one(relation, entry) for relation in _RELATIONS.get(kind, ()))
    return tuple(one for one in found if one.entries)


def _one(relation: _Relation, entry: Entry) -> Related:
    column = f"{relation.kind.replace('_', '')}row__{relation.column}"
    condition = Q(**{f"{column}__contains": [entry.id]}) if relation.is_many else Q(**{column: entry.id})
    entries, is_cut = _first(relation.kind, condition)
    more = {relation.filter: entry.slug} if is_cut and relation.filter else {}
    return Related(heading=str(relation.heading), entries=entries, all_at=_list(relation.kind, more))


def _of_a_state(entry: Entry) -> tuple[Related, ...]:
    if not entry.countries:
        return ()
    code = entry.countries[0]
    found = []
    for kind in _IN_A_STATE:
        entries, is_cut = _first(kind, Q(countries__contains=[code]))
        if entries:
            more = {"country": code} if is_cut else {}
            found.append(Related(heading=kind_heading(kind), entries=entries, all_at=_list(kind, more)))
    return tuple(found)


def _first(kind: Kind, condition: Q) -> tuple[tuple[tuple[str, str], ...], bool]:
    """Return the first entries by name, and whether there are more."""
    rows = list(
        Entry.objects.filter(condition, kind=kind, is_public=True)
        .order_by("folded", "id")
        .only("kind", "slug", "name", "countries")[: _MOST + 1]
    )
    named = tuple((entry_name(row), row.get_absolute_url()) for row in rows[:_MOST])
    return named, len(rows) > _MOST


def _list(kind: Kind, narrowed: Mapping[str, str]) -> str:
    if not narrowed:
        return ""
    try:
        return f"{reverse('public:list', args=[kind.path])}?{urlencode(narrowed)}"
    except NoReverseMatch:  # an agency without lists
        return ""
