"""Sites that deserve a look: declared power that does not fit the cooling that is seen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.db.models import Count, Q, Sum

from interlock.agency.register.models import Entry, FacilityRow
from interlock.errors import InsufficientEvidenceError
from interlock.register import Kind
from interlock.register.cooling import CoolingCheck, check_facility

__all__ = ["Country", "Site", "Sites", "by_state", "look_at_sites"]

_MOST: Final = 5000
"""Sites that are checked while somebody waits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A facility and what the check of it came to."""

    entry: Entry
    check: CoolingCheck

    @property
    def exceeds(self) -> bool:
        """Whether more power is declared than the cooling could carry, rather than less."""
        return self.check.ratio > 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Sites:
    """What a look over all facilities came to."""

    remarkable: tuple[Site, ...]
    """Those with a finding, the farthest from 1 first."""
    checked: int
    unknown: int
    """Facilities of which power or cooling is not known: nothing can be said of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Country:
    """Facilities in one State."""

    code: str
    facilities: int
    power: float | None
    without_cooling: int


def look_at_sites() -> Sites:
    """Check every facility of the register against its cooling."""
    remarkable: list[Site] = []
    checked = unknown = 0
    facilities = Entry.objects.filter(kind=Kind.FACILITY, is_listed=True).order_by("id")[:_MOST]
    for entry in facilities.iterator():
        try:
            check = check_facility(entry.name, {name: kept["value"] for name, kept in entry.held.items()})
        except InsufficientEvidenceError:
            unknown += 1
            continue
        checked += 1
        if check.finding is not None:
            remarkable.append(Site(entry=entry, check=check))
    remarkable.sort(key=lambda site: (-max(site.check.ratio, 1 / site.check.ratio), site.entry.id))
    return Sites(remarkable=tuple(remarkable), checked=checked, unknown=unknown)


def by_state() -> tuple[Country, ...]:
    """Return how many facilities each State has, and their power together, the most first."""
    rows = (
        FacilityRow.objects.filter(is_listed=True)
        .values("country")
        .annotate(
            facilities=Count("entry"),
            power=Sum("power"),
            without_cooling=Count("entry", filter=Q(cooling_capacity=None)),
        )
        .order_by("-facilities", "country")
    )
    return tuple(
        Country(
            code=row["country"], facilities=row["facilities"], power=row["power"],
            without_cooling=row["without_cooling"],
        )
        for row in rows
    )  # fmt: skip
