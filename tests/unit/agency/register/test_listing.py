"""Lists show every entry once, in a stable order, narrowed by what their address says and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from interlock.agency.accounts.models import User
from interlock.agency.register import listing
from interlock.agency.register.listing import (
    COUNTED,
    Query,
    list_entries,
    numbers,
    parameters,
    parse_query,
    sorts,
)
from interlock.agency.register.models import COPIED, ROWS, Change, Entry, ModelRow
from interlock.agency.register.writing import Edit, begin, correct, undo, write
from interlock.errors import InputError
from interlock.register import Kind
from interlock.register.names import fold
from tests.unit.agency.conftest import EPOCH, NOW, act, entry, record, take

pytestmark = pytest.mark.django_db

NAMES = ("a", "A", "ä", "b b", "b-b", "z", "文心", "É")
Row = tuple[str, float | None, int | None, str]
DRAWN = st.lists(
    st.tuples(
        st.sampled_from(NAMES),
        st.none() | st.sampled_from([1e20, 1e25, 3.3e24]),
        st.none() | st.integers(0, 2),
        st.sampled_from(["", "api", "open weights"]),
    ),
    max_size=14,
)


def put(rows: Sequence[Row]) -> None:
    """Put models straight into the lists' tables."""
    entries = Entry.objects.bulk_create(
        Entry(
            kind=Kind.MODEL, key=f"{name} {place}", slug=f"m-{place}", name=name, folded=fold(name),
            is_listed=True, is_public=True,
            created_at=NOW, changed_at=NOW + timedelta(days=day or 0),
        )
        for place, (name, _, day, _) in enumerate(rows)
    )  # fmt: skip
    ModelRow.objects.bulk_create(
        ModelRow(
            entry=entry, training_compute=compute, access=access,
            **{column: getattr(entry, column) for column in COPIED},
            released=None if day is None else date(2026, 1, 1) + timedelta(days=day),
        )
        for entry, (_, compute, day, access) in zip(entries, rows, strict=True)
    )  # fmt: skip


def pages(query: Query) -> Iterator[tuple[int, ...]]:
    """Return every page of a list from the top, by its entries' numbers."""
    page = list_entries(query)
    yield tuple(entry.id for entry in page.entries)
    while page.next:
        page = list_entries(replace(query, cursor=page.next))
        yield tuple(entry.id for entry in page.entries)


def pages_backward(query: Query) -> list[tuple[int, ...]]:
    """Return every page of a list, found from its last page back to its first."""
    page = list_entries(query)
    while page.next:
        page = list_entries(replace(query, cursor=page.next))
    found = [tuple(entry.id for entry in page.entries)]
    while page.previous:
        page = list_entries(replace(query, cursor=page.previous))
        found.insert(0, tuple(entry.id for entry in page.entries))
    return found


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=DRAWN,
    sort=st.sampled_from(sorts(Kind.MODEL)),
    descending=st.booleans(),
    size=st.integers(1, 5),
)
def test_paging_shows_every_entry_once_and_in_order(
    rows: list[Row],
    sort: str,
    descending: bool,  # noqa: FBT001  # drawn by hypothesis
    size: int,
) -> None:
    """Forward and backward, by every column, with ties and without values, the pages are the whole list."""
    with transaction.atomic():
        put(rows)
        query = Query(kind=Kind.MODEL, sort=sort, descending=descending, size=size)
        whole = numbers(query)

        assert [one for page in pages(query) for one in page] == whole
        assert [one for page in pages_backward(query) for one in page] == whole
        assert len(whole) == len(rows)
        transaction.set_rollback(True)


@pytest.mark.parametrize("descending", [True, False])
def test_what_has_no_value_comes_last(descending: bool) -> None:  # noqa: FBT001  # parametrised
    """A missing figure is neither the smallest nor the largest."""
    put([("b", None, None, ""), ("a", 1e20, None, ""), ("c", 1e25, None, "")])

    page = list_entries(Query(kind=Kind.MODEL, sort="training_compute", descending=descending))
    assert [entry.name for entry in page.entries][-1] == "b"


def test_a_cursor_outlives_new_entries() -> None:
    """An entry that comes in meanwhile neither repeats nor hides another."""
    put([(name, None, None, "") for name in "bdfhj"])
    query = Query(kind=Kind.MODEL, size=2)
    first = list_entries(query)
    take(record("aa", parameters=1e9), record("e", parameters=1e9))

    rest = [one for page in pages(replace(query, cursor=first.next)) for one in page]
    assert [Entry.objects.get(id=number).name for number in rest] == ["e", "f", "h", "j"]


def test_filters_narrow_by_what_is_listed() -> None:
    """Each kind of filter meets what it names, and filters add up."""
    take(
        record("Big", training_compute=5e25, released=date(2025, 1, 1), countries=["DE"], access="api",
               developers=["Example Labs"], domains=["Language", "Vision"]),
        record("Small", training_compute=1e20, released=date(2020, 1, 1), countries=["US"], access="hosted"),
    )  # fmt: skip

    for asked in (
        {"training_compute_min": "1e25"},
        {"training_compute_min": "10 YFLOP"},
        {"released_min": "2024-01-01", "released_max": "2026-01-01"},
        {"country": "de"},
        {"access": "api"},
        {"developers": "Example Labs"},
        {"domains": "Vision"},
        {"q": "exam lab"},
        {"country": "DE", "access": "api", "q": "big"},
    ):
        page = list_entries(parse_query(Kind.MODEL, {name: [value] for name, value in asked.items()}))
        assert [entry.name for entry in page.entries] == ["Big"], asked


def test_any_of_several_values_is_met() -> None:
    """A parameter given twice widens the list."""
    take(record("One", countries=["DE"]), record("Two", countries=["FR"]), record("Three", countries=["US"]))

    page = list_entries(parse_query(Kind.MODEL, {"country": ["DE", "FR"]}))
    assert [entry.name for entry in page.entries] == ["One", "Two"]


def test_a_list_by_rulebook_shows_what_it_applies_to() -> None:
    """The verdicts' columns are filters as well."""
    take(record("One", parameters=1e9), record("Two", parameters=1e9))
    Entry.objects.filter(name="One").update(applies=["eu-ai-act"])
    Entry.objects.filter(name="Two").update(undecided=["eu-ai-act"])

    by_verdict = {
        name: [entry.name for entry in list_entries(parse_query(Kind.MODEL, {name: ["eu-ai-act"]})).entries]
        for name in ("applies", "undecided")
    }
    assert by_verdict == {"applies": ["One"], "undecided": ["Two"]}


def test_what_is_not_known_to_be_a_duplicate_is_not_one() -> None:
    """Of a flag, no means all of which it is not said."""
    take(
        record("Twin", kind=Kind.CLUSTER, possible_duplicate=True),
        record("Single", kind=Kind.CLUSTER, possible_duplicate=False),
        record("Silent", kind=Kind.CLUSTER, chip_count=8),
    )

    page = list_entries(parse_query(Kind.CLUSTER, {"possible_duplicate": ["no"]}))
    assert [entry.name for entry in page.entries] == ["Silent", "Single"]


def test_common_words_are_met_on_the_way_and_find_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """Looked up first or met on the way, remembered or not, the same entries are found and counted."""
    take(
        *(record(f"Example {n} run", countries=["DE" if n % 3 else "FR"], released=date(2025, 1, n + 1))
          for n in range(9)),
        record("Other", countries=["DE"]),
    )  # fmt: skip
    addresses: tuple[dict[str, list[str]], ...] = (
        {"q": ["exam ru"]},
        {"q": ["exam ru"], "country": ["DE"]},
        {"q": ["exam ru"], "country": ["DE"], "sort": ["-released"], "size": ["10"]},
        {"q": ["exam zz"]},
    )

    def found() -> list[tuple[list[str], int]]:
        lists = [list_entries(parse_query(Kind.MODEL, asked)) for asked in addresses]
        return [([entry.name for entry in page.entries], page.count) for page in lists]

    looked_up = found()
    assert [count for _, count in looked_up] == [9, 6, 6, 0]
    monkeypatch.setattr(listing, "_RARE", 3)
    assert [names for names, _ in found()] == [names for names, _ in looked_up]
    assert [names for names, _ in found()] == [names for names, _ in looked_up]  # remembered by now
    assert found()[1:] == looked_up[1:]


def test_rows_follow_their_entries_whoever_changes_them(officer: User) -> None:
    """By import, correction, undoing, verdict or at the prompt: the copied columns are the entry's."""
    take(record("One", countries=["DE"]), record("Site", kind=Kind.FACILITY, country="FR"))
    _assert_rows_alike()
    given = Edit(
        actor=officer, at=NOW, reason="moved", origin=EPOCH, seen_version=entry("One").version,
        idempotency_key="k",
    )  # fmt: skip
    corrected = correct(entry("One").id, "countries", ["FR"], edit=given)
    assert list(ModelRow.objects.values_list("countries", flat=True)) == [["FR"]]
    _assert_rows_alike()
    undo(corrected.change, act(officer, days=1))
    _assert_rows_alike()
    Entry.objects.filter(name="One").update(applies=["eu-ai-act"], folded="uno")
    Entry.objects.update(undecided=["california-sb53"], is_public=False)
    assert ModelRow.objects.get().applies == ["eu-ai-act"]
    _assert_rows_alike()


def _assert_rows_alike() -> None:
    compared = 0
    for kind, rows in ROWS.items():
        entries = Entry.objects.filter(kind=kind).order_by("id").values_list("id", *COPIED)
        kept = rows._default_manager.order_by("entry_id").values_list("entry_id", *COPIED)  # noqa: SLF001
        assert list(kept) == list(entries)
        compared += len(kept)
    assert compared >= 2


def test_counts_are_exact_up_to_a_thousand() -> None:
    """Beyond that a list says that there are more."""
    put([("a", None, None, "")] * COUNTED)
    exact = list_entries(Query(kind=Kind.MODEL))
    take(record("one more", released=date(2025, 1, 1)))
    more = list_entries(Query(kind=Kind.MODEL))

    assert (exact.count, exact.is_exact) == (COUNTED, True)
    assert (more.count, more.is_exact) == (COUNTED, False)


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"colour": ["red"]}, "colour"),
        ({"training_compute_min": ["much"]}, "training_compute_min"),
        ({"training_compute_min": ["-1"]}, "training_compute_min"),
        ({"training_compute_max": ["nan"]}, "training_compute_max"),
        ({"training_compute_max": ["100 W"]}, "training_compute_max"),
        ({"released_min": ["2026-02-30"]}, "released_min"),
        ({"country": ["Germany"]}, "country"),
        ({"access": ["secret"]}, "access"),
        ({"applies": ["no-such-law"]}, "applies"),
        ({"sort": ["developers"]}, "sort"),
        ({"sort": ["--name"]}, "sort"),
        ({"size": ["1000000"]}, "size"),
        ({"size": ["²"]}, "size"),
        ({"cursor": ["!!"]}, "cursor"),
        ({"q": ["x" * 201]}, "q"),
        ({"access": ["api"] * 21}, "access"),
    ],
)
def test_a_malformed_parameter_is_named(asked: dict[str, list[str]], field: str) -> None:
    """The error says which parameter can't be used."""
    with pytest.raises(InputError) as caught:
        parse_query(Kind.MODEL, asked)
    assert caught.value.field == field


def test_a_cursor_of_another_order_is_refused() -> None:
    """A cursor says by which order its row stands."""
    put([("a", 1e20, 1, "api"), ("b", 1e21, 1, "api")])
    by_name = list_entries(Query(kind=Kind.MODEL, size=1)).next

    with pytest.raises(InputError, match="cursor"):
        parse_query(Kind.MODEL, {"sort": ["-training_compute"], "cursor": [by_name]})


@pytest.mark.parametrize(
    "asked",
    [
        {"q": ["exam"], "country": ["DE", "FR"], "sort": ["-training_compute"], "size": ["20"]},
        {"training_compute_min": ["1e25"], "possible": []},
        {},
    ],
)
def test_a_query_makes_its_address_again(asked: dict[str, list[str]]) -> None:
    """What the address said is what the address of its query says."""
    asked.pop("possible", None)
    query = parse_query(Kind.MODEL, asked)

    assert parse_query(Kind.MODEL, parameters(query)) == query


def test_secret_values_narrow_and_order_nothing() -> None:
    """What only officers may see can't be found out by filtering."""
    take(record("Open", training_compute=1e20))
    write(
        begin(Change.Act.IMPORT, act(), summary="secret"),
        [record("Open", training_compute=9e25, countries=["DE"], on=date(2026, 6, 1))],
        public=False,
    )

    for asked in ({"training_compute_min": ["1e25"]}, {"country": ["DE"]}):
        assert list_entries(parse_query(Kind.MODEL, asked)).entries == ()


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_is_listed_by_every_sort(kind: Kind) -> None:
    """No column of any kind's table breaks."""
    said: dict[str, Any] = {Kind.STATE: {"code": "DE"}, Kind.PERMIT: {"number": "P-1"}}.get(
        kind, {"description": "x"}
    )
    take(record("One", kind=kind, **said))

    for sort in sorts(kind):
        page = list_entries(parse_query(kind, {"sort": [f"-{sort}"]}))
        assert [entry.name for entry in page.entries] == ["One"]
