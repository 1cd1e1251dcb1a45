"""Numbers are written as people of the page's language write them."""

from __future__ import annotations

import pytest
from django.utils import translation

from interlock.agency.pages.numbers import amount, estimated, interval, percent, unit_label, unit_named, whole
from interlock.quantities import (
    BitPerSecond,
    Bytes,
    ChipHours,
    Flop,
    Fraction,
    Number,
    Parameters,
    Quantity,
    TotalProcessingPerformance,
    UsDollars,
    Watts,
)


@pytest.mark.parametrize(
    ("value", "unit", "english", "german"),
    [
        (3.8e25, Flop, "3.8 × 10²⁵ FLOP", "3,8 × 10²⁵ FLOP"),
        (1.5e8, Watts, "150 MW", "150 MW"),
        (1.96e9, Watts, "1.96 GW", "1,96 GW"),
        (700.0, Watts, "700 W", "700 W"),
        (8e10, Bytes, "80 GB", "80 GB"),
        (4e11, BitPerSecond, "400 Gbit/s", "400 Gbit/s"),
        (0.42, Fraction, "42 %", "42 %"),
        (15824.0, TotalProcessingPerformance, "15,824 TPP", "15.824 TPP"),
        (5.576e6, UsDollars, "USD 5.58 million", None),
        (100_000.0, Number, "100,000", "100.000"),
        (2.788e6, ChipHours, "2.79 million chip-hours", None),
        (0.0, Watts, "0 W", "0 W"),
    ],
)
def test_amounts_have_the_unit_that_people_say(
    value: float, unit: type[Quantity], english: str, german: str | None
) -> None:
    """Power in megawatts, memory in gigabytes, operations in powers of ten; the comma is the language's."""
    with translation.override("en"):
        assert amount(value, unit) == english
    if german is not None:
        with translation.override("de"):
            assert amount(value, unit) == german


def test_a_range_says_its_unit_once() -> None:
    """As the interface writes intervals."""
    with translation.override("en"):
        assert interval(3.1e25, 4.6e25, Flop) == "3.1–4.6 × 10²⁵ FLOP"
        assert estimated(3.1e25, 3.84e25, 4.6e25, Flop) == ("3.8 × 10²⁵ FLOP", "3.1–4.6 × 10²⁵")
    with translation.override("de"):
        assert estimated(3.1e25, 3.84e25, 4.6e25, Flop) == ("3,8 × 10²⁵ FLOP", "3,1–4,6 × 10²⁵")


def test_a_number_without_a_range_keeps_what_was_stated() -> None:
    """Only what is uncertain is rounded to two figures."""
    with translation.override("en"):
        assert estimated(4.05e11, 4.05e11, 4.05e11, Parameters) == ("405 billion", "")
        assert whole(1234567) == "1,234,567"
        assert percent(0.875) == "88 %"


def test_units_are_found_by_symbol_and_named_in_heads_of_columns() -> None:
    """Templates name units by symbol."""
    assert unit_named("FLOP") is Flop
    assert unit_named("parsec") is None
    assert unit_label(Fraction) == "%"
    assert unit_label(Flop) == "FLOP"
    assert not unit_label(None)
    assert not unit_label(Number)
