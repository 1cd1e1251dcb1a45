"""As of which day, and as held when: read strictly, explained kindly."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from interlock.agency.public.asking import parse_moment
from interlock.errors import InputError

TODAY = date(2026, 11, 23)


def test_nothing_asked_is_today() -> None:
    """The page of an entry shows what stands."""
    moment = parse_moment({}, today=TODAY)

    assert (moment.as_of, moment.held_at, moment.is_past) == (TODAY, None, False)


def test_a_day_and_what_was_held_then() -> None:
    """Of a day that the register is asked for, its end is meant."""
    moment = parse_moment({"as_of": "2025-11-23", "held_at": "2026-11-05"}, today=TODAY)

    assert moment.as_of == date(2025, 11, 23)
    assert moment.held_at == datetime(2026, 11, 5, 23, 59, 59, 999999, tzinfo=UTC)
    assert moment.is_past


@pytest.mark.parametrize(
    "text",
    ["2026-11-05T12:00:00+00:00", "2026-11-05T12:00:00 00:00", "2026-11-05T12:00:00Z", "2026-11-05T12:00:00"],
)
def test_an_instant_is_read_as_addresses_carry_it(text: str) -> None:
    """A plus sign in an address comes as a space; an instant without zone is UTC."""
    assert parse_moment({"held_at": text}, today=TODAY).held_at == datetime(2026, 11, 5, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("as_of", "yesterday"), ("as_of", "2026-11-24"), ("as_of", "23.11.2025"), ("as_of", "9" * 5000),
        ("held_at", "noon"), ("held_at", "2030-01-01"), ("held_at", "2026-13-01"), ("held_at", "\x00"),
    ],
)  # fmt: skip
def test_what_can_not_be_read_or_lies_ahead_is_refused(field: str, text: str) -> None:
    """The error names the field and says what to give."""
    with pytest.raises(InputError) as caught:
        parse_moment({field: text}, today=TODAY)

    assert caught.value.field == field
    assert caught.value.advice
    assert len(caught.value.problem) < 100
