"""An officer uploads a file, sees what it would do, decides, takes it in and back; and what goes wrong."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client

from interlock.agency.accounts.models import User
from interlock.agency.accounts.seats import Seat
from interlock.agency.pages import uploads
from interlock.agency.register import importing
from interlock.agency.register.comparing import Progress
from interlock.agency.register.importing import apply, fail, preview, undo
from interlock.agency.register.models import Change, Import
from interlock.agency.register.tasks import apply_import
from interlock.agency.register.writing import Act
from interlock.phrases import phrase
from tests.unit.agency.caseworker.conftest import HEADER, TABLE, few_queries
from tests.unit.agency.conftest import NOW, act, person, record, sign_in, take
from tests.unit.agency.register.importing import imported, quiet, shown
from tests.unit.agency.register.test_importing import corrected

pytestmark = pytest.mark.django_db

KEY = "0123456789abcdef" * 2
SOURCE = {
    "publisher": "Epoch AI", "title": "Data on AI Models", "url": "https://epoch.ai/data",
    "licence": "CC BY 4.0", "stated_on": "2026-05-02", "once": KEY,
}  # fmt: skip


def file(content: bytes = TABLE, name: str = "models.csv") -> SimpleUploadedFile:
    """Return a file as a browser sends it."""
    return SimpleUploadedFile(name, content, content_type="text/csv")


def conflicting(officer: User) -> Import:
    """Return a previewed file that contradicts an officer's correction."""
    take(record("Grok-3", training_compute=3e26))
    corrected("Grok-3", "training_compute", 3.2e26, officer)
    return shown(TABLE, "models.csv", on=NOW.date())


# ── uploading ──


def test_a_file_is_uploaded_with_its_source_and_waits_for_its_preview(desk: Client) -> None:
    """The officer lands on its page, which says that it can be left."""
    answer = desk.post("/caseworker/imports/new", {**SOURCE, "file": file()}, follow=True)
    held = Import.objects.get()
    assert answer.redirect_chain == [(f"/caseworker/imports/{held.pk}", 302)]
    assert "models.csv waits for its preview" in answer.text
    assert "the job goes on" in answer.text
    assert (held.publisher, held.stated_on) == ("Epoch AI", date(2026, 5, 2))


def test_a_double_click_uploads_once(desk: Client) -> None:
    """The form carries a key; the second request leads to the first file."""
    first, second = (desk.post("/caseworker/imports/new", {**SOURCE, "file": file()}) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert Import.objects.count() == 1


def test_the_key_of_another_officers_form_is_not_theirs_to_use(desk: Client, client: Client) -> None:
    """Whoever learns a key can't have their upload taken for somebody else's, nor the other way."""
    desk.post("/caseworker/imports/new", {**SOURCE, "file": file()})
    other = sign_in(client, person("other@agency.example", seat=Seat.CASEWORKER))
    other.post("/caseworker/imports/new", {**SOURCE, "file": file()})
    assert [held.uploaded_by.email for held in Import.objects.order_by("id") if held.uploaded_by] == [
        "officer@agency.example", "other@agency.example",
    ]  # fmt: skip


def test_a_guessed_day_is_proposed_and_counts_only_where_it_is_confirmed(desk: Client) -> None:
    """Without the day or the tick nothing is uploaded."""
    given = {**SOURCE, "stated_on": "", "file": file(name="models_2026-05-02.csv")}
    answer = desk.post("/caseworker/imports/new", given)
    assert answer.status_code == 422
    assert "2 May 2026" in answer.text
    assert not Import.objects.exists()

    given = {**given, "file": file(name="models_2026-05-02.csv"), "is_guess_right": "2026-05-02"}
    desk.post("/caseworker/imports/new", given)
    assert Import.objects.get().stated_on == date(2026, 5, 2)


def test_a_forged_confirmation_of_another_day_does_not_count(desk: Client) -> None:
    """Only the day that this file suggests can be confirmed."""
    given = {**SOURCE, "stated_on": "", "file": file(), "is_guess_right": "2020-01-01"}
    assert desk.post("/caseworker/imports/new", given).status_code == 422


def test_a_chosen_file_is_looked_at_and_its_source_proposed(desk: Client) -> None:
    """What is typed already stays."""
    answer = desk.post("/caseworker/imports/new/file", {"file": file(), "publisher": "Typed <b>"})
    assert "The file looks like this" in answer.text
    assert 'value="Typed &lt;b&gt;"' in answer.text
    assert not Import.objects.exists()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "The file is empty"),
        (b"a,b\n1,2\n", "layout is not known"),
        (TABLE.decode().encode("utf-16"), "UTF-16"),
        ("Model,Organisation\nMontréal,é\n".encode("latin-1"), "UTF-8"),
        (TABLE.replace(b",", b";"), "separated by semicolons"),
        (b"PK\x03\x04" + b"\0" * 50, "ZIP"),
        (b"Model,Organization\n\0\0\0", "NUL|layout is not known|control"),
        (b"\xff" * 100, "UTF-8"),
    ],
)
def test_a_file_that_can_not_be_used_is_refused_with_what_was_typed(
    desk: Client, content: bytes, says: str
) -> None:
    """Why, and what to do; nothing typed is lost, and no stack trace."""
    answer = desk.post("/caseworker/imports/new", {**SOURCE, "file": file(content)})
    assert answer.status_code == 422
    assert any(one in answer.text for one in says.split("|")), answer.text
    assert 'value="Data on AI Models"' in answer.text
    assert not Import.objects.exists()


def test_an_oversized_file_is_refused_before_it_is_kept(
    desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is read past, so that no disk is filled, and the fields of the form stay."""
    monkeypatch.setattr(uploads, "MOST", 1000)
    monkeypatch.setattr("interlock.agency.caseworker.uploading.MOST", 1000)
    answer = desk.post("/caseworker/imports/new", {**SOURCE, "file": file(TABLE * 50)})
    assert answer.status_code == 422
    assert "larger than 32 MiB" in answer.text
    assert 'value="Data on AI Models"' in answer.text


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("publisher", "Epo\u200bch", "invisible character"),
        ("publisher", "\u202eevil", "invisible character"),
        ("title", "", "required"),
        ("url", "javascript:alert(1)", "no web address"),
        ("stated_on", "2999-01-01", "be the day of the source"),
        ("stated_on", "soon", "valid date"),
    ],
)
def test_what_is_said_of_a_file_is_checked_beside_its_field(
    desk: Client, name: str, value: str, says: str
) -> None:
    """Unicode tricks, dangerous addresses and days to come."""
    answer = desk.post("/caseworker/imports/new", {**SOURCE, name: value, "file": file()})
    assert answer.status_code == 422
    assert says in answer.text
    assert not Import.objects.exists()


def test_a_malformed_request_is_a_clear_refusal(desk: Client) -> None:
    """A broken multipart body ends in a page, not in a trace."""
    answer = desk.post(
        "/caseworker/imports/new", b"--x\r\nnothing", content_type="multipart/form-data; boundary=y"
    )
    assert answer.status_code in (400, 422)
    assert "Traceback" not in answer.text


# ── the page of an import ──


def test_the_preview_tells_each_line_with_what_is_held_and_stated(desk: Client, officer: User) -> None:
    """Value by value, with its source and day, conflicts first; few queries."""
    held = conflicting(officer)
    with few_queries():
        page = desk.get(f"/caseworker/imports/{held.pk}")
    assert "waits for your decision on 1 conflict" in page.text
    assert "Conflicting (1)" in page.text
    assert "New (1)" in page.text
    assert "3.2 × 10²⁶" in page.text
    assert "4.6 × 10²⁶" in page.text
    assert "Example Labs" in page.text
    assert "Take in 1 line<" in page.text


def test_a_conflict_is_decided_with_a_reason_and_told_with_it(desk: Client, officer: User) -> None:
    """Without the reason nothing is decided."""
    held = conflicting(officer)
    line = held.lines.get(outcome="conflicting")
    at = f"/caseworker/imports/{held.pk}/lines/{line.pk}"

    refused = desk.post(at, {"take": "yes", "reason": " "})
    line.refresh_from_db()
    assert (refused.status_code, line.take) == (422, None)

    desk.post(at, {"take": "yes", "reason": "The table is right."})
    page = desk.get(f"/caseworker/imports/{held.pk}")
    assert "Ada Officer took the file’s word on 1 conflicting line" in page.text
    assert "<q>The table is right.</q>" in page.text
    assert "Take in 2 lines" in page.text


def test_all_open_conflicts_are_decided_at_once_and_decisions_made_stay(desk: Client, officer: User) -> None:
    """Only what is open is decided."""
    held = conflicting(officer)
    desk.post(f"/caseworker/imports/{held.pk}/lines", {"take": "no", "reason": "Ours is checked."})
    line = held.lines.get(outcome="conflicting")
    assert (line.take, line.decided_because, line.decided_by) == (False, "Ours is checked.", officer)
    desk.post(f"/caseworker/imports/{held.pk}/lines", {"take": "yes", "reason": "Changed my mind."})
    line.refresh_from_db()
    assert line.take is False


def test_a_preview_that_was_made_anew_is_not_taken_in_unseen(desk: Client) -> None:
    """The button belongs to the preview that the officer looked at."""
    held = shown(TABLE, "models.csv")
    answer = desk.post(f"/caseworker/imports/{held.pk}/apply", {"seen": "another"})
    held.refresh_from_db()
    assert (answer.status_code, held.state) == (409, "previewed")
    assert "made anew" in answer.text


def test_a_file_is_taken_in_and_back_with_its_reasons_in_the_history(desk: Client, officer: User) -> None:
    """Asked for by a click, done by a job, told as sentences; a second click asks for nothing more."""
    held = shown(TABLE, "models.csv")
    at = f"/caseworker/imports/{held.pk}"
    for _ in range(2):
        assert (
            desk.post(f"{at}/apply", {"seen": held.fingerprint[:16], "reason": "Asked for."}).status_code
            == 302
        )
    held.refresh_from_db()
    assert held.state == "applying"
    assert desk.get(f"{at}/state").text.count("is being taken in") >= 1

    apply(held.pk, act=act(officer, reason="Asked for."), progress=quiet)
    assert desk.get(f"{at}/state").headers["HX-Refresh"] == "true"
    assert "took in" in desk.get(at).text

    page = desk.get(f"{at}/undo")
    assert "What 2 lines of this file stated no longer stands" in page.text
    assert desk.post(f"{at}/undo", {"reason": ""}).status_code == 422
    assert desk.post(f"{at}/undo", {"reason": "The wrong table."}).status_code == 302
    undo(held.pk, act=act(officer, reason="The wrong table."))
    with few_queries():
        page = desk.get(at)
    assert "<q>The wrong table.</q>" in page.text
    assert page.text.count("<li><p>Ada Officer took") == 2


def test_what_was_not_taken_in_is_not_taken_back(desk: Client) -> None:
    """The page says so, and asking directly is refused."""
    held = shown(TABLE, "models.csv")
    assert "nothing to take back" in desk.get(f"/caseworker/imports/{held.pk}/undo").text
    assert desk.post(f"/caseworker/imports/{held.pk}/undo", {"reason": "why"}).status_code == 409


def test_lines_are_paged_and_the_address_is_not_to_be_abused(desk: Client) -> None:
    """Fifty at a time, by the number of the last; nonsense shows the first."""
    rows = b"".join(f"Model {number},Labs,Language,7e9,,,2025-03-01\n".encode() for number in range(60))
    held = shown(HEADER + rows, "models.csv")
    with few_queries():
        first = desk.get(f"/caseworker/imports/{held.pk}?outcome=new")
    assert first.text.count('<tr id="line-') == 50
    last = held.lines.order_by("id")[49].pk
    assert (
        desk.get(f"/caseworker/imports/{held.pk}?outcome=new&after={last}").text.count('<tr id="line-') == 10
    )
    for nonsense in ("outcome=%27", "after=9" + "9" * 40, "after=%00", "outcome=new&after=-1"):
        assert desk.get(f"/caseworker/imports/{held.pk}?{nonsense}").status_code == 200


def test_a_formula_in_a_name_is_harmless_on_the_page_and_in_the_export(desk: Client) -> None:
    """Exports are safe to open in a spreadsheet."""
    held = shown(HEADER + b"=HYPERLINK(1),Labs,Language,7e9,,,2025-03-01\n", "models.csv")
    answer = desk.get(f"/caseworker/imports/{held.pk}/lines.csv")
    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode())))  # type: ignore[attr-defined]  # it streams
    assert rows[0][:4] == ["line", "outcome", "kind", "name"]
    assert rows[1][3] == "'=HYPERLINK(1)"
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)
    assert desk.get(f"/caseworker/imports/{held.pk}/lines.csv?outcome=nothing").status_code == 404


def test_a_name_with_lookalike_letters_waits_for_the_officer(desk: Client) -> None:
    """A Cyrillic letter in a Latin name is no new entry by itself."""
    take(record("GPT-4", parameters=1e12))
    held = shown(HEADER + "GPТ-4,OpenAI,Language,7e9,,,2025-03-01\n".encode(), "models.csv")
    assert held.counts == {"conflicting": 1}
    assert "GPТ-4" in desk.get(f"/caseworker/imports/{held.pk}").text


def test_a_file_whose_preview_failed_says_why_and_is_compared_anew(desk: Client) -> None:
    """From its own page and from the desk."""
    held = shown(TABLE, "models.csv")
    Import.objects.filter(id=held.pk).update(state="failed", failure="The table breaks off.")
    assert "The table breaks off." in desk.get("/caseworker/").text
    assert "The table breaks off." in desk.get(f"/caseworker/imports/{held.pk}").text
    desk.post(f"/caseworker/imports/{held.pk}/preview")
    preview(held.pk, progress=quiet)
    held.refresh_from_db()
    assert (held.state, held.failure) == ("previewed", "")


def test_why_a_line_is_refused_or_a_job_failed_is_said_in_the_readers_language(desk: Client) -> None:
    """Both were written by a job that knows no reader; the sentence is kept so that it can be said anew."""
    held = shown(HEADER + b"Example 1,Example Labs,Language,-5,,,2025-02-17\n", "models.csv")
    line = held.lines.get(outcome="refused")
    assert line.problem in desk.get(f"/caseworker/imports/{held.pk}?outcome=refused").text
    german = desk.get(f"/de/caseworker/imports/{held.pk}?outcome=refused").text
    assert line.problem not in german
    assert "Zeile 2" in german
    fail(held.pk, phrase("the register has changed since {file_name} was previewed", file_name="models.csv"))
    assert "the register has changed since models.csv was previewed" in desk.get("/caseworker/").text
    assert "seit der Vorschau von models.csv" in desk.get("/de/caseworker/").text


@pytest.mark.django_db(transaction=True)
def test_how_far_a_job_is_is_seen_while_its_transaction_is_open(
    desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The bar moves before anything the job wrote can be seen, on the page and on the desk."""
    held = shown(TABLE, "models.csv")
    Import.objects.filter(id=held.pk).update(state="applying")
    seen: list[str] = []

    def halfway(number: int, *, act: Act, progress: Progress) -> None:  # noqa: ARG001  # as the job calls it
        with transaction.atomic():
            Import.objects.filter(id=-1).update(done=0)  # the transaction has begun
            progress(30, 120)
            seen.extend(desk.get(f"/caseworker/imports/{number}{part}").text for part in ("", "/state"))
            seen.append(desk.get("/caseworker/").text)

    monkeypatch.setattr(importing, "apply", halfway)
    apply_import(number=held.pk, actor=None, reason="Asked for.")
    assert len(seen) == 3
    assert all('value="30" max="120"' in page for page in seen)


@pytest.mark.parametrize("number", ["0", "999999", "9" * 18, "9" * 40])
def test_an_import_that_is_not_there_is_not_found(desk: Client, number: str) -> None:
    """Whatever the number."""
    for rest in ("", "/state", "/undo", "/lines.csv"):
        assert desk.get(f"/caseworker/imports/{number}{rest}").status_code == 404


def test_the_list_of_imports_asks_little(desk: Client) -> None:
    """However many there are."""
    for number in range(3):
        imported(HEADER + f"Model {number},Labs,Language,7e9,,,2025-03-01\n".encode(), f"{number}.csv")
    with few_queries():
        page = desk.get("/caseworker/imports")
    assert page.text.count("taken in") >= 3
    assert desk.get("/caseworker/imports?before=nonsense").status_code == 200
    assert Change.objects.count() == 3
