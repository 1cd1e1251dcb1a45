"""The shape of a rulebook's file: unknown keys, wrong kinds and empty lists are refused by name."""

from __future__ import annotations

import pytest

from tests.unit.rulebooks.conftest import refusal

REFUSALS = [
    (
        "jurisdiction:",
        "juristiction:",
        "line 5, juristiction: the key 'juristiction' is not known. Did you mean 'jurisdiction'?",
    ),
    (
        "includes_any",
        "include_any",
        (
            "line 24, provisions[0].when.all[1].include_any: the key 'include_any' is not known. Did "
            "you mean 'includes_any'?"
        ),
    ),
    (
        'operator: ">"',
        'operator: "=>"',
        "line 23, provisions[0].when.all[0].operator: '=>' is none of '>', '>=', '<' or '<='.",
    ),
    (
        "{provision: first}",
        "{provision: first, decision: a}",
        (
            "line 32, provisions[1].when: {'provision': 'first', 'decision': 'a'} is not such a rule: "
            "expected a mapping with exactly one of the keys all, any, not, provision, quantity, "
            "attribute, presumption, designation, decision."
        ),
    ),
    (
        "{provision: first}",
        "{all: []}",
        (
            "line 32, provisions[1].when.all: [] was given; list should have at least 1 item after "
            "validation, not 0."
        ),
    ),
    (
        "{parameter: limit}}",
        "[1]}",
        (
            "line 23, provisions[0].when.all[0].threshold: [1] is not such a rule: expected a number "
            "with its unit, or a mapping with one of the keys parameter, share, relative_to, drift."
        ),
    ),
    (
        "{attribute: generates, includes_any: [text]}",
        "{attribute: generates, is: text}",
        (
            "line 24, provisions[0].when.all[1]: generates holds set of words. Compare yes or no by "
            "'is: true', a word by 'is', a set by 'includes_any'."
        ),
    ),
    (
        "{attribute: generates, includes_any: [text]}",
        "{attribute: open_weights, is: maybe}",
        (
            "line 24, provisions[0].when.all[1]: open_weights holds yes or no. Compare yes or no by "
            "'is: true', a word by 'is', a set by 'includes_any'."
        ),
    ),
    (
        "{attribute: generates, includes_any: [text]}",
        "{attribute: generates}",
        (
            "line 24, provisions[0].when.all[1]: an attribute is compared by 'is' or by 'includes_any' "
            "or 'includes_all'."
        ),
    ),
    (
        "{attribute: generates, includes_any: [text]}",
        "{attribute: generates, includes_any: [text], claimed: true}",
        "line 24, provisions[0].when.all[1].claimed: only a claim with 'is' can be settled.",
    ),
    (
        "interlock: rulebook/v1",
        "interlock: rulebook/v2",
        "line 1, interlock: 'rulebook/v2' is none of 'rulebook/v1'.",
    ),
    (
        'version: "1"',
        "version: 1",
        "line 8, documents.act.version: 1 was given; input should be a valid string.",
    ),
]


@pytest.mark.parametrize(("good", "bad", "message"), REFUSALS, ids=range(len(REFUSALS)))
def test_a_fault_is_refused_with_its_place_and_its_remedy(good: str, bad: str, message: str) -> None:
    """Each fault names the file, the line, the field, what was given and what to do."""
    assert refusal(good, bad).rstrip(".") == f"sample.yaml, {message}".rstrip(".")
