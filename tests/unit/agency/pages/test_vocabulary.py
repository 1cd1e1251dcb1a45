"""Every word of the register has a message in the language of the page."""

from __future__ import annotations

import pytest
from django.utils import translation

from interlock.agency.accounts.seats import Seat
from interlock.agency.pages.vocabulary import (
    CHOICES,
    KINDS,
    LABELS,
    choice_label,
    kind_count,
    kind_heading,
    outcome_label,
    property_label,
    seat_label,
)
from interlock.register import PROPERTIES, Kind, property_of
from interlock.rulebooks import Outcome


def test_every_property_has_a_message() -> None:
    """A property added to the register without its word would stand in English on a German page."""
    labels = {prop.label for known in PROPERTIES.values() for prop in known.values()}

    assert labels - set(LABELS) == set()
    assert set(LABELS) - labels == set()


def test_every_choice_has_a_message() -> None:
    """Words that are chosen from are few and known, so each is translated."""
    choices = {word for known in PROPERTIES.values() for prop in known.values() for word in prop.choices}

    assert choices - set(CHOICES) == set()
    assert set(CHOICES) - choices == set()


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_is_counted_in_its_own_words(kind: Kind) -> None:
    """One entry and several are said differently."""
    assert kind in KINDS
    with translation.override("en"):
        one, many = kind_count(kind, 1), kind_count(kind, 1200)

    assert one.startswith("1 ")
    assert many.startswith("1,200 ")
    assert one.removeprefix("1 ") != many.removeprefix("1,200 ")
    assert kind_heading(kind)


def test_words_are_said_as_they_are_known() -> None:
    """The shipped vocabulary in English."""
    with translation.override("en"):
        assert property_label(property_of(Kind.MODEL, "training_compute")) == "Training compute"
        assert choice_label("api") == "API"
        assert choice_label("Biology") == "Biology"
        assert seat_label(Seat.DELEGATE) == "Delegate"
        assert outcome_label(Outcome.NEEDS_DECISION) == "needs a decision"
