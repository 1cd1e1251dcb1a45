"""The desk tells what is to be done, what waits and what failed; the history takes acts back."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from interlock.agency.accounts.models import User
from interlock.agency.accounts.seats import Seat
from interlock.agency.register.importing import upload
from interlock.agency.register.models import Change, Import
from tests.unit.agency.caseworker.conftest import TABLE, few_queries
from tests.unit.agency.caseworker.test_imports import conflicting
from tests.unit.agency.conftest import EPOCH, NOW, act, entry, person, record, sign_in, take
from tests.unit.agency.register.importing import imported

pytestmark = pytest.mark.django_db

KEY = "0123456789abcdef" * 2


def fail(number: int) -> None:
    """Let a job fail, as a worker notes it."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed' WHERE id = %s", [number])


def test_an_empty_desk_says_what_would_stand_there(desk: Client) -> None:
    """And, without a worker, that nothing goes on."""
    with few_queries():
        page = desk.get("/caseworker/")
    assert "Nothing waits for you" in page.text
    assert "No worker is at work" in page.text


def test_each_file_stands_where_it_belongs(desk: Client, officer: User) -> None:
    """Conflicts are mine, what is compared waits, what failed says why."""
    conflicting(officer)
    upload(TABLE + b"\n", file_name="second.csv", origin=EPOCH, stated_on=NOW.date(), act=act(officer))
    third = upload(
        TABLE + b"\n\n", file_name="third.csv", origin=EPOCH, stated_on=NOW.date(), act=act(officer)
    )
    Import.objects.filter(id=third.pk).update(state="failed", failure="It breaks off.")
    with few_queries():
        page = desk.get("/caseworker/").text
    mine, rest = page.split('id="waiting"')
    waiting, wrong = rest.split('id="wrong"')
    assert "models.csv waits for your decision on 1 conflict" in mine
    assert "second.csv waits for its preview" in waiting
    assert "third.csv could not be previewed" in wrong
    assert "It breaks off." in wrong


def test_a_failed_job_says_why_and_is_started_anew_once(desk: Client) -> None:
    """From the queue; a job that did not fail is left alone."""
    take(record("Grok-3", parameters=1e9))
    job = ProcrastinateJob.objects.get(task_name="verdicts.recompute")
    fail(job.pk)
    with few_queries():
        page = desk.get("/caseworker/jobs?state=failed")
    assert "Judge 1 entry anew" in page.text
    assert "Start it anew" in page.text
    assert "Judge 1 entry anew: failed" in desk.get("/caseworker/").text
    assert "waits for a worker again" in desk.post(f"/caseworker/jobs/{job.pk}", follow=True).text
    assert ProcrastinateJob.objects.get(id=job.pk).status == "todo"
    assert "waits again already" in desk.post(f"/caseworker/jobs/{job.pk}", follow=True).text
    assert desk.post("/caseworker/jobs/999999").status_code == 404


def test_taking_an_import_in_is_not_repeated_behind_the_officers_back(desk: Client, officer: User) -> None:
    """What writes is decided anew on the page of the import."""
    held = conflicting(officer)
    desk.post(f"/caseworker/imports/{held.pk}/apply", {"seen": held.fingerprint[:16]})
    job = ProcrastinateJob.objects.get(task_name="register.apply_import")
    fail(job.pk)
    assert "Decide on the page of the import" in desk.get("/caseworker/jobs?state=failed").text
    desk.post(f"/caseworker/jobs/{job.pk}")
    assert ProcrastinateJob.objects.get(id=job.pk).status == "failed"


def test_an_act_is_taken_back_with_a_reason_and_let_stand_again(desk: Client) -> None:
    """An undoing can be undone; a double click undoes once."""
    take(record("Grok-3", parameters=1e9))
    first = Change.objects.latest("id")
    at = f"/caseworker/changes/{first.pk}/undo"
    with few_queries():
        assert "Take it back" in desk.get("/caseworker/changes").text
    assert desk.post(at, {"reason": "", "once": KEY}).status_code == 422
    for _ in range(2):
        assert desk.post(at, {"reason": "The wrong file.", "once": KEY}).status_code == 302
    assert "parameters" not in entry("Grok-3").held
    assert Change.objects.filter(act="undo").count() == 1

    assert desk.post(at, {"reason": "Again.", "once": "f" * 32}).status_code == 409
    second = Change.objects.latest("id")
    history = desk.get("/caseworker/changes").text
    assert "Let it stand again" in history
    assert "<q>The wrong file.</q>" in history
    desk.post(f"/caseworker/changes/{second.pk}/undo", {"reason": "It was right.", "once": "e" * 32})
    assert entry("Grok-3").held["parameters"]["value"]["central"] == 1e9


def test_an_import_is_taken_back_as_a_whole_through_its_job(desk: Client) -> None:
    """The history leads to the import's own page."""
    file = imported(TABLE, "models.csv")
    assert file.change is not None
    at = f"/caseworker/changes/{file.change.pk}/undo"
    assert desk.get(at)["Location"] == f"/caseworker/imports/{file.pk}/undo"
    desk.post(at, {"reason": "The wrong file."})
    file.refresh_from_db()
    assert file.state == "undoing"


def test_what_the_agency_stands_on_is_not_taken_back(desk: Client) -> None:
    """The States that were set up."""
    change = Change.objects.create(act="set up", made_at=NOW, summary="States")
    assert desk.get(f"/caseworker/changes/{change.pk}/undo").status_code == 404
    assert "Take it back" not in desk.get("/caseworker/changes").text


def test_the_history_refuses_nonsense_and_shows_inspectors_no_buttons(desk: Client, client: Client) -> None:
    """They read the audit, and take nothing back."""
    take(record("Grok-3", parameters=1e9))
    assert desk.get("/caseworker/changes?before=x").status_code == 400
    reader = sign_in(client, person("inspector@agency.example", seat=Seat.INSPECTOR))
    page = reader.get("/caseworker/changes")
    assert "took in" in page.text
    assert "Take it back" not in page.text
