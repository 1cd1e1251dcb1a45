"""What somebody may try against the API: more rights, others' answers, poisoned caches, crafted bodies."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from interlock.adapters import clock
from interlock.agency.accounts.models import Membership, User
from interlock.agency.accounts.seats import Seat
from interlock.agency.api.models import Answer, Token
from interlock.agency.api.scopes import Scope
from interlock.agency.register.models import Change, Statement
from interlock.agency.register.writing import begin, write
from tests.unit.agency.api.conftest import V1, Response, bearer, post, strong, token_of
from tests.unit.agency.conftest import act, entry, person, record, sign_in, take

pytestmark = pytest.mark.django_db

SOURCE = {"publisher": "Example Labs", "title": "Technical report"}
ACTS = (
    "/imports/1/apply",
    "/changes/1/undo",
    "/models/example-405b/corrections",
    "/imports/1/lines/1/decision",
)
BODIES: dict[str, Any] = {
    "/imports/1/apply": {},
    "/changes/1/undo": {"reason": "x"},
    "/models/example-405b/corrections": {
        "property": "parameters", "value": 1, "reason": "x", "source": SOURCE,
    },
    "/imports/1/lines/1/decision": {"take": True},
}  # fmt: skip


@pytest.fixture(autouse=True)
def example(db: None) -> None:  # noqa: ARG001  # an entry is a row
    """Hold an entry with a value that only officers may see."""
    take(record("Example 405B", parameters=4e11))
    write(
        begin(Change.Act.IMPORT, act(), summary="secret.csv"),
        [record("Example 405B", training_compute=1.23e25)],
        public=False,
    )


@pytest.fixture
def officer(db: None) -> User:  # noqa: ARG001  # a person is a row
    """Return a caseworker with a second factor."""
    return strong(person("officer@agency.example", seat=Seat.CASEWORKER))


def correct(client: Client, secret: str, *, key: str = "key-of-an-attack", **body: object) -> Response:
    """Correct the example."""
    told = BODIES["/models/example-405b/corrections"] | body
    headers = {"If-Match": f'"v{entry("Example 405B").version}"'}
    return post(client, "/models/example-405b/corrections", told, secret=secret, key=key, **headers)


# ── rights ──


@pytest.mark.parametrize("path", ACTS)
@pytest.mark.parametrize("seat", [Seat.APPLICANT, Seat.INSPECTOR, Seat.DELEGATE])
def test_no_scope_lifts_a_seat(client: Client, path: str, seat: Seat) -> None:
    """A token with every scope, of a person who may not act, opens no act."""
    secret = token_of(
        strong(person("someone@else.example", seat=seat, state="DE" if seat is Seat.DELEGATE else ""))
    )

    assert post(client, path, BODIES[path], secret=secret, **{"If-Match": '"v1"'}).status_code == 403


@pytest.mark.parametrize("path", ACTS)
def test_a_reading_token_acts_nowhere(client: Client, officer: User, path: str) -> None:
    """The seat alone is not enough either."""
    secret = token_of(officer, Scope.READ)

    assert post(client, path, BODIES[path], secret=secret, **{"If-Match": '"v1"'}).status_code == 403


def test_a_session_is_no_token(client: Client, officer: User) -> None:
    """A cookie opens nothing here, so no other site can act through a browser."""
    sign_in(client, officer)

    assert post(client, "/changes/1/undo", {"reason": "x"}).status_code == 401
    assert "training_compute" not in client.get(f"{V1}/models/example-405b").json()["values"]


def test_rights_taken_away_are_gone_at_once(client: Client, officer: User) -> None:
    """A seat given up, a second factor lost, a token ended: the next request is refused."""
    secret = token_of(officer)
    assert correct(client, secret, key="while-in-office").status_code == 200

    Membership.objects.all().delete()
    assert correct(client, secret, key="after-the-office").status_code == 403
    Token.objects.update(expires_at=clock.now() - timedelta(seconds=1))
    assert correct(client, secret, key="after-the-expiry").status_code == 401
    Token.objects.update(expires_at=clock.now() + timedelta(days=1), revoked_at=clock.now())
    assert correct(client, secret, key="after-revocation").status_code == 401


def test_a_token_in_the_address_opens_nothing(client: Client, officer: User) -> None:
    """Addresses end in logs."""
    secret = token_of(officer)

    answer = client.get(f"{V1}/models/example-405b?access_token={secret}&token={secret}")
    assert "training_compute" not in answer.json()["values"]


@pytest.mark.parametrize("path", ["/account/tokens", "/caseworker/", "/api/docs"])
def test_a_token_opens_no_page(client: Client, officer: User, path: str) -> None:
    """Tokens are for the API alone: none makes another token."""
    answer = client.get(path, headers=bearer(token_of(officer)))

    assert b"ilk_" not in answer.content or path == "/api/docs"
    assert answer.status_code in {200, 302, 404}
    assert path == "/api/docs" or answer.status_code != 200


# ── replays ──


def test_a_replay_with_another_body_or_version_is_refused(client: Client, officer: User) -> None:
    """A key that was seen is of no use to whoever alters the request."""
    secret = token_of(officer)
    assert correct(client, secret).status_code == 200

    assert correct(client, secret, value=2).json()["type"].endswith("#key-reused")
    assert correct(client, secret).json()["type"].endswith("#key-reused")  # the version has moved on
    assert Change.objects.filter(act=Change.Act.CORRECTION).count() == 1


def test_a_key_does_not_act_again_after_its_answer_is_forgotten(client: Client, officer: User) -> None:
    """The register itself remembers the act longer than the answer."""
    secret = token_of(officer)
    correct(client, secret)
    Answer.objects.update(made_at=clock.now() - timedelta(hours=25))

    assert correct(client, secret).status_code == 200
    assert Change.objects.filter(act=Change.Act.CORRECTION).count() == 1


# ── caches ──


def test_no_shared_cache_ever_holds_what_a_token_opened(client: Client, officer: User) -> None:
    """Every answer to a token says so, errors and answers to bad tokens too."""
    for secret in (token_of(officer), "ilk_00000000_" + "A" * 43):
        for path in ("/models/example-405b", "/models", "/changes", "/imports", "/nothing/here"):
            answer = client.get(f"{V1}{path}", headers=bearer(secret))

            assert "no-store" in answer.headers["Cache-Control"]
            assert "Authorization" in answer.headers["Vary"]


def test_tags_of_officers_and_the_public_are_apart(client: Client, officer: User) -> None:
    """The public's tag gets an officer no 304 over other content, nor the other way round."""
    private = bearer(token_of(officer))
    public = client.get(f"{V1}/models/example-405b").headers["ETag"]
    officers = client.get(f"{V1}/models/example-405b", headers=private).headers["ETag"]

    assert public != officers
    assert client.get(f"{V1}/models/example-405b", headers={"If-None-Match": officers}).status_code == 200
    asked = private | {"If-None-Match": public}
    assert client.get(f"{V1}/models/example-405b", headers=asked).status_code == 200


def test_languages_do_not_share_an_answer(client: Client) -> None:
    """A problem is in the language asked for, is not kept, and every answer varies by language."""
    german = client.get(f"{V1}/models/none", headers={"Accept-Language": "de"})
    other = client.get(f"{V1}/models/none", headers={"Accept-Language": "xx, \x7f;q=9"})

    assert (german.headers["Content-Language"], other.headers["Content-Language"]) == ("de", "en")
    assert german.headers["Cache-Control"] == "no-store"
    assert "Accept-Language" in client.get(f"{V1}/models").headers["Vary"]


# ── crafted requests ──


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"[" * 100_000, 400),
        (b'{"a":' * 50_000, 400),
        (b'{"property": "parameters", "value": NaN}', 400),
        (b'{"property": "parameters", "value": 1e999}', 400),
        (b'{"property": "parameters", "value": ' + b"9" * 5000 + b"}", 400),
        (b'{"reason": "a", "reason": "b"}', 400),
        (b'{"reason": "\\ud800"}', 400),
        (b'{"reason": "\\u0000"}', 400),
        (b"\xff\xfe", 400),
        (b"null", 422),
        (b"[]", 422),
        (b"{}", 422),
        (b" " * 300_000, 413),
    ],
)
def test_crafted_bodies_are_refused_before_they_cost(
    client: Client, officer: User, body: bytes, status: int
) -> None:
    """Depth, size, numbers without end and names given twice end in a problem."""
    headers = {"Idempotency-Key": "crafted-body", "If-Match": '"v1"', **bearer(token_of(officer))}

    answer = client.post(
        f"{V1}/models/example-405b/corrections", body, content_type="application/json", headers=headers
    )
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, "application/problem+json")


@pytest.mark.parametrize(
    "value",
    [
        -1, True, "1e25", [1], {"low": 2, "high": 1}, {"low": -1, "high": 1}, {"low": 1, "high": 2, "x": 3},
        10**299, {"low": "0", "high": "NaN"},
    ],
)  # fmt: skip
def test_values_that_can_not_be_are_refused_or_kept_as_numbers(
    client: Client, officer: User, value: object
) -> None:
    """Nothing but a number or a rising interval becomes an estimate."""
    answer = correct(client, token_of(officer), value=value)

    assert answer.status_code == (200 if value == 10**299 else 422)
    assert client.get(f"{V1}/models/example-405b").status_code == 200


@pytest.mark.parametrize("name", ["", "held", "__class__", "parameters; DROP TABLE", "x" * 41, "name"])
def test_only_properties_of_the_vocabulary_are_corrected(client: Client, officer: User, name: str) -> None:
    """A name from outside reaches no attribute and no column."""
    assert correct(client, token_of(officer), property=name).status_code == 422
    assert Statement.objects.count() == 2


@pytest.mark.parametrize(
    "kind",
    ["text/plain", "application/xml", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"],
)
def test_other_types_of_content_are_refused(client: Client, officer: User, kind: str) -> None:
    """What a form of another site could send is none of ours."""
    headers = {"Idempotency-Key": "another-type", **bearer(token_of(officer))}

    answer = client.post(f"{V1}/changes/1/undo", "reason=x", content_type=kind, headers=headers)
    assert answer.status_code == 415


@pytest.mark.parametrize(
    "path",
    [
        "/models/../../etc/passwd", "/models/%2e%2e%2f", "/models/a%00b", "/models?q=%00", "/search?q=%ff",
        "/models/' OR 1=1--", "/models?sort=id;drop", "/models?cursor=AAAA", "/changes?cursor=-1",
        "/changes?cursor=99999999999999999999", "/imports/99999999999999999999", "/models?size=100000",
        "/models?parameters_min=NaN", "/models?parameters_min=-1e999", "/models?q=" + "x" * 9000,
        "/models/example-405b?held_at=2026-11-24", "/models/example-405b?as_of=-1",
        "/search?q=a&limit=1000000", "/models/example-405b/history?property=__class__", "/models?held=1",
        "/search?q=%E2%80%AE%F0%9F%92%A9",
    ],
)  # fmt: skip
def test_crafted_addresses_end_in_a_problem_or_nothing_found(
    client: Client, officer: User, path: str
) -> None:
    """No path, cursor, number or character makes the register fail."""
    for headers in ({}, bearer(token_of(officer))):
        answer = client.get(f"{V1}{path}", headers=headers)

        assert answer.status_code < 500
        assert answer.status_code >= 400 or answer.json()["items"] == []


def test_a_huge_upload_is_refused_before_it_is_read(client: Client, officer: User) -> None:
    """The stated length is enough to refuse."""
    answer = client.post(
        f"{V1}/imports",
        b"x",
        content_type="multipart/form-data; boundary=x",
        headers={"Idempotency-Key": "huge-upload", **bearer(token_of(officer))},
        CONTENT_LENGTH=str(10 * 2**30),
    )

    assert answer.status_code == 413


def test_a_failure_tells_nothing_of_the_inside(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """500 is a problem like any other: no trace, no class, no query."""

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("SELECT secret FROM inside")

    monkeypatch.setattr("interlock.agency.api.reading.search", fail)
    answer = client.get(f"{V1}/search?q=x")

    assert answer.status_code == 500
    assert "secret" not in answer.content.decode()
    assert set(json.loads(answer.content)) == {"type", "title", "status", "detail", "instance", "errors"}


def test_an_upload_with_a_crafted_name_or_nothing_in_it_fails_clearly(client: Client, officer: User) -> None:
    """Neither a path in a file's name nor an empty file reaches further than a problem or a preview."""
    for number, (name, content) in enumerate([("../../x.csv", b""), ("a\u202evsc.exe", b"\x00\x01")]):
        told = {
            "publisher": "P",
            "title": "T",
            "stated_on": "2026-05-02",
            "file": SimpleUploadedFile(name, content),
        }
        answer = client.post(
            f"{V1}/imports",
            told,
            headers={"Idempotency-Key": f"crafted-name-{number}", **bearer(token_of(officer))},
        )

        assert answer.status_code in {202, 422}
