"""How a facility grows: its figures day by day as a table, and its power as a drawing of the same values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from interlock.agency.pages.days import day
from interlock.agency.pages.numbers import amount
from interlock.agency.pages.values import told
from interlock.agency.register.reading import EntryView
from interlock.quantities import Watts
from interlock.register import Property, Statement, ValueType

__all__ = ["Timeline", "timeline"]

_WIDTH: Final = 820
_HEIGHT: Final = 240
_LEFT, _RIGHT, _TOP, _BOTTOM = 76, 24, 16, 32
_ROUND: Final = (1.0, 2.0, 2.5, 5.0, 10.0)
_STEPS: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """What is said of one day."""

    day: date
    labelled: tuple[tuple[Property, str], ...]
    """A column and what it says."""
    is_foretold: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """Figures by day, and the drawing of their power; empty where too few days are known."""

    columns: tuple[Property, ...]
    moments: tuple[Moment, ...]
    drawing: SafeString


def timeline(view: EntryView) -> Timeline | None:
    """Return how the figures of an entry changed from day to day; None where none is told of two days."""
    said = _latest_words(view)
    columns = tuple(
        prop
        for name, prop in view.properties.items()
        if prop.type in (ValueType.ESTIMATE, ValueType.COUNT) and sum(known == name for known, _ in said) > 1
    )
    if not columns:
        return None
    days = sorted({on for name, on in said if any(prop.name == name for prop in columns)})
    moments = tuple(_moment(on, columns, said) for on in days)
    points = [said["power", on] for on in days if ("power", on) in said]
    return Timeline(columns=columns, moments=moments, drawing=_drawing(points))


def _latest_words(view: EntryView) -> Mapping[tuple[str, date], Statement]:
    latest: dict[tuple[str, date], Statement] = {}
    for one in view.statements:
        if (
            one.holds_from is None
            or one.value is None
            or one.change in view.void
            or one.stated_on > view.as_of
        ):
            continue
        if view.held_at is not None and one.recorded_at > view.held_at:
            continue
        held = latest.get((one.property, one.holds_from))
        if held is None or one.precedence > held.precedence:
            latest[one.property, one.holds_from] = one
    return latest


def _moment(on: date, columns: Sequence[Property], said: Mapping[tuple[str, date], Statement]) -> Moment:
    found = [(prop, said.get((prop.name, on))) for prop in columns]
    return Moment(
        day=on,
        labelled=tuple((prop, "" if one is None else told(one.value, prop)) for prop, one in found),
        is_foretold=all(one.is_projection for _, one in found if one is not None),
    )


def _drawing(points: Sequence[Statement]) -> SafeString:
    """Return the power by day as SVG: observed steps drawn through, foretold ones broken."""
    if len(points) < 2:  # noqa: PLR2004  # a line has two ends
        return SafeString("")
    days = [(one.holds_from or one.stated_on).toordinal() for one in points]
    watts = [float(one.value["central"]) for one in points]
    top, step = _ceiling(max(watts))
    span = max(days[-1] - days[0], 1)
    xs = [_LEFT + (on - days[0]) / span * (_WIDTH - _LEFT - _RIGHT) for on in days]
    ys = [_HEIGHT - _BOTTOM - value / top * (_HEIGHT - _TOP - _BOTTOM) for value in watts]
    observed = sum(not one.is_projection for one in points)
    parts = [
        _grid(top, step),
        _years(days[0], days[-1], span),
        _path(xs, ys, 0, observed, "line"),
        _path(xs, ys, max(observed - 1, 0), len(points), "line foretold") if observed < len(points) else "",
        _dots(points, xs, ys),
    ]
    return format_html(
        '<svg class="chart" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>',
        _WIDTH, _HEIGHT,
        gettext("Power from {start} to {end}; the table below holds the same values.").format(
            start=day(date.fromordinal(days[0])), end=day(date.fromordinal(days[-1]))
        ),
        format_html_join("", "{}", ((part,) for part in parts)),
    )  # fmt: skip


def _ceiling(most: float) -> tuple[float, float]:
    """Return the end of the axis and the distance of its lines, in round numbers."""
    if most <= 0:
        return 1.0, 1.0
    size = 10.0 ** (len(str(int(most / _STEPS))) - 1)
    step = next(size * one for one in _ROUND if size * one * _STEPS >= most)
    return step * _STEPS, step


def _grid(top: float, step: float) -> SafeString:
    rows = []
    for index in range(_STEPS + 1):
        y = _HEIGHT - _BOTTOM - index * step / top * (_HEIGHT - _TOP - _BOTTOM)
        text = amount(index * step, Watts) if index else "0"
        rows.append((_LEFT, _WIDTH - _RIGHT, f"{y:.1f}", f"{y:.1f}", _LEFT - 8, f"{y + 4:.1f}", text))
    return format_html_join(
        "",
        '<line class="grid" x1="{}" x2="{}" y1="{}" y2="{}"/><text x="{}" y="{}" text-anchor="end">{}</text>',
        rows,
    )


def _years(first: int, last: int, span: int) -> SafeString:
    starts = [
        date(year, 1, 1) for year in range(date.fromordinal(first).year, date.fromordinal(last).year + 2)
    ]
    rows = []
    for start in starts:
        if first <= start.toordinal() <= last:
            x = _LEFT + (start.toordinal() - first) / span * (_WIDTH - _LEFT - _RIGHT)
            rows.append((f"{x:.1f}", _HEIGHT - _BOTTOM, _HEIGHT - _BOTTOM + 5, _HEIGHT - 10, start.year))
    return format_html_join(
        "",
        '<line class="tick" x1="{0}" x2="{0}" y1="{1}" y2="{2}"/>'
        '<text x="{0}" y="{3}" text-anchor="middle">{4}</text>',
        rows,
    )


def _path(xs: Sequence[float], ys: Sequence[float], start: int, end: int, style: str) -> SafeString:
    if end - start < 2:  # noqa: PLR2004  # a line has two ends
        return SafeString("")
    steps = [f"M{xs[start]:.1f} {ys[start]:.1f}"]
    steps += [f"H{xs[index]:.1f}V{ys[index]:.1f}" for index in range(start + 1, end)]
    return format_html('<path class="{}" d="{}"/>', style, "".join(steps))


def _dots(points: Sequence[Statement], xs: Sequence[float], ys: Sequence[float]) -> SafeString:
    rows = (
        (
            "dot foretold" if one.is_projection else "dot",
            f"{x:.1f}",
            f"{y:.1f}",
            f"{day(one.holds_from or one.stated_on)}: {amount(one.value['central'], Watts)}",
        )
        for one, x, y in zip(points, xs, ys, strict=True)
    )
    return format_html_join("", '<circle class="{}" cx="{}" cy="{}" r="4"><title>{}</title></circle>', rows)
