"""Power against cooling: alarms seldom, says what it can't see, and refuses on too little."""

from __future__ import annotations

import csv
import math
import random
from pathlib import Path
from typing import Any

import pytest

from interlock.errors import InputError, InsufficientEvidenceError
from interlock.findings import FindingKind
from interlock.quantities import Estimate, Watts
from interlock.quantities.estimate import Z90
from interlock.register.cooling import (
    FALSE_ALARM_PROBABILITY,
    Equipment,
    capacity_from_size,
    check_cooling,
    check_facility,
    heat_carried,
)


def watts(low: float, central: float | None = None, high: float | None = None) -> Estimate[Watts]:
    """Return a power."""
    return Estimate.from_interval(Watts, low=low, central=central or low, high=high or central or low)


def test_power_beyond_the_cooling_is_a_discrepancy_with_its_rate() -> None:
    """The finding says what was checked, what was not, and how often it is wrong."""
    finding = check_cooling("Site", it_power=watts(3e8), capacity=watts(8e7, 1e8, 1.2e8)).finding

    assert finding is not None
    assert finding.kind is FindingKind.DISCREPANCY
    assert finding.false_alarm_probability == FALSE_ALARM_PROBABILITY
    assert "3 times as much" in finding.message.replace(".0", "")
    assert "whether all cooling was seen" in finding.not_checked


def test_far_less_power_than_cooling_is_a_discrepancy() -> None:
    """Cooling for ten times the declared power carries the heat of something."""
    finding = check_cooling("Site", it_power=watts(1e7), capacity=watts(1e8)).finding

    assert finding is not None
    assert "more computers than are declared" in finding.likely_causes


@pytest.mark.parametrize("ratio", [0.4, 0.7, 1.0, 1.3])
def test_ordinary_reserve_is_no_discrepancy(ratio: float) -> None:
    """A second line of cooling beside each, or a rating exceeded a little, alarms nobody."""
    assert check_cooling("Site", it_power=watts(ratio * 1e8), capacity=watts(1e8)).finding is None


def test_the_power_of_a_site_is_divided_by_its_usage_effectiveness() -> None:
    """Lights and pumps are not computers."""
    check = check_cooling("Site", site_power=watts(1.25e8), capacity=watts(1e8))

    assert check.power.central == pytest.approx(1e8)
    assert check.ratio == pytest.approx(1.0)


@pytest.mark.parametrize(
    "values",
    [
        {"it_power": {"low": 1e8, "central": 1e8, "high": 1e8}},
        {"cooling_capacity": {"low": 1e8, "central": 1e8, "high": 1e8}},
        {
            "it_power": {"low": 0.0, "central": 0.0, "high": 0.0},
            "cooling_capacity": {"low": 1e8, "central": 1e8, "high": 1e8},
        },
        {},
    ],
)
def test_too_little_is_refused(values: dict[str, Any]) -> None:
    """What is not known is not 0."""
    with pytest.raises(InsufficientEvidenceError):
        check_facility("Site", values)


def test_no_machine_seen_is_no_capacity_of_nothing() -> None:
    """Machines add up with common errors; none at all says nothing."""
    chillers = Equipment(kind="chiller", count=10, capacity=watts(0.8e6, 1e6, 1.2e6))

    assert heat_carried([chillers, chillers]).high == pytest.approx(2.4e7)
    with pytest.raises(InsufficientEvidenceError):
        heat_carried([])
    with pytest.raises(InsufficientEvidenceError):
        capacity_from_size(10.0, [(1.0, 1e5)] * 19)
    with pytest.raises(InputError):
        capacity_from_size(0.0, [(1.0, 1e5)] * 20)


def test_honest_sites_alarm_no_more_often_than_stated() -> None:
    """20,000 sites drawn by the check's own assumptions, a third of them with the reserve that is allowed."""
    rng = random.Random(1)  # noqa: S311  # seeded chance for a measurement
    sites = 20_000
    alarms = sum(_alarms(rng) for _ in range(sites))

    assert 0 < alarms / sites <= FALSE_ALARM_PROBABILITY


def _alarms(rng: random.Random) -> bool:
    true, spread, other = 10 ** rng.uniform(6, 9), rng.uniform(0.02, 0.4), rng.uniform(0.02, 0.4)
    power = true * math.exp(rng.gauss(0, spread))
    capacity = true * rng.choice([1, 1, 3]) * math.exp(rng.gauss(0, other) + rng.gauss(0, 0.15))
    return (
        check_cooling("Site", it_power=_about(power, spread), capacity=_about(capacity, other)).finding
        is not None
    )


def _about(value: float, spread: float) -> Estimate[Watts]:
    half = math.exp(Z90 * spread)
    return watts(value / half, value, value * half)


def test_nine_in_ten_sites_of_the_smallest_excess_are_found() -> None:
    """The power of the check is what it says it is."""
    rng = random.Random(2)  # noqa: S311  # seeded chance for a measurement
    spread, sites, found = 0.2, 5_000, 0
    excess = check_cooling(
        "Site", it_power=_about(1e8, spread), capacity=_about(1e8, spread)
    ).smallest_excess_found
    for _ in range(sites):
        power = 1e8 * excess * math.exp(rng.gauss(0, spread))
        capacity = 1e8 * math.exp(rng.gauss(0, spread) + rng.gauss(0, 0.15))
        check = check_cooling("Site", it_power=_about(power, spread), capacity=_about(capacity, spread))
        found += check.finding is not None

    assert found / sites == pytest.approx(0.9, abs=0.02)


@pytest.mark.realdata
@pytest.mark.parametrize(
    ("file", "size", "capacity"),
    [
        ("data_center_chillers_2026-05.csv", "Number of fans", "Cooling capacity (kW)"),
        ("data_center_chillers_2026-05.csv", "Area (m^2)", "Cooling capacity (kW)"),
        ("data_center_cooling_towers_2026-05.csv", "Area (m^2)", "Cooling capacity (central estimate, kW)"),
    ],
)
def test_nine_in_ten_machines_lie_within_their_interval(
    realdata: Path, file: str, size: str, capacity: str
) -> None:
    """Each machine left out in turn: its rated capacity lies where the others put it."""
    with (realdata / "sites" / file).open(encoding="utf-8") as table:
        rows = [(_number(row[size]), _number(row[capacity])) for row in csv.DictReader(table)]
    known = [(float(one), two * 1e3) for one, two in rows if one and two]
    inside = 0
    for place, (one, two) in enumerate(known):
        interval = capacity_from_size(one, known[:place] + known[place + 1 :])
        inside += interval.low <= two <= interval.high

    assert inside / len(known) == pytest.approx(0.9, abs=0.03)


def _number(text: str) -> float | None:
    try:
        return float(text.replace(",", ""))
    except ValueError:
        return None
