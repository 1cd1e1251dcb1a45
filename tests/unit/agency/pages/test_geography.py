"""The projection keeps areas, and the outlines stay on the paper."""

from __future__ import annotations

import math
import re

import pytest

from interlock.agency.pages.geography import HEIGHT, WIDTH, equal_earth, land, on_paper


def test_the_projection_has_its_published_proportions() -> None:
    """Equal Earth is 2.05458 times as wide as high (Šavrič, Patterson and Jenny 2019, section 3)."""
    assert pytest.approx(2.05458, abs=1e-5) == WIDTH / HEIGHT
    assert equal_earth(90, 0)[1] == pytest.approx(1.3173627591574133)


@pytest.mark.parametrize("latitude", [0, 23, 47, 66, 85])
def test_areas_are_kept_everywhere(latitude: float) -> None:
    """A small patch has the area on paper that it has on the sphere, whatever its latitude."""
    step = 1e-4
    (x0, y0), (x1, _) = equal_earth(latitude, 10), equal_earth(latitude, 10 + step)
    y1 = equal_earth(latitude + step, 10)[1]
    on_sphere = math.radians(step) ** 2 * math.cos(math.radians(latitude))
    assert (x1 - x0) * (y1 - y0) == pytest.approx(on_sphere, rel=1e-4)


def test_corners_of_the_world_are_corners_of_the_paper() -> None:
    """North is up and west is left."""
    assert on_paper(0, -180).x == 0
    assert on_paper(0, 180).x == WIDTH
    assert on_paper(90, 0).y == 0
    assert on_paper(-90, 0).y == pytest.approx(HEIGHT, abs=0.01)


def test_no_outline_jumps_across_the_paper() -> None:
    """What crosses the 180th meridian is cut there, not drawn back across the whole world."""
    jumps = []
    for start, line in re.findall(r"M([^l]+)l([^z]+)z", land()):
        down = float(start.split(",")[1])
        for step in line.split():
            right, further = map(float, step.split(","))
            down += further
            if abs(right) > WIDTH / 3 and down < 0.98 * HEIGHT:  # the South Pole is a line on this paper
                jumps.append(step)
    assert jumps == []
