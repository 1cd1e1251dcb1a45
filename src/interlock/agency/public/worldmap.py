"""The world map: what stands where, with a table of the same rows.

Area is declared compute, hatching is uncertainty, an outline alone is what nobody has verified or what is
only planned. The drawing is made here rather than by the charts' library, which knows no hatching.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from interlock.agency.pages.geography import HEIGHT, WIDTH, Place, land, on_paper
from interlock.agency.pages.values import shown
from interlock.agency.pages.vocabulary import property_label
from interlock.agency.public.tables import table_cells
from interlock.agency.register.listing import list_entries, parse_query
from interlock.agency.register.models import Entry
from interlock.errors import InputError
from interlock.register import PROPERTIES, Kind, Property

__all__ = ["Mark", "marks_of", "world"]

_MOST: Final = 100
_LARGEST_RADIUS: Final = 26.0
_SMALLEST_RADIUS: Final = 1.6
_KINDS: Final = {"clusters": Kind.CLUSTER, "facilities": Kind.FACILITY}
_REGIONS: Final[Mapping[str, tuple[Any, tuple[float, float, float, float]]]] = {
    "world": (_("World"), (0, 0, WIDTH, HEIGHT)),
    "north-america": (_("North America"), (150, 60, 250, 160)),
    "europe": (_("Europe"), (455, 45, 130, 90)),
    "middle-east": (_("Middle East and South Asia"), (570, 110, 170, 110)),
    "east-asia": (_("East Asia"), (700, 60, 180, 130)),
}
_SHOWN: Final = ("owners", "country", "status", "h100_equivalents", "power")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One circle."""

    entry: Entry
    place: Place
    radius: float
    certainty: str
    """``solid``, ``hatched`` or ``outlined``: the class of the drawing."""

    @property
    def markup(self) -> SafeString:
        """The circle with its link; coordinates are written with a point in every language."""
        return format_html(
            '<a href="{}"><circle class="{}" cx="{}" cy="{}" r="{}"><title>{}</title></circle></a>\n',
            self.entry.get_absolute_url(), self.certainty, str(self.place.x), str(self.place.y),
            str(self.radius), self.entry.name,
        )  # fmt: skip


@require_safe
def world(request: HttpRequest) -> HttpResponse:
    """Show the map and its table."""
    parameters = {name: request.GET.getlist(name) for name in request.GET}
    kind = _KINDS.get(request.GET.get("kind", "clusters"), Kind.CLUSTER)
    region = request.GET.get("region", "world")
    region = region if region in _REGIONS else "world"
    problem = None
    wanted = {name: values for name, values in parameters.items() if name not in ("kind", "region")}
    try:
        query = parse_query(kind, wanted)
    except InputError as error:
        problem, query = error, parse_query(kind, {})
    page = list_entries(replace(query, sort="h100_equivalents", descending=True, size=_MOST))
    marks = marks_of(page.entries)
    properties = [PROPERTIES[kind][name] for name in _SHOWN]
    return render(
        request,
        "public/map.html",
        {
            "section": "map",
            "kind": kind,
            "kinds": _KINDS,
            "land": land(),
            "box": _box(region),
            "region": region,
            "regions": {name: title for name, (title, _) in _REGIONS.items()},
            "marks": marks,
            "unplaced": len(page.entries) - len(marks),
            "page": page,
            "most": _MOST,
            "query": query,
            "problem": problem,
            "properties": properties,
            "rows": _rows(page.entries, properties),
        },
        status=200 if problem is None else 400,
    )


def _box(region: str) -> str:
    return " ".join(f"{number:g}" for number in _REGIONS[region][1])


def _rows(entries: Sequence[Entry], properties: Sequence[Property]) -> list[tuple[Entry, SafeString]]:
    heads = [(prop, property_label(prop), prop.unit is not None) for prop in properties]
    return [
        (entry, table_cells((label, _cell(entry, prop), is_number) for prop, label, is_number in heads))
        for entry in entries
    ]


def _cell(entry: Entry, prop: Property) -> str:
    value = _public(entry, prop.name)
    return "" if value is None else shown(value, prop)


def _public(entry: Entry, name: str) -> Any:  # noqa: ANN401  # JSON
    kept = entry.held.get(name)
    return kept["value"] if kept is not None and kept["public"] else None


def marks_of(entries: Sequence[Entry]) -> tuple[Mark, ...]:
    """Return a circle for each entry with coordinates, the largest first so that none hides a smaller."""
    placed = [(entry, _public(entry, "point")) for entry in entries]
    amounts = {entry.id: _amount(entry) for entry, point in placed if point is not None}
    largest = max((amount or 0 for amount in amounts.values()), default=0)
    marks = [
        Mark(
            entry=entry,
            place=on_paper(point["latitude"], point["longitude"]),
            radius=_radius(amounts[entry.id], largest),
            certainty=_certainty(entry),
        )
        for entry, point in placed
        if point is not None
    ]
    return tuple(sorted(marks, key=lambda mark: -mark.radius))


def _amount(entry: Entry) -> float | None:
    value = _public(entry, "h100_equivalents")
    return None if value is None else float(value["central"])


def _radius(amount: float | None, largest: float) -> float:
    if not amount or not largest:
        return _SMALLEST_RADIUS
    return round(max(_LARGEST_RADIUS * math.sqrt(amount / largest), _SMALLEST_RADIUS), 2)


def _certainty(entry: Entry) -> str:
    if _public(entry, "status") not in ("existing", "operating") or _public(entry, "possible_duplicate"):
        return "outlined"
    return "solid" if _public(entry, "confidence") == "confident" else "hatched"
