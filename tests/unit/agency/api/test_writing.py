"""Officers correct and undo through the API: with a token, a key and the version they saw, once."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from interlock.adapters import clock
from interlock.agency.accounts.models import User
from interlock.agency.api.models import Answer
from interlock.agency.register import importing
from interlock.agency.register.models import Change, Entry, ImportLine, Statement
from interlock.agency.register.writing import Act
from tests.unit.agency.api.conftest import V1, Response, bearer, post, strong, token_of
from tests.unit.agency.conftest import entry, record, take

pytestmark = pytest.mark.django_db

SOURCE = {"publisher": "Example Labs", "title": "Technical report"}


def correction(value: object = 4.05e11, **more: object) -> dict[str, Any]:
    """Return the body of a correction."""
    return {
        "property": "parameters", "value": value, "reason": "The table was misread.", "source": SOURCE,
    } | more  # fmt: skip


def correct(
    client: Client, secret: str, body: object = None, *, key: str = "key-of-a-test", match: str = ""
) -> Response:
    """Correct the example as it stands."""
    seen = match or f'"v{entry("Example 405B").version}"'
    headers = {"If-Match": seen} if seen != "none" else {}
    return post(
        client, "/models/example-405b/corrections", body or correction(), secret=secret, key=key, **headers
    )


@pytest.fixture(autouse=True)
def example(db: None) -> Entry:  # noqa: ARG001  # an entry is a row
    """Return an entry to be corrected."""
    take(record("Example 405B", parameters=4e11))
    return entry("Example 405B")


def test_a_correction_supersedes_under_the_officers_name(client: Client, secret: str) -> None:
    """The act is the person's, with reason and source."""
    answer = correct(client, secret)

    change = Change.objects.get(pk=answer.json()["change"])
    assert answer.status_code == 200
    assert (str(change.actor), change.reason) == ("Ada Officer", "The table was misread.")
    value = client.get(f"{V1}/models/example-405b").json()["values"]["parameters"]
    assert value["value"]["central"] == 4.05e11
    assert value["source"]["title"] == "Technical report"


def test_the_tag_of_the_entry_is_the_version_to_name(client: Client, secret: str) -> None:
    """What GET returned as ETag is taken in If-Match as it is."""
    tag = client.get(f"{V1}/models/example-405b").headers["ETag"]

    assert correct(client, secret, match=tag).status_code == 200


def test_the_second_edit_is_told_what_changed(client: Client, secret: str) -> None:
    """412 lists the acts since, and the version now."""
    seen = f'"v{entry("Example 405B").version}"'
    correct(client, secret, key="the-first-edit", match=seen)

    answer = correct(client, secret, correction(4.06e11), key="the-second-edit", match=seen)
    assert answer.status_code == 412
    assert [one["summary"] for one in answer.json()["changes"]] == ["Parameters of Example 405B"]
    assert answer.json()["version"] == entry("Example 405B").version


@pytest.mark.parametrize(
    ("match", "status"), [("none", 428), ("*", 428), ('W/"v1"', 412), ('"abc"', 412), ('"v999999"', 412)]
)
def test_a_correction_without_the_version_seen_is_refused(
    client: Client, secret: str, match: str, status: int
) -> None:
    """Nobody edits blindly."""
    assert correct(client, secret, match=match).status_code == status
    assert Statement.objects.count() == 1


def test_the_same_request_gets_the_same_answer_and_is_done_once(client: Client, secret: str) -> None:
    """A double submission is one act; even after others have acted, the answer stays."""
    seen = f'"v{entry("Example 405B").version}"'
    first, second = (correct(client, secret, match=seen) for _ in range(2))

    assert (first.status_code, first.content) == (second.status_code, second.content)
    assert second.headers["Idempotency-Replayed"] == "true"
    assert Change.objects.filter(act=Change.Act.CORRECTION).count() == 1


def test_a_key_serves_one_request(client: Client, secret: str) -> None:
    """The same key with another body is refused, and nothing is done."""
    correct(client, secret)

    answer = correct(client, secret, correction(9e11))
    assert (answer.status_code, answer.json()["type"].rpartition("#")[2]) == (422, "key-reused")


@pytest.mark.parametrize("key", ["", "short", "with space in it", "x" * 101])
def test_an_act_without_a_key_is_refused(client: Client, secret: str, key: str) -> None:
    """Every POST names its key."""
    answer = correct(client, secret, key=key)

    assert (answer.status_code, answer.json()["type"].rpartition("#")[2]) == (400, "key-missing")


def test_keys_of_two_tokens_are_apart(client: Client, secret: str, officer: User) -> None:
    """Nobody gets another's answer by guessing a key."""
    correct(client, secret)
    other = token_of(officer)

    assert correct(client, other, correction(4.07e11)).status_code == 200
    assert Answer.objects.count() == 2


def test_a_refusal_is_kept_and_leaves_nothing_behind(client: Client, secret: str) -> None:
    """A refused act is rolled back, and the same request is refused the same way."""
    first, second = (correct(client, secret, correction({"low": 2, "high": 1})) for _ in range(2))

    assert first.status_code == second.status_code == 422
    assert first.content == second.content
    assert not Change.objects.filter(act=Change.Act.CORRECTION).exists()


def test_an_import_is_undone_as_a_whole_and_undoing_is_undone(client: Client, secret: str) -> None:
    """Through the API as on its page."""
    change = Change.objects.get()

    undone = post(
        client, f"/changes/{change.pk}/undo", {"reason": "Wrong file."}, secret=secret, key="undo-it-1"
    )
    assert undone.status_code == 200
    assert not entry("Example 405B").is_listed
    again = post(
        client, f"/changes/{change.pk}/undo", {"reason": "Wrong file."}, secret=secret, key="undo-it-2"
    )
    assert again.status_code == 409
    back = post(
        client,
        f"/changes/{undone.json()['change']}/undo",
        {"reason": "Right file."},
        secret=secret,
        key="redo-it-1",
    )
    assert back.status_code == 200
    assert entry("Example 405B").is_listed


@pytest.mark.django_db(transaction=True)
def test_of_two_requests_at_once_one_acts_and_both_are_answered_alike(officer: User) -> None:
    """The second waits for the first; a row in the database decides, not luck."""
    take(record("Example 405B", parameters=4e11))
    secret = token_of(strong(officer))
    seen = f'"v{entry("Example 405B").version}"'
    together = threading.Barrier(2)
    answers: list[tuple[int, bytes]] = []

    def send() -> None:
        together.wait()
        answer = correct(Client(), secret, match=seen)
        answers.append((answer.status_code, answer.content))
        connection.close()

    threads = [threading.Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers[0] == answers[1]
    assert answers[0][0] == 200
    assert Change.objects.filter(act=Change.Act.CORRECTION).count() == 1


# ── imports ──


def upload(
    client: Client, secret: str, content: bytes, *, key: str = "an-upload", name: str = "models.csv"
) -> Response:
    """Upload a file as a program does."""
    told = {
        "publisher": "Epoch AI", "title": "Data on AI models", "stated_on": "2026-05-02",
        "file": SimpleUploadedFile(name, content),
    }  # fmt: skip
    return client.post(f"{V1}/imports", told, headers={"Idempotency-Key": key, **bearer(secret)})


def previewed(client: Client, secret: str, *, key: str = "an-upload") -> int:
    """Upload a declaration, run its job, and return the import's number."""
    content = (Path(__file__).parents[4] / "examples" / "dense-405b.yaml").read_bytes()
    answer = upload(client, secret, content, key=key, name="dense-405b.yaml")
    assert answer.status_code == 202, answer.content
    number = int(answer.json()["id"])
    importing.preview(number, progress=lambda *_: None)
    return number


def test_a_file_is_uploaded_previewed_and_told_line_by_line(client: Client, secret: str) -> None:
    """Nothing is in the register until it is applied."""
    before = Statement.objects.count()
    number = previewed(client, secret)

    told = client.get(f"{V1}/imports/{number}", headers=bearer(secret)).json()
    lines = client.get(f"{V1}/imports/{number}/lines", headers=bearer(secret)).json()["items"]
    assert told["state"] == "previewed"
    assert sum(told["counts"].values()) == len(lines) > 0
    assert {one["outcome"] for one in lines} == {"new"}
    assert Statement.objects.count() == before


def test_the_same_upload_is_one_import(client: Client, secret: str) -> None:
    """Another boundary around the same parts is the same request; another file is not."""
    first = upload(client, secret, b"format: nothing", name="x.yaml")
    second = upload(client, secret, b"format: nothing", name="x.yaml")
    other = upload(client, secret, b"format: something", name="x.yaml")

    assert (first.status_code, first.content) == (second.status_code, second.content)
    assert other.json()["type"].endswith("#key-reused")


def test_an_import_is_applied_once_and_undone(client: Client, secret: str) -> None:
    """Applying and undoing are jobs; what can't be done in the present state is a conflict."""
    number = previewed(client, secret)
    for key in ("apply-it-1", "apply-it-2"):
        answer = post(client, f"/imports/{number}/apply", secret=secret, key=key)
        assert (answer.status_code, answer.json()["state"]) == (202, "applying")
    importing.apply(number, act=Act(actor=None, at=clock.now()), progress=lambda *_: None)

    change = client.get(f"{V1}/imports/{number}", headers=bearer(secret)).json()["change"]
    undone = post(
        client, f"/changes/{change}/undo", {"reason": "Wrong file."}, secret=secret, key="undo-a-file"
    )
    assert (undone.status_code, undone.json()["file"]) == (202, number)
    again = post(client, f"/imports/{number}/apply", secret=secret, key="apply-it-3")
    assert again.status_code == 409


def test_a_line_without_conflict_is_not_decided(client: Client, secret: str) -> None:
    """Deciding is for conflicts; what is not there is not found."""
    number = previewed(client, secret)
    line = ImportLine.objects.filter(file=number).values_list("id", flat=True).first()

    decided = post(
        client, f"/imports/{number}/lines/{line}/decision", {"take": True}, secret=secret, key="decide-1"
    )
    nothing = post(
        client, f"/imports/{number}/lines/999999/decision", {"take": True}, secret=secret, key="decide-2"
    )
    assert (decided.status_code, nothing.status_code) == (409, 404)


def test_imports_are_listed_newest_first_in_pages(client: Client, secret: str) -> None:
    """A cursor leads on."""
    numbers = [previewed(client, secret, key=f"upload-{number}") for number in range(3)]

    first = client.get(f"{V1}/imports?size=2", headers=bearer(secret)).json()
    rest = client.get(f"{V1}/imports?size=2&cursor={first['next']}", headers=bearer(secret)).json()
    assert [one["id"] for one in (*first["items"], *rest["items"])] == numbers[::-1]
    assert rest["next"] is None
