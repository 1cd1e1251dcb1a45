"""Files made to harm the register, or to slip something into it."""

from __future__ import annotations

import io
import zipfile
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils.html import escape

from interlock.adapters.layouts import LIMITS
from interlock.agency.accounts.models import User
from interlock.agency.register.importing import apply, upload
from interlock.agency.register.models import Entry, Import
from interlock.agency.register.reading import read_entry
from interlock.agency.register.writing import Edit, correct
from interlock.errors import InputError
from interlock.register import Kind, Origin
from interlock.register.names import lookalike
from tests.unit.agency.conftest import NOW, act, entry, record, sign_in, take
from tests.unit.agency.register.importing import quiet, shown

pytestmark = pytest.mark.django_db

EPOCH = Origin(publisher="Epoch AI", title="Data on AI Models")
HEADER = "Model,Organization,Domain,Parameters,Training compute (FLOP),Confidence\n"


def given(content: bytes, *, name: str = "models.csv", on: date = date(2026, 5, 2)) -> Import:
    """Upload a file."""
    return upload(content, file_name=name, origin=EPOCH, stated_on=on, act=act())


def zipped() -> bytes:
    """Return an archive."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("models.csv", HEADER)
    return target.getvalue()


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (zipped(), "ZIP archive"),
        (HEADER.encode("utf-16"), "UTF-16"),
        ((HEADER + "Pléiade,,,,,\n").encode("latin-1"), "not UTF-8"),
        ((HEADER + "A\0B,,,,,\n").encode(), "NUL"),
        (HEADER.replace(",", ";").encode(), "separated by semicolons"),
        (HEADER.replace(",", "\t").encode(), "separated by tabs"),
        (",".join(f"c{number}" for number in range(10**6)).encode(), "more than 2,000,000 characters"),
        (b"a,b\n1,2\n", "layout is not known"),
        (b"", "empty"),
        (b"x" * (LIMITS.size + 1), "at most 33,554,432 are read"),
    ],
    ids=["zip", "utf-16", "latin-1", "nul", "semicolons", "tabs", "columns", "unknown", "empty", "large"],
)
def test_a_file_that_is_no_table_of_ours_is_refused_in_a_sentence(content: bytes, problem: str) -> None:
    """Nothing of it is kept."""
    with pytest.raises(InputError) as caught:
        given(content)

    assert problem in str(caught.value)
    assert caught.value.advice
    assert not Import.objects.exists()


@pytest.mark.parametrize("days", [1, 400])
def test_words_of_a_day_to_come_are_refused(days: int) -> None:
    """A later word supersedes: nobody gets to speak from the future."""
    with pytest.raises(InputError, match="can't be the day") as caught:
        given(HEADER.encode(), on=NOW.date() + timedelta(days=days))

    assert caught.value.field == "stated_on"


def test_a_back_dated_file_changes_the_history_and_never_what_stands() -> None:
    """It is shown as earlier; the day on which the register took it in is kept."""
    take(record("Grok 3", training_compute=3.5e26))

    file = shown((HEADER + "Grok 3,xAI,Language,,1e20,Confident\n").encode(), "m.csv", on=date(1999, 1, 1))
    apply(file.id, act=act(), progress=quiet)

    assert file.lines.get(kind="model").outcome == "changed", "its developer is new"
    assert read_entry(Kind.MODEL, "grok-3", as_of=NOW.date()).values["training_compute"]["central"] == 3.5e26
    before = NOW - timedelta(hours=1)
    assert not read_entry(Kind.MODEL, "grok-3", as_of=date(2001, 1, 1), held_at=before).values


def test_an_import_overrides_no_correction_silently() -> None:
    """By no day it claims, neither as a later word nor as a later fact."""
    take(record("Site", kind=Kind.FACILITY, power=5e7))
    held = entry("Site", Kind.FACILITY)
    edit = Edit(actor=None, at=NOW, reason="metered", origin=EPOCH, seen_version=held.version)
    correct(held.id, "power", 9e7, edit=edit)

    table = "Date,Data center,Construction status,Power (MW)\n" + "".join(
        f"{day},Site,Roof,{megawatts}\n"
        for day, megawatts in (("2020-01-01", 1), ("2026-11-23", 2), ("2030-01-01", 3))
    )
    for on in (date(2020, 1, 1), date(2026, 5, 2), NOW.date()):
        file = shown(table.encode(), "t.csv", on=on)
        apply(file.id, act=act(), progress=quiet)

    for day in (NOW.date(), date(2031, 1, 1)):
        assert read_entry(Kind.FACILITY, "site", as_of=day).values["power"]["central"] == 9e7


@pytest.mark.parametrize(
    ("row", "what"),
    [("GPТ-4,OpenAI,,,,\n", "GPT-4"), ("New model,ОpenAI,,,,\n", "OpenAI")],
    ids=["model", "developer"],
)
def test_a_name_in_letters_that_only_look_latin_waits_for_an_officer(row: str, what: str) -> None:
    """Of the entry itself and of whom it names; nothing is entered meanwhile."""
    take(record("GPT-4", developers=["OpenAI"]))
    before = Entry.objects.count()

    file = shown((HEADER + row).encode(), "m.csv")
    apply(file.id, act=act(), progress=quiet)

    assert f"than {what} and looks like it" in file.lines.get(kind="model").problem
    assert Entry.objects.count() == before


def test_a_name_that_looks_like_another_of_the_same_file_waits_too() -> None:
    """Neither of two new names may pass for the other."""
    file = shown((HEADER + "GPТ-4,,,1e9,,\nGPT-4,,,1e9,,\n").encode(), "m.csv")

    assert file.counts == {"conflicting": 2}


@pytest.mark.parametrize(
    "name", ["\u202e4-TPG", "GPT\u200b-4", "GPT\x07", "A" * 301], ids=["bidi", "zero width", "bell", "long"]
)
def test_a_name_with_what_cannot_be_seen_is_refused(name: str) -> None:
    """The line says why; its name is shown with what can be seen."""
    file = shown((HEADER + f"{name},,,,,\n").encode(), "m.csv")

    line = file.lines.get()
    assert line.outcome == "refused"
    assert line.name.isprintable()
    assert line.problem


def test_a_formula_is_a_name_like_any_other() -> None:
    """It is kept as text, letter for letter; exports make it harmless."""
    file = shown((HEADER + '"=HYPERLINK(""http://evil"",""x"")",,,4e11,,\n').encode(), "m.csv")
    apply(file.id, act=act(), progress=quiet)

    assert Entry.objects.get().name == '=HYPERLINK("http://evil","x")'


@pytest.mark.parametrize("number", ["1e400", "-1e20", "nan", "inf", "9" * 500, "3,8e25", "0x10", "1_000"])
def test_a_number_that_is_none_is_refused(number: str) -> None:
    """With the column; the other lines go on."""
    file = shown((HEADER + f'A,,,,"{number}",\nB,,,,1e20,\n').encode(), "m.csv")

    assert file.counts == {"refused": 1, "new": 1}
    assert "Training compute (FLOP)" in file.lines.get(outcome="refused").problem


def test_a_count_beyond_any_table_is_refused() -> None:
    """It would not fit into the database, and take every other line down with it."""
    header = (
        "Name,Status,Certainty,Single cluster?,H100 equivalents,Possible Duplicate,Chip quantity (primary)\n"
    )
    file = shown((header + "A,Existing,Likely,Yes,1,,1e30\nB,Existing,Likely,Yes,1,,12\n").encode(), "c.csv")
    apply(file.id, act=act(), progress=quiet)

    assert file.counts == {"refused": 1, "new": 1}


def test_a_line_that_says_nothing_but_a_name_is_refused() -> None:
    """An entry of which nothing stands would be listed nowhere."""
    assert shown((HEADER + "A,,,,,\n").encode(), "m.csv").counts == {"refused": 1}


def test_a_files_name_leads_nowhere() -> None:
    """Neither folders nor characters that cannot be seen."""
    assert (
        given(HEADER.encode() + b"A,,,,,\n", name="..\\../etc/pass\u202ewd.csv").file_name
        == "pass\ufffdwd.csv"
    )


@pytest.mark.parametrize(
    ("forged", "real"), [("GPT-4О", "GPT-40"), ("Grok l", "Grok 1"), ("Llarna 3", "Llama 3")]
)
def test_open_digits_and_pairs_that_look_like_letters_pass(forged: str, real: str) -> None:
    """An attack that succeeds: zero for O, l for 1, rn for m. Mapping them would hold GPT-4o against GPT-40.

    What catches it: the officer, who sees a new entry in the preview and a source without it.
    """
    assert lookalike(forged) != lookalike(real)


@pytest.mark.parametrize(
    "name", ["{0.__class__}", "{name} {other!r:>9}", "%(title)s %s %", "{{x}} }{ {", "{part0}"]
)
def test_a_name_that_looks_like_a_pattern_fills_nothing_in(officer: User, name: str) -> None:
    """Why a line waits is kept as a pattern with names beside it, and said in two languages from that."""
    held, forged = f"o {name}", f"\N{CYRILLIC SMALL LETTER O} {name}"
    take(record(held, parameters=1e9))
    head = "Model,Organization,Domain,Parameters,Training compute (FLOP),Confidence,Publication date\n"
    file = shown(f'{head}"{forged}",Labs,Language,7e9,,,2025-02-17\n'.encode(), "models.csv")
    line = file.lines.get()
    assert line.problem == f"{forged} is written with other letters than {held} and looks like it."
    page = sign_in(Client(), officer).get(f"/de/caseworker/imports/{file.pk}?outcome=conflicting")
    assert escape(f"{forged} ist mit anderen Buchstaben geschrieben als {held} und") in page.text
