"""Reading a rulebook: what is refused, and with which file, line, field and remedy."""

from __future__ import annotations

import re

import pytest

from interlock.errors import InputError
from interlock.rulebooks import read_rulebook
from interlock.rulebooks.citations import Confidence
from tests.unit.rulebooks.conftest import GOOD, refusal


def test_a_sound_rulebook_is_read() -> None:
    """Everything the file states is there, and the revision is the file's own digest."""
    book = read_rulebook(GOOD.encode(), source="sample.yaml")
    limit = book.parameters["limit"]

    assert list(book.provisions) == ["first", "second"]
    assert [value.value.value for value in limit.values] == [1e25, 1e25]
    assert limit.values[1].citation.confidence is Confidence.REMEMBERED
    assert re.fullmatch(r"[0-9a-f]{64}", book.revision)
    assert read_rulebook(GOOD.encode() + b"\n", source="sample.yaml").revision != book.revision


REFUSALS = [
    (
        "training_compute",
        "training_compte",
        (
            "line 23, provisions[0].when.all[0].quantity: the quantity 'training_compte' is not in the "
            "vocabulary. Did you mean 'training_compute'?"
        ),
    ),
    (
        "attribute: generates",
        "attribute: generate",
        (
            "line 24, provisions[0].when.all[1].attribute: the attribute 'generate' is not in the "
            "vocabulary. Did you mean 'generates'?"
        ),
    ),
    (
        "[text]",
        "[txt]",
        "line 24, provisions[0].when.all[1]: 'txt' is no word of generates. Did you mean 'text'?",
    ),
    (
        "convention: epoch",
        "convention: epoc",
        (
            "line 23, provisions[0].when.all[0].convention: the convention 'epoc' is not known. Did "
            "you mean 'epoch'?"
        ),
    ),
    (
        "start: released",
        "start: release",
        (
            "line 26, provisions[0].obligations[0].clock.start: no clock can start with 'release'. Did "
            "you mean 'released'?"
        ),
    ),
    (
        "[EU]",
        "[Europe]",
        (
            "line 19, provisions[0].scope[0]: 'Europe' is not a place. Write EU, a country such as KR, "
            "or US-CA."
        ),
    ),
    (
        "{parameter: limit}}",
        "1e12 parameters}",
        (
            "line 23, provisions[0].when.all[0].threshold: '1e12 parameters' has the unit "
            "'parameters'; expected FLOP. Write it as '1e3 FLOP'."
        ),
    ),
    (
        "{parameter: limit}}",
        "1e25}",
        (
            "line 23, provisions[0].when.all[0].threshold: 1e+25 has no unit; expected FLOP. Write it "
            "as '1e3 FLOP'."
        ),
    ),
    (
        "{parameter: limit}}",
        "1e25 FLOPs}",
        (
            "line 23, provisions[0].when.all[0].threshold: the unit 'FLOPs' in '1e25 FLOPs' can be "
            "read in two ways. Write FLOP for an amount or FLOP/s for a rate; the letter s is read "
            "both ways."
        ),
    ),
    (
        "unit: FLOP",
        "unit: FLOP/h",
        "line 11, parameters.limit.unit: the unit 'FLOP/h' is not known. Did you mean 'FLOP/s'?",
    ),
    (
        "unit: FLOP\n    values:\n      - {from: 2025-01-01, value: 1e25,",
        "unit: FLOP/s\n    values:\n      - {from: 2025-01-01, value: 1e25 FLOP,",
        (
            "line 13, parameters.limit.values[0].value: '1e25 FLOP' has the unit 'FLOP'; expected "
            "FLOP/s. Write it as '1e3 FLOP/s'."
        ),
    ),
    (
        "training_compute, convention: epoch,",
        "parameters_total,",
        (
            "line 23, provisions[0].when.all[0].threshold.parameter: the parameter 'limit' is in Flop; "
            "expected Parameters."
        ),
    ),
    (
        "{parameter: limit}}",
        '{share: "1/3", of: parameters_total}}',
        (
            "line 23, provisions[0].when.all[0].threshold.of: parameters_total is in Parameters; "
            "expected Flop."
        ),
    ),
    (
        "{parameter: limit}}",
        '{share: "1/0", of: base_training_compute}}',
        (
            "line 23, provisions[0].when.all[0].threshold.share: '1/0' is not a share above 0. Write "
            "it as 1/3 or 0.1."
        ),
    ),
    (
        "{parameter: limit}}",
        "{drift: {value: 1e25 FLOP, per_day: 0.01}}}",
        (
            "line 23, provisions[0].when.all[0].threshold.drift: the drift of a fixed value needs its "
            "'start'. Give the day."
        ),
    ),
    (
        ", citation: {document: act, place: s. 1}}",
        "}",
        "line 13, parameters.limit.values[0]: the key 'citation' is missing. Give it.",
    ),
    (
        "citation: {document: act, place: s. 2}",
        "note: none",
        "line 16, provisions[0]: the key 'citation' is missing. Give it.",
    ),
    (
        "{document: act, place: s. 3}",
        "{document: art, place: s. 3}",
        (
            "line 26, provisions[0].obligations[0].citation.document: no document 'art' is listed. Did "
            "you mean 'act'?"
        ),
    ),
    (
        "place: s. 4",
        (
            "place: s. 4, phrase: "
            "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
        ),
        (
            "line 33, provisions[1].citation.phrase: "
            "'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa... was given; string should "
            "have at most 200 characters."
        ),
    ),
    (
        "https:",
        "http:",
        (
            "line 8, documents.act.url: 'http://example.org/act' was given; string should match "
            "pattern '^https://'."
        ),
    ),
    (
        "from: 2026-01-01",
        "from: 2024-12-31",
        (
            "line 14, parameters.limit.values[1].from: the value from 2024-12-31 overlaps the value "
            "from 2025-01-01. Give values in order of their days, each ending where the next begins."
        ),
    ),
    (
        "from: 2025-01-01,",
        "from: 2025-01-01, to: 2026-06-01,",
        (
            "line 14, parameters.limit.values[1].from: the value from 2026-01-01 overlaps the value "
            "from 2025-01-01. Give values in order of their days, each ending where the next begins."
        ),
    ),
    (
        "from: 2026-01-01,",
        "from: 2026-01-01, to: 2025-12-01,",
        (
            "line 14, parameters.limit.values[1].to: the value ends (2025-12-01) before it begins "
            "(2026-01-01)."
        ),
    ),
    (
        "2024-07-01",
        "2024-13-01",
        (
            "line 20, provisions[0].dates.enacted: '2024-13-01' is not a day of the calendar; write it "
            "as 2025-08-02."
        ),
    ),
    (
        "applicable: 2025-08-02",
        "applicable: 2024-06-30",
        (
            "line 20, provisions[0].dates.applicable: applicable (2024-06-30) is before enacted "
            "(2024-07-01). Check the two days."
        ),
    ),
    (
        "applicable: 2025-08-02",
        "repealed: 2024-07-01",
        "line 20, provisions[0].dates.repealed: repealed (2024-07-01) is not after 2024-07-01.",
    ),
    (
        "effective: 2025-01-01",
        "proposed: 2025-01-01",
        (
            "line 31, provisions[1].dates: a law needs at least one of the dates enacted, effective, "
            "applicable, and not 'proposed'."
        ),
    ),
    (
        "kind: law",
        "kind: proposal",
        (
            "line 20, provisions[0].dates: a proposal has the date 'proposed' and none of enacted, "
            "effective, applicable, enforceable. State the day on which it was proposed, or change the "
            "rulebook's kind."
        ),
    ),
    (
        "P2W",
        "two weeks",
        (
            "line 26, provisions[0].obligations[0].clock.within: 'two weeks' is not a period of whole "
            "years, months, weeks, days or hours. Write it as P2W, P15D, P6M or PT72H."
        ),
    ),
    (
        "within: P2W",
        "within: P2W, ahead: P1D",
        "line 26, provisions[0].obligations[0].clock: a clock has exactly one of 'within' and 'ahead'.",
    ),
    (
        "clock: {start",
        "due: 2027-01-01, clock: {start",
        (
            "line 26, provisions[0].obligations[0]: a duty has a clock or a due day, not both. Keep "
            "one of them."
        ),
    ),
    (
        "{provision: first}",
        "{provision: frist}",
        "line 32, provisions[1].when: no provision 'frist' exists. Did you mean 'first'?",
    ),
    (
        "{provision: first}",
        "{provision: second}",
        (
            "line 32, provisions[1].when: provisions refer to each other in a circle: second → second. "
            "Break the circle."
        ),
    ),
    (
        "- {attribute: generates, includes_any: [text]}",
        "- {not: {provision: second}}",
        (
            "line 21, provisions[0].when: provisions refer to each other in a circle: first → second → "
            "first. Break the circle."
        ),
    ),
    (
        "{parameter: limit}}",
        "{parameter: limt}}",
        (
            "line 23, provisions[0].when.all[0].threshold.parameter: no parameter 'limt' is listed. "
            "Did you mean 'limit'?"
        ),
    ),
    (
        "id: second",
        "id: first",
        "line 28, provisions[1].id: the provision 'first' occurs twice. Rename one of them.",
    ),
    (
        "who: all, clock",
        "who: all, only: {event: relased, before: 2025-08-02}, clock",
        (
            "line 26, provisions[0].obligations[0].only.event: no duty can depend on 'relased'. "
            "Did you mean 'released'?"
        ),
    ),
    (
        "who: all, clock",
        "who: all, only: {event: released}, clock",
        ("line 26, provisions[0].obligations[0].only: 'only' has neither 'from' nor 'before'. Give a day."),
    ),
    (
        "who: all, clock",
        "who: all, only: {event: released, from: 2025-08-02, before: 2025-08-02}, clock",
        (
            "line 26, provisions[0].obligations[0].only.before: no day lies from 2025-08-02 on and before "
            "2025-08-02"
        ),
    ),
    (
        "who: all, clock",
        "who: all, only: {event: released, before: 2025-8-2}, clock",
        (
            "line 26, provisions[0].obligations[0].only.before: '2025-8-2' is not a day of the calendar; "
            "write it as 2025-08-02"
        ),
    ),
]


@pytest.mark.parametrize(("good", "bad", "message"), REFUSALS, ids=range(len(REFUSALS)))
def test_a_fault_is_refused_with_its_place_and_its_remedy(good: str, bad: str, message: str) -> None:
    """Each fault names the file, the line, the field, what was given and what to do."""
    assert refusal(good, bad).rstrip(".") == f"sample.yaml, {message}".rstrip(".")


@pytest.mark.parametrize(
    ("data", "message"), [(b"", "holds 0 YAML documents"), (b"a: 1\n---\nb: 2\n", "holds 2 YAML")]
)
def test_a_file_holds_one_rulebook(data: bytes, message: str) -> None:
    """Nothing, or several documents in one file, is not a rulebook."""
    with pytest.raises(InputError, match=message):
        read_rulebook(data, source="sample.yaml")
