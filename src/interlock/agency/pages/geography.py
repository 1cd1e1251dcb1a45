"""The world on paper: a projection that keeps areas true, and the outlines of the land.

Areas must be true because area carries meaning on the map: a circle over Russia must not look smaller
than the same circle over Rwanda.

References
----------
.. [1] Šavrič, Patterson, Jenny, *The Equal Earth map projection*, International Journal of Geographical
   Information Science 33(3), 2019, pp. 454-465, equations 1 to 3.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Any, Final

__all__ = ["HEIGHT", "WIDTH", "Place", "equal_earth", "land", "on_paper"]

_A1, _A2, _A3, _A4 = 1.340264, -0.081106, 0.000893, 0.003796
_M: Final = math.sqrt(3) / 2
_EAST: Final = math.pi / (_M * _A1)
_NORTH: Final = (math.pi / 3) * (
    _A1 + _A2 * (math.pi / 3) ** 2 + (math.pi / 3) ** 6 * (_A3 + _A4 * (math.pi / 3) ** 2)
)
WIDTH: Final = 1000.0
"""Width of the paper."""
HEIGHT: Final = WIDTH * _NORTH / _EAST
"""Height of the paper; the projection's own ratio."""

_FINEST: Final = 0.8
"""The smallest step drawn, in units of the paper."""
_HALF_TURN: Final = 180.0

Arc = list[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Place:
    """A point on the paper, from its upper left corner."""

    x: float
    y: float


def equal_earth(latitude: float, longitude: float) -> tuple[float, float]:
    """Return x and y on a sphere of radius 1.

    Parameters
    ----------
    latitude, longitude
        Degrees, north and east positive.

    Examples
    --------
    >>> x, y = equal_earth(0, 180)
    >>> round(x, 5), round(y, 5)
    (2.70663, 0.0)
    """
    theta = math.asin(_M * math.sin(math.radians(latitude)))
    second, sixth = theta**2, theta**6
    slope = _A1 + 3 * _A2 * second + sixth * (7 * _A3 + 9 * _A4 * second)
    x = math.radians(longitude) * math.cos(theta) / (_M * slope)
    y = theta * (_A1 + _A2 * second + sixth * (_A3 + _A4 * second))
    return x, y


def on_paper(latitude: float, longitude: float) -> Place:
    """Return where a place lies on the paper."""
    x, y = equal_earth(latitude, longitude)
    scale = WIDTH / (2 * _EAST)
    return Place(round((x + _EAST) * scale, 2), round((_NORTH - y) * scale, 2))


@cache
def land() -> str:
    """Return the outlines of all States as one SVG path."""
    text = files("interlock.agency.pages").joinpath("data/countries-110m.json").read_text(encoding="utf-8")
    topology = json.loads(text)
    arcs = [_decoded(arc, topology["transform"]) for arc in topology["arcs"]]
    return "".join(
        _outline(ring, arcs)
        for geometry in topology["objects"]["countries"]["geometries"]
        for ring in _rings(geometry)
    )


def _decoded(arc: Sequence[Sequence[int]], transform: dict[str, Any]) -> Arc:
    """Return an arc's longitudes and latitudes: TopoJSON stores whole-number steps from point to point."""
    (scale_x, scale_y), (shift_x, shift_y) = transform["scale"], transform["translate"]
    x = y = 0
    points = []
    for step_x, step_y in arc:
        x, y = x + step_x, y + step_y
        points.append((x * scale_x + shift_x, y * scale_y + shift_y))
    return points


def _rings(geometry: dict[str, Any]) -> Iterator[list[int]]:
    polygons = geometry.get("arcs", ())
    for polygon in [polygons] if geometry["type"] == "Polygon" else polygons:
        yield from polygon


def _outline(ring: Sequence[int], arcs: Sequence[Arc]) -> str:
    """Return one closed line, or two where it crosses the 180th meridian.

    A negative number means that arc backwards, ~0 being the first.
    """
    line: Arc = []
    for number in ring:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        line += arc[1 if line else 0 :]
    parts = (_cut([(x + turn, y) for x, y in _unwrapped(line)]) for turn in (-360.0, 0.0, 360.0))
    return "".join(_path([on_paper(y, x) for x, y in part]) for part in parts if part)


def _unwrapped(line: Arc) -> Arc:
    """Return the line without jumps across the 180th meridian; as it is where it goes around a pole."""
    turned, turn = [line[0]], 0.0
    for (before, _), (longitude, latitude) in pairwise(line):
        if abs(longitude - before) > _HALF_TURN:
            turn += -360.0 if longitude > before else 360.0
        turned.append((longitude + turn, latitude))
    return turned if turn == 0 else line


def _cut(line: Arc) -> Arc:
    """Return what of a closed line lies on the paper, by Sutherland and Hodgman's clipping."""
    return _half(_half(line, _HALF_TURN, 1), -_HALF_TURN, -1)


def _half(line: Arc, edge: float, side: int) -> Arc:
    kept: Arc = []
    for (x0, y0), (x1, y1) in pairwise([*line, *line[:1]]):
        if (edge - x0) * side >= 0:
            kept.append((x0, y0))
        if (edge - x0) * (edge - x1) < 0:
            kept.append((edge, y0 + (y1 - y0) * (edge - x0) / (x1 - x0)))
    return kept


def _path(points: Sequence[Place]) -> str:
    """Return a closed line in steps, without what is finer than the paper shows."""
    kept = [points[0]]
    for point in points[1:]:
        if abs(point.x - kept[-1].x) + abs(point.y - kept[-1].y) >= _FINEST:
            kept.append(point)
    start, *rest = ((round(point.x * 10), round(point.y * 10)) for point in kept)
    steps, here = [], start
    for there in rest:
        steps.append(f"{(there[0] - here[0]) / 10:g},{(there[1] - here[1]) / 10:g}")
        here = there
    return f"M{start[0] / 10:g},{start[1] / 10:g}l{' '.join(steps)}z" if steps else ""
