"""The threshold ruler as SVG: inline in pages, readable in print, named for screen readers."""

from __future__ import annotations

from html import escape

from interlock.phrases import Phrase, Speaker, listed, numeral, phrase, spoken
from interlock.presentation.labels import fitted
from interlock.presentation.ruler import Mark, Ruler
from interlock.quantities.notation import interval_text, scientific

__all__ = ["ruler_svg"]

_WIDTH, _SIDE = 720, 12
_ROW, _BAR, _AXIS_ROOM = 16, 14, 22
_CHARACTER = 7.2
_MOST_LABELS = 12


def ruler_svg(ruler: Ruler, *, title: str, identifier: str, speaker: Speaker | None = None) -> str:
    """Return one ``<svg>`` element.

    Parameters
    ----------
    ruler
        Geometry from `lay_out`.
    title
        What is measured, for people who don't see the drawing.
    identifier
        Prefix of the element's ids, unique in the page.
    speaker
        Says labels and description in another language than English.
    """
    rows = _label_rows(ruler, speaker)
    described = _description(ruler)
    description = spoken(described, speaker) if speaker else described
    axis_at = len(rows) * _ROW + _BAR + 10
    height = axis_at + _AXIS_ROOM
    return (
        f'<svg class="ruler" viewBox="0 0 {_WIDTH} {height}" role="img" aria-labelledby="{identifier}-t {identifier}-d">'
        f'<title id="{identifier}-t">{escape(title)}</title>'
        f'<desc id="{identifier}-d">{escape(description)}</desc>'
        f"{_marks(rows, axis_at)}{_bar(ruler, axis_at - _BAR - 4)}{_axis(ruler, axis_at, speaker)}</svg>"
    )


def _x(ruler: Ruler, value: float) -> float:
    return round(_SIDE + ruler.position(value) * (_WIDTH - 2 * _SIDE), 1)


def _description(ruler: Ruler) -> Phrase:
    return phrase(
        "Estimate {interval} {unit}, centre {central}. {marks}",
        interval=numeral(interval_text(ruler.low, ruler.high)),
        unit=phrase(ruler.unit),
        central=numeral(scientific(ruler.central)),
        marks=listed((_told(mark) for mark in ruler.marks), "; "),
    )


def _told(mark: Mark) -> Phrase:
    value = numeral(scientific(mark.value))
    if mark.probability is None:
        return phrase("{label} at {value}", label=mark.label, value=value)
    return phrase(
        "{label} at {value}, {percent}% likely to be above",
        label=mark.label, value=value, percent=f"{mark.probability * 100:.0f}",
    )  # fmt: skip


def _label_rows(ruler: Ruler, speaker: Speaker | None) -> list[list[tuple[float, str, bool]]]:
    """Place labels in rows so that none covers another; the last row lies nearest the axis."""
    rows: list[list[tuple[float, str, bool]]] = []
    ends: list[float] = []
    for x, labels in _grouped(ruler):
        text = fitted(labels, int((max(x, _WIDTH - x) - 8) / _CHARACTER), speaker=speaker)
        width = len(text) * _CHARACTER + 8
        leftward = x + width > _WIDTH
        start = x - width if leftward else x
        row = next((index for index, end in enumerate(ends) if start >= end), len(rows))
        if row == len(rows):
            rows.append([])
            ends.append(0.0)
        rows[row].append((x, text, leftward))
        ends[row] = max(start + width, x + 4)
    return rows[::-1]


def _grouped(ruler: Ruler) -> list[tuple[float, list[str]]]:
    groups: dict[float, list[Mark]] = {}
    for mark in ruler.marks:
        groups.setdefault(_x(ruler, mark.value), []).append(mark)
    return [(x, [mark.label for mark in marks]) for x, marks in groups.items()]


def _marks(rows: list[list[tuple[float, str, bool]]], axis_at: int) -> str:
    parts = []
    for index, row in enumerate(rows):
        baseline = index * _ROW + 12
        for x, text, leftward in row:
            anchor, shift = ("end", -4) if leftward else ("start", 4)
            parts.append(
                f'<line class="mark" x1="{x}" y1="{baseline - 9}" x2="{x}" y2="{axis_at + 4}"/>'
                f'<text class="name" x="{x + shift}" y="{baseline}" text-anchor="{anchor}">{escape(text)}</text>'
            )
    return "".join(parts)


def _bar(ruler: Ruler, top: int) -> str:
    first, last, notch = (_x(ruler, value) for value in (ruler.low, ruler.high, ruler.central))
    turn = last if ruler.solid_from is None else min(max(_x(ruler, ruler.solid_from), first), last)
    return (
        f'<rect class="hatched" x="{first}" y="{top}" width="{max(turn - first, 0):.1f}" height="{_BAR}"/>'
        f'<rect class="solid" x="{turn}" y="{top}" width="{max(last - turn, 0):.1f}" height="{_BAR}"/>'
        f'<path class="notch" d="M{notch} {top - 3}v{_BAR + 6}"/>'
    )


def _axis(ruler: Ruler, y: int, speaker: Speaker | None) -> str:
    every = max(1, -(-len(ruler.ticks) // _MOST_LABELS))
    ticks = "".join(
        f'<path class="tick" d="M{_x(ruler, value)} {y}v4"/>'
        + (
            f'<text class="power" x="{_x(ruler, value)}" y="{y + 17}" text-anchor="middle">{speaker.numeral(text) if speaker else text}</text>'
            if index % every == 0
            else ""
        )
        for index, (value, text) in enumerate(ruler.ticks)
    )
    return f'<path class="axis" d="M{_SIDE} {y}H{_WIDTH - _SIDE}"/>{ticks}'
