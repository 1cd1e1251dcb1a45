"""Verdicts are stored where they change, with the day from which they hold, and never overwritten."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from interlock.agency.register import verdict_tasks
from interlock.agency.register.judging import check_cooling, judge
from interlock.agency.register.models import Change, Entry, Verdict
from interlock.agency.register.reading import read_entry
from interlock.agency.register.verdict_tasks import dependents
from interlock.agency.register.verdicts import Cause, current_verdicts, judge_entries, verdict_history
from interlock.agency.register.writing import begin, undo, write
from interlock.register import Kind
from interlock.rulebooks import Outcome
from tests.unit.agency.conftest import NOW, act, entry, record, take

pytestmark = pytest.mark.django_db

LARGE: dict[str, Any] = {
    "training_compute": {"low": 3.1e26, "central": 3.8e26, "high": 4.6e26},
    "compute_basis": "stated by the developer", "compute_convention": "model", "generates": ["text"],
    "purpose": "general", "developers": ["Example Labs"], "countries": ["US"],
}  # fmt: skip


TODAY = NOW.date()


def store(*names: str, on: date = TODAY, cause: Cause = "values") -> int:
    """Judge models by name on a day."""
    numbers = [entry(name).id for name in names]
    return judge_entries(numbers, on=on, at=datetime(on.year, on.month, on.day, tzinfo=UTC), cause=cause)


def test_a_verdict_is_stored_once_by_rulebook() -> None:
    """Judging again what has not changed adds nothing."""
    take(record("Example 405B", **LARGE))

    assert store("Example 405B") > 5
    assert store("Example 405B") == 0
    stored = {verdict.rulebook: verdict for verdict in current_verdicts(entry("Example 405B"))}
    assert stored["pauseai-2025-02"].strongest is Outcome.APPLIES


def test_an_entry_names_the_rulebooks_that_apply_and_those_that_leave_it_open() -> None:
    """A proposal is named as a law is; one that applies is not named as open."""
    take(record("Example 405B", **LARGE), record("Unknown 1", generates=["text"]))
    store("Example 405B", "Unknown 1")

    assert {"eu-ai-act", "pauseai-2025-02"} <= set(entry("Example 405B").applies)
    assert not set(entry("Example 405B").applies) & set(entry("Example 405B").undecided)
    assert "pauseai-2025-02" in entry("Unknown 1").undecided


def test_a_changed_value_adds_a_row_and_keeps_the_former() -> None:
    """What was said before stays, and the change has a day and a cause."""
    take(record("Example 405B", on=date(2026, 1, 1), **LARGE))
    store("Example 405B", on=date(2026, 11, 23))
    before = Verdict.objects.count()
    take(record("Example 405B", on=date(2026, 6, 1), training_compute=1e20))
    store("Example 405B", on=date(2026, 11, 25))

    changes = [
        change
        for change in verdict_history(entry("Example 405B"))
        if change.provision == "general-system.compute" and change.rulebook == "pauseai-2025-02"
    ]
    assert [(change.before, change.after, change.on) for change in changes] == [
        (Outcome.APPLIES, Outcome.DOES_NOT_APPLY, date(2026, 11, 25)),
        (None, Outcome.APPLIES, date(2026, 11, 23)),
    ]
    assert Verdict.objects.count() > before


def test_an_unbroken_outcome_holds_since_its_first_day() -> None:
    """A change of another provision does not move the day of this one."""
    take(record("Example 405B", **LARGE))
    store("Example 405B", on=date(2026, 11, 23))
    take(record("Example 405B", on=date(2026, 6, 1), parameters=2e12))
    store("Example 405B", on=date(2026, 11, 25))

    stored = {verdict.rulebook: verdict for verdict in current_verdicts(entry("Example 405B"))}
    outcomes = stored["pauseai-2025-02"].outcomes
    assert outcomes["general-system.compute"].since == date(2026, 11, 23)
    assert outcomes["general-system.parameters"].since == date(2026, 11, 25)
    assert {
        verdict.rulebook: verdict.outcomes.keys()
        for verdict in current_verdicts(entry("Example 405B"), on=date(2026, 11, 24))
    }.keys() == stored.keys()


def test_law_that_comes_into_force_holds_from_its_own_day() -> None:
    """A job that runs late still tells the day on which the law turned."""
    take(record("Example 405B", **LARGE))
    store("Example 405B", on=date(2025, 7, 1))
    assert "eu-ai-act" not in entry("Example 405B").applies

    store("Example 405B", on=date(2025, 8, 20), cause="day")

    row = Verdict.objects.filter(rulebook="eu-ai-act").order_by("-id").first()
    assert row is not None
    assert (row.holds_from, row.cause) == (date(2025, 8, 2), "day")
    assert "eu-ai-act" in entry("Example 405B").applies


def test_a_revised_rulebook_is_judged_anew_and_keeps_its_day() -> None:
    """The verdict goes by today's text; the day is that of the outcomes."""
    take(record("Example 405B", **LARGE))
    store("Example 405B", on=date(2026, 11, 1))
    former = Verdict.objects.get(rulebook="eu-ai-act")
    Verdict.objects.create(
        entry=former.entry, rulebook="eu-ai-act", revision="0" * 64, outcomes=former.outcomes,
        holds_from=date(2026, 11, 1), cause="rules", version=former.version, computed_at=former.computed_at,
    )  # fmt: skip

    assert verdict_tasks._cause(date(2026, 11, 23)) == "rules"  # noqa: SLF001  # what the nightly job asks
    assert store("Example 405B", on=date(2026, 11, 23), cause="rules") == 1
    latest = Verdict.objects.filter(rulebook="eu-ai-act").order_by("-id").first()
    assert latest is not None
    assert (latest.revision, latest.holds_from) == (former.revision, date(2026, 11, 1))
    assert verdict_tasks._cause(date(2026, 11, 23)) != "rules"  # noqa: SLF001  # what the nightly job asks


def test_stored_verdicts_cannot_be_changed() -> None:
    """Append-only is the database's rule, not the program's."""
    take(record("Example 405B", **LARGE))
    store("Example 405B")

    with pytest.raises(DatabaseError), transaction.atomic():
        Verdict.objects.update(revision="")


def test_kinds_of_which_no_rulebook_speaks_are_passed_over() -> None:
    """An organisation has no verdicts, and no page of it says otherwise."""
    take(record("Example Labs", kind=Kind.ORGANISATION, countries=["US"]))

    assert (
        judge_entries([entry("Example Labs", Kind.ORGANISATION).id], on=NOW.date(), at=NOW, cause="values")
        == 0
    )
    assert judge(read_entry(Kind.ORGANISATION, "example-labs", as_of=NOW.date())) is None


def test_an_undone_entry_loses_its_verdicts_and_keeps_their_history() -> None:
    """What nothing is said of any more is not regulated; that it was said stays."""
    written = take(record("Example 405B", **LARGE))
    store("Example 405B")
    undo(written.change, act(days=1))
    store("Example 405B", on=NOW.date() + timedelta(days=1))

    assert entry("Example 405B").applies == []
    assert current_verdicts(entry("Example 405B")) == ()
    assert verdict_history(entry("Example 405B"))[0].after is None


def test_a_live_verdict_is_that_of_its_day_and_asks_little() -> None:
    """As of a day before the law, the law is not in force; however many links, six queries at most."""
    take(
        record(
            "Example Labs", kind=Kind.ORGANISATION, on=date(2025, 1, 1), annual_revenue=6e8, parent="Holding"
        ),
        record("Holding", kind=Kind.ORGANISATION, on=date(2025, 1, 1), annual_revenue=9e9),
        record("Base 70B", on=date(2025, 1, 1), training_compute=1e24),
        record("Example 405B", on=date(2025, 1, 1), base_model=["Base 70B"], **LARGE),
        record(
            "Run 7", kind=Kind.TRAINING_RUN, on=date(2025, 1, 1), model="Example 405B", training_compute=3e26
        ),
    )
    early = read_entry(Kind.MODEL, "example-405b", as_of=date(2025, 7, 1))
    view = read_entry(Kind.TRAINING_RUN, "run-7", as_of=NOW.date())
    with CaptureQueriesContext(
        connection,
    ) as queries:
        run = judge(view)
    then = judge(early)

    assert len(queries) <= 6
    assert run is not None
    assert then is not None
    assert run.estimates["developer_revenue"].central == 9e9
    assert not any(
        verdict.outcome is Outcome.APPLIES for verdict in then.verdicts if verdict.rulebook == "eu-ai-act"
    )


def test_what_is_secret_decides_no_stored_verdict() -> None:
    """Lists show stored verdicts to everybody, so only public values enter them."""
    take(record("Example 405B", generates=["text"]))
    write(begin(Change.Act.IMPORT, act()), [record("Example 405B", training_compute=4e26)], public=False)
    store("Example 405B")

    assert "pauseai-2025-02" in entry("Example 405B").undecided
    assert "pauseai-2025-02" not in entry("Example 405B").applies


def test_those_judged_by_an_entry_are_judged_with_it() -> None:
    """A developer's revenue, a parent's, a base model's compute: whoever rests on them depends on them."""
    take(
        record("Example Labs", kind=Kind.ORGANISATION, parent="Holding"),
        record("Base 70B", training_compute=1e24),
        record("Example 405B", base_model=["Base 70B"], **LARGE),
        record("Run 7", kind=Kind.TRAINING_RUN, model="Example 405B"),
    )
    model, run = entry("Example 405B").id, entry("Run 7", Kind.TRAINING_RUN).id

    assert dependents([entry("Holding", Kind.ORGANISATION).id]) >= {model, run}
    assert dependents([entry("Base 70B").id]) >= {model, run}
    assert dependents([run]) == frozenset()


def test_everything_is_judged_slice_by_slice() -> None:
    """A slice judges what follows a number; done twice it adds nothing."""
    take(record("Example 405B", **LARGE), record("Example 7B", training_compute=1e22))

    assert verdict_tasks.recompute_slice.func(after=0, done=0, total=2, cause="rules") > 0
    assert verdict_tasks.recompute_slice.func(after=0, done=0, total=2, cause="rules") == 0
    verdict_tasks.recompute_all("rules")
    verdict_tasks.recompute_all("rules")
    found = verdict_tasks.progress()
    assert found is not None
    assert (found.done, found.total, found.cause) == (0, Entry.objects.filter(kind="model").count(), "rules")


def test_every_night_what_was_never_judged_is_judged() -> None:
    """An entry that slipped through is found the next night."""
    take(record("Example 405B", **LARGE))

    assert verdict_tasks.daily.func(0) == "values"


def test_power_beyond_the_cooling_is_a_discrepancy_of_the_facility() -> None:
    """Where both are held they are compared; where one is missing nothing is said."""
    take(
        record("Site A", kind=Kind.FACILITY, it_power=3e8, cooling_capacity=1e8),
        record("Site B", kind=Kind.FACILITY, it_power=3e8),
    )
    found = check_cooling(read_entry(Kind.FACILITY, "site-a", as_of=NOW.date()))

    assert found is not None
    assert found.finding is not None
    assert check_cooling(read_entry(Kind.FACILITY, "site-b", as_of=NOW.date())) is None
