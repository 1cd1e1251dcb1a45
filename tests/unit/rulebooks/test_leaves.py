"""Threshold leaves: each operator, each kind of threshold, on each side of its number."""

from __future__ import annotations

from datetime import date

import pytest

from interlock.errors import InputError, UnitError, UnknownNameError
from interlock.quantities import Estimate, Flop, Parameters
from interlock.rulebooks import Facts, Outcome, SubjectKind, Verdict, judge, marks, with_parameter
from tests.unit.rulebooks.conftest import (
    APPLIES,
    DECIDE,
    LOOSE,
    NOT,
    ON,
    UNKNOWN,
    above,
    book,
    model,
    one,
    rule,
    said,
)


@pytest.mark.parametrize(
    ("operator", "below", "equal", "over"),
    [
        (">", NOT, NOT, APPLIES),
        (">=", NOT, APPLIES, APPLIES),
        ("<", APPLIES, NOT, NOT),
        ("<=", APPLIES, APPLIES, NOT),
    ],
)
def test_the_four_operators_differ_at_the_number_itself(
    operator: str, below: Outcome, equal: Outcome, over: Outcome
) -> None:
    """``>`` and ``>=`` are different laws, and so are ``<`` and ``<=``."""
    law = book(rule(above("1e25 FLOP", operator)))

    outcomes = [one(law, model(compute)).outcome for compute in (9.999999e24, 1e25, 1.0000001e25)]

    assert outcomes == [below, equal, over]


@pytest.mark.parametrize(
    ("interval", "outcome"),
    [
        ((1.01e25, 1e26), APPLIES),
        ((1e25, 1e26), APPLIES),
        ((9e24, 1e26), LOOSE),
        ((1e24, 1e25), NOT),
        ((1e24, 2e25), LOOSE),
    ],
)
def test_an_interval_settles_only_what_lies_outside_it(
    interval: tuple[float, float], outcome: Outcome
) -> None:
    """A threshold inside the 90 % interval is indeterminate; at its ends and beyond it is settled."""
    assert one(book(rule(above("1e25 FLOP"))), model(interval)).outcome is outcome


def test_probability_is_that_of_the_estimate() -> None:
    """The verdict's probability is the estimate's own probability of being above."""
    verdict = one(book(rule(above("1e25 FLOP"))), model((3e24, 3e25)))

    assert verdict.probability == pytest.approx(
        Estimate.from_interval(Flop, low=3e24, high=3e25).probability_above(Flop(1e25))
    )
    assert verdict.bounds == (verdict.probability, verdict.probability)


def test_what_is_not_stated_is_unknown_and_named() -> None:
    """A missing number leaves the outcome unknown and says which field would settle it."""
    verdict = one(book(rule(above("1e25 FLOP"))), model())

    assert verdict.outcome is UNKNOWN
    assert verdict.bounds == (0.0, 1.0)
    assert verdict.probability is None
    assert verdict.settle[0].startswith("training compute, stated in the declaration (training.stages, ")


def test_a_number_counted_by_the_laws_own_convention_comes_first() -> None:
    """The convention's own value decides; the general one only stands in, and that is said."""
    law = book(rule('{quantity: training_compute, convention: epoch, operator: ">", threshold: 1e25 FLOP}'))
    general = model(2e25)
    counted = model(2e25, None, **{"training_compute@epoch": 5e24})

    assert one(law, general).outcome is APPLIES
    assert "not as counted by Epoch AI" in one(law, general).assumptions[0]
    assert one(law, counted).outcome is NOT
    assert one(law, counted).assumptions == ()


def test_a_number_counted_in_part_settles_only_upwards() -> None:
    """A part above the threshold puts the whole above; a part below leaves it unknown."""
    law = book(rule(above("1e25 FLOP")))
    bounds = frozenset({"training_compute"})

    def partly(compute: float) -> Verdict:
        facts = model(compute)
        return one(law, Facts(name="x", kind=facts.kind, quantities=facts.quantities, lower_bounds=bounds))

    assert partly(2e25).outcome is APPLIES
    assert partly(5e24).outcome is UNKNOWN
    assert "counts only a part of it" in said(partly(5e24))


def test_a_fact_in_another_unit_is_refused() -> None:
    """A quantity under the wrong name is a fault of the program, not of the subject."""
    facts = Facts(
        name="x", kind=SubjectKind.MODEL, quantities={"training_compute": Estimate.exact(Parameters(1e12))}
    )
    with pytest.raises(UnitError, match="can't be compared"):
        judge(book(rule(above("1e25 FLOP"))), facts, on=ON)


@pytest.mark.parametrize(("day", "outcome"), [(date(2025, 12, 31), APPLIES), (date(2026, 1, 1), NOT)])
def test_a_dated_number_changes_on_its_day(day: date, outcome: Outcome) -> None:
    """The old number holds to the day before the new one's, and the trace cites the one that holds."""
    verdict = one(book(rule(above("{parameter: limit}"))), model(5e25), day)

    assert verdict.outcome is outcome
    assert ("s. 1 as amended" in said(verdict)) is (outcome is NOT)


def test_a_number_that_nobody_has_set_needs_a_decision_until_somebody_sets_it() -> None:
    """An open number is not a missing fact; a setting of the user's own closes it and shows as such."""
    law = book(rule(above("{parameter: open}")))
    verdict = one(law, model(5e25))
    ours = with_parameter(law, "open", Flop(1e25))

    assert verdict.outcome is DECIDE
    assert "no value of open" in verdict.settle[0]
    assert one(ours, model(5e25)).outcome is APPLIES
    assert "setting of the user, open = 1 × 10²⁵ FLOP" in said(one(ours, model(5e25)))
    assert ours.revision != law.revision


def test_a_setting_replaces_the_texts_value_only_for_its_days() -> None:
    """Before and after the setting's period the text's own values stand."""
    law = with_parameter(
        book(rule(above("{parameter: limit}"))),
        "limit",
        Flop(1e20),
        since=date(2025, 3, 1),
        until=date(2026, 3, 1),
    )
    days = (date(2025, 2, 28), date(2025, 3, 1), date(2026, 2, 28), date(2026, 3, 1))

    amounts = [marks(law, day)[0].amount for day in days]

    assert amounts == [Flop(1e25), Flop(1e20), Flop(1e20), Flop(1e26)]


def test_a_setting_of_an_unknown_parameter_or_unit_is_refused() -> None:
    """A setting names a parameter of the rulebook, in its unit."""
    law = book(rule(above("{parameter: limit}")))
    with pytest.raises(UnknownNameError, match="Did you mean 'limit'"):
        with_parameter(law, "limt", Flop(1))
    with pytest.raises(UnitError, match="Flop; Parameters was given"):
        with_parameter(law, "limit", Parameters(1))


SHARE = above(
    '{share: "1/3", of: base_training_compute, otherwise: 3.3e24 FLOP}', quantity="modification_compute"
)


@pytest.mark.parametrize(
    ("modification", "base", "outcome"),
    [(1e24, 3e24, NOT), (1.0001e24, 3e24, APPLIES), (3.3e24, None, NOT), (3.31e24, None, APPLIES)],
)
def test_a_share_is_exact_and_falls_back_where_the_base_is_unknown(
    modification: float, base: float | None, outcome: Outcome
) -> None:
    """Exactly a third is not more than a third; without the base the text's fallback holds, and is named."""
    facts = model(
        None,
        None,
        modification_compute=modification,
        **({} if base is None else {"base_training_compute": base}),
    )
    verdict = one(book(rule(SHARE, subject="modifier")), facts)

    assert verdict.outcome is outcome
    assert any("fallback" in line for line in verdict.assumptions) is (base is None)


def test_a_share_without_fallback_of_an_unknown_base_is_unknown() -> None:
    """Where the law gives no fallback, the missing base is what would settle it."""
    law = book(rule(above('{share: "1/3", of: base_training_compute}', quantity="modification_compute")))
    verdict = one(law, model(modification_compute=1e24))

    assert verdict.outcome is UNKNOWN
    assert "training compute of the base model" in verdict.settle[0]


def test_a_share_of_a_known_base_still_needs_the_modification() -> None:
    """The base alone settles nothing; the modification's own compute is asked for."""
    verdict = one(book(rule(SHARE, subject="modifier")), model(base_training_compute=1e25))

    assert verdict.outcome is UNKNOWN
    assert verdict.settle == (
        "compute of the modification, stated in the declaration (modification.compute or training.stages)",
    )


def test_a_share_of_an_uncertain_base_is_compared_as_a_ratio() -> None:
    """Both uncertainties count; a narrower estimate of the base is named where only it is uncertain."""
    law = book(rule(SHARE, subject="modifier"))
    verdict = one(law, model(modification_compute=1e24, base_training_compute=(1e24, 9e24)))

    assert verdict.outcome is LOOSE
    assert verdict.probability == pytest.approx(0.5)
    assert "narrower estimate of training compute of the base model" in verdict.settle[0]


@pytest.mark.parametrize(("modification", "base", "outcome"), [(2e24, 3e24, UNKNOWN), (5e23, 3e24, NOT)])
def test_a_base_known_in_part_can_only_raise_the_threshold(
    modification: float, base: float, outcome: Outcome
) -> None:
    """What is below a third of a part is below a third of the whole; above it, the whole must be known."""
    facts = model(modification_compute=modification, base_training_compute=base)
    partly = Facts(
        name="x",
        kind=facts.kind,
        quantities=facts.quantities,
        lower_bounds=frozenset({"base_training_compute"}),
    )
    assert one(book(rule(SHARE, subject="modifier")), partly).outcome is outcome


def test_a_threshold_relative_to_the_largest_run() -> None:
    """Within one order of magnitude of the largest run known."""
    law = book(rule(above("{relative_to: largest_training_compute, factor: 0.1}", ">=")))

    assert one(law, model(1e26, largest_training_compute=1e27)).outcome is APPLIES
    assert one(law, model(9.9e25, largest_training_compute=1e27)).outcome is NOT
    assert one(law, model(1e26)).outcome is UNKNOWN


DRIFT = "{drift: {start: 2027-12-31, value: 1e25 FLOP, per_day: 0.0005}}"


@pytest.mark.parametrize(
    ("day", "days"),
    [
        (date(2027, 1, 1), 0),
        (date(2027, 12, 31), 0),
        (date(2028, 2, 29), 60),
        (date(2028, 3, 1), 61),
        (date(2028, 12, 31), 366),
    ],
)
def test_a_drift_counts_calendar_days_and_the_leap_day(day: date, days: int) -> None:
    """The threshold compounds once a day from its start on, 29 February included, and stands before it."""
    mark = marks(book(rule(above(DRIFT))), day)[0]

    assert mark.amount.value == pytest.approx(1e25 * 1.0005**days, rel=1e-12)


def test_a_drift_begins_anew_where_a_board_sets_a_new_value() -> None:
    """A vote that sets the number anew also restarts its daily rise."""
    law = book(rule(above("{drift: {value: {parameter: limit}, per_day: 0.001}}")))

    amounts = [
        marks(law, day)[0].amount.value for day in (date(2025, 12, 31), date(2026, 1, 1), date(2026, 1, 2))
    ]

    assert amounts == pytest.approx([1e25 * 1.001**364, 1e26, 1e26 * 1.001], rel=1e-12)


def test_a_drift_may_fall() -> None:
    """A threshold that is lowered over time falls by its fraction each day."""
    law = book(rule(above("{drift: {start: 2025-01-01, value: 1e25 FLOP, per_day: -0.001}}")))

    assert marks(law, date(2026, 1, 1))[0].amount.value == pytest.approx(1e25 * 0.999**365, rel=1e-12)
    assert "falling by 0.1 % a day since 1 January 2025" in said(one(law, model(1e25)))


def test_a_drift_out_of_all_range_is_refused() -> None:
    """A drift asked for a day centuries away is refused, not infinite."""
    law = book(rule(above("{drift: {start: 2025-01-01, value: 1e25 FLOP, per_day: 0.09}}")))
    with pytest.raises(InputError, match="leaves the range of numbers"):
        judge(law, model(1e25), on=date(2125, 1, 1))


@pytest.mark.parametrize(
    ("assume", "outcome"), [("true", Outcome.APPLIES), ("false", Outcome.DOES_NOT_APPLY)]
)
def test_a_missing_quantity_may_be_assumed_and_then_it_is_said(assume: str, outcome: Outcome) -> None:
    """A text that says what holds of what nobody states gives an outcome, with the assumption shown."""
    law = book(rule(f'{{quantity: training_compute, operator: ">", threshold: 1e25 FLOP, assume: {assume}}}'))
    silent = one(law, Facts(name="Example", kind=SubjectKind.MODEL))
    (assumption,) = silent.assumptions

    assert silent.outcome is outcome
    assert assumption.startswith("training compute is not stated, and is taken")
    assert assumption.endswith("to be above 1 × 10²⁵ FLOP")


@pytest.mark.parametrize(("compute", "outcome"), [(1e26, Outcome.APPLIES), (1e24, Outcome.DOES_NOT_APPLY)])
def test_a_stated_quantity_is_never_assumed(compute: float, outcome: Outcome) -> None:
    """What is stated decides, whatever would have been assumed."""
    for assume in ("true", "false"):
        law = book(
            rule(f'{{quantity: training_compute, operator: ">", threshold: 1e25 FLOP, assume: {assume}}}')
        )
        stated = one(law, model(compute))

        assert (stated.outcome, stated.assumptions) == (outcome, ())
