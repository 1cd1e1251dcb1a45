"""What an entry's page shows, put together from the entry as of a day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.safestring import SafeString

from interlock.agency.pages.addresses import addresses_of
from interlock.agency.pages.names import entry_name, joined
from interlock.agency.pages.notes import note_told
from interlock.agency.pages.values import Addresses, shown
from interlock.agency.pages.vocabulary import choice_label, property_label
from interlock.agency.public.history import History, histories, source_line
from interlock.agency.public.openings import opening
from interlock.agency.public.timeline import Timeline, timeline
from interlock.agency.register.models import Change
from interlock.agency.register.reading import EntryView
from interlock.register import Json, Property, Statement

__all__ = ["EntryPage", "Fact", "Status", "entry_page"]

_LONGEST_CHAIN: Final = 8
_SILENT: Final = frozenset(
    (
        "aliases", "invented", "possible_duplicate", "possible_duplicate_of", "superseded_by", "builds_upon",
        "numbers_note", "website", "description", "second_chip_model", "second_chip_count", "decommissioned",
        "ended", "until", "construction_note", "project", "base_model_named", "paper", "authors",
        "affiliates",
    )
)  # fmt: skip
"""Properties of which silence says nothing: most entries have none, or they only add to others."""
_IN_FORCE: Final = ("in-force", "●")
_ENDED: Final = ("ended", "○")
_SHAPES: Final[Mapping[str, tuple[str, str]]] = {
    **dict.fromkeys(("operating", "existing", "running", "issued", "reinstated"), _IN_FORCE),
    **dict.fromkeys(
        ("closed", "decommissioned", "ended", "abandoned", "surrendered", "expired", "exhausted"), _ENDED
    ),
    "revoked": ("refused", "■"),
}
"""By the word of the state; the others are still to come, or wait."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A value that stands, with its source."""

    name: str
    label: str
    value: SafeString
    source: SafeString
    said: int
    """How often something was stated of it."""
    is_secret: bool
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """In which state a thing is: a shape and a word."""

    style: str
    shape: str
    word: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryPage:
    """Everything on the page but its verdicts and what belongs to it."""

    name: str
    opening: SafeString
    status: Status | None
    key_facts: tuple[Fact, ...]
    """What tables of this kind show."""
    further_facts: tuple[Fact, ...]
    projections: tuple[Fact, ...]
    unknown: str
    """The properties of which nothing stands, as a list in words."""
    timeline: Timeline | None
    histories: tuple[History, ...]
    acts: tuple[Change, ...]
    """Newest first, those that took another back included."""
    has_ranges: bool


def entry_page(view: EntryView, *, is_named: bool, whole: str = "") -> EntryPage:
    """Return what the page of an entry shows. Three queries.

    Parameters
    ----------
    is_named
        Whether the reader may know who did what.
    whole
        The property whose history is shown to its beginning.
    """
    addresses = addresses_of(_said(view))
    values = {
        name: shown(view.values[name], prop, addresses=addresses)
        for name, prop in view.properties.items()
        if name in view.values
    }
    name = entry_name(view.entry)
    missing = [
        property_label(prop)
        for known, prop in view.properties.items()
        if known not in values and known not in _SILENT
    ]
    facts = [_fact(view, view.standing[known], addresses) for known in values]
    return EntryPage(
        name=name,
        opening=opening(view.kind, name, values),
        status=_status(view),
        key_facts=tuple(one for one in facts if view.properties[one.name].listed),
        further_facts=tuple(one for one in facts if not view.properties[one.name].listed),
        projections=tuple(
            _fact(view, one, addresses) for one in view.projections if one.property in view.properties
        ),
        unknown=joined(missing) if missing else "",
        timeline=timeline(view),
        histories=histories(view, addresses, is_named=is_named, whole=whole),
        acts=_acts(view),
        has_ranges=any(
            isinstance(value, dict) and value.get("low") != value.get("high")
            for value in view.values.values()
        ),
    )


def _said(view: EntryView) -> list[tuple[Property, Json]]:
    return [
        (view.properties[one.property], one.value)
        for one in view.statements
        if one.property in view.properties
    ]


def _status(view: EntryView) -> Status | None:
    word = view.values.get("status")
    if word is None:
        return None
    style, shape = _SHAPES.get(word, ("waiting", "◐"))
    return Status(style=style, shape=shape, word=choice_label(word))


def _fact(view: EntryView, one: Statement, addresses: Addresses) -> Fact:
    prop = view.properties[one.property]
    return Fact(
        name=prop.name,
        label=property_label(prop),
        value=shown(one.value, prop, addresses=addresses),
        source=source_line(one, view.sources[one.source]),
        said=len(view.history(prop.name)),
        is_secret=not one.public,
        note=note_told(one.note),
    )


def _acts(view: EntryView) -> tuple[Change, ...]:
    """Return the acts that said something of the entry, and those that took them back."""
    found = {number: change for number, change in view.changes.items() if _is_known(view, change)}
    latest = set(found)
    for _ in range(_LONGEST_CHAIN):
        undoing = Change.objects.filter(undoes__in=latest).select_related("actor") if view.void else ()
        latest = {one.id for one in undoing if _is_known(view, one)}
        if not latest:
            break
        found |= {one.id: one for one in undoing if one.id in latest}
    return tuple(sorted(found.values(), key=lambda change: -change.id))


def _is_known(view: EntryView, change: Change) -> bool:
    return view.held_at is None or change.made_at <= view.held_at
