"""Sentences that can be said again, also after they lay in a database."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interlock.errors import InputError
from interlock.phrases import Numeral, Phrase, kept, listed, numeral, phrase, recalled, spoken

_WORDS = {"{what} is missing": "{what} fehlt", "line {number}": "Zeile {number}", "the name": "der Name"}


class German:
    """Knows three patterns."""

    def words(self, pattern: str) -> str:
        """Return the pattern in German."""
        return _WORDS.get(pattern, pattern)

    def numeral(self, text: str) -> str:
        """Return a number with a comma."""
        return text.replace(".", ",")


_any = st.text(alphabet=st.characters(exclude_categories=["Cs"]))
_pattern = st.text(alphabet=st.characters(exclude_characters="{}", exclude_categories=["Cs"]))
_parts = st.recursive(
    st.one_of(_any, st.integers(), _any.map(Numeral)),
    lambda inner: st.builds(lambda text, part: phrase(f"{text}{{part}}", part=part), _pattern, inner),
    max_leaves=6,
)


@given(st.one_of(_any, _any.map(Numeral), st.lists(_parts, max_size=4)))
def test_what_is_kept_is_said_the_same_in_every_language(given_: str | list[object]) -> None:
    """Kept as JSON and recalled, a text is the same text and is said alike in another language."""
    text = (
        listed(part if isinstance(part, str) else str(part) for part in given_)
        if isinstance(given_, list)
        else given_
    )
    back = recalled(json.loads(json.dumps(kept(text))))
    assert back == text
    assert spoken(back, German()) == spoken(text, German())


def test_a_recalled_phrase_speaks_german() -> None:
    """Patterns and numerals survive at any depth."""
    text = phrase("{what} is missing", what=listed((phrase("the name"), numeral("3.5")), " or "))
    back = recalled(kept(text))
    assert isinstance(back, Phrase)
    assert (back, spoken(back, German())) == ("the name or 3.5 is missing", "der Name or 3,5 fehlt")


@pytest.mark.parametrize(
    "given_", [None, 7, [], {"pattern": "x"}, {"numeral": 7}, {"pattern": 1, "parts": {}}]
)
def test_nothing_else_is_recalled(given_: object) -> None:
    """What nobody kept is refused, not guessed at."""
    with pytest.raises(ValueError, match="no text that was kept"):
        recalled(given_)


def test_an_errors_sentence_is_its_text_in_english_and_can_be_said_anew() -> None:
    """Place, problem and advice are each said in the other language."""
    error = InputError(
        phrase("{what} is missing", what=phrase("the name")), source="a.csv", line=3, advice="Add it."
    )
    assert str(error) == error.sentence == "a.csv, line 3: the name is missing. Add it."
    assert spoken(error.sentence, German()) == "a.csv, Zeile 3: der Name fehlt. Add it."
