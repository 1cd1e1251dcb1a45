"""Ways of making a verdict look better than the facts are, and what the register does about each."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.template.loader import render_to_string

from interlock.agency.accounts.models import Membership, User
from interlock.agency.accounts.seats import Seat
from interlock.agency.register.judging import judge
from interlock.agency.register.models import Change, Entry
from interlock.agency.register.reading import read_entry
from interlock.agency.register.verdicts import current_verdicts, judge_entries, verdict_history
from interlock.agency.register.writing import Edit, correct
from interlock.register import Kind, Origin
from interlock.rulebooks import Outcome
from tests.unit.agency.conftest import NOW, entry, record, take

pytestmark = pytest.mark.django_db

PAUSE, COMPUTE = "pauseai-2025-02", "general-system.compute"
LARGE: dict[str, Any] = {
    "training_compute": {"low": 1.5e26, "central": 2.5e26, "high": 4e26},
    "compute_basis": "compiled by the source", "compute_convention": "model", "generates": ["text"],
    "training_chips": ["NVIDIA H100 SXM5 80GB"], "training_chip_count": 100_000, "training_time": 2000.0,
    "utilisation": 0.35,
}  # fmt: skip


@pytest.fixture
def developer(db: None) -> User:  # noqa: ARG001  # a person is a row
    """Return an officer through whom a developer's own correction gets in."""
    user = User.objects.create_user("developer@labs.example", "correct horse battery", name="D. Veloper")
    Membership.objects.create(user=user, seat=Seat.CASEWORKER)
    return user


def amend(user: User, name: str, prop: str, value: object) -> None:
    """Take in the developer's word on one property, and judge."""
    found = entry(name)
    correct(
        found.id, prop, value,
        edit=Edit(
            actor=user, at=NOW, reason="our own figure", seen_version=found.version,
            origin=Origin(publisher="Example Labs", title="Letter"),
        ),
    )  # fmt: skip
    settle(name)


def settle(name: str) -> None:
    """Judge an entry and store what changed."""
    judge_entries([entry(name).id], on=NOW.date(), at=NOW, cause="values")


def outcome(name: str) -> Outcome:
    """Return the stored outcome of the proposal's threshold of compute."""
    stored = {verdict.rulebook: verdict for verdict in current_verdicts(entry(name))}
    return stored[PAUSE].outcomes[COMPUTE].outcome


def test_a_figure_lowered_by_its_developer_against_the_chips_is_caught(developer: User) -> None:
    """The page names the discrepancy, the interval spans both, and the former figure stays in the history."""
    take(record("Example 405B", on=date(2026, 5, 2), **LARGE))
    settle("Example 405B")
    assert outcome("Example 405B") is Outcome.APPLIES

    amend(developer, "Example 405B", "training_compute", 1e24)

    view = read_entry(Kind.MODEL, "example-405b", as_of=NOW.date())
    assessment = judge(view)
    assert assessment is not None
    assert outcome("Example 405B") is not Outcome.DOES_NOT_APPLY
    assert any(finding.check == "consistency-of-estimates" for finding in assessment.findings)
    assert [one.value["central"] for one in view.history("training_compute")] == [1e24, 2.5e26]
    page = render_to_string("register/verdicts.html", {"assessment": assessment, "verdicts": ()})
    assert "Discrepancy" in page


def test_a_figure_lowered_with_nothing_beside_it_is_shown(
    developer: User,
) -> None:
    """Where nothing contradicts the new word it stands, and what was said before is one line above."""
    bare = {name: LARGE[name] for name in ("training_compute", "compute_basis", "compute_convention")}
    take(record("Example 405B", on=date(2026, 5, 2), **bare))
    settle("Example 405B")
    amend(developer, "Example 405B", "training_compute", 1e24)

    change = next(each for each in verdict_history(entry("Example 405B")) if each.provision == COMPUTE)
    assert (change.before, change.after) == (Outcome.APPLIES, Outcome.DOES_NOT_APPLY)
    assert change.on == NOW.date()


def test_calling_a_figure_a_lower_bound_is_caught(developer: User) -> None:
    """At least so much is never at most so much."""
    bare = {name: LARGE[name] for name in ("training_compute", "compute_basis", "compute_convention")}
    take(record("Example 405B", on=date(2026, 5, 2), **bare))
    amend(developer, "Example 405B", "compute_basis", "lower bound")
    amend(developer, "Example 405B", "training_compute", 1e20)

    assert outcome("Example 405B") is Outcome.UNKNOWN
    assert PAUSE in entry("Example 405B").undecided


def test_an_odd_value_to_get_off_the_lists_is_caught(developer: User) -> None:
    """What can't be read leaves the stored verdict as it is, or is left out with the rest judged."""
    take(record("Example 405B", on=date(2026, 5, 2), **LARGE))
    settle("Example 405B")

    amend(developer, "Example 405B", "mmlu", 86.0)
    Entry.objects.filter(name="Example 405B").update(name="Example\u202e 405B")
    judge_entries(Entry.objects.values_list("id", flat=True), on=NOW.date(), at=NOW, cause="values")

    assert PAUSE in Entry.objects.get(slug="example-405b").applies


def test_markup_in_a_name_is_caught() -> None:
    """Names of developers, models and chips come from outside."""
    evil = "<script>alert(1)</script>"
    take(record(evil, developers=[evil], base_model=[evil + " base"], **{**LARGE, "training_chips": [evil]}))
    settle(evil)
    view = read_entry(Kind.MODEL, entry(evil).slug, as_of=NOW.date())

    page = render_to_string(
        "register/verdicts.html", {"assessment": judge(view), "verdicts": current_verdicts(view.entry)}
    )

    assert "<script" not in page
    assert " style=" not in page


def test_judging_twice_to_flood_the_history_is_caught() -> None:
    """A job done twice, or twice at once, adds nothing the second time."""
    take(record("Example 405B", **LARGE))

    settle("Example 405B")
    before = entry("Example 405B").verdicts.count()
    settle("Example 405B")

    assert entry("Example 405B").verdicts.count() == before
    assert Change.objects.count() == 1
