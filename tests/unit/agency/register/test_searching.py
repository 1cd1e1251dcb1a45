"""Search finds names first, then words, and costs the same however common a word is."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from interlock.agency.register.models import Change, Chip, Entry
from interlock.agency.register.searching import (
    LONGEST_QUERY,
    Where,
    clean_query,
    search,
    suggest,
    tsquery,
)
from interlock.agency.register.writing import begin, undo, write
from interlock.errors import InputError
from interlock.register import Kind
from tests.unit.agency.conftest import act, entry, record, take

pytestmark = pytest.mark.django_db


def found(text: str, *kinds: Kind) -> list[str]:
    """Return the names that a search finds."""
    return [hit.entry.name for hit in search(text, kinds=kinds)]


def test_a_name_comes_before_names_that_begin_so_and_before_texts() -> None:
    """The order is exact, beginning, words."""
    take(
        record("Grok 3 mini", parameters=1e9),
        record("Other", description="A successor of Grok 3."),
        record("Grok-3", parameters=1e9),
        record("Grok 30", parameters=1e9),
    )

    assert found("grok 3")[0] == "Grok-3"
    assert found("grok 3")[-1] == "Other"
    assert set(found("grok 3")) == {"Grok-3", "Grok 3 mini", "Grok 30", "Other"}


@pytest.mark.parametrize(
    "typed",
    [
        "Université",
        "universite",
        "UNIVERSITÉ de mont",
        "montréal univ",
        "mila",
        "Uni\u200bversité",
        "\u202emila",
    ],
)
def test_accents_case_and_invisible_characters_do_not_matter(typed: str) -> None:
    """A name is found as people type it."""
    take(record("Université de Montréal – MILA", kind=Kind.ORGANISATION, roles=["research"]))

    assert found(typed) == ["Université de Montréal – MILA"]


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("GPT-4", "gpt 4"),
        ("GPT-4", "4"),
        ("Llama-3.1 405B", "3.1"),
        ("文心一言 4.0", "文心"),
        ("Yi-34B", "34b"),
    ],
)
def test_punctuation_in_names_does_not_matter(name: str, typed: str) -> None:
    """Hyphens and points separate words, on both sides alike."""
    take(record(name, parameters=1e9))

    assert found(typed) == [name]


def test_a_developer_finds_its_models() -> None:
    """What an entry names is part of its text."""
    take(record("Example 405B", developers=["Example Labs"]), record("Unrelated", parameters=1e9))

    assert "Example 405B" in found("example labs")
    assert found("example labs", Kind.MODEL) == ["Example 405B"]


def test_secret_words_are_not_found() -> None:
    """A search can't tell what only officers may read."""
    take(record("Open", parameters=1e9))
    write(
        begin(Change.Act.IMPORT, act()),
        [record("Open", description="codename Nightingale", on=date(2026, 6, 1))],
        public=False,
    )

    assert found("nightingale") == []


def test_what_was_taken_back_is_not_found() -> None:
    """An undone import leaves no hits."""
    written = take(record("Gone", parameters=1e9))
    undo(written.change, act(days=1))

    assert found("gone") == []


def test_a_serial_digest_finds_the_model_of_the_chip() -> None:
    """The whole digest, and nothing shorter."""
    take(record("H100", kind=Kind.CHIP_MODEL, tpp=15824.0))
    digest = "0123456789abcdef" * 4
    Chip.objects.create(serial=digest, chip_model=entry("H100", Kind.CHIP_MODEL))

    assert [(hit.entry.name, hit.where) for hit in search(digest.upper())] == [("H100", Where.SERIAL)]
    assert found(digest[:63]) == []


def test_a_permit_is_found_by_its_number() -> None:
    """As it is written, and in small letters."""
    take(record("Permit for a run", kind=Kind.PERMIT, number="IL-2026/17", status="issued"))

    assert [hit.where for hit in search("il-2026/17")] == [Where.NUMBER]


def test_each_entry_is_found_once() -> None:
    """An entry that meets several rules is shown at its best place."""
    take(record("Grok 3", description="Grok 3 is grok 3."))

    assert found("grok 3") == ["Grok 3"]


def test_the_limit_holds() -> None:
    """No more is returned than was asked for."""
    take(*(record(f"Model {number}", parameters=1e9) for number in range(12)))

    assert len(search("model", limit=5)) == 5


def test_a_search_costs_at_most_seven_queries() -> None:
    """Whatever is typed."""
    take(record("Grok 3", parameters=1e9))
    for text in ("grok", "nothing", "a" * 64, "x y z", "!"):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            search(text)
        assert len(queries) <= 7


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("gork 3", "Grok 3"),
        ("grok3", "Grok 3"),
        ("deepsek", "deepseek"),
        ("llma", "llama"),
        ("grokking", ""),
        ("x", ""),
    ],
)
def test_a_near_miss_is_answered_with_what_was_meant(typed: str, meant: str) -> None:
    """One letter missing, added, other or exchanged; else nothing."""
    take(
        record("Grok 3", parameters=1.0),
        record("DeepSeek V3", parameters=1.0),
        record("Llama-3.1", parameters=1.0),
    )

    assert suggest(typed) == meant


def test_similar_names_are_suggested_beyond_one_letter() -> None:
    """Names that begin alike are compared as wholes."""
    take(record("Hunyuan Large", parameters=1e9))

    assert suggest("hunyan lrge") == "hunyuan large"


def test_too_long_a_query_is_refused() -> None:
    """The error names the parameter."""
    with pytest.raises(InputError) as caught:
        clean_query("x" * (LONGEST_QUERY + 1))
    assert caught.value.field == "q"


@given(st.text(max_size=LONGEST_QUERY))
def test_a_query_is_letters_digits_and_our_own_operators(text: str) -> None:
    """Nothing that is typed reaches PostgreSQL as syntax."""
    for part in filter(None, tsquery(clean_query(text)).split(" & ")):
        assert part.endswith(":*")
        assert part[:-2].isalnum()


@given(st.text(max_size=LONGEST_QUERY))
def test_cleaning_twice_changes_nothing(text: str) -> None:
    """What is shown in the field again is what was searched for."""
    once = clean_query(text)

    assert clean_query(once) == once
    assert all(character.isprintable() for character in once)


def test_folding_keeps_the_order_of_bytes() -> None:
    """The index by which beginnings are found compares byte by byte."""
    take(*(record(name, parameters=1e9) for name in ("zeta", "Éa", "eb", "文")))

    folded = list(Entry.objects.order_by("folded").values_list("folded", flat=True))
    assert folded == sorted(folded, key=lambda text: text.encode())
