"""The States are entries, each once."""

from __future__ import annotations

from datetime import date

import pytest

from interlock.agency.register.models import Change, Entry, Statement
from interlock.agency.register.reading import read_entry
from interlock.agency.register.states import ensure_states
from interlock.register import Kind
from tests.unit.agency.conftest import NOW

pytestmark = pytest.mark.django_db


def test_every_member_of_the_united_nations_is_entered_with_its_codes() -> None:
    """193 members, two observers and three places that occur in the data."""
    ensure_states(at=NOW)

    germany = read_entry(Kind.STATE, "germany", as_of=NOW.date())
    assert Entry.objects.filter(kind=Kind.STATE, held__un_standing__value="member").count() == 193
    assert Entry.objects.filter(kind=Kind.STATE, is_listed=True).count() == 198
    assert germany.values["three_letter_code"] == "DEU"
    assert germany.values["numeric_code"] == "276"
    assert germany.values["un_member_since"] == "1973-09-18"


def test_a_place_is_listed_by_its_code_and_nothing_is_said_of_its_status() -> None:
    """The register takes no side."""
    ensure_states(at=NOW)

    assert set(read_entry(Kind.STATE, "taiwan", as_of=NOW.date()).values) == {
        "code", "three_letter_code", "numeric_code",
    }  # fmt: skip


def test_entering_the_states_again_changes_nothing() -> None:
    """No statement, no entry, no act."""
    ensure_states(at=NOW)
    before = (Change.objects.count(), Statement.objects.count(), Entry.objects.count())

    ensure_states(at=NOW)

    assert (Change.objects.count(), Statement.objects.count(), Entry.objects.count()) == before


def test_the_register_knows_its_states_as_of_earlier_years() -> None:
    """What has been true since 2011 is not news of today."""
    ensure_states(at=NOW)

    assert read_entry(Kind.STATE, "south-sudan", as_of=date(2021, 1, 1)).values["code"] == "SS"
