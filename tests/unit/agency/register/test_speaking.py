"""What the pure rooms say is said on a page in the page's language, to the last part."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from interlock.agency.register.judging import judge
from interlock.agency.register.reading import read_entry
from interlock.agency.register.speaking import PageSpeaker, said, told
from interlock.agency.register.templatetags.judgement import spoken_error
from interlock.assessment import Assessment
from interlock.errors import InputError
from interlock.phrases import Phrase, numeral, phrase
from interlock.quantities import Estimate, Flop, interval_text
from interlock.register import Kind
from tests.unit.agency.conftest import NOW, entry, record, take

_PROPER_NAMES = {"License Exception HBM", "New York", "Epoch AI", "6ND"}
"""Said alike in both languages."""


def _phrases(value: object, seen: set[int]) -> Iterator[Phrase]:
    """Yield every phrase that a value holds, those within phrases too."""
    if id(value) in seen:
        return
    seen.add(id(value))
    if isinstance(value, Phrase):
        yield value
        for part in value.parts.values():
            yield from _phrases(part, seen)
    elif is_dataclass(value):
        for member in fields(value):
            yield from _phrases(getattr(value, member.name), seen)
    elif isinstance(value, Mapping):
        for each in (*value.keys(), *value.values()):
            yield from _phrases(each, seen)
    elif isinstance(value, list | tuple | frozenset):
        for each in value:
            yield from _phrases(each, seen)


def _said_of(assessment: Assessment) -> list[Phrase]:
    """Return every phrase that a page says of an assessment."""
    told_of: list[Any] = [assessment.notes, assessment.findings, assessment.methods]
    for verdict in assessment.verdicts:
        told_of += [verdict.because, verdict.title, verdict.readings, verdict.assumptions, verdict.likelihood]
        told_of += [(duty.clock, duty.obligation.what, duty.obligation.who) for duty in verdict.obligations]
    return list(_phrases(told_of, set()))


def _is_words(pattern: str) -> bool:
    return re.search(r"[a-z]{3}", re.sub(r"\{[a-z_0-9]*\}", "", pattern)) is not None


def _judged() -> Assessment:
    take(
        record(
            "Example 405B", training_compute={"low": 3.1e25, "central": 3.8e25, "high": 4.6e26},
            compute_basis="stated by the developer", compute_convention="model", generates=["text"],
            purpose="general", developers=["Example Labs"], countries=["US"], parameters=4.05e11,
            tokens=1.5e13, released="2026-05-02",
        )
    )  # fmt: skip
    view = read_entry(Kind.MODEL, entry("Example 405B").slug, as_of=NOW.date())
    assessment = judge(view)
    assert assessment is not None
    return assessment


@pytest.mark.django_db
def test_no_pattern_of_an_assessment_is_left_in_english() -> None:
    """Every phrase of a judged model has its German, and the page says it and not the English."""
    assessment = _judged()
    spoken = _said_of(assessment)
    with translation.override("de"):
        speaker = PageSpeaker()
        left = {
            each.pattern for each in spoken
            if _is_words(each.pattern) and speaker.words(each.pattern) == each.pattern
        }  # fmt: skip
        page = html.unescape(render_to_string("register/verdicts.html", {"assessment": assessment}))

    assert len(spoken) > 200
    assert left <= _PROPER_NAMES
    english = [each for each in spoken if " is " in each or " are " in each or "likely" in each]
    assert english
    assert [each for each in english if str(each) in page] == []


@pytest.mark.django_db
def test_the_page_says_the_same_things_in_both_languages() -> None:
    """What is quoted, dated and numbered stands in both; only the words differ."""
    assessment = _judged()
    pages = {}
    for language in ("en", "de"):
        with translation.override(language):
            pages[language] = html.unescape(
                render_to_string("register/verdicts.html", {"assessment": assessment})
            )

    interval = interval_text(3.1e25, 4.6e26)
    assert f"{interval} FLOP" in pages["en"]
    assert f"{interval.replace('.', ',')} FLOP" in pages["de"]
    assert "Rechenaufwand des Trainings" in pages["de"]
    assert "training compute" not in pages["de"].replace("training compute of the original model", "")
    for quoted in ("Art. 51(2)", "is greater than 10^25"):
        assert quoted in pages["en"]
        assert quoted in pages["de"]


def test_a_phrase_within_a_phrase_is_said_too() -> None:
    """Parts are said by their own pattern, numbers with the comma, names as they stand."""
    line = phrase(
        "{quantity}, stated in the declaration ({field})",
        quantity=phrase("training compute"), field="training.stages",
    )  # fmt: skip

    with translation.override("de"):
        assert said(line) == "Rechenaufwand des Trainings, angegeben in der Erklärung (training.stages)"
        assert said(numeral("1,234.5")) == "1.234,5"
        assert said(Estimate.exact(Flop(3.8e25))) == "3,8 × 10²⁵ FLOP"
        assert said("training compute") == "training compute"
        assert said("") == said(phrase("")) == ""
    with translation.override("en"):
        assert said(line) == line
        assert said(numeral("1,234.5")) == "1,234.5"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "run.yaml, line 7, tokens: '-3' is not a number. Give a whole number."),
        ("de", "run.yaml, Zeile 7, tokens: '-3' ist keine Zahl. Geben Sie eine ganze Zahl an."),
    ],
)
def test_an_error_is_told_with_place_and_advice(language: str, text: str) -> None:
    """Place, problem and advice are said in the page's language; English is what the error itself says."""
    error = InputError(
        phrase("{value} is not a number", value=repr("-3")), source="run.yaml", line=7, field="tokens",
        advice=phrase("Give a whole number."),
    )  # fmt: skip

    with translation.override(language):
        assert told(error) == spoken_error(error) == text
    assert language == "de" or str(error) == text


def test_an_error_without_place_or_advice_is_its_problem() -> None:
    """Nothing stands where nothing is known; what a terminal would obey is escaped."""
    with translation.override("de"):
        assert told(InputError(phrase("the file is empty"))) == "die Datei ist leer"
        assert told(InputError("a\u202eb", field="x\x1b")) == "x\\x1b: a\\u202eb"
