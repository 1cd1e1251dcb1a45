"""Acts and verdicts each make another state of the register; reading makes none."""

from __future__ import annotations

from datetime import date

import pytest

from interlock.agency.register.latest import latest
from interlock.agency.register.models import Verdict
from interlock.agency.register.reading import read_entry
from interlock.register import Kind
from tests.unit.agency.conftest import NOW, entry, record, take

pytestmark = pytest.mark.django_db


def test_every_act_and_every_verdict_makes_another_state() -> None:
    """Two states are told apart, however small the difference."""
    states = [latest()]
    take(record("One", parameters=1e9))
    states.append(latest())
    Verdict.objects.create(
        entry=entry("One"), rulebook="eu-ai-act", revision="r", outcomes={}, holds_from=date(2026, 1, 1),
        cause="values", version=1, computed_at=NOW,
    )  # fmt: skip
    states.append(latest())
    read_entry(Kind.MODEL, "one", as_of=NOW.date())
    assert len({*states, latest()}) == 3
