"""What the register holds becomes a declaration that says no more and no less."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from interlock.adapters.epoch_models import iter_epoch_models
from interlock.adapters.layouts.layout import Given
from interlock.adapters.layouts.models import MODELS
from interlock.assessment import Assessment, Subject, assess
from interlock.errors import InputError
from interlock.quantities import Estimate
from interlock.register import Kind, Origin, Record
from interlock.register.declaring import declare
from interlock.register.linking import Held, Linked, missing
from interlock.rulebooks import Outcome, rulebook, rulebooks
from interlock.statements.declaration import Declaration

ON = date(2026, 11, 22)
PAUSE = "pauseai-2025-02"


def number(low: float, central: float | None = None, high: float | None = None) -> dict[str, float]:
    """Return a kept estimate."""
    return {"low": low, "central": central or low, "high": high or central or low}


def held(kind: Kind = Kind.MODEL, name: str = "Example 405B", **values: Any) -> Held:  # noqa: ANN401  # any kept value
    """Return what is held of an entry."""
    return Held(kind=kind, name=name, values=values)


def judged(entry: Held, linked: Linked | None = None) -> Assessment:
    """Return an entry's assessment under every rulebook."""
    declared = declare(entry, linked=linked or {})
    assert declared is not None
    return assess(declared.subject, rulebooks=rulebooks(), on=ON)


def outcome(assessment: Assessment, provision: str, book: str = PAUSE) -> Outcome:
    """Return one provision's outcome."""
    return next(
        verdict.outcome
        for verdict in assessment.verdicts
        if (verdict.rulebook, verdict.provision) == (book, provision)
    )


def test_a_lower_bound_can_show_that_a_threshold_is_passed() -> None:
    """At least 2e25 is above 1e25, whatever was not counted."""
    found = judged(held(training_compute=number(2e25), compute_basis="lower bound"))

    assert outcome(found, "general-system.compute") is Outcome.APPLIES


def test_a_lower_bound_never_clears() -> None:
    """At least 1e20 says nothing of the whole."""
    found = judged(held(training_compute=number(1e20), compute_basis="lower bound", generates=["text"]))

    assert outcome(found, "general-system.compute") is Outcome.UNKNOWN
    assert not any(
        verdict.outcome is Outcome.DOES_NOT_APPLY
        for verdict in found.verdicts
        if verdict.force.binds and verdict.provision == "general-system.compute"
    )


def test_an_interval_from_nothing_still_is_an_estimate() -> None:
    """A low end of 0 has no logarithm; it is taken at a thousandth of the centre."""
    found = judged(held(training_compute={"low": 0.0, "central": 1e25, "high": 1e26}))

    assert found.estimates["training_compute"].low == pytest.approx(1e22, rel=0.01)


def test_what_cannot_be_used_is_left_out_and_named() -> None:
    """A score of 86 is no share: it is unknown, and the page says so."""
    declared = declare(held(mmlu=number(86.0), training_compute=number(2e25)), linked={})

    assert declared is not None
    assert declared.subject.declaration.capabilities is None
    assert "mmlu of Example 405B is left out" in declared.left_out[0]


def test_more_active_parameters_than_all_are_left_out() -> None:
    """Two contradicting counts don't stop the verdict."""
    declared = declare(held(parameters=number(1e9), active_parameters=number(1e12)), linked={})

    assert declared is not None
    assert declared.subject.declaration.model is not None
    assert declared.subject.declaration.model.parameters is not None
    assert declared.subject.declaration.model.parameters.active is None
    assert declared.left_out


def test_one_odd_output_leaves_the_answer_open() -> None:
    """Half a list of what a model generates would let a rule miss it."""
    declared = declare(held(generates=["text", "smell"]), linked={})

    assert declared is not None
    assert declared.subject.declaration.model is not None
    assert declared.subject.declaration.model.generates is None


def test_revenue_is_the_greatest_of_a_developer_and_its_affiliates() -> None:
    """A subsidiary is no smaller than the group it belongs to."""
    entry = held(developers=[{"name": "Lab", "entry": 1}], training_compute=number(2e26))
    lab = held(
        Kind.ORGANISATION,
        "Lab",
        annual_revenue=number(1e7),
        countries=["US"],
        parent={"name": "Holding", "entry": 2},
    )
    holding = held(Kind.ORGANISATION, "Holding", annual_revenue=number(9e9))

    assert missing(entry, {}) == {1}
    assert missing(entry, {1: lab}) == {2}
    found = judged(entry, {1: lab, 2: holding})
    assert found.estimates["developer_revenue"].central == 9e9
    assert found.facts.attributes["developer_country"] == "US"


def test_a_university_among_companies_is_no_university() -> None:
    """The exemption holds only where every developer has it."""
    entry = held(developers=[{"name": "A", "entry": 1}, {"name": "B", "entry": 2}])
    one = {1: held(Kind.ORGANISATION, "A", accredited_university=True)}
    both = {**one, 2: held(Kind.ORGANISATION, "B", accredited_university=True)}

    assert "accredited_university" not in judged(entry, one).facts.attributes
    assert judged(entry, both).facts.attributes["accredited_university"] is True


def test_the_compute_of_a_base_model_is_known_by_its_entry() -> None:
    """With it, a modification can be told from a new model."""
    entry = held(
        base_model=[{"name": "Base", "entry": 7}], training_compute=number(1e24),
        compute_basis="stated by the developer",
    )  # fmt: skip
    base = held(name="Base", training_compute=number(5e25))

    found = judged(entry, {7: base})

    assert found.facts.quantities["base_training_compute"].central == 5e25
    assert outcome(found, "general-system.compute") is Outcome.APPLIES


def test_a_run_takes_what_it_leaves_unsaid_from_its_model() -> None:
    """Its own word goes first."""
    run = held(Kind.TRAINING_RUN, "Run 7", model={"name": "M", "entry": 3}, parameters=number(1e9))
    model = held(name="M", parameters=number(4e11), generates=["text"], training_compute=number(1e26))

    found = judged(run, {3: model})

    assert found.estimates["parameters_total"].central == 1e9
    assert found.facts.attributes["generates"] == frozenset({"text"})
    assert "training_compute" not in found.estimates


def test_a_deployment_is_judged_with_its_model_where_it_is_offered() -> None:
    """The States of a deployment are places; the developer's seat is the model's."""
    offered = held(Kind.DEPLOYMENT, "M in Germany", model={"name": "M", "entry": 3}, countries=["DE"])
    model = held(name="M", countries=["US"], training_compute=number(1e26), generates=["text"])

    found = judged(offered, {3: model})

    assert found.facts.attributes["places"] == frozenset({"DE"})
    assert found.facts.attributes["developer_country"] == "US"
    assert found.estimates["training_compute"].central == 1e26


@pytest.mark.parametrize("status", ["planned", "decommissioned"])
def test_a_cluster_that_does_not_stand_is_not_judged(status: str) -> None:
    """What is planned computes nothing."""
    assert declare(held(Kind.CLUSTER, "C", status=status, h100_equivalents=number(1e5)), linked={}) is None


def test_a_cluster_goes_by_its_chips_and_else_by_what_stands_for_them() -> None:
    """Known chips by name; unknown ones by H100 equivalents, stated performance, or their entry's peak."""
    known = held(
        Kind.CLUSTER, "C", chip_model={"name": "NVIDIA H100 SXM5 80GB", "entry": None}, chip_count=100
    )
    odd = {"name": "Odd chip", "entry": 5}
    chip = {5: held(Kind.CHIP_MODEL, "Odd chip", peak_16bit=number(1e15))}
    by_peak = held(Kind.CLUSTER, "C", chip_model=odd, chip_count=100)
    equivalents = held(Kind.CLUSTER, "C", chip_model=odd, chip_count=100, h100_equivalents=number(50, 60, 70))

    assert judged(known).estimates["cluster_h100_equivalents"].central == 100
    assert judged(by_peak, chip).estimates["cluster_performance"].central == 1e17
    assert judged(equivalents).estimates["cluster_h100_equivalents"].central == pytest.approx(60)
    assert "cluster_performance" not in judged(by_peak).estimates


def test_a_chip_of_which_nothing_is_known_is_not_judged() -> None:
    """A name in no table says nothing; a peak does."""
    assert declare(held(Kind.CHIP_MODEL, "Odd chip"), linked={}) is None
    assert (
        judged(held(Kind.CHIP_MODEL, "Odd chip", peak_16bit=number(1e15))).estimates["tpp"].central == 16_000
    )


def test_kinds_of_which_no_rulebook_speaks_are_not_declared() -> None:
    """A State is no subject."""
    assert declare(held(Kind.STATE, "Germany"), linked={}) is None


# ── the oracle: the same table through `interlock check` ──


@pytest.mark.realdata
def test_the_register_judges_epochs_models_as_check_does(realdata: Path) -> None:
    """Every provision of every model has one outcome and one probability, by either way."""
    data = (realdata / "models" / "notable_ai_models.csv").read_bytes()
    declared = [
        item for item, _ in iter_epoch_models(data, source="models.csv") if isinstance(item, Declaration)
    ]
    books = [rulebook(PAUSE), rulebook("eu-ai-act"), rulebook("us-ca-sb53"), rulebook("miri-2025-11")]
    differing = 0
    for declaration in declared:
        checked = assess(Subject(declaration=declaration, source="models.csv"), rulebooks=books, on=ON)
        again = declare(_as_held(declaration), linked={})
        assert again is not None
        registered = assess(again.subject, rulebooks=books, on=ON)
        told = [
            [(each.rulebook, each.provision, each.outcome, each.bounds) for each in one.verdicts]
            for one in (checked, registered)
        ]
        differing += told[0] != told[1]

    assert len(declared) > 1000
    assert differing == 0


@pytest.mark.realdata
def test_the_register_judges_epochs_models_as_check_does_through_its_layout(realdata: Path) -> None:
    """Read as an import reads it, the table gives the same verdicts, but for one row explained here.

    `Translation-invariant MLP` (1987) has no domain: `check` infers from its task what it generates,
    the layout leaves it unknown, and so three provisions of the proposal are unknown instead of not applying.
    """
    data = (realdata / "models" / "notable_ai_models.csv").read_bytes()
    given = Given(
        content=data, file_name="models.csv", stated_on=ON, origin=Origin(publisher="Epoch AI", title="T")
    )
    records = {
        one.line: one for one in MODELS.read(given) if isinstance(one, Record) and one.kind is Kind.MODEL
    }
    differing: set[str] = set()
    for item, line in iter_epoch_models(data, source="models.csv"):
        if isinstance(item, InputError) or line not in records:
            continue
        values = {name: several[-1].value for name, several in records[line].values.items()}
        again = declare(Held(kind=Kind.MODEL, name=item.name, values=values), linked={})
        assert again is not None
        told = [
            [(each.rulebook, each.provision, each.outcome, each.bounds) for each in one.verdicts]
            for one in (
                assess(Subject(declaration=item, source="models.csv"), rulebooks=rulebooks(), on=ON),
                assess(again.subject, rulebooks=rulebooks(), on=ON),
            )
        ]
        if told[0] != told[1]:
            differing.add(item.name)

    assert len(records) > 1000
    assert differing <= {"Translation-invariant MLP"}


def _as_held(declaration: Declaration) -> Held:
    """Return what the register keeps of a row of Epoch's table."""
    model, training, dates = declaration.model, declaration.training, declaration.dates
    assert model is not None
    assert training is not None
    published, developer = declaration.published, declaration.developer
    values: dict[str, Any] = {
        "countries": [developer.country] if developer is not None and developer.country else None,
        "released": dates.released.isoformat() if dates is not None and dates.released else None,
        "training_compute": _kept(published.training_compute) if published is not None else None,
        "compute_basis": "compiled by the source" if published is not None else None,
        "compute_convention": "model" if published is not None else None,
        "parameters": _kept(model.parameters.total) if model.parameters is not None else None,
        "generates": [str(each) for each in model.generates or ()],
        "access": {True: "open weights", False: "api", None: None}[model.open_weights],
        "domains": ["Language"] if model.biological_sequence_data is False else None,
        "base_model": [{"name": base.name, "entry": None} for base in training.base_models],
        "training_cost": _kept(declaration.costs.training_cost) if declaration.costs is not None else None,
        "fine_tuning_compute": _kept(
            next((stage.compute for stage in training.stages if stage.name == "fine-tuning"), None)
        ),
    }
    for use in declaration.hardware:
        share = "hardware_utilisation" if str(use.utilisation_kind) == "hfu" else "utilisation"
        values |= {
            "training_chips": [{"name": use.chip, "entry": None}],
            "training_chip_count": int(use.count.central) if use.count is not None else None,
            "training_time": _kept(use.hours),
            share: _kept(use.utilisation),
            "numerical_format": str(use.precision).upper() if use.precision else None,
        }
    kept = {name: value for name, value in values.items() if value}
    return Held(kind=Kind.MODEL, name=declaration.name, values=kept)


def _kept(estimate: Estimate[Any] | None) -> dict[str, float] | None:
    return None if estimate is None else number(estimate.low, estimate.central, estimate.high)


def test_a_name_that_hides_something_is_refused() -> None:
    """What remains unreadable is refused, not guessed."""
    with pytest.raises(InputError):
        declare(held(name="GPT\u202e-4"), linked={})
