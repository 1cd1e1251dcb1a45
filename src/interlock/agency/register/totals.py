"""What charts show: compute by State, owner and confidence; models over time; sites' power against cooling.

Only what exists and is not possibly a duplicate is counted; what is planned is said apart. Each function
asks one or two queries, whatever the size of the register.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final

from django.db import connection
from django.db.models import Q

from interlock.agency.register.models import FacilityRow, ModelRow

__all__ = ["By", "DatedModel", "Share", "SitePower", "compute_by", "models_over_time", "sites"]

_MOST_SHARES: Final = 20
_MOST_MODELS: Final = 2000
_MOST_SITES: Final = 200


class By(StrEnum):
    """Along which line compute is added up."""

    STATE = "state"
    OWNER = "owner"
    CONFIDENCE = "confidence"


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """Compute under one heading."""

    heading: str
    """ISO code, the owner's name or the word of confidence; empty where nothing is stated."""
    slug: str
    """Of an owner with a page."""
    confidence: str
    clusters: int
    h100_equivalents: float


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedModel:
    """A model with its day and training compute, in FLOP."""

    name: str
    slug: str
    released: date
    low: float
    central: float
    high: float
    countries: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SitePower:
    """A site's declared power and what its cooling could carry, in watts."""

    name: str
    slug: str
    country: str
    power: float
    cooling: tuple[float, float, float] | None
    """Low, central and high; None where the cooling is not known."""


_SHARES: Final = """
WITH counted AS (
    SELECT c.entry_id, c.h100_equivalents, c.country, c.owners,
           CASE WHEN (e.held #>> '{confidence,public}')::boolean THEN e.held #>> '{confidence,value}'
                ELSE 'unknown' END AS confidence
    FROM register_clusterrow c JOIN register_entry e ON e.id = c.entry_id
    WHERE c.is_public AND c.status = 'existing' AND c.possible_duplicate IS NOT TRUE
      AND c.h100_equivalents IS NOT NULL
), headed AS (
    SELECT counted.*, CASE %(by)s WHEN 'state' THEN country WHEN 'confidence' THEN confidence
                      ELSE COALESCE(o.name, '') END AS heading, COALESCE(o.slug, '') AS slug
    FROM counted LEFT JOIN register_entry o ON %(by)s = 'owner' AND o.id = counted.owners[1]
), largest AS (
    SELECT heading, sum(h100_equivalents) AS total FROM headed
    GROUP BY heading ORDER BY total DESC LIMIT %(most)s
)
SELECT h.heading, max(h.slug), h.confidence, count(*), sum(h.h100_equivalents)
FROM headed h JOIN largest l USING (heading)
GROUP BY h.heading, h.confidence, l.total ORDER BY l.total DESC, h.heading, h.confidence
"""


def compute_by(by: By) -> tuple[Share, ...]:
    """Return the compute of existing clusters, in H100 equivalents, of the twenty largest headings.

    A cluster with several owners counts for the first, so that nothing is counted twice.
    """
    with connection.cursor() as cursor:
        cursor.execute(_SHARES, {"by": by.value, "most": _MOST_SHARES})
        return tuple(
            Share(heading=heading, slug=slug, confidence=confidence, clusters=number, h100_equivalents=total)
            for heading, slug, confidence, number, total in cursor.fetchall()
        )


def models_over_time() -> tuple[DatedModel, ...]:
    """Return the two thousand models with the largest training compute, in order of their release."""
    rows = (
        ModelRow.objects.filter(is_public=True, training_compute__gt=0, released__isnull=False)
        .order_by("-training_compute", "entry_id")
        .values_list("entry__name", "entry__slug", "released", "entry__held", "countries")[:_MOST_MODELS]
    )
    return tuple(
        sorted(
            (
                _dated(name, slug, day, held, countries)
                for name, slug, day, held, countries in rows
                if day is not None
            ),
            key=lambda model: (model.released, model.name),
        )
    )


def _dated(name: str, slug: str, day: date, held: dict[str, Any], countries: Sequence[str]) -> DatedModel:
    value = held["training_compute"]["value"]
    return DatedModel(
        name=name, slug=slug, released=day, low=value["low"], central=value["central"], high=value["high"],
        countries=tuple(countries),
    )  # fmt: skip


def sites() -> tuple[SitePower, ...]:
    """Return the two hundred sites of the largest declared power, largest first."""
    rows = (
        FacilityRow.objects.filter(Q(is_public=True), power__gt=0)
        .order_by("-power", "entry_id")
        .values_list("entry__name", "entry__slug", "country", "power", "entry__held")[:_MOST_SITES]
    )
    return tuple(
        SitePower(name=name, slug=slug, country=country, power=power, cooling=_cooling(held))
        for name, slug, country, power, held in rows
        if power is not None
    )


def _cooling(held: dict[str, Any]) -> tuple[float, float, float] | None:
    kept = held.get("cooling_capacity")
    if kept is None or not kept["public"]:
        return None
    value = kept["value"]
    return value["low"], value["central"], value["high"]
