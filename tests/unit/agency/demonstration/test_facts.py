"""The typed facts: each has its source, each is a value of its property, and every name leads somewhere."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from interlock.agency.demonstration.facts import Reading, Told, read_facts, shipped_facts
from interlock.agency.demonstration.hardware import chip_facts, cluster_peaks
from interlock.agency.demonstration.world import told
from interlock.compute.chips import find_chip
from interlock.errors import InputError
from interlock.register import Kind, Statement, current, property_of
from interlock.register.names import key

FEWEST = {
    Kind.MODEL: 70, Kind.CHIP_MODEL: 60, Kind.CLUSTER: 40, Kind.FACILITY: 15, Kind.ORGANISATION: 40,
    Kind.TRAINING_RUN: 6, Kind.DEPLOYMENT: 6, Kind.PERMIT: 1,
}  # fmt: skip
HEAD = b"interlock: demonstration/v1\nkind: model\n"
SOURCES = b"sources: {p: {publisher: A, title: B, on: 2024-01-01, read: primary}}\n"


def statements(kind: Kind) -> dict[str, list[Statement]]:
    """Return what is told of each entry of a kind, as the register would keep it."""
    found: dict[str, list[Statement]] = {}
    for number, one in enumerate(told()):
        if one.record.kind is kind:
            found.setdefault(one.record.name, []).extend(
                Statement(
                    id=number, property=name, value=stated.value, stated_on=one.record.stated_on,
                    holds_from=stated.holds_from, change=1, source=1, note=stated.note,
                    recorded_at=None,  # type: ignore[arg-type]  # no question here asks for it
                )
                for name, several in one.record.values.items()
                for stated in several
            )  # fmt: skip
    return found


@pytest.mark.parametrize("kind", FEWEST)
def test_the_world_is_large_enough_to_look_around_in(kind: Kind) -> None:
    """Each kind has at least as many entries as the demonstration promises."""
    names = {one.record.key for one in told() if one.record.kind is kind}

    assert len(names) >= FEWEST[kind]


def test_every_fact_names_who_said_it_where_and_when() -> None:
    """No value without publisher, title and a day of the source's words; no day in the future."""
    for one in told():
        assert one.record.origin.publisher, one.record.name
        assert one.record.origin.title, one.record.name
        assert one.record.stated_on <= date(2026, 11, 22), one.record.name


def test_published_facts_can_be_looked_up() -> None:
    """Whoever wants to check a figure against the party's own document finds its address."""
    lacking = {
        one.record.origin.title
        for one in shipped_facts()
        if one.reading in (Reading.PRIMARY, Reading.REMEMBERED)
        and one.record.kind is not Kind.CHIP_MODEL  # the catalogue marks its own
        and not one.record.origin.url.startswith("https://")
    }

    assert lacking == {"Imprints and pages about themselves"}


def test_nothing_typed_from_memory_claims_to_have_been_read() -> None:
    """Only the chip catalogue, whose sources were opened, may say so."""
    said = Reading.PRIMARY, Reading.SECONDARY
    claiming = {one.record.kind for one in shipped_facts() if one.reading in said}

    assert claiming <= {Kind.CHIP_MODEL, Kind.CLUSTER}  # a cluster's performance is worked out from chips


def test_every_name_leads_to_an_entry_of_the_world() -> None:
    """A reference that leads nowhere would be a dead link."""
    everything = told()
    held = {(one.record.kind, one.record.key) for one in everything}
    for one in everything:
        for name, several in one.record.values.items():
            to = property_of(one.record.kind, name).to
            for stated in several if to is not None else ():
                members = stated.value if isinstance(stated.value, list) else [stated.value]
                dead = [member["name"] for member in members if (to, key(member["name"])) not in held]
                assert not dead, f"{name} of {one.record.name}"


def test_nothing_is_said_twice_in_one_breath() -> None:
    """One source says one thing of a property, a day and an instant: no two statements have one key."""
    seen = Counter(
        (one.record.kind, one.record.key, name, one.record.stated_on, stated.holds_from)
        for one in told()
        for name, several in one.record.values.items()
        for stated in several
    )

    assert [place for place, number in seen.items() if number > 1] == []


def test_names_of_one_kind_differ() -> None:
    """Two spellings of one name would silently become one entry."""
    names: dict[tuple[Kind, str], set[str]] = {}
    for one in told():
        names.setdefault((one.record.kind, one.record.key), set()).add(one.record.name)

    assert [several for several in names.values() if len(several) > 1] == []


def test_last_year_looks_different_on_at_least_ten_models() -> None:
    """Revised estimates are given with both words, so that looking back shows something."""
    changed = []
    for name, said in statements(Kind.MODEL).items():
        then = current(said, as_of=date(2025, 11, 23)).get("training_compute")
        now = current(said, as_of=date(2026, 11, 23)).get("training_compute")
        if then is not None and (now is None or now.value != then.value):
            changed.append(name)

    assert len(changed) >= 10
    assert {"Grok 3", "DeepSeek-V3"} <= set(changed)


def test_what_is_planned_stands_apart() -> None:
    """A cluster that is announced for a later day is planned, however late one looks."""
    said = statements(Kind.CLUSTER)["Stargate UAE Phase 1"]

    assert current(said, as_of=date(2026, 11, 23))["status"].value == "planned"
    assert current(said, as_of=date(2027, 11, 23))["status"].value == "planned"


def test_compiled_estimates_say_so_and_have_an_interval() -> None:
    """A training compute that the developer did not state is marked, and is no point."""
    for name, said in statements(Kind.MODEL).items():
        held = current(said, as_of=date(2026, 11, 23))
        compute = held.get("training_compute")
        if compute is None:
            continue
        assert "compute_basis" in held, name
        if held["compute_basis"].value == "compiled by the source":
            assert compute.value["low"] < compute.value["high"], name


def test_what_is_invented_says_so_and_nothing_else_does() -> None:
    """Every entry told of by invented sources carries the mark; no published fact does."""
    by_entry: dict[tuple[Kind, str], list[Told]] = {}
    for one in shipped_facts():
        by_entry.setdefault((one.record.kind, one.record.key), []).append(one)
    for several in by_entry.values():
        invented = {one.reading is Reading.INVENTED for one in several}
        marked = any("invented" in one.record.values for one in several)

        assert invented == {marked}, several[0].record.name


def test_something_is_kept_from_the_public() -> None:
    """Some invented value is secret, and no published one is."""
    secret = [one for one in shipped_facts() if not one.public]

    assert secret
    assert {one.reading for one in secret} == {Reading.INVENTED}


def test_chips_come_from_the_catalogue_with_its_confidence() -> None:
    """The peak and the way it was read are the catalogue's own."""
    h100 = next(one for one in chip_facts() if one.record.name == "NVIDIA H100 SXM5 80GB")
    chip = find_chip("NVIDIA H100 SXM5 80GB")

    assert h100.record.values["peak_16bit"][0].value["central"] == chip.peak("bf16").value
    assert h100.reading.value == chip.confidence.value


def test_a_cluster_can_do_what_its_chips_can_do() -> None:
    """Peaks are worked out from the chips in two parts, under a source that says so."""
    said = [one for one in shipped_facts() if one.record.name == "xAI Colossus Memphis Phase 2"]
    first = next(cluster_peaks(said))
    h100, h200 = (find_chip(name).peak("bf16").value for name in ("NVIDIA H100 SXM5 80GB", "NVIDIA H200 SXM"))

    peak = first.record.values["performance"][0].value["central"]
    assert peak == pytest.approx(150_000 * h100 + 50_000 * h200)
    assert first.record.origin.publisher == "Interlock"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (b"entries: [{name: X, said: [{by: p, values: {parameters: many}}]}]", "no number"),
        (b"entries: [{name: X, said: [{by: q, values: {parameters: 1}}]}]", "not listed"),
        (b"entries: [{name: X, said: [{by: p, values: {weight: 1}}]}]", "weight"),
        (b"entries: [{name: X, said: [{by: p, when: now, values: {parameters: 1}}]}]", "when"),
        (b"entries: [{name: X, said: [{by: p, from: soon, values: {parameters: 1}}]}]", "soon"),
    ],
)
def test_a_fault_in_a_file_is_named_with_its_line(text: bytes, problem: str) -> None:
    """Whoever types facts is told where they slipped."""
    with pytest.raises(InputError, match=problem) as caught:
        read_facts(HEAD + SOURCES + text, source="facts.yaml")

    assert (caught.value.source, caught.value.line) == ("facts.yaml", 4)
