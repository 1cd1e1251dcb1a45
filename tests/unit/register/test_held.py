"""Which of many statements stands on a day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from interlock.register import Act, Json, Statement, current, projected, undone

DAY = date(2026, 1, 1)
NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def said(
    number: int, value: Json, *, stated: int = 0, holds: int | None = None, recorded: int = 0, change: int = 1
) -> Statement:
    """Return a statement whose times are days after the first of January."""
    return Statement(
        id=number, property="power", value=value, stated_on=DAY + timedelta(stated),
        holds_from=None if holds is None else DAY + timedelta(holds), recorded_at=NOON + timedelta(recorded),
        change=change, source=1,
    )  # fmt: skip


def test_the_later_word_stands() -> None:
    """Whatever was recorded first."""
    two = [said(1, "new", stated=5), said(2, "old", stated=1)]
    assert current(two, as_of=DAY + timedelta(9))["power"].value == "new"


def test_the_later_fact_stands_over_the_later_word_on_an_earlier_one() -> None:
    """A new word on January does not unsay what is known of March."""
    two = [said(1, "March", stated=70, holds=60), said(2, "January, revised", stated=80, holds=0)]
    assert current(two, as_of=DAY + timedelta(90))["power"].value == "March"


def test_a_projection_never_becomes_an_observation() -> None:
    """Its day may come and go: it stays what somebody foretold."""
    foretold = [said(1, "100 MW", stated=0, holds=100)]
    assert current(foretold, as_of=DAY + timedelta(200)) == {}
    assert [one.id for one in projected(foretold, as_of=DAY + timedelta(50))] == [1]
    assert projected(foretold, as_of=DAY + timedelta(200)) == ()


def test_a_value_can_become_unknown() -> None:
    """None supersedes what was said before."""
    assert current([said(1, "x"), said(2, None, stated=1)], as_of=DAY + timedelta(9)) == {}


def test_as_held_then_leaves_out_what_came_in_later() -> None:
    """The register can say what it knew, however late it learnt of it."""
    two = [said(1, "first", recorded=0), said(2, "second", stated=1, recorded=30)]
    assert current(two, as_of=DAY + timedelta(60), held_at=NOON + timedelta(10))["power"].value == "first"


def test_undoing_an_undoing_restores() -> None:
    """Chains of any length come out by the last act that stands."""
    acts = [Act(id=1, recorded_at=NOON)]
    acts += [Act(id=n, recorded_at=NOON + timedelta(n), undoes=n - 1) for n in (2, 3, 4)]
    assert undone(acts[:2]) == {1}
    assert undone(acts[:3]) == {2}
    assert undone(acts) == {3, 1}
    assert undone(acts, held_at=NOON + timedelta(2)) == {1}


@given(st.permutations(range(6)))
def test_the_order_of_reading_does_not_matter(order: list[int]) -> None:
    """What stands is a property of the set of statements."""
    several = [said(n + 1, n, stated=n % 3, holds=None if n % 2 else n) for n in range(6)]
    wanted = current(several, as_of=DAY + timedelta(9))
    assert current([several[n] for n in order], as_of=DAY + timedelta(9)) == wanted
