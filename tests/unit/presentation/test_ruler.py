"""Geometry and drawings of the threshold ruler."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interlock.presentation.ruler import Mark, lay_out
from interlock.presentation.ruler_svg import ruler_svg
from interlock.presentation.ruler_text import ruler_text
from interlock.quantities import Estimate, Flop, Fraction
from interlock.quantities.provenance import Shape

LONG = "a-rulebook-with-quite-a-long-identifier"
SVG = "{http://www.w3.org/2000/svg}"


def interval(low: float, high: float, central: float | None = None) -> Estimate[Flop]:
    """Return an estimate of compute."""
    return Estimate.from_interval(Flop, low=low, high=high, central=central)


def drawn(estimate: Estimate[Flop], marks: list[Mark]) -> ET.Element:
    """Return the drawing as a parsed tree."""
    text = ruler_svg(lay_out(estimate, marks), title="<&\"'>", identifier="r")
    return ET.fromstring(text)  # noqa: S314  # our own drawing


# ── geometry ──


def test_the_bar_is_solid_beyond_the_highest_threshold_within_reach() -> None:
    """Of two thresholds inside the bar, the greater one turns it solid; one beyond does not."""
    ruler = lay_out(interval(1e24, 1e27), [Mark("a", 1e25), Mark("b", 1e26), Mark("c", 1e28)])

    assert ruler.solid_from == 1e26
    assert lay_out(interval(1e24, 1e25), [Mark("c", 1e28)]).solid_from is None


def test_the_axis_holds_estimate_and_thresholds() -> None:
    """A threshold far away widens the axis; half a decade stays free at each end."""
    ruler = lay_out(interval(1e20, 1e21), [Mark("far", 1e30)])

    assert ruler.start <= 1e20 / 3
    assert ruler.end >= 3e30
    assert 0 < ruler.position(1e20) < ruler.position(1e30) < 1


def test_thresholds_at_nothing_are_left_out() -> None:
    """0 has no place on a logarithmic axis."""
    assert lay_out(interval(1e20, 1e21), [Mark("zero", 0.0)]).marks == ()


def test_the_axis_of_a_score_is_linear() -> None:
    """A share runs from 0 to 1, a half in the middle."""
    score = Estimate.from_interval(Fraction, low=0.85, high=0.89)
    ruler = lay_out(score, [Mark("a", 0.86)])

    assert (ruler.start, ruler.end, ruler.position(0.5)) == (0.0, 1.0, 0.5)


def test_a_low_end_of_zero_lies_at_the_edge() -> None:
    """A normal estimate cut off at 0 begins where the axis does."""
    cut = Estimate(unit=Flop, low=0.0, central=1e3, high=3e3, shape=Shape.NORMAL)
    ruler = lay_out(cut, [Mark("a", 2e3)])

    assert ruler.position(0.0) == 0.0
    assert ruler_text(ruler)
    ET.fromstring(ruler_svg(ruler, title="t", identifier="r"))  # noqa: S314  # our own drawing


@given(
    low=st.floats(1e-3, 1e40),
    factor=st.floats(1, 1e12),
    marks=st.lists(st.tuples(st.text("abc-, ", max_size=60), st.floats(1e-3, 1e40)), max_size=30),
    width=st.integers(20, 84),
)
def test_everything_lies_on_the_axis(
    low: float, factor: float, marks: list[tuple[str, float]], width: int
) -> None:
    """Whatever the values, the parts lie between 0 and 1 in order, and no line is wider than asked."""
    ruler = lay_out(interval(low, low * factor), [Mark(label, value) for label, value in marks])

    assert 0 <= ruler.position(ruler.low) <= ruler.position(ruler.central) <= ruler.position(ruler.high) <= 1
    lines = ruler_text(ruler, width=width).splitlines()
    # The numbers under the axis may reach one label beyond its end.
    assert all(len(line) <= width for line in lines[:-1])
    assert len(lines[-1]) <= width + 8


# ── drawings ──


def test_text_shows_solid_hatched_and_notch() -> None:
    """Hatched up to the threshold, solid beyond, one notch at the centre."""
    text = ruler_text(lay_out(interval(1e24, 1e26), [Mark("law", 1e25)]), width=64)
    bar = next(line for line in text.splitlines() if "◆" in line).strip()

    assert re.fullmatch(r"░+█*◆█+", bar)


def test_text_shows_one_sided_bars() -> None:
    """A bar below every threshold is hatched, one above all of them solid."""
    below = ruler_text(lay_out(interval(1e22, 1e23), [Mark("law", 1e25)]))
    above = ruler_text(lay_out(interval(1e26, 1e27), [Mark("law", 1e25)]))

    assert "█" not in below
    assert "░" not in above


def test_text_without_marks_has_a_bar_and_an_axis() -> None:
    """No threshold, no names; the scale is still there."""
    lines = ruler_text(lay_out(interval(1e22, 1e23), [])).splitlines()

    assert len(lines) == 3
    assert "┼" not in lines[1]


def test_text_stems_stand_over_their_ticks() -> None:
    """The corner of each name stands in the column of its tick."""
    marks = [Mark(f"law {number}", 10.0**number) for number in range(20, 29)]
    lines = ruler_text(lay_out(interval(1e22, 1e23), marks), width=84).splitlines()
    axis = next(line for line in lines if "─" in line)
    corners = sorted(line.index("┌") if "┌" in line else line.index("┐") for line in lines if "law" in line)

    assert corners == [column for column, cell in enumerate(axis) if cell == "┼"]


@pytest.mark.parametrize("width", [20, 40, 84])
@pytest.mark.parametrize("value", [1e20, 3e22, 1e30])
def test_long_names_are_cut_and_say_so(width: int, value: float) -> None:
    """Names that don't fit are shortened; nothing is drawn outside."""
    marks = [Mark(f"{LONG}-{number}", value) for number in range(12)]
    lines = ruler_text(lay_out(interval(1e22, 1e23), marks), width=width).splitlines()

    assert all(len(line) <= width for line in lines[:-1])
    assert "…" in lines[0] or "more" in lines[0]


def test_svg_shows_solid_hatched_notch_and_ticks() -> None:
    """The same drawing has its parts as elements, in order from left to right."""
    root = drawn(interval(1e24, 1e26), [Mark("law", 1e25, 0.5)])
    parts = {element.get("class"): element for element in root.iter()}
    hatched, solid = parts["hatched"], parts["solid"]

    assert float(hatched.get("width", "0")) > 0
    assert float(solid.get("x", "0")) == pytest.approx(
        float(hatched.get("x", "0")) + float(hatched.get("width", "0")), abs=0.2
    )
    assert {"notch", "mark", "tick", "axis"} <= parts.keys()


def test_svg_says_what_it_shows() -> None:
    """People who don't see the drawing get the numbers and the odds, escaped."""
    root = drawn(interval(1e24, 1e26), [Mark("<law>", 1e25, 0.5)])
    title, description = root[0].text, root[1].text or ""

    assert title == "<&\"'>"
    assert "<law> at 1 × 10²⁵, 50% likely" in description


@pytest.mark.parametrize("count", [0, 1, 30])
@pytest.mark.parametrize(("low", "high"), [(1e-3, 1e40), (1e24, 1e24), (1e39, 1e40), (1e-3, 2e-3)])
@pytest.mark.parametrize("label", ["x", LONG, LONG * 4])
def test_svg_names_never_lie_outside(count: int, low: float, high: float, label: str) -> None:
    """Wherever the thresholds are and however long their names, the text stays on the drawing."""
    marks = [Mark(f"{label}{number}", 10.0 ** (-3 + 43 * number / 30)) for number in range(count)]
    root = drawn(interval(low, high), marks)
    width = float(root.get("viewBox", "").split()[2])

    for text in root.iter("text"):
        if text.get("class") != "name":
            continue
        x, length = float(text.get("x", "0")), len(text.text or "") * 6.3
        start = x - length if text.get("text-anchor") == "end" else x
        assert start >= -4
        assert start + length <= width + 4


def test_svg_names_of_one_place_are_joined() -> None:
    """Ten laws with one threshold share one tick, and say how many are not named."""
    root = drawn(interval(1e22, 1e23), [Mark(f"{LONG}-{number}", 1e26) for number in range(10)])
    names = [text.text or "" for text in root.iter("text") if text.get("class") == "name"]

    assert len(names) == 1
    assert "more" in names[0]
