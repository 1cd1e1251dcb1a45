"""Names: what is one entry, what is found, what is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interlock.errors import InputError
from interlock.register.names import LONGEST_NAME, clean, fold, key, lookalike, slug


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Grok-3", "Grok 3"),
        ("GPT‑4", "gpt-4"),  # a non-breaking hyphen
        ("Université de Montréal", "UNIVERSITE DE MONTREAL"),
        ("ＤｅｅｐＳｅｅｋ", "DeepSeek"),
        ("Straße", "STRASSE"),
    ],
)
def test_spellings_of_one_name_have_one_key(one: str, other: str) -> None:
    """Case, accents, width and the kind of hyphen don't tell entries apart."""
    assert key(one) == key(other)


@pytest.mark.parametrize(
    "forged",
    ["GРT-4", "GPT-4", "ОpenAI", "οpenai", "OpenΑI", "Օpenai", "Opeոai", "Opena\u0131", "Op\u0435nAI"],
)
def test_lookalike_letters_are_told_from_the_real_ones_but_look_the_same(forged: str) -> None:
    """A Cyrillic or Greek letter makes another key, and the same look."""
    real = "GPT-4" if forged.endswith("4") else "OpenAI"
    assert lookalike(forged) == lookalike(real)
    assert (key(forged) == key(real)) == forged.isascii()


@pytest.mark.parametrize(
    "name",
    ["", "   ", "a\u202eb", "a\u200bb", "\ufeffa", "a\x00b", "a\x1b[31m", "\u200d", "x" * (LONGEST_NAME + 1)],
)
def test_names_that_hide_something_are_refused(name: str) -> None:
    """Invisible, reordering and control characters, nothing, and too much."""
    with pytest.raises(InputError):
        clean(name)


@pytest.mark.parametrize("name", ["مدل زبان", "می\u200cخواهم", "模型 一号", "Ünïted 🦙"])
def test_names_in_any_script_are_kept(name: str) -> None:
    """Persian needs its joiners, and llamas are letters too."""
    assert clean(name) == name


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing_more(text: str) -> None:
    """Folding and keys are what they are."""
    assert fold(fold(text)) == fold(text)
    assert key(key(text)) == key(text)
    assert set(slug(text)) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
