"""The site as a State or a company would attack it: secrets, markup, sessions, forms, resources, logs, keys.

What still succeeds is here as well: such a test's name begins with ``test_open_``, holds that the attack
works as it does today, and says what would catch it. Attacks on accounts, the API, imports and search have
files of their own beside this one.
"""

from __future__ import annotations

import io
import json
import logging
import os
import subprocess
import sys
import time
from html import escape
from pathlib import Path
from typing import Any, Final
from xml.etree import ElementTree as ET

import pytest
from django.core.mail.backends.base import BaseEmailBackend
from django.db import DatabaseError, connection, transaction
from django.test import Client, override_settings
from django.urls import reverse

from interlock.adapters import clock
from interlock.adapters.home import secret_key
from interlock.agency.accounts.models import User
from interlock.agency.accounts.seats import Seat
from interlock.agency.api.scopes import Scope
from interlock.agency.api.tokens import issue
from interlock.agency.demonstration.people import accounts
from interlock.agency.logs import OneLine
from interlock.agency.register.exporting import ExportForm, export
from interlock.agency.register.importing import upload
from interlock.agency.register.listing import parse_query
from interlock.agency.register.models import Change, Entry
from interlock.agency.register.writing import Edit, begin, correct, undo, write
from interlock.agency.serving.exposure import refuse_known_passwords
from interlock.errors import InputError
from interlock.register import Kind, Origin
from tests.contracts.test_permission_matrix import ADDRESSES, Open, line
from tests.unit.agency.api.conftest import bearer, strong, token_of
from tests.unit.agency.conftest import EPOCH, NOW, PASSWORD, act, entry, person, record, sign_in, take

pytestmark = pytest.mark.django_db
ROOT: Final = Path(__file__).parents[2]
EVIL: Final = "Evil </script><svg onload=alert(1)>\"'&{{ 7 }}"


def whisper(*records: Any) -> Change:  # noqa: ANN401  # records
    """Write what only officers may read."""
    change = begin(Change.Act.IMPORT, act(), summary="a file of the agency")
    write(change, records, public=False)
    return change


def body(answer: Any) -> str:  # noqa: ANN401  # an answer, streamed or not
    """Return all of an answer as text."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return bytes(content).decode("utf-8", "replace")


# ── secrets ──

CHANNELS: Final = (
    "/", "/de/", "/models", "/models?q=hidden", "/models?sort=-changed_at", "/models?developers=hidden-labs",
    "/organisations", "/search?q=hidden", "/search?q=hidde", "/search?q=hiddne", "/changes",
    "/changes?kind=models", "/changes.atom", "/models/changes.atom", "/models/export.csv",
    "/models/export.json", "/models/export.parquet", "/sitemap.xml", "/map", "/charts/models", "/laws",
    "/api/v1/models", "/api/v1/search?q=hidden", "/api/v1/changes", "/api/v1/exports/models",
    "/api/v1/models?q=hidden",
)  # fmt: skip


@pytest.mark.parametrize("path", CHANNELS)
def test_what_is_secret_as_a_whole_is_in_no_list(client: Client, path: str) -> None:
    """Neither the name nor what was said, in lists, searches, feeds, files and counts."""
    whisper(record("Hidden 405B", developers=["Hidden Labs"], training_compute=4.2e27, released="2026-01-01"))
    answer = client.get(path)
    text = body(answer)

    assert answer.status_code == 200
    assert not any(
        word in text for word in ("Hidden 405B", "hidden-405b", "Hidden Labs", "4.2e27", "4.2e+27")
    )


@pytest.mark.parametrize(
    "path",
    [
        "/models/hidden-405b", "/models/hidden-405b/law", "/models/hidden-405b/changes.atom",
        "/organisations/hidden-labs", "/api/v1/models/hidden-405b", "/api/v1/models/hidden-405b/history",
        "/api/v1/models/hidden-405b/verdicts", "/entries/{number}",
    ],
)  # fmt: skip
def test_what_is_secret_as_a_whole_has_no_address(client: Client, path: str) -> None:
    """It is answered like what was never held; the number's redirect, which would tell the name, as well."""
    whisper(record("Hidden 405B", developers=["Hidden Labs"]))
    number = entry("Hidden 405B").id
    at, never = path.format(number=number), path.format(number=number + 10**6).replace("hidden", "never")
    answers = [client.get(at), client.get(never)]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert "Hidden" not in body(answers[0])


def test_officers_find_what_is_secret_and_others_with_a_seat_do_not(client: Client, officer: User) -> None:
    """A caseworker reads everything; an applicant and a delegate only what is their own."""
    take(record("Own Labs", kind=Kind.ORGANISATION, countries=["KE"]))
    whisper(record("Hidden 405B", tokens=1e13))
    own = entry("Own Labs", Kind.ORGANISATION)
    others = [
        person("a@x.example", seat=Seat.APPLICANT, organisation=own),
        person("d@x.example", seat=Seat.DELEGATE, state="KE"),
    ]
    paths = ("/models", "/search?q=hidden", "/models/export.csv", "/models/hidden-405b")
    told = {
        user.email: ["Hidden 405B" in body(sign_in(Client(), user).get(path)) for path in paths]
        for user in (officer, *others)
    }

    assert told == {officer.email: [True] * 4, "a@x.example": [False] * 4, "d@x.example": [False] * 4}
    secret = bearer(token_of(strong(officer)))
    assert "Hidden 405B" in body(client.get("/api/v1/models", headers=secret))


def test_what_was_public_hides_when_it_is_taken_back(client: Client) -> None:
    """An undone import leaves its secret rest in no list; what is said openly again is listed again."""
    written = take(record("Hidden 405B", parameters=4e11))
    whisper(record("Hidden 405B", tokens=1e13))
    undone = undo(written.change, act(days=1))
    hidden = (Entry.objects.get().is_public, Entry.objects.get().is_listed)
    undo(undone.change, act(days=2))

    assert hidden == (False, True)
    assert Entry.objects.get().is_public
    assert "Hidden 405B" in body(client.get("/models"))


def test_what_others_name_openly_is_listed_by_its_name_alone(client: Client) -> None:
    """An organisation of which only secrets are held is known where a public value names it; no secret is."""
    take(record("Open 405B", developers=["Named Labs"]))
    whisper(record("Named Labs", kind=Kind.ORGANISATION, website="https://bunker.example"))

    assert "Named Labs" in body(client.get("/organisations"))
    for path in ("/organisations/named-labs", "/api/v1/organisations/named-labs"):
        answer = client.get(path)
        assert answer.status_code == 200
        assert "bunker" not in body(answer)


@pytest.mark.parametrize(
    "path",
    [
        "/facilities/site", "/facilities/site/changes.atom", "/facilities?q=bunker", "/search?q=bunker",
        "/facilities/export.json", "/api/v1/facilities/site", "/api/v1/facilities/site/history",
        "/api/v1/search?q=bunker", "/facilities/site?as_of=2026-11-22", "/map?kind=facilities",
        "/changes.atom",
    ],
)  # fmt: skip
def test_a_secret_value_of_a_public_entry_is_told_nowhere(client: Client, path: str) -> None:
    """Neither in JSON-LD nor in the history, nor found by its words; nor is it drawn on the map."""
    take(record("Site", kind=Kind.FACILITY, country="US"))
    whisper(
        record(
            "Site", kind=Kind.FACILITY, address="12 Bunkerworld Road", power=7.77e8,
            point={"latitude": 12.3456, "longitude": 65.4321},
        )
    )  # fmt: skip
    text = body(client.get(path))

    assert not any(word in text for word in ("Bunkerworld", "777 MW", "7.77e8", "12.3456", "65.4321"))
    if "bunker" in path:
        assert "/facilities/site" not in text


def test_a_corrected_secret_stays_one(client: Client, officer: User) -> None:
    """Correcting a secret value publishes neither the old nor the new one."""
    take(record("Open 405B", parameters=4e11))
    whisper(record("Open 405B", training_compute=4.2e27))
    row = entry("Open 405B")
    edit = Edit(actor=officer, at=NOW, reason="read again", origin=EPOCH, seen_version=row.version)
    correct(row.id, "training_compute", {"low": 4e27, "central": 4.3e27, "high": 5e27}, edit=edit)

    text = body(client.get("/models/open-405b")) + body(client.get("/api/v1/models/open-405b"))
    assert "4.3" not in text
    assert "read again" not in text


def test_a_public_tag_opens_nothing_for_officers_pages(client: Client, officer: User) -> None:
    """A page of an officer is stored nowhere, and the public's ETag is another."""
    take(record("Open 405B", parameters=4e11))
    whisper(record("Open 405B", tokens=1.23e13))
    public, mine = client.get("/models/open-405b"), sign_in(Client(), officer).get("/models/open-405b")

    assert mine.headers["Cache-Control"] == "private, no-store"
    assert "Cookie" in public.headers["Vary"]
    assert public.headers.get("ETag", "public") != mine.headers.get("ETag", "mine")


def test_open_a_secret_act_moves_the_last_change_of_a_public_entry(client: Client) -> None:
    """That something was done can be seen, not what. Caught by: a last change of its own for the public."""
    take(record("Open 405B", parameters=4e11))
    before = client.get("/api/v1/models/open-405b").headers["ETag"]
    whisper(record("Open 405B", tokens=1e13))

    assert client.get("/api/v1/models/open-405b").headers["ETag"] != before


def test_open_whoever_shares_an_entry_shares_its_secrets(client: Client) -> None:
    """Of two developers each reads what was said in secret of it. Caught by: secrets with an owner."""
    take(record("Joint 405B", developers=["First Labs", "Second Labs"]))
    whisper(record("Joint 405B", description="quietword"))
    second = entry("Second Labs", Kind.ORGANISATION)
    sign_in(client, person("s@x.example", seat=Seat.APPLICANT, organisation=second))

    assert "quietword" in body(client.get("/models/joint-405b"))


# ── markup ──


def test_markup_in_a_name_stays_text_on_every_page(client: Client) -> None:
    """Pages, feeds, drawings, the map and JSON-LD show it as it is; no element ends early."""
    take(
        record(EVIL, kind=Kind.ORGANISATION),
        record(f"{EVIL} 1", developers=[EVIL], training_compute=1e25, released="2026-01-01"),
        record(
            f"{EVIL} 2", kind=Kind.CLUSTER, owners=[EVIL], h100_equivalents=1000, status="existing",
            country="US", point={"latitude": 1.0, "longitude": 1.0},
        ),
    )  # fmt: skip
    model = entry(f"{EVIL} 1")
    pages = [model.get_absolute_url(), "/models", "/search?q=evil", "/changes", "/map", "/organisations"]
    pages += [f"/charts/{name}" for name in ("compute-by-owner", "models")]
    pages += [f"/search?q={escape(EVIL)}".replace("&", "%26").replace("#", "%23").replace(" ", "+")]
    for page in pages:
        answer = client.get(page)
        assert answer.status_code == 200, page
        assert "<svg onload" not in body(answer), page
    embedded = body(client.get(model.get_absolute_url())).split('ld+json">')[1].split("</script>")[0]
    assert json.loads(embedded)["name"] == model.name
    for feed in ("/models/changes.atom", f"{model.get_absolute_url()}/changes.atom"):
        assert EVIL in "".join(ET.fromstring(body(client.get(feed))).itertext())  # noqa: S314  # our own
    drawing = client.get("/charts/compute-by-owner.svg")
    assert "onload" not in {
        name for element in ET.fromstring(body(drawing)).iter() for name in element.attrib  # noqa: S314  # our own
    }  # fmt: skip


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "JavaScript:alert(1)", "data:text/html,x", "//x", "https://a b", "ftp://x"],
)
def test_only_web_addresses_are_kept_and_linked(officer: User, address: str) -> None:
    """Neither as a value nor as the source of a correction."""
    take(record("Labs", kind=Kind.ORGANISATION))
    row = entry("Labs", Kind.ORGANISATION)
    with pytest.raises(InputError, match="no web address"):
        record("Labs", kind=Kind.ORGANISATION, website=address)
    edit = Edit(
        actor=officer, at=NOW, reason="x", seen_version=row.version,
        origin=Origin(publisher="P", title="T", url=address),
    )  # fmt: skip
    with pytest.raises(InputError, match="no web address"), transaction.atomic():
        correct(row.id, "website", "https://labs.example", edit=edit)


def test_a_spreadsheet_runs_nothing_of_an_export() -> None:
    """Formulas in a source's title or an address begin with an apostrophe; the name of the file is ours."""
    take(record("=cmd|' /C calc'!A0", developers=["@SUM(1+1)"]))
    text = b"".join(export(parse_query(Kind.MODEL, {}), ExportForm.CSV, at=NOW)).decode()

    assert "'=cmd|' /C calc'!A0" in text
    assert ",=cmd" not in text
    assert ",@SUM" not in text


def test_a_filter_cannot_reach_the_head_of_an_answer(client: Client) -> None:
    """A line break in a parameter neither splits the answer nor names the file."""
    answer = client.get("/models/export.csv?q=x%0d%0aSet-Cookie:%20a=b")

    assert "Set-Cookie" not in answer.headers
    assert "\n" not in answer.headers["Content-Disposition"]
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="models-')


# ── heads of answers ──


def ask(client: Client, name: str) -> Any:  # noqa: ANN401  # an answer
    """Ask for an address of the site by its name."""
    one = ADDRESSES.get(name, line(Open.TO_ALL))
    return getattr(client, one.method)(reverse(name, kwargs=one.arguments), secure=False)


@pytest.mark.parametrize("name", ADDRESSES)
@override_settings(SECURE_HSTS_SECONDS=31_536_000)
def test_every_answer_carries_the_heads_that_bind_a_browser(officer: User, name: str) -> None:
    """Pages, files, feeds, drawings, refusals and errors, for strangers and officers, under https."""
    answers = [ask(browser, name) for browser in (Client(), sign_in(Client(), officer))]
    for answer in answers:
        heads = answer.headers
        assert "default-src 'none'" in heads["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in heads["Content-Security-Policy"]
        assert "unsafe" not in heads["Content-Security-Policy"] or name == "programs:reference"
        assert heads["X-Content-Type-Options"] == "nosniff"
        assert heads["X-Frame-Options"] == "DENY"
        assert heads["Referrer-Policy"] == "same-origin"
        assert heads["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
        assert heads["Cross-Origin-Opener-Policy"] == "same-origin"
        assert heads["Cross-Origin-Resource-Policy"] in ("same-origin", "cross-origin")
        if heads.get("Access-Control-Allow-Origin"):
            assert name.startswith("api:")
        is_text = heads.get("Content-Type", "").startswith("text/")
        assert not is_text or "charset=utf-8" in heads["Content-Type"].lower()
    if not name.startswith("api:") and name not in ("account_logout", "accounts:sign_out_everywhere"):
        assert "no-store" in answers[-1].headers["Cache-Control"]  # the officer's


@pytest.mark.parametrize(
    "path", ["/nowhere", "/static/interlock/interlock.css", "/static/nowhere", "/%2e%2e/etc"]
)
def test_static_files_and_errors_carry_them_too(client: Client, path: str) -> None:
    """Also where no view answers."""
    answer = client.get(path)
    heads = answer.headers

    assert body(answer)
    assert "frame-ancestors 'none'" in heads["Content-Security-Policy"]
    assert heads["X-Content-Type-Options"] == "nosniff"
    assert "Server" not in heads
    assert "X-Powered-By" not in heads


def test_a_host_that_is_not_ours_is_refused_and_not_repeated(client: Client) -> None:
    """Neither the name of another site nor what a proxy would forward gets into a link."""
    take(record("Open 405B", parameters=4e11))
    refused = client.get("/", headers={"host": "evil.example"})
    forwarded = client.get("/models/open-405b", headers={"x-forwarded-host": "evil.example"})

    assert refused.status_code == 400
    assert "evil.example" not in body(refused) + body(forwarded)


@pytest.mark.parametrize(
    "path",
    [
        "/static/../interlock/settings.py", "/static/%2e%2e/%2e%2e/settings.py", "/static//etc/passwd",
        "/static/..%2f..%2fsettings.py", "/static/interlock/", "/static/interlock/interlock.css%00.py",
        "/.git/config", "/secret-key", "/debug", "/admin", "/__debug__/", "/api/v1/../../settings.py",
    ],
)  # fmt: skip
def test_no_path_leads_to_a_file_that_is_not_served(client: Client, path: str) -> None:
    """Nor to a listing of a folder, a debugger or an administration of the framework."""
    answer = client.get(path)

    assert answer.status_code in (400, 404)
    assert "SECRET_KEY" not in body(answer)


@pytest.mark.parametrize("method", ["put", "delete", "patch", "trace"])
def test_methods_that_nobody_uses_are_refused(client: Client, method: str) -> None:
    """TRACE above all, which would repeat cookies."""
    for path in ("/", "/models", "/changes.atom", "/api/v1/models"):
        assert getattr(client, method)(path).status_code in (403, 405), path


# ── sessions and forms ──


@pytest.mark.parametrize("name", [name for name in ADDRESSES if not name.startswith("api:")])
def test_no_form_is_taken_from_another_site(officer: User, name: str) -> None:
    """Every address refuses a POST without the token, of an officer and of an administrator alike."""
    browser = sign_in(Client(enforce_csrf_checks=True), officer)
    one = ADDRESSES[name]

    assert browser.post(reverse(name, kwargs=one.arguments), {"email": "x@x.example"}).status_code == 403


def test_cookies_under_https_belong_to_this_host_alone() -> None:
    """Their names begin with __Host-, scripts can't read them, and they go out only over TLS."""
    wanted = (
        "SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE",
        "SESSION_COOKIE_HTTPONLY", "CSRF_COOKIE_HTTPONLY", "SECURE_HSTS_SECONDS", "SECURE_PROXY_SSL_HEADER",
        "DEBUG",
    )  # fmt: skip
    script = (
        "import json; from interlock.agency import settings as s; "
        f"print(json.dumps([getattr(s, name, None) for name in {wanted}]))"
    )
    environment = {
        **os.environ, "INTERLOCK_ORIGIN": "https://register.example", "INTERLOCK_PROXIES": "1",
        "INTERLOCK_SECRET_KEY": "of this test, and of nothing else at all",
    }  # fmt: skip
    said = subprocess.run(  # noqa: S603  # our own module
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True
    )

    assert json.loads(said.stdout) == [
        "__Host-session", "__Host-csrf", True, True, True, True, 31_536_000,
        ["HTTP_X_FORWARDED_PROTO", "https"], False,
    ]  # fmt: skip


def test_a_cookie_says_who_may_send_it(client: Client) -> None:
    """The session's cookie is for HTTP alone and for this site's own requests."""
    person("somebody@x.example")
    client.post("/account/login", {"login": "somebody@x.example", "password": PASSWORD})
    cookie = client.cookies["sessionid"]

    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert not cookie["domain"]


def test_tokens_of_invitations_are_not_tried_out(client: Client) -> None:
    """After twenty in a minute from one address nobody looks any more."""
    answers = [client.get(f"/account/invitations/guess-{number}").status_code for number in range(25)]

    assert answers[-1] == 429


def test_a_password_of_the_words_of_this_place_is_refused(client: Client, officer: User) -> None:
    """Those are tried first, with a year and a sign after them."""
    sign_in(client, officer)
    for word in ("Interlock-2026!", "caseworker.agency1", "Password-Password"):
        typed = {"oldpassword": PASSWORD, "password1": word, "password2": word}
        assert client.post("/account/password/change", typed).status_code == 200
    officer.refresh_from_db()

    assert officer.check_password(PASSWORD)


def test_open_a_stranger_keeps_an_officer_out_for_five_minutes(client: Client, officer: User) -> None:
    """Five wrong passwords from anywhere. Caught by: passkeys, which are not counted, and limits in front."""
    for _ in range(6):
        client.post("/account/login", {"login": officer.email, "password": "wrong"}, REMOTE_ADDR="192.0.2.7")
    answer = client.post("/account/login", {"login": officer.email, "password": PASSWORD})

    assert answer.status_code != 302


class SlowMail(BaseEmailBackend):
    """A mail server a little away."""

    def send_messages(self, email_messages: Any) -> int:  # noqa: ANN401  # Django's
        """Take mail as slowly as one does."""
        time.sleep(1.5)
        return len(email_messages)


@pytest.mark.django_db(transaction=True)  # mail goes out on commit
@override_settings(EMAIL_BACKEND=f"{__name__}.SlowMail")
def test_open_the_time_of_a_reset_tells_who_has_an_account(client: Client) -> None:
    """Mail is sent before the answer. Caught by: a queue for mail; twenty requests a minute slow it down."""
    person("known@x.example")
    took = []
    for address in ("first@x.example", "unknown@x.example", "known@x.example"):
        begun = time.monotonic()
        client.post("/account/password/reset", {"email": address})
        took.append(time.monotonic() - begun)

    assert took[2] > took[1] + 0.5


# ── resources ──


@pytest.mark.parametrize("path", ["/account/login", "/", "/account/invitation", "/de/account/password/reset"])
def test_a_huge_form_is_refused_before_it_is_read(client: Client, path: str) -> None:
    """Else a stranger fills the disk with files that no form asks for."""
    answer = client.generic(
        "POST", path, b"--x", content_type="multipart/form-data; boundary=x", CONTENT_LENGTH=str(10**10)
    )

    assert answer.status_code == 413


def test_a_form_of_many_fields_is_refused(client: Client) -> None:
    """Two thousand are enough for every form."""
    many = "&".join(f"f{number}=1" for number in range(3000))

    assert (
        client.post("/account/login", many, content_type="application/x-www-form-urlencoded").status_code
        == 400
    )


@pytest.mark.parametrize(
    "path",
    [
        "/models?size=201", "/models?size=99999999999999999999", f"/models?q={'a' * 201}",
        f"/models?{'&'.join(f'country=D{chr(65 + n % 26)}' for n in range(21))}", "/search?q=" + "a+" * 150,
        f"/models?cursor={'A' * 3000}", "/models?training_compute_min=1e400",
        "/models?released_min=0000-00-00",
    ],
)  # fmt: skip
def test_no_question_is_larger_than_its_bound(client: Client, path: str) -> None:
    """It is refused with what is wrong, at once."""
    begun = time.monotonic()

    assert client.get(path).status_code == 400
    assert time.monotonic() - begun < 2


@pytest.mark.parametrize(
    "text", ["a" * 200, "-" * 200, "(((((((((" * 20, "a-" * 100, "*:&|!<->" * 25, "𝕒" * 60, "\u0301" * 200]
)
def test_no_search_takes_long(client: Client, text: str) -> None:
    """Whatever is typed, no expression backtracks and no rank is worked out for everything."""
    begun = time.monotonic()
    client.get("/search", {"q": text[:200]})

    assert time.monotonic() - begun < 2


@pytest.mark.parametrize(
    "content",
    [b"PK\x03\x04" + b"\0" * 60, b"\x1f\x8b\x08" + b"\0" * 60, b"%PDF-1.7", b"GIF89a<script>", b"\x7fELF"],
)
def test_what_is_no_table_is_not_taken_in(officer: User, content: bytes) -> None:
    """Archives, bombs and files of two natures are refused by their beginning; nothing is expanded."""
    with pytest.raises(InputError):
        upload(content, file_name="table.csv", origin=EPOCH, stated_on=NOW.date(), act=act(officer))


# ── logs and errors ──


def logged(name: str) -> tuple[logging.Logger, logging.Handler, io.StringIO]:
    """Return a logger that writes as the site does, into memory."""
    kept = io.StringIO()
    handler = logging.StreamHandler(kept)
    handler.setFormatter(OneLine("%(levelname)s %(message)s"))
    logger = logging.getLogger(name)
    logger.addHandler(handler)
    return logger, handler, kept


def test_nobody_forges_a_line_of_the_log(client: Client) -> None:
    """A line break in an address is written as an escape."""
    logger, handler, kept = logged("django.request")
    try:
        client.get("/x%0aWARNING%20root%20signed%20in%1b[31m")
    finally:
        logger.removeHandler(handler)

    assert len(kept.getvalue().splitlines()) == 1
    assert "\x1b" not in kept.getvalue()


def test_the_log_names_who_came_in_and_no_secret(client: Client) -> None:
    """Sign-ins that worked and failed are told with their address; nothing that was typed is."""
    user = person("somebody@x.example")
    logger, handler, kept = logged("interlock.security")
    logger.setLevel(logging.INFO)
    try:
        client.post("/account/login", {"login": "somebody@x.example", "password": "a wrong secret"})
        client.post("/account/login", {"login": "somebody@x.example", "password": PASSWORD})
    finally:
        logger.removeHandler(handler)

    assert "WARNING a sign-in failed from 127.0.0.1" in kept.getvalue()
    assert f"INFO person {user.pk} signed in from 127.0.0.1" in kept.getvalue()
    assert "secret" not in kept.getvalue()
    assert PASSWORD not in kept.getvalue()


def test_a_failure_of_a_page_tells_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """No trace, no class, no words of the error; the heads stay."""

    def fail(**_: object) -> None:
        raise RuntimeError("the password of the database is hunter2")

    monkeypatch.setattr("interlock.agency.public.home.changes", fail)
    answer = Client(raise_request_exception=False).get("/")

    assert answer.status_code == 500
    assert not any(word in body(answer) for word in ("hunter2", "RuntimeError", "Traceback", ".py"))
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_health_names_parts_and_no_inside(client: Client) -> None:
    """Database, migrations and queue, each in two words; no version, address or name."""
    document = json.loads(body(client.get("/healthz")))

    assert set(document) == {"status", "database", "migrations", "queue", "jobs"}
    assert "postgres" not in json.dumps(document).lower()


# ── the machine ──


@pytest.mark.parametrize("table", ["register_statement", "register_change", "register_verdict"])
def test_history_is_not_emptied_in_one_stroke(table: str) -> None:
    """TRUNCATE is refused like UPDATE and DELETE. The tests' own database has the trigger switched off."""
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER never_emptied")
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            cursor.execute(f"TRUNCATE {table} CASCADE")


def test_open_the_owner_of_the_database_rewrites_history() -> None:
    """Triggers bind no superuser. Caught by: a role that owns no table for the site, copies elsewhere."""
    take(record("Open 405B", parameters=4e11))
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE register_statement SET value = '1'")
        assert cursor.rowcount > 0
        cursor.execute("SET LOCAL session_replication_role = origin")


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "::", "register.example"])  # noqa: S104  # refused
def test_the_demonstrations_passwords_are_not_opened_to_others(
    host: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither when it would be loaded nor when it is there; closed accounts are no danger."""
    monkeypatch.delenv("INTERLOCK_ORIGIN", raising=False)
    refuse_known_passwords(host, would_load=False)
    with pytest.raises(InputError, match="--no-demo"):
        refuse_known_passwords(host, would_load=True)
    known = person(accounts(1)[0].email)
    with pytest.raises(InputError, match="passwords everybody knows"):
        refuse_known_passwords(host, would_load=False)
    refuse_known_passwords("127.0.0.1", would_load=False)
    monkeypatch.setenv("INTERLOCK_ORIGIN", "https://register.example")
    with pytest.raises(InputError):  # a proxy in front opens it as well
        refuse_known_passwords("127.0.0.1", would_load=False)
    User.objects.filter(pk=known.pk).update(is_active=False)
    refuse_known_passwords(host, would_load=False)


def test_a_key_that_others_can_read_is_not_used(tmp_path: Path) -> None:
    """It is made for its owner alone, whatever the umask; loosened or too short it is refused."""
    before = os.umask(0)
    try:
        made = secret_key({"INTERLOCK_HOME": str(tmp_path / "home")})
    finally:
        os.umask(before)
    path = tmp_path / "home" / "secret-key"

    assert len(made) > 80
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    path.chmod(0o644)
    with pytest.raises(InputError, match="others can read"):
        secret_key({"INTERLOCK_HOME": str(tmp_path / "home")})
    with pytest.raises(InputError, match="has 3 characters"):
        secret_key({"INTERLOCK_SECRET_KEY": "abc"})


def test_another_persons_token_is_not_ended(client: Client, officer: User) -> None:
    """Its number under one's own page leads nowhere."""
    other = person("other@x.example", seat=Seat.INSPECTOR)
    token, _ = issue(other, label="x", scopes=[Scope.READ], days=1, at=clock.now())
    sign_in(client, officer).post(f"/account/tokens/{token.pk}/revoke")
    token.refresh_from_db()

    assert token.revoked_at is None
