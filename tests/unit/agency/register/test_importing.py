"""Files get in by previews that show what they would do, and do nothing else."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from interlock.agency.accounts.models import User
from interlock.agency.register.importing import (
    PreviewOutdatedError,
    apply,
    decide,
    fail,
    preview,
    start_applying,
    upload,
)
from interlock.agency.register.models import Chip, Entry, Import, ImportLine, OrganisationRow, Statement
from interlock.agency.register.reading import read_entry
from interlock.agency.register.writing import Act, Edit, correct, undo
from interlock.errors import InputError
from interlock.register import Kind, Origin
from interlock.register.counting import counts_as_existing
from tests.unit.agency.conftest import NOW, act, entry, record, take
from tests.unit.agency.register.importing import imported, imported_path, quiet, shown

pytestmark = pytest.mark.django_db

HEADER = b"Model,Organization,Domain,Parameters,Training compute (FLOP),Confidence,Publication date\n"
GROK_THEN = HEADER + b"Grok-3,xAI,Language,,4.64e26,Confident,2025-02-17\n"
GROK_NOW = HEADER + b"Grok 3,xAI,Language,,3.5e26,Likely,2025-02-17\n"
REVENUE = b"Company,Date,Revenue amount (normalize to annual),,,\n"
CHIPS = b"designer,chip_model,serial,cluster,owner,since\n"


def counts() -> tuple[int, int]:
    """Return how many statements and entries there are."""
    return Statement.objects.count(), Entry.objects.count()


def central(slug: str, name: str, on: date, kind: Kind = Kind.MODEL) -> float:
    """Return the central value that stood on a day."""
    return float(read_entry(kind, slug, as_of=on).values[name]["central"])


def corrected(name: str, prop: str, value: object, officer: User, kind: Kind = Kind.MODEL) -> None:
    """Let an officer correct a value."""
    held = entry(name, kind)
    origin = Origin(publisher="Example Labs", title="Technical report")
    correct(
        held.id, prop, value,
        edit=Edit(actor=officer, at=NOW, reason="misread", origin=origin, seen_version=held.version),
    )  # fmt: skip


def test_a_file_taken_in_twice_changes_nothing_the_second_time() -> None:
    """The preview says so, and the import keeps to it."""
    imported(GROK_NOW, "models.csv")
    before = counts()

    second = imported(GROK_NOW, "models.csv")

    assert second.counts == {"unchanged": 1}
    assert counts() == before


def test_an_older_table_over_a_newer_one_goes_into_the_history() -> None:
    """Today's word stays; as of a day between the two the older stands."""
    imported(GROK_NOW, "models.csv", on=date(2026, 5, 2))

    older = imported(GROK_THEN, "models-2025-04.csv", on=date(2025, 4, 1))

    assert older.lines.get(kind="model").outcome == "earlier"
    assert central("grok-3", "training_compute", date(2025, 11, 23)) == 4.64e26
    assert central("grok-3", "training_compute", NOW.date()) == 3.5e26


def test_a_correction_is_only_pushed_aside_line_by_line(officer: User) -> None:
    """A newer table that repeats what was corrected waits for an officer, and is left out until then."""
    imported(GROK_THEN, "models.csv", on=date(2025, 4, 1))
    corrected("Grok-3", "training_compute", 3e26, officer)

    file = shown(GROK_NOW, "models.csv", on=NOW.date())
    line = file.lines.get(kind="model")
    apply(file.id, act=act(officer), progress=quiet)

    assert (line.outcome, line.take) == ("conflicting", None)
    assert central("grok-3", "training_compute", NOW.date()) == 3e26


def test_an_officer_takes_the_files_word_and_is_named(officer: User) -> None:
    """Then it stands, and who decided is kept."""
    imported(GROK_THEN, "models.csv", on=date(2025, 4, 1))
    corrected("Grok-3", "training_compute", 3e26, officer)
    file = shown(GROK_NOW, "models.csv", on=NOW.date())
    line = file.lines.get(kind="model")

    decide(line, take=True, act=act(officer))
    apply(file.id, act=act(officer), progress=quiet)

    line.refresh_from_db()
    assert line.decided_by == officer
    assert central("grok-3", "training_compute", NOW.date()) == 3.5e26
    assert shown(GROK_NOW, "models.csv", on=NOW.date()).counts == {"unchanged": 1}


def test_only_conflicts_are_decided_on() -> None:
    """A line that takes itself in is nobody's decision."""
    file = shown(GROK_NOW, "models.csv")

    with pytest.raises(InputError, match="nothing is to be decided"):
        decide(file.lines.get(kind="model"), take=True, act=act())


def test_nothing_is_done_that_the_preview_did_not_show(officer: User) -> None:
    """A correction between preview and import makes a new preview; nothing is imported."""
    imported(GROK_THEN, "models.csv", on=date(2025, 4, 1))
    file = shown(GROK_NOW, "models.csv", on=NOW.date())
    corrected("Grok-3", "training_compute", 3e26, officer)
    before = counts()

    with pytest.raises(PreviewOutdatedError):
        apply(file.id, act=act(officer), progress=quiet)

    file.refresh_from_db()
    assert (file.state, counts()) == (Import.State.PREVIEWED, before)
    assert file.failure.startswith("The register has changed since the preview.")
    assert file.lines.get(kind="model").outcome == "conflicting"


def test_a_decision_outlives_a_new_preview_that_shows_the_same_conflict(officer: User) -> None:
    """Nobody decides the same thing twice."""
    take(record("Grok 3", training_compute=1e26))
    corrected("Grok 3", "training_compute", 3e26, officer)
    file = shown(GROK_NOW, "models.csv", on=NOW.date())
    decide(file.lines.get(kind="model"), take=False, act=act(officer))

    preview(file.id, progress=quiet)

    assert file.lines.get(kind="model").take is False


def test_an_import_is_undone_as_a_whole_and_can_be_done_again() -> None:
    """What it brought in stands no longer; the same file is new again."""
    file = imported(GROK_NOW, "models.csv")
    assert file.change is not None

    undo(file.change, act(days=1))

    file.refresh_from_db()
    assert file.state == Import.State.UNDONE
    assert not Entry.objects.filter(is_listed=True).exists()
    assert shown(GROK_NOW, "models.csv").counts == {"new": 1}


def test_the_same_upload_twice_is_one_upload() -> None:
    """A double click keeps one file; the same key for another file is refused."""
    by = Act(actor=None, at=NOW, idempotency_key="k")
    origin = Origin(publisher="Epoch AI", title="Models")

    def given(content: bytes) -> Import:
        return upload(content, file_name="models.csv", origin=origin, stated_on=date(2026, 5, 2), act=by)

    first = given(GROK_NOW)

    assert given(GROK_NOW) == first
    with pytest.raises(InputError, match="another file"):
        given(GROK_THEN)


def test_an_import_is_asked_for_once(officer: User) -> None:
    """A second click finds it under way."""
    file = shown(GROK_NOW, "models.csv")

    start_applying(file.id, act=act(officer))
    start_applying(file.id, act=act(officer))

    file.refresh_from_db()
    assert file.state == Import.State.APPLYING


def test_what_was_not_previewed_is_not_imported() -> None:
    """First it is shown, then it is done."""
    file = upload(
        GROK_NOW, file_name="models.csv", origin=Origin(publisher="Epoch AI", title="Models"),
        stated_on=date(2026, 5, 2), act=act(),
    )  # fmt: skip

    with pytest.raises(InputError, match="only what was previewed"):
        start_applying(file.id, act=act())


def test_two_lines_that_speak_of_one_day_are_held_against_each_other() -> None:
    """The second waits for an officer and names the first; what is taken is unchanged the next time."""
    table = REVENUE + b"OpenAI,12/31/2024,5500000000,,,\nOpenAI,12/31/2024,3700000000,,,\n"
    file = shown(table, "revenue.csv", on=date(2025, 11, 30))
    line = file.lines.get(outcome="conflicting")
    decide(line, take=True, act=act())
    apply(file.id, act=act(), progress=quiet)

    assert line.problem == "Line 2 of the file says otherwise of the same day."
    assert OrganisationRow.objects.get().annual_revenue == 3.7e9
    assert shown(table, "revenue.csv", on=date(2025, 11, 30)).counts == {"unchanged": 2}


def test_a_correction_of_a_dated_value_stands(officer: User) -> None:
    """It corrects the fact of that day; a later fact from the table waits for an officer."""
    imported(REVENUE + b"OpenAI,12/31/2024,5500000000,,,\n", "revenue.csv", on=date(2025, 11, 30))
    corrected("OpenAI", "annual_revenue", 3.7e9, officer, Kind.ORGANISATION)

    assert central("openai", "annual_revenue", NOW.date(), Kind.ORGANISATION) == 3.7e9


def test_what_a_model_names_is_listed_with_it_and_found_from_it() -> None:
    """A developer of whom nothing else is said has a page, as long as the model stands."""
    file = imported(HEADER + b'Example,"Alpha Labs,Beta Labs",Language,,1e25,Likely,\n', "models.csv")
    alpha = entry("Alpha Labs", Kind.ORGANISATION)
    assert alpha.is_listed
    assert [found.name for found in Entry.objects.filter(refers__contains=[alpha.id])] == ["Example"]

    assert file.change is not None
    undo(file.change, act(days=1))

    assert not entry("Alpha Labs", Kind.ORGANISATION).is_listed


def test_a_name_is_linked_once_the_register_holds_it() -> None:
    """The order of imports does not matter: a later chip is linked to the clusters that name it."""
    take(record("Example Campus", kind=Kind.CLUSTER, chip_model="H100"))
    assert entry("Example Campus", Kind.CLUSTER).unlinked == ["chip_model:h100"]

    take(record("H100", kind=Kind.CHIP_MODEL, memory=8e10))

    chip = entry("H100", Kind.CHIP_MODEL)
    assert entry("Example Campus", Kind.CLUSTER).held["chip_model"]["value"]["entry"] == chip.id
    assert entry("Example Campus", Kind.CLUSTER).unlinked == []
    shown_as = read_entry(Kind.CLUSTER, "example-campus", as_of=NOW.date()).values["chip_model"]
    assert shown_as == {"name": "H100", "entry": chip.id}


def test_a_site_under_another_name_is_met_by_its_alias() -> None:
    """A timeline that uses the handle of a data centre speaks of that data centre."""
    take(record("Alibaba Zhangbei", kind=Kind.FACILITY, aliases=["Alibaba Zhangbei Zhangjiakou Hebei"]))
    timeline = (
        b"Date,Data center,Construction status,Power (MW)\n"
        b"1/28/2018,Alibaba Zhangbei Zhangjiakou Hebei,Building 1-3 operational,76\n"
        b"1/28/2027,Alibaba Zhangbei Zhangjiakou Hebei,Building 9,90\n"
    )

    imported(timeline, "timeline.csv")

    view = read_entry(Kind.FACILITY, "alibaba-zhangbei", as_of=date(2028, 1, 1))
    assert Entry.objects.filter(kind=Kind.FACILITY).count() == 1
    assert view.values["power"]["central"] == 76e6, (
        "what was foretold does not stand, not even when its day has come"
    )
    assert [one.value["central"] for one in read_entry(
        Kind.FACILITY, "alibaba-zhangbei", as_of=NOW.date()
    ).projections if one.property == "power"] == [90e6]  # fmt: skip


def test_a_timeline_of_an_unknown_site_waits_for_an_officer() -> None:
    """It says nothing of where the site stands, and may name one that is held under another name."""
    file = imported(
        b"Date,Data center,Construction status,Power (MW)\n2026-01-28,Colossus,Roof,76\n", "t.csv"
    )

    assert file.counts == {"conflicting": 1}
    assert not Entry.objects.exists()


def test_single_chips_are_held_by_digest_and_undone_with_their_list() -> None:
    """No serial number is kept in clear, the uploaded file included."""
    take(
        record("H100", kind=Kind.CHIP_MODEL, memory=8e10),
        record("Campus", kind=Kind.CLUSTER, status="existing"),
    )
    table = CHIPS + b"NVIDIA,H100,1652-0221-0033,Campus,,2026-01-05\nNVIDIA,H100,77,Nowhere,,2026-01-05\n"

    file = imported(table, "chips.csv")
    chip = Chip.objects.get()
    assert file.counts == {"new": 1, "refused": 1}
    assert chip.cluster == entry("Campus", Kind.CLUSTER)
    assert b"0221" not in bytes(file.content)
    assert "0221" not in str(list(file.lines.values()))
    assert shown(table, "chips.csv").counts == {"unchanged": 1, "refused": 1}

    assert file.change is not None
    undo(file.change, act(days=1))

    assert Chip.objects.filter(pk=chip.pk, is_held=False, cluster=None).exists()


def test_a_chip_that_moves_keeps_where_it_stood() -> None:
    """A later list supersedes, an earlier one goes into the history."""
    take(
        *(record(name, kind=Kind.CLUSTER, status="existing") for name in ("A", "B")),
        record("H100", kind=Kind.CHIP_MODEL),
    )
    imported(CHIPS + b"NVIDIA,H100,1,B,,2026-03-01\n", "b.csv")

    earlier = imported(CHIPS + b"NVIDIA,H100,1,A,,2026-01-01\n", "a.csv")

    assert earlier.counts == {"earlier": 1}
    assert Chip.objects.get().cluster == entry("B", Kind.CLUSTER)
    assert Chip.objects.get().placements.count() == 2


@pytest.mark.realdata
def test_the_table_of_april_2025_over_that_of_may_2026(realdata: Path) -> None:
    """Epoch's revisions of Grok 3 and DeepSeek-V3 are history; both days show what was known then."""
    newer = imported_path(realdata / "models" / "notable_ai_models.csv", on=date(2026, 5, 2))
    older = imported_path(realdata / "models" / "all_ai_models_2025-04.csv", on=date(2025, 4, 1))

    then, today = date(2025, 11, 23), NOW.date()
    assert newer.counts == {"new": 1177, "refused": 3}
    assert older.counts == {"new": 1601, "earlier": 913, "changed": 62, "refused": 5}
    assert central("grok-3", "training_compute", then) == pytest.approx(4.64e26)
    assert central("deepseek-v3", "training_compute", then) == pytest.approx(4.56e24)
    assert central("grok-3", "training_compute", today) == pytest.approx(3.5e26)
    assert central("deepseek-v3", "training_compute", today) == pytest.approx(3.3e24)
    before = counts()
    assert imported_path(realdata / "models" / "all_ai_models_2025-04.csv", on=date(2025, 4, 1)).counts == {
        "unchanged": 2576, "refused": 5,
    }  # fmt: skip
    assert counts() == before


@pytest.mark.realdata
def test_planned_and_duplicate_clusters_are_held_and_not_counted(realdata: Path) -> None:
    """786 rows: 609 called existing, of which 68 are perhaps counted twice."""
    imported_path(realdata / "hardware" / "ml_hardware_2026-04.csv", on=date(2026, 4, 1))
    file = imported_path(realdata / "clusters" / "gpu_clusters_2026.csv", on=date(2026, 1, 1))

    held = [
        {name: kept["value"] for name, kept in one.held.items()}
        for one in Entry.objects.filter(kind=Kind.CLUSTER)
    ]
    planned = [values for values in held if values.get("status") == "planned"]
    duplicates = [values for values in held if values.get("possible_duplicate")]
    assert file.counts == {"new": 786}
    assert (len(held), len(planned), len(duplicates)) == (786, 171, 94)
    assert not any(counts_as_existing(values) for values in (*planned, *duplicates))


@pytest.mark.realdata
def test_sites_and_timelines_meet_and_what_is_foretold_does_not_stand(realdata: Path) -> None:
    """Sites of one address under two names wait for an officer; no observation is later than its table."""
    sites = realdata / "sites"
    days = {"2025-12": date(2025, 12, 1), "2026-05": date(2026, 5, 1)}
    found = {
        name: imported_path(sites / f"{name}.csv", on=days[name[-7:]]).counts
        for name in (
            "data_centers_2025-12", "data_center_timelines_2025-12", "data_centers_2026-05",
            "data_center_timelines_2026-05", "data_center_chillers_2026-05",
            "data_center_cooling_towers_2026-05",
        )
    }  # fmt: skip

    assert found == {
        "data_centers_2025-12": {"new": 16},
        "data_center_timelines_2025-12": {"changed": 112},
        "data_centers_2026-05": {"new": 33, "changed": 14, "conflicting": 3},
        "data_center_timelines_2026-05": {"changed": 261, "conflicting": 21},
        "data_center_chillers_2026-05": {"refused": 142},
        "data_center_cooling_towers_2026-05": {"refused": 527},
    }
    later = read_entry(Kind.FACILITY, "meta-hyperion", as_of=date(2030, 1, 1))
    assert later.values["power"]["central"] == 0, "Meta Hyperion is planned; nothing of it had been observed"
    assert any(one.property == "power" for one in read_entry(
        Kind.FACILITY, "meta-hyperion", as_of=date(2026, 6, 1)
    ).projections)  # fmt: skip


@pytest.mark.realdata
def test_what_is_held_of_companies_and_what_is_refused(realdata: Path) -> None:
    """Revenue, spending and staff by day; funding and usage with the reason."""
    found = {
        path.name: imported_path(path, on=date(2025, 11, 30)).counts
        for path in sorted((realdata / "companies").glob("*.csv"))
    }

    assert found == {
        "ai_companies.csv": {"new": 7},
        "ai_companies_compute_spend.csv": {"changed": 3, "refused": 8},
        "ai_companies_funding_rounds.csv": {"refused": 36},
        "ai_companies_revenue_reports.csv": {"changed": 30, "conflicting": 2},
        "ai_companies_staff_reports.csv": {"changed": 25, "refused": 17},
        "ai_companies_usage_reports.csv": {"refused": 44},
    }
    assert all(line.problem for line in ImportLine.objects.filter(outcome="refused"))


def test_why_a_job_failed_is_kept_within_bounds() -> None:
    """However long a fault's text is, the page that shows it stays readable."""
    file = shown(GROK_NOW, "models.csv")
    fail(file.id, "x" * 20_000)
    file.refresh_from_db()
    assert (file.state, len(file.failure)) == (Import.State.FAILED, 5000)
