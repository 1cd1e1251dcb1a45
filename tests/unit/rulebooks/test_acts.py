"""Attributes, claims, designations, decisions and presumptions."""

from __future__ import annotations

import pytest

from interlock.rulebooks import Outcome
from interlock.rulebooks.facts import Attribute
from tests.unit.rulebooks.conftest import APPLIES, DECIDE, NOT, UNKNOWN, above, book, model, one, rule, said


@pytest.mark.parametrize(
    ("when", "stated", "outcome"),
    [
        ("{attribute: purpose, is: narrow}", "narrow", APPLIES),
        ("{attribute: purpose, is: narrow}", "general", NOT),
        ("{attribute: purpose, is: narrow}", None, UNKNOWN),
        ("{attribute: purpose, is: narrow, assume: true}", None, APPLIES),
        ("{attribute: purpose, is: narrow, assume: false}", None, NOT),
        ("{attribute: purpose, is: narrow, claimed: true}", "narrow", DECIDE),
        ("{attribute: purpose, is: narrow, claimed: true}", "general", NOT),
        ("{attribute: purpose, includes_any: [general, narrow]}", "general", APPLIES),
        ("{attribute: generates, includes_any: [text, audio]}", frozenset({"audio", "video"}), APPLIES),
        ("{attribute: generates, includes_any: [text, audio]}", frozenset({"video"}), NOT),
        ("{attribute: generates, includes_all: [text, audio]}", frozenset({"audio"}), NOT),
        ("{attribute: generates, includes_all: [text, audio]}", frozenset({"audio", "text"}), APPLIES),
        ("{attribute: generates, includes_any: [text]}", frozenset(), NOT),
        ("{attribute: open_weights, is: true}", True, APPLIES),
        ("{attribute: open_weights, is: false}", True, NOT),
        ("{attribute: open_weights, is: false}", None, UNKNOWN),
    ],
)
def test_attributes_are_compared_as_stated(when: str, stated: Attribute | None, outcome: Outcome) -> None:
    """An attribute holds as stated; missing it is unknown or assumed, and a claim is never true by itself."""
    name = when.split()[1].rstrip(",")
    assert (
        one(book(rule(when)), model(attributes={} if stated is None else {name: stated})).outcome is outcome
    )


def test_an_assumption_is_said() -> None:
    """What is taken for granted stands in the verdict."""
    verdict = one(book(rule("{attribute: purpose, is: narrow, assume: false}")), model())

    assert verdict.assumptions == ("purpose is not stated, and is taken not to be narrow",)


@pytest.mark.parametrize(
    ("taken", "outcome"),
    [
        (set(), DECIDE),
        ({"major:yes"}, APPLIES),
        ({"major:no"}, NOT),
        ({"major:yes", "major:no"}, DECIDE),
        ({"minor:yes"}, DECIDE),
    ],
)
def test_what_the_law_leaves_open_an_authority_decides(taken: set[str], outcome: Outcome) -> None:
    """A decision settles its own question; two opposite ones settle nothing."""
    law = book(rule("{decision: major, by: the agency, on: whether this is major}"))

    assert one(law, model(attributes={"decided": frozenset(taken)})).outcome is outcome


@pytest.mark.parametrize(("taken", "outcome"), [("purpose-narrow:yes", APPLIES), ("purpose-narrow:no", NOT)])
def test_an_authority_settles_a_claim(taken: str, outcome: Outcome) -> None:
    """The authority's finding stands in the place of the subject's own word."""
    law = book(rule("{attribute: purpose, is: narrow, claimed: true}"))

    assert one(law, model(attributes={"purpose": "narrow", "decided": frozenset({taken})})).outcome is outcome


def test_a_designation_names_the_subject_or_may_still_do_so() -> None:
    """Without a designation the provision does not apply, and the trace says that it still may."""
    law = book(rule("{designation: systemic, by: the Commission, criteria: Annex XIII}"))

    assert one(law, model(attributes={"designations": frozenset({"systemic"})})).outcome is APPLIES
    assert one(law, model()).outcome is NOT
    assert "may still do so by Annex XIII" in said(one(law, model()))


PRESUMED = f"{{presumption: {above('1e25 FLOP')}, rebuttal: by evidence}}"


def test_a_presumption_carries_until_it_is_rebutted() -> None:
    """What applies by presumption is flagged; a rebuttal that was accepted lifts it."""
    law = book(rule(PRESUMED))
    rebutted = model(2e25, {"decided": frozenset({"rule-rebutted:yes"})})

    assert one(law, model(2e25)).outcome is APPLIES
    assert one(law, model(2e25)).presumed
    assert "unless rebutted: by evidence" in said(one(law, model(2e25)))
    assert one(law, rebutted).outcome is NOT
    assert "has been rebutted (by evidence)" in said(one(law, rebutted))
    assert not one(law, model(5e24)).presumed


def test_what_is_designated_is_not_merely_presumed() -> None:
    """Where something else carries the verdict too, it is not merely presumed."""
    law = book(
        rule(f"{{any: [{PRESUMED}, {{designation: systemic, by: the Commission, criteria: Annex XIII}}]}}"),
        rule("{all: [{provision: rule}]}", name="second"),
    )
    designated = model(2e25, {"designations": frozenset({"systemic"})})

    assert one(law, model(2e25)).presumed
    assert one(law, model(2e25), name="second").presumed
    assert not one(law, designated).presumed
