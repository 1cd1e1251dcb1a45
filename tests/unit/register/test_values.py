"""Values are kept in one form, and what is no value is refused."""

from __future__ import annotations

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interlock.errors import InputError, UnknownNameError
from interlock.register import PROPERTIES, Json, Kind, ValueType, canonical, property_of, same

PLAIN = [
    (ValueType.ESTIMATE, 5, {"low": 5.0, "central": 5.0, "high": 5.0}),
    (ValueType.ESTIMATE, {"low": 1, "high": 100}, {"low": 1.0, "central": 10.0, "high": 100.0}),
    (ValueType.COUNT, 1e3, 1000),
    (ValueType.TEXT, "  a \t b ", "a b"),
    (ValueType.PROSE, "a\r\n\r\nb  c", "a\n\nb c"),
    (ValueType.DAY, "2024-12-26", "2024-12-26"),
    (ValueType.WORDS, ["b", "a", "b"], ["a", "b"]),
    (ValueType.COUNTRIES, ["US", "DE"], ["DE", "US"]),
    (ValueType.REFERENCE, "OpenAI", {"name": "OpenAI", "entry": None}),
    (ValueType.FLAG, False, False),
    (ValueType.ADDRESS, "https://arxiv.org/abs/2412.19437", "https://arxiv.org/abs/2412.19437"),
    (ValueType.POINT, {"latitude": 1, "longitude": -90}, {"latitude": 1.0, "longitude": -90.0}),
]
WRONG = [
    (ValueType.ESTIMATE, math.nan), (ValueType.ESTIMATE, {"low": 2, "high": 1}), (ValueType.ESTIMATE, -1),
    (ValueType.ESTIMATE, True), (ValueType.ESTIMATE, "5"), (ValueType.ESTIMATE, {"low": 1}),
    (ValueType.ESTIMATE, {"low": 1, "central": 5, "high": 3}), (ValueType.COUNT, 1.5), (ValueType.COUNT, -1),
    (ValueType.TEXT, ""), (ValueType.TEXT, "x" * 1001), (ValueType.TEXT, 5), (ValueType.DAY, "2024-13-01"),
    (ValueType.DAY, "1 May"), (ValueType.WORDS, []), (ValueType.WORDS, "ab"), (ValueType.COUNTRY, "de"),
    (ValueType.REFERENCE, {"name": "a", "x": 1}), (ValueType.REFERENCE, "a\u202eb"), (ValueType.FLAG, "yes"),
    (ValueType.ADDRESS, "javascript:alert(1)"), (ValueType.ADDRESS, "https://user:word@host/"),
    (ValueType.ADDRESS, "//host"), (ValueType.POINT, {"latitude": 91, "longitude": 0}),
    (ValueType.POINT, [1, 2]),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "given_value", "kept"), PLAIN)
def test_a_value_is_kept_in_one_form(kind: ValueType, given_value: Json, kept: Json) -> None:
    """What is kept is plain JSON, and keeping it again changes nothing."""
    assert canonical(kind, given_value) == kept
    assert canonical(kind, json.loads(json.dumps(kept))) == kept
    assert same(kind, kept, canonical(kind, given_value))


@pytest.mark.parametrize(("kind", "value"), WRONG)
def test_what_is_no_value_is_refused_with_advice(kind: ValueType, value: Json) -> None:
    """Each refusal says what to give."""
    with pytest.raises(InputError) as caught:
        canonical(kind, value)
    assert caught.value.advice


@given(st.floats(min_value=1e-6, max_value=1e30), st.floats(min_value=1, max_value=1e6))
def test_an_interval_around_a_value_holds_it(value: float, factor: float) -> None:
    """The centre of an interval without one is its geometric mean."""
    kept = canonical(ValueType.ESTIMATE, {"low": value / factor, "high": value * factor})
    assert kept["low"] <= kept["central"] <= kept["high"]
    assert math.isclose(kept["central"], value, rel_tol=1e-9)


def test_a_choice_is_one_of_its_words() -> None:
    """What is not on the list is refused with the list."""
    status = property_of(Kind.CLUSTER, "status")
    assert status.canonical("planned") == "planned"
    with pytest.raises(InputError, match="not among") as caught:
        status.canonical("ready")
    assert "decommissioned" in str(caught.value)


def test_an_unknown_property_is_refused_with_those_there_are() -> None:
    """A misspelt property names what may be stated."""
    with pytest.raises(UnknownNameError, match="training_compute"):
        property_of(Kind.MODEL, "flops")


def test_every_property_is_sound() -> None:
    """Estimates have units, references a kind, choices their words, and names are the table's keys."""
    for kind, properties in PROPERTIES.items():
        for name, prop in properties.items():
            assert prop.name == name, (kind, name)
            assert (prop.unit is not None) == (prop.type is ValueType.ESTIMATE), (kind, name)
            assert (prop.to is not None) == prop.type.is_reference, (kind, name)
            assert prop.type is not ValueType.CHOICE or prop.choices, (kind, name)
