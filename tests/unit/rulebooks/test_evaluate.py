"""Judging: compounds and their explanation, and each side of a day, a place and a kind."""

from __future__ import annotations

import copy
from dataclasses import replace
from datetime import date

import pytest

from interlock.quantities import Estimate, Fraction
from interlock.rulebooks import Facts, Force, Outcome, Placement, SubjectKind, judge, on_date
from tests.unit.rulebooks.conftest import APPLIES, NOT, ON, UNKNOWN, above, book, model, one, rule, said


def test_the_trace_shows_every_leaf_even_where_one_decides() -> None:
    """Nothing is skipped: a leaf that no longer matters is shown with its own outcome."""
    law = book(
        rule(f"{{any: [{above('1e25 FLOP')}, {above('1e26 FLOP')}, {{attribute: purpose, is: narrow}}]}}")
    )
    trace = one(law, model(5e25)).because[0]

    assert [line.value.truth.word for line in trace.walk()] == ["true", "true", "false", "unknown"]


def test_a_reference_shows_the_trace_of_what_it_refers_to() -> None:
    """A definition is explained again wherever it is used."""
    law = book(rule("{not: {provision: size}}"), rule(above("1e25 FLOP"), name="size"))
    verdict = one(law, model(5e24))

    assert verdict.outcome is APPLIES
    assert said(verdict) == (
        "this must not hold, and does not\n"
        "  Rule size: does not hold\n"
        "    training compute 5 × 10²⁴ FLOP is not above 1 × 10²⁵ FLOP (>, Sample Act, s. 2)"
    )


def test_bounds_of_a_compound_are_frechets() -> None:
    """Two leaves of 50 % each are together anything from 0 to 50 %, or from 50 to 100 %."""
    both = f"[{above('1e25 FLOP')}, {above('1e25 FLOP')}]"
    facts = model((1e24, 1e26))

    assert one(book(rule(f"{{all: {both}}}")), facts).bounds == pytest.approx((0.0, 0.5))
    assert one(book(rule(f"{{any: {both}}}")), facts).bounds == pytest.approx((0.5, 1.0))
    assert one(book(rule(f"{{all: {both}}}")), facts).likelihood == "between 0 and 50 % likely"


def test_only_what_keeps_the_outcome_open_is_asked_for() -> None:
    """A leaf that is open inside something settled is not asked for."""
    settled = f"{{all: [{above('1e26 FLOP')}, {{attribute: purpose, is: narrow}}]}}"
    law = book(rule(f"{{any: [{settled}, {{attribute: open_weights, is: true}}]}}"))

    assert one(law, model(5e25)).settle == (
        "whether the weights are open, stated in the declaration (model.open_weights)",
    )


@pytest.mark.parametrize(
    ("compute", "before", "after"),
    [
        (3.8e25, "3.8 × 10²⁵ FLOP is", ""),
        (1.000001e25, "1.000001 × 10²⁵ FLOP is", ""),
        ((2e25, 4e25), "2–4 × 10²⁵ FLOP is", ": more than 99 % likely"),
        ((1e24, 5e24), "1–5 × 10²⁴ FLOP is not", ": less than 1 % likely to be above it"),
        (
            (1e24, 1e26),
            "1 × 10²⁴ – 1 × 10²⁶ FLOP may be",
            ": 50 % likely, because the threshold lies inside the 90 % interval",
        ),
    ],
)
def test_a_line_reads_as_a_sentence(compute: float | tuple[float, float], before: str, after: str) -> None:
    """A leaf says the number, the comparison, the source and the odds, with digits enough to differ."""
    law = book(rule(above("1e25 FLOP")))

    assert (
        said(one(law, model(compute)))
        == f"training compute {before} above 1 × 10²⁵ FLOP (>, Sample Act, s. 2){after}"
    )


def test_a_verdict_prints_as_plain_data() -> None:
    """The keys that ``--json`` promises are there, with the numbers of each leaf."""
    printed = one(book(rule(above("{parameter: limit}"), scope="EU")), model(2e25)).as_dict()
    because = printed["because"]
    assert isinstance(because, list)
    leaf = because[0]

    assert (printed["outcome"], printed["force"], printed["on"]) == ("applies", "in force", "2025-06-01")
    assert leaf["value"] == {"unit": "FLOP", "low": 2e25, "central": 2e25, "high": 2e25}
    assert leaf["threshold"] == {"value": 1e25, "unit": "FLOP"}
    assert leaf["citation"] == 'Sample Act, s. 1, "more than"'
    assert printed["assumptions"] == ["it is developed, offered or used in EU, because no place is stated"]


def test_a_verdict_crosses_process_boundaries() -> None:
    """A verdict can be taken apart and put together again, as several cores need it."""
    verdict = one(book(rule(above("1e25 FLOP"))), model(2e25))

    assert copy.deepcopy(verdict).as_dict() == verdict.as_dict()


LIFE = "enacted: 2024-07-01, applicable: 2025-08-02, enforceable: 2026-08-02, repealed: 2028-01-01"


@pytest.mark.parametrize(
    ("day", "force", "outcome"),
    [
        (date(2024, 6, 30), Force.NOT_YET_ENACTED, NOT),
        (date(2024, 7, 1), Force.NOT_YET_APPLICABLE, NOT),
        (date(2025, 8, 1), Force.NOT_YET_APPLICABLE, NOT),
        (date(2025, 8, 2), Force.NOT_YET_ENFORCEABLE, APPLIES),
        (date(2026, 8, 1), Force.NOT_YET_ENFORCEABLE, APPLIES),
        (date(2026, 8, 2), Force.IN_FORCE, APPLIES),
        (date(2027, 12, 31), Force.IN_FORCE, APPLIES),
        (date(2028, 1, 1), Force.REPEALED, NOT),
    ],
)
def test_a_provision_lives_by_its_dates(day: date, force: Force, outcome: Outcome) -> None:
    """The day before each date the law was another."""
    verdict = one(book(rule(above("1e25 FLOP"), dates=LIFE)), model(2e25), day)

    assert (verdict.force, verdict.outcome) == (force, outcome)


def test_outside_its_days_a_provision_says_what_it_would_give() -> None:
    """The what-if is that of the nearest day on which the provision stands, with that day's number."""
    law = book(
        rule("{provision: size}", dates="enacted: 2024-07-01, applicable: 2026-03-01, repealed: 2027-01-01"),
        rule(above("{parameter: limit}"), name="size", dates="applicable: 2026-02-01, repealed: 2027-01-01"),
    )
    before, after = one(law, model(5e25), date(2025, 6, 1)), one(law, model(2e26), date(2027, 1, 1))

    assert before.outcome is NOT
    assert "not yet applicable (until 1 March 2026); as it stands on 1 March 2026" in said(before)
    assert "is not above 1 × 10²⁶ FLOP" in said(before)
    assert (
        "repealed (since 1 January 2027); as it stands on 31 December 2026 its condition would give: applies"
        in said(after)
    )


def test_a_definition_out_of_force_does_not_count() -> None:
    """Two texts of one definition, each on its days, can stand side by side."""
    law = book(
        rule("{any: [{provision: old}, {provision: new}]}"),
        rule(above("1e25 FLOP"), name="old", dates="applicable: 2025-01-01, repealed: 2026-01-01"),
        rule(above("1e26 FLOP"), name="new", dates="applicable: 2026-01-01"),
    )

    assert one(law, model(5e25), date(2025, 12, 31)).outcome is APPLIES
    assert one(law, model(5e25), date(2026, 1, 1)).outcome is NOT
    assert "Rule old: does not count, repealed (since 1 January 2026)" in said(
        one(law, model(5e25), date(2026, 1, 1))
    )


def test_what_never_operated_still_says_what_it_would_have_given() -> None:
    """A text replaced before it applied is explained by its condition, definitions included."""
    law = book(
        rule("{provision: size}", dates="enacted: 2025-12-19, applicable: 2027-01-01, repealed: 2026-03-27"),
        rule(
            above("1e25 FLOP"),
            name="size",
            dates="enacted: 2025-12-19, applicable: 2027-01-01, repealed: 2026-03-27",
        ),
    )
    verdict = one(law, model(5e25), date(2027, 6, 1))

    assert (verdict.outcome, verdict.force) == (NOT, Force.REPEALED)
    assert "would give: applies" in said(verdict)


def test_what_stands_but_is_not_enforced_is_said_so() -> None:
    """A rule on the books that its authority does not enforce applies, and says so."""
    law = book(rule(above("1e25 FLOP"), dates="applicable: 2025-01-01, enforceable: never"))

    assert one(law, model(2e25)).force is Force.NOT_ENFORCED
    assert one(law, model(2e25)).outcome is APPLIES


@pytest.mark.parametrize(
    ("places", "placement", "outcome"),
    [
        (None, Placement.ASSUMED, APPLIES),
        (frozenset({"US-CA"}), Placement.INSIDE, APPLIES),
        (frozenset({"US"}), Placement.ASSUMED, APPLIES),
        (frozenset({"US-NY"}), Placement.ELSEWHERE, NOT),
        (frozenset({"US-NY", "US-CA"}), Placement.INSIDE, APPLIES),
        (frozenset(), Placement.ELSEWHERE, NOT),
    ],
)
def test_a_place_is_assumed_only_where_nothing_excludes_it(
    places: frozenset[str] | None, placement: Placement, outcome: Outcome
) -> None:
    """Without a place, or with one too broad to tell, the rule is taken to reach; elsewhere it does not."""
    facts = model(2e25, {} if places is None else {"places": places})
    verdict = one(book(rule(above("1e25 FLOP"), scope="US-CA")), facts)

    assert (verdict.placement, verdict.outcome) == (placement, outcome)
    assert bool(verdict.assumptions) is (placement is Placement.ASSUMED)


def test_elsewhere_the_rule_says_what_it_would_give() -> None:
    """A place outside ends the matter, but the number is shown all the same."""
    verdict = one(book(rule(above("1e25 FLOP"), scope="EU")), model(2e25, {"places": frozenset({"GB"})}))

    assert said(verdict).startswith(
        "the provision holds in EU; stated are only GB; there its condition would give: applies"
    )


@pytest.mark.parametrize(
    ("kind", "fitting"),
    [
        (SubjectKind.MODEL, {"run", "model", "developer", "deployment"}),
        (SubjectKind.TRAINING_RUN, {"run", "model", "developer"}),
        (SubjectKind.DEPLOYMENT, {"developer", "deployment"}),
        (SubjectKind.CLUSTER, {"cluster"}),
        (SubjectKind.CHIP, {"chip"}),
    ],
)
def test_a_provision_speaks_only_of_its_own_kind(kind: SubjectKind, fitting: set[str]) -> None:
    """What does not fit gives no verdict at all."""
    subjects = ("run", "model", "developer", "modifier", "cluster", "chip", "deployment")
    law = book(*(rule(above("1e25 FLOP"), name=name, subject=name) for name in subjects))

    assert {v.provision for v in judge(law, Facts(name="x", kind=kind), on=ON)} == fitting


def test_a_modifiers_rule_speaks_only_of_modifications() -> None:
    """Anything stated about a base model makes the modifier's rule speak."""
    law = book(rule(above("1e24 FLOP", quantity="modification_compute"), subject="modifier"))

    assert judge(law, model(2e25), on=ON) == ()
    for facts in (model(base_training_compute=1e25), model(attributes={"base_is_systemic_risk": True})):
        assert one(law, facts).outcome is UNKNOWN


def test_binding_to_a_day_is_done_once() -> None:
    """The same rulebook on the same day is bound once, whoever asks."""
    law = book(rule(above("1e25 FLOP")))

    assert on_date(law, ON) is on_date(law, ON)


def test_a_score_is_compared_as_a_fraction() -> None:
    """A score with its standard error gives a probability like any other estimate."""
    law = book(rule('{quantity: mmlu, operator: ">", threshold: 86 %}'))
    facts = Facts(
        name="x",
        kind=SubjectKind.MODEL,
        quantities={"mmlu": Estimate.from_standard_error(Fraction(0.873), 0.003)},
    )

    assert one(law, facts).outcome is APPLIES


# ── what an outcome rests on, and whom a reference speaks of ──

CLAIM = "{attribute: purpose, is: narrow, assume: false}"
ABOVE = '{quantity: training_compute, operator: ">", threshold: {parameter: limit}}'


@pytest.mark.parametrize(
    ("when", "compute", "outcome", "assumed"),
    [
        (f"{{any: [{ABOVE}, {{not: {CLAIM}}}]}}", 1e24, APPLIES, True),
        (f"{{any: [{ABOVE}, {CLAIM}]}}", 1e26, APPLIES, False),
        (f"{{all: [{ABOVE}, {{not: {CLAIM}}}]}}", 1e24, NOT, False),
        (f"{{all: [{ABOVE}, {{not: {CLAIM}}}]}}", 1e26, APPLIES, True),
        (f"{{any: [{ABOVE}, {CLAIM}]}}", 1e24, NOT, True),
        (f"{{all: [{ABOVE}, {{not: {CLAIM}}}]}}", None, UNKNOWN, True),
    ],
)
def test_only_assumptions_that_decide_are_said(
    when: str,
    compute: float | None,
    outcome: Outcome,
    assumed: bool,  # noqa: FBT001  # a table
) -> None:
    """An assumption in a member that no longer matters is no assumption of the verdict."""
    verdict = one(book(rule(when)), model(compute))

    assert verdict.outcome is outcome
    assert bool(verdict.assumptions) is assumed


def test_a_rule_on_modifiers_does_not_reach_others_by_reference() -> None:
    """A provision of which a modifier's is a part is not left open by what only a modification has."""
    law = book(
        rule('{quantity: modification_compute, operator: ">", threshold: 1e24 FLOP}',
             name="change", subject="modifier"),
        rule("{not: {provision: change}}"),
    )  # fmt: skip
    own, changed = (
        next(v for v in judge(law, facts, on=ON) if v.provision == "rule")
        for facts in (model(3e25), model(3e25, base_training_compute=2e25))
    )

    assert own.outcome is APPLIES
    assert "nothing stated speaks of a modification" in "".join(own.because[0].lines())
    assert changed.outcome is UNKNOWN


@pytest.mark.parametrize(("released", "duties"), [(date(2024, 12, 31), 1), (date(2025, 1, 1), 0), (None, 1)])
def test_a_duty_is_left_out_where_its_day_is_known_to_lie_outside(released: date | None, duties: int) -> None:
    """What can't bind is not listed; what may is."""
    duty = "{what: If old adapt, who: all, only: {event: released, before: 2025-01-01}, due: 2026-01-01, "
    text = rule(ABOVE) + f"    obligations: [{duty}citation: {{document: act, place: s. 3}}}}]\n"
    facts = replace(model(1e26), dates={} if released is None else {"released": released})

    assert len(one(book(text), facts).obligations) == duties
