"""The client against the register itself, on a port of this computer."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable, Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import ClassVar

import pytest

from interlock.adapters.client import (
    ConnectionFailedError,
    RefusedError,
    Register,
    UnreadableAnswerError,
)
from interlock.agency.accounts.models import Membership, User
from interlock.agency.accounts.seats import Seat
from interlock.agency.register.models import Change
from interlock.errors import InputError
from tests.unit.agency.api.conftest import strong, token_of
from tests.unit.agency.conftest import record, take

pytestmark = pytest.mark.enable_socket

SOURCE = {"publisher": "Example Labs", "title": "Technical report"}
EMPTY = b'{"items": [], "next": null}'


@pytest.fixture
def officer(transactional_db: None) -> User:  # noqa: ARG001  # a person is a row, seen by the server's thread
    """Return a caseworker with a second factor."""
    user = User.objects.create_user("officer@agency.example", "correct horse battery", name="Ada Officer")
    Membership.objects.create(user=user, seat=Seat.CASEWORKER)
    return strong(user)


@pytest.fixture
def served(live_server: object, officer: User) -> Register:
    """Return a client of a live register that holds a little."""
    take(*(record(f"Model {number:03}", parameters=(number + 1) * 1e9) for number in range(60)))
    return Register(str(live_server), token=token_of(officer))


def test_it_searches_shows_and_lists_every_page(served: Register) -> None:
    """What a caller sees is entries; pages are the client's business."""
    assert [hit["entry"]["slug"] for hit in served.search("model 007")] == ["model-007"]
    assert served.show("models", "model-007")["values"]["parameters"]["value"]["central"] == 8e9
    assert len(list(served.entries("models", size="25"))) == 60
    assert len(list(served.history("models", "model-007"))) == 1
    assert len(list(served.entries("models", parameters_min="5.5e10"))) == 6


def test_it_corrects_what_was_seen_and_undoes(served: Register) -> None:
    """The version travels with the entry; the second edit of one version is refused with what changed."""
    seen = served.show("models", "model-007")
    done = served.correct(seen, "parameters", 7e9, reason="Misread.", source=SOURCE)
    with pytest.raises(RefusedError) as caught:
        served.correct(seen, "parameters", 9e9, reason="Misread.", source=SOURCE)

    assert caught.value.status == 412
    assert caught.value.problem["changes"][0]["id"] == done["change"]
    served.undo(done["change"], reason="It was right.")
    assert served.show("models", "model-007")["values"]["parameters"]["value"]["central"] == 8e9


def test_it_exports_exactly_the_list(served: Register) -> None:
    """A file, streamed, with the list's filters."""
    file = io.BytesIO()

    written = served.export("models", file, form="csv", parameters_min="5.5e10")
    assert written == len(file.getvalue())
    assert file.getvalue().count(b"Model 0") == 6


def test_a_refusal_names_what_is_wrong(served: Register) -> None:
    """The problem's own words reach the person."""
    with pytest.raises(RefusedError, match="contry"):
        list(served.entries("models", contry="DE"))
    with pytest.raises(RefusedError) as caught:
        served.show("models", "nothing", as_of=date(2025, 1, 1))
    assert caught.value.status == 404


class Faulty(BaseHTTPRequestHandler):
    """A server that answers as a test says, and remembers what it was asked."""

    script: ClassVar[list[tuple[int, dict[str, str], bytes]]] = []
    asked: ClassVar[list[tuple[str, dict[str, str]]]] = []

    def do_GET(self) -> None:
        """Answer the next of the script; nothing left, hang up."""
        self.asked.append((self.path, dict(self.headers.items())))
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if not self.script:
            self.close_connection = True
            return
        status, headers, body = self.script.pop(0)
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET  # noqa: N815  # the standard library names it

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def faulty() -> Iterator[str]:
    """Return the address of a faulty server."""
    Faulty.script, Faulty.asked = [], []
    server = HTTPServer(("127.0.0.1", 0), Faulty)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def problem(status: int, **headers: str) -> tuple[int, dict[str, str], bytes]:
    """Return a refusal of the script."""
    return status, {"Content-Type": "application/problem+json", **headers}, b'{"detail": "busy"}'


def answered(body: bytes, kind: str = "application/json") -> tuple[int, dict[str, str], bytes]:
    """Return an answer of the script."""
    return 200, {"Content-Type": kind}, body


def test_an_act_is_sent_again_with_the_same_key(faulty: str) -> None:
    """Busy, overloaded, then done: one act, one key; and the server's wish to wait is heard."""
    Faulty.script = [problem(429, **{"Retry-After": "7"}), problem(503), answered(b'{"change": 3}')]
    waits: list[float] = []

    assert Register(faulty, wait=waits.append).undo(2, reason="Wrong file.") == {"change": 3}
    assert len({headers["Idempotency-Key"] for _, headers in Faulty.asked}) == 1
    assert waits == [7.0, 1.0]


@pytest.mark.parametrize("spelt", [str.lower, str.upper])
def test_headers_are_known_however_the_server_spells_them(faulty: str, spelt: Callable[[str], str]) -> None:
    """Granian sends the names of headers in lower case, Django's own server does not."""
    busy = 429, {spelt("Content-Type"): "application/problem+json", spelt("Retry-After"): "7"}, b"{}"
    Faulty.script = [busy, (200, {spelt("Content-Type"): "application/json"}, b'{"change": 3}')]
    waits: list[float] = []

    assert Register(faulty, wait=waits.append).undo(2, reason="Wrong file.") == {"change": 3}
    assert waits == [7.0]


def test_a_lost_connection_is_tried_again_and_then_told(faulty: str) -> None:
    """Four attempts, then an error that says where."""
    waits: list[float] = []

    with pytest.raises(ConnectionFailedError, match=r"127\.0\.0\.1"):
        Register(faulty, wait=waits.append).search("x")
    assert (len(Faulty.asked), len(waits)) == (4, 3)


def test_a_refusal_is_not_tried_again(faulty: str) -> None:
    """What was understood and refused stays refused."""
    Faulty.script = [problem(422), answered(EMPTY)]

    with pytest.raises(RefusedError, match="busy"):
        Register(faulty, wait=lambda _: None).search("x")
    assert len(Faulty.asked) == 1


@pytest.mark.parametrize(
    "answer",
    [
        answered(b"<html>", "text/html"),
        answered(b"{"),
        answered(b"[]"),
        answered(b'{"a": NaN}'),
        answered(b"[" * 100_000),
        (302, {"Location": "http://elsewhere.example/"}, b""),
    ],
)
def test_what_no_register_answers_is_refused(faulty: str, answer: tuple[int, dict[str, str], bytes]) -> None:
    """Neither markup nor half a document nor a way elsewhere is followed."""
    Faulty.script = [answer]

    with pytest.raises(UnreadableAnswerError):
        Register(faulty, token="t" * 20, wait=lambda _: None).search("x")
    assert len(Faulty.asked) == 1


def test_an_answer_without_end_is_cut_off(faulty: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The size is bounded before anything is parsed."""
    monkeypatch.setattr("interlock.adapters.client._LARGEST_ANSWER", 1000)
    Faulty.script = [answered(b" " * 2000)]

    with pytest.raises(UnreadableAnswerError, match="larger"):
        Register(faulty).search("x")


@pytest.mark.parametrize(
    "url",
    [
        "register.example",
        "ftp://register.example",
        "https://",
        "https://a:b@c",
        "http://x:99999",
        "https://x/?q",
    ],
)
def test_what_is_no_address_is_refused(url: str) -> None:
    """Before anything is sent."""
    with pytest.raises(InputError):
        Register(url)


def test_a_token_never_goes_in_the_clear() -> None:
    """Only over TLS, or within this computer."""
    with pytest.raises(InputError, match="without encryption"):
        Register("http://register.example", token="secret")  # noqa: S106  # none of anybody's
    with pytest.raises(InputError, match="characters"):
        Register("https://register.example", token="secret\r\nX-Other: 1")  # noqa: S106  # as above


def test_a_name_from_outside_does_not_leave_its_segment(faulty: str) -> None:
    """Slashes and dots in a slug are told, not walked."""
    Faulty.script = [answered(b"{}")]

    Register(faulty).show("models", "../../account?x#y")
    assert Faulty.asked[0][0] == "/api/v1/models/..%2F..%2Faccount%3Fx%23y"


def test_the_act_of_a_correction_is_the_officers(served: Register, officer: User) -> None:
    """Who holds the token is who did it."""
    served.correct(served.show("models", "model-001"), "parameters", 1e9, reason="Misread.", source=SOURCE)

    assert Change.objects.get(act=Change.Act.CORRECTION).actor == officer
