"""Each layout of the outside becomes records in the register's words and units, or a refusal."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from interlock.adapters.layouts import LAYOUTS, Given, Line, guess_stated_on, recognise
from interlock.errors import InputError
from interlock.register import Kind, Origin, Record, Refusal
from interlock.register.chips import Placement

PARTY = Origin(publisher="Example Labs", title="Declaration")


def lines(content: bytes | str, name: str = "table.csv", *, on: date = date(2026, 5, 2)) -> list[Line]:
    """Read a file by the layout it has."""
    data = content.encode() if isinstance(content, str) else content
    layout = recognise(name, data)
    return list(layout.read(Given(content=data, file_name=name, origin=layout.origin or PARTY, stated_on=on)))


def record(content: bytes | str, name: str = "table.csv", kind: Kind | None = None) -> Record:
    """Return the one record of a kind in a file."""
    found = [one for one in lines(content, name) if isinstance(one, Record) and kind in (None, one.kind)]
    (only,) = found
    return only


def value(one: Record, name: str) -> object:
    """Return the first value of a property."""
    return one.values[name][0].value


MODELS = (
    "Model,Organization,Domain,Parameters,Training compute (FLOP),Confidence,Country (of organization),"
    "Model accessibility,Link,Training compute lower bound,Training compute upper bound\n"
)
CLUSTERS = (
    "Name,Status,Certainty,Single cluster?,H100 equivalents,Possible Duplicate,Power Capacity (MW),"
    "Country,Location,latitude,longitude,GPU Supplier (primary),Owner,Users,Max OP/s (log)\n"
)


@pytest.mark.parametrize(
    ("confidence", "factor"),
    [("Confident", 3), ("Likely", 10), ("Speculative", 30), ("Unknown", 30), ("", 30)],
)
def test_training_compute_has_the_interval_of_epochs_confidence(confidence: str, factor: int) -> None:
    """A factor either way holds the truth with 90 % probability."""
    estimate = value(record(f"{MODELS}A,,Language,,1e25,{confidence},,,,,\n"), "training_compute")

    assert estimate == pytest.approx({"low": 1e25 / factor, "central": 1e25, "high": 1e25 * factor})


def test_stated_bounds_are_the_interval() -> None:
    """Where the table gives them, confidence adds nothing."""
    estimate = value(record(f"{MODELS}A,,Language,,1e25,Likely,,,,8e24,2e25\n"), "training_compute")

    assert estimate == pytest.approx({"low": 8e24, "central": 1e25, "high": 2e25})


def test_a_model_in_the_registers_words() -> None:
    """Countries become codes, access becomes one of the register's words, links become addresses."""
    row = 'A,"X,Y",Language,4e11,,,"Korea (Republic of),Multinational",Open weights (non-commercial),see https://a.example/x,,\n'
    one = record(MODELS + row)

    assert [member["name"] for member in value(one, "developers")] == ["X", "Y"]  # type: ignore[attr-defined]
    assert value(one, "countries") == ["KR"]
    assert value(one, "access") == "open weights, restricted"
    assert value(one, "website") == "https://a.example/x"


def test_the_second_of_two_models_of_one_name_is_told_apart_by_its_developer() -> None:
    """Where even that is the same, the line is refused and names the other."""
    first, second, third = lines(f"{MODELS}CALM,A,,,,,,,,,\nCaLM,B,,,,,,,,,\nCALM,A,,,,,,,,,\n")

    assert isinstance(first, Record)
    assert isinstance(second, Record)
    assert isinstance(third, Refusal)
    assert (first.key, second.key) == ("calm", "calm (b)")
    assert str(third.error).startswith("table.csv, line 4: line 2 names 'CALM' too")


def test_an_unknown_country_is_refused_with_its_name() -> None:
    """Nothing is guessed."""
    (refused,) = lines(f"{MODELS}A,,,,,,Atlantis,,,,\n")

    assert isinstance(refused, Refusal)
    assert "the country 'Atlantis' is not known" in str(refused.error)


def test_a_cluster_in_watts_with_its_place_and_its_doubts() -> None:
    """Planned and duplicate are kept; users in prose are no organisations; logarithms are left out."""
    one = record(
        CLUSTERS + "A,Planned,Unlikely,No,5e4,True,100,France,Lyon,45.7,4.8,NVIDIA,X,Academia,22.9\n"
    )

    assert value(one, "status") == "planned"
    assert value(one, "possible_duplicate") is True
    assert value(one, "confidence") == "speculative"
    assert value(one, "power") == {"low": 1e8, "central": 1e8, "high": 1e8}
    assert value(one, "point") == {"latitude": 45.7, "longitude": 4.8}
    assert "users" not in one.values
    assert "performance" not in one.values


def test_a_countrys_middle_is_no_place() -> None:
    """Where the table knows the country only, its coordinates are nobody's."""
    one = record(CLUSTERS + "A,Existing,Likely,No,5e4,,100,China,China,35.4,101.9,NVIDIA,,,\n")

    assert "point" not in one.values
    assert value(one, "country") == "CN"


def test_systems_whose_name_is_withheld_are_numbered_and_say_so() -> None:
    """They count for their country, and claim no history of their own."""
    row = "Anonymized Chinese System,Existing,Likely,No,100,,,China,China,,,Anonymized,,,\n"
    found = [one for one in lines(CLUSTERS + row + row) if isinstance(one, Record)]

    assert [one.also for one in found] == ["no. 1", "no. 2"]
    assert "withholds the name" in str(value(found[0], "description"))


@pytest.mark.parametrize(
    ("north", "east", "point"),
    [
        ("32°35'25\"N", "90°05'35\"W", (32.590278, -90.093056)),
        ("41°11'6.6732\"N", "114°42'1.6272\"E", (41.185187, 114.700452)),
        ("-33.5", "151", (-33.5, 151.0)),
    ],
)
def test_coordinates_are_read_in_degrees_minutes_and_seconds(
    north: str, east: str, point: tuple[float, float]
) -> None:
    """And in decimal degrees."""
    quoted = [cell.replace('"', '""') for cell in (north, east)]
    table = (
        "Handle,Title,Owner,Users,Current H100 equivalents,Current power (MW),Latitude,Longitude\n"
        f'Long name,Short,Amazon #confident,Anthropic #speculative,10,341,"{quoted[0]}","{quoted[1]}"\n'
    )
    one = record(table)

    assert value(one, "point") == {"latitude": point[0], "longitude": point[1]}
    assert value(one, "aliases") == ["Long name"]
    assert value(one, "owners") == [{"name": "Amazon", "entry": None}]
    assert one.values["owners"][0].note == "The source is confident of Amazon."
    assert one.values["power"][0].holds_from == date(2026, 5, 2)


def test_a_row_of_a_timeline_holds_from_its_own_day() -> None:
    """In both forms of a day, in the register's units."""
    table = (
        "Date,Data center,Construction status,Power (MW),Water use (MGD),"
        "Total capital cost (2025 USD billions)\n"
        "9/20/2026,A,Roof,76,0.02,2.5\n"
    )
    one = record(table)

    assert {stated.holds_from for (stated,) in one.values.values()} == {date(2026, 9, 20)}
    assert value(one, "water_use")["central"] == pytest.approx(75_708.2, abs=0.1)  # type: ignore[index]
    assert value(one, "capital_cost")["central"] == 2.5e9  # type: ignore[index]


def test_spending_reported_before_its_year_ended_was_foretold() -> None:
    """The day of the report is the day of the words."""
    table = (
        "Company,Total compute spend,Period type,Report date,Date,Confidence,Notes,Category\n"
        "Anthropic,285000000,Year,11/10/2023,12/31/2023,Likely,,\n"
    )
    one = record(table)

    assert one.stated_on == date(2023, 11, 10)
    assert one.values["compute_spend"][0].holds_from == date(2023, 12, 31)


def test_a_chip_file_is_known_by_its_name_and_counts_both_directions() -> None:
    """Of a chip that nobody knows it is refused."""
    text = "data_dir: data\ngpu:\n  mem_bw: 3.35e12\n  power: 700\nnode:\n  intra_node_bw: 4.5e11\n"
    one = record(text, "nvidia_h100_sxm.yaml")

    assert one.name == "NVIDIA H100 SXM5 80GB"
    assert value(one, "chip_interconnect_bandwidth")["central"] == 9e11  # type: ignore[index]
    (refused,) = lines(text, "nvidia_x900.yaml")
    assert isinstance(refused, Refusal)


def test_a_list_of_chips_gives_digests() -> None:
    """And refuses the same chip twice, a serial number that is none, and a day to come."""
    table = (
        "designer,chip_model,serial,cluster,owner,since\nNVIDIA,H100,12-34,A,,2026-01-01\n"
        "nvidia,H100,1234,A,,2026-01-01\nNVIDIA,H100,<x>,A,,2026-01-01\nNVIDIA,H100,9,A,,2027-01-01\n"
    )
    first, *others = lines(table)

    assert isinstance(first, Placement)
    assert "1234" not in first.serial
    assert all(isinstance(one, Refusal) for one in others)


@pytest.mark.parametrize("name", ["chip", "cluster", "deployment", "dense-405b", "mixture-of-experts"])
def test_a_declaration_becomes_entries_of_its_party(name: str) -> None:
    """The shipped examples are taken in whole."""
    path = Path(__file__).parents[4] / "examples" / f"{name}.yaml"
    found = lines(path.read_bytes(), path.name)

    assert found
    assert all(isinstance(one, Record) and one.origin == PARTY and one.values for one in found)


def test_a_declared_run_says_what_it_states() -> None:
    """The published figure, the chips and the state of the run on the day of the words."""
    path = Path(__file__).parents[4] / "examples" / "dense-405b.yaml"
    run = record(path.read_bytes(), path.name, Kind.TRAINING_RUN)

    assert value(run, "training_compute")["central"] == 3.8e25  # type: ignore[index]
    assert value(run, "compute_basis") == "stated by the developer"
    assert value(run, "training_chip_count") == 16384
    assert value(run, "status") == "ended"


def test_an_unknown_layout_is_told_which_are_known() -> None:
    """By their titles."""
    with pytest.raises(InputError) as caught:
        recognise("x.csv", b"a,b\n1,2\n")

    assert all(layout.title in str(caught.value) for layout in LAYOUTS)


def test_the_day_of_a_files_words_is_proposed_never_invented() -> None:
    """By its name, else by when its source last touched a row; a month is proposed by its first day."""
    touched = b"Model,Last modified\nA,2025-03-11 19:27:29+00:00\nB,2024-01-01 00:00:00+00:00\n"

    assert guess_stated_on("all_ai_models_2025-04.csv", b"") == date(2025, 4, 1)
    assert guess_stated_on("x_2025-02-30.csv", b"") is None
    assert guess_stated_on("models.csv", touched) == date(2025, 3, 11)
    assert guess_stated_on("models.csv", b"Model\nA\n") is None


@pytest.mark.realdata
def test_every_published_file_is_recognised(realdata: Path) -> None:
    """And each of its rows comes to a record or a refusal."""
    expected = {
        "all_ai_models_2025-04.csv": (2228, 5), "notable_ai_models.csv": (1011, 3),
        "ml_hardware_2026-04.csv": (175, 0),
        "gpu_clusters_2026.csv": (786, 0), "data_centers_2025-12.csv": (16, 0),
        "data_centers_2026-05.csv": (50, 0),
        "data_center_timelines_2025-12.csv": (112, 0), "data_center_timelines_2026-05.csv": (282, 0),
        "data_center_chillers_2026-05.csv": (142, 142), "data_center_cooling_towers_2026-05.csv": (527, 527),
    }  # fmt: skip
    found = {}
    for folder in ("models", "hardware", "clusters", "sites"):
        for path in sorted((realdata / folder).glob("*.csv")):
            read = lines(path.read_bytes(), path.name)
            rows = {one.line for one in read}
            found[path.name] = (len(rows), sum(isinstance(one, Refusal) for one in read))

    assert found == expected
