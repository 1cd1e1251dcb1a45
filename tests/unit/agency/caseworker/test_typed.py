"""Numbers mean what the officer meant, or are asked back; never something else."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from interlock.agency.caseworker.typed import number, shown_number


@pytest.mark.parametrize(
    ("language", "text", "value"),
    [
        ("en", "3.8e25", 3.8e25), ("en", "3.8 × 10²⁵", 3.8e25), ("en", "3.8 x 10^25", 3.8e25),
        ("en", "10²⁵", 1e25), ("en", "12 000", 12000.0), ("en", "12\u202f000.5", 12000.5), ("en", " 7 ", 7.0),
        ("en", "1.234", 1.234), ("en", ".5", 0.5), ("en", "2E-3", 0.002),
        ("de", "3,8e25", 3.8e25), ("de", "3.8e25", 3.8e25), ("de", "3,8 · 10²⁵", 3.8e25),
        ("de", "1,234", 1.234), ("de", "1.234e25", 1.234e25), ("de", "0.5", 0.5),
    ],
)  # fmt: skip
def test_a_number_is_read_as_the_page_writes_it(language: str, text: str, value: float) -> None:
    """With its decimal separator, an exponent in either form, and thin spaces between thousands."""
    with translation.override(language):
        assert number(text) == pytest.approx(value)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "1,234"), ("en", "3,8e25"), ("en", "1,000,000"), ("de", "1.234"), ("de", "1.000.000"),
        ("de", "1.234,5"), ("en", "nan"), ("en", "inf"), ("en", "1e999"), ("en", "١٢"), ("en", "1_000"),
        ("en", "=1+1"), ("en", "-3"), ("en", "12 00"), ("en", ""), ("en", "0x10"), ("en", "³"),
    ],
)  # fmt: skip
def test_what_could_be_read_in_two_ways_is_asked_back(language: str, text: str) -> None:
    """A factor of a thousand is never guessed, and nothing that is no number passes."""
    with translation.override(language), pytest.raises(ValidationError):
        number(text)


@given(st.floats(min_value=0, max_value=1e60, allow_nan=False), st.sampled_from(["en", "de"]))
def test_what_is_shown_to_be_corrected_reads_back_to_the_same_number(value: float, language: str) -> None:
    """To the last digit, unless it could be read in two ways."""
    with translation.override(language):
        assert number(shown_number(value)) == value
