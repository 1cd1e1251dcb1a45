"""Any kept value can be read, as text and as markup, and none can smuggle markup in."""

from __future__ import annotations

from typing import Any

import pytest
from django.template import Context, Template
from django.utils import translation

from interlock.agency.pages.values import Addresses, references_in, shown, told
from interlock.register import PROPERTIES, Json, Kind, Property, ValueType, property_of

SAMPLES: dict[ValueType, Json] = {
    ValueType.ESTIMATE: {"low": 3.1e25, "central": 3.8e25, "high": 4.6e25},
    ValueType.COUNT: 100_000,
    ValueType.TEXT: "<b>a line</b>",
    ValueType.PROSE: "first\n\n<script>alert(1)</script>",
    ValueType.DAY: "2025-02-04",
    ValueType.WORDS: ["Language", "Vision"],
    ValueType.COUNTRY: "DE",
    ValueType.COUNTRIES: ["DE", "KR"],
    ValueType.REFERENCE: {"name": "<i>xAI</i>", "entry": 17},
    ValueType.REFERENCES: [{"name": "xAI", "entry": 17}, {"name": "Nobody", "entry": None}],
    ValueType.FLAG: True,
    ValueType.ADDRESS: "https://www.example.org/a/?b=<c>",
    ValueType.POINT: {"latitude": -35.0596, "longitude": 149.1},
}


def one_of(kind: ValueType) -> Property:
    """Return a property of a type."""
    return next(prop for known in PROPERTIES.values() for prop in known.values() if prop.type is kind)


@pytest.mark.parametrize("kind", ValueType)
@pytest.mark.parametrize("language", ["en", "de"])
def test_every_type_of_value_is_told_and_shown(kind: ValueType, language: str) -> None:
    """No value breaks a page, and what a source wrote stays text."""
    prop = one_of(kind)
    value = SAMPLES.get(kind, prop.choices[0] if prop.choices else None)
    with translation.override(language):
        text, markup = told(value, prop), shown(value, prop)

    assert text
    assert "<script>" not in markup
    assert "<i>" not in markup
    assert "<b>" not in markup


@pytest.mark.parametrize(
    ("kind", "name", "value", "english", "german"),
    [
        (Kind.MODEL, "training_compute", SAMPLES[ValueType.ESTIMATE],
         "3.8 × 10²⁵ FLOP (3.1–4.6 × 10²⁵)", "3,8 × 10²⁵ FLOP (3,1–4,6 × 10²⁵)"),
        (Kind.MODEL, "released", "2025-02-04", "4 February 2025", "4. Februar 2025"),
        (Kind.MODEL, "countries", ["DE", "KR"], "Germany and South Korea", "Deutschland und Südkorea"),
        (Kind.FACILITY, "point", SAMPLES[ValueType.POINT], "35.0596° S, 149.1000° E", None),
        (Kind.CLUSTER, "chip_count", 100_000, "100,000", "100.000"),
        (Kind.MODEL, "frontier", False, "no", None),
        (Kind.MODEL, "parameters", None, "not known", None),
    ],
)  # fmt: skip
def test_values_are_told_in_the_language_of_the_page(
    kind: Kind, name: str, value: Json, english: str, german: str | None
) -> None:
    """Numbers, days and countries as each language writes them."""
    prop = property_of(kind, name)
    with translation.override("en"):
        assert told(value, prop) == english
    if german is not None:
        with translation.override("de"):
            assert told(value, prop) == german


def test_names_lead_to_their_entries() -> None:
    """Where the page knows the address it is used; else the address by number leads there."""
    prop = property_of(Kind.MODEL, "developers")
    value = SAMPLES[ValueType.REFERENCES]

    assert shown(value, prop) == '<a href="/entries/17">xAI</a>, Nobody'
    known = Addresses(entries={17: "/organisations/xai"})
    assert shown(value, prop, addresses=known) == '<a href="/organisations/xai">xAI</a>, Nobody'


def test_what_values_name_is_gathered_for_one_query() -> None:
    """Entries by number, States by code, nothing from what is not known."""
    said: list[tuple[Property, Any]] = [
        (property_of(Kind.MODEL, "developers"), SAMPLES[ValueType.REFERENCES]),
        (property_of(Kind.MODEL, "countries"), ["DE", "KR"]),
        (property_of(Kind.FACILITY, "country"), "US"),
        (property_of(Kind.MODEL, "base_model"), None),
    ]

    assert references_in(said) == ({17}, {"DE", "KR", "US"})


def test_the_tags_of_templates_say_the_same() -> None:
    """Filters and tags are thin."""
    template = Template(
        '{{ value|told:prop }} | {% figure 1.5e8 "W" %} | {% outcome "applies" %} | {{ "KR"|country }} | '
        "{{ prop|label }} | {{ day|in_words }} | {{ 1200|whole }} | {% digest sha %}"
    )
    prop = property_of(Kind.MODEL, "training_compute")
    context = {
        "value": SAMPLES[ValueType.ESTIMATE],
        "prop": prop,
        "day": "2025-02-04",
        "sha": "0123456789abcdef",
    }
    with translation.override("en"):
        text = template.render(Context(context))

    for part in (
        "3.8 × 10²⁵ FLOP (3.1–4.6 × 10²⁵)", ">150 MW<", '<i aria-hidden="true">●</i> applies', "South Korea",
        "Training compute", "4 February 2025", "1,200", 'data-copy="0123456789abcdef"', ">01234567<",
    ):  # fmt: skip
        assert part in text
