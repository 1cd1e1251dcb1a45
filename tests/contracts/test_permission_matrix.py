"""The matrix of permissions, cell by cell: through `may`, by the address of every page, and by the API.

Whoever adds an address adds its line to ADDRESSES: what one must be allowed to do to get in, or why everybody
gets in. The tests then ask for it as every seat.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from interlock.adapters import clock
from interlock.agency.accounts.matrix import MATRIX, Action, Reach
from interlock.agency.accounts.models import User
from interlock.agency.accounts.permissions import may
from interlock.agency.accounts.seats import Seat
from interlock.agency.api.scopes import Scope
from interlock.agency.api.tokens import issue
from interlock.agency.register.models import Entry
from interlock.register import Kind
from tests.unit.agency.accounts.conftest import with_app
from tests.unit.agency.conftest import entry, person, record, sign_in, take

# ── the matrix itself, written a second time, by hand ──

NONE, OWN, ALL = Reach.NONE, Reach.OWN, Reach.ALL
CELLS: Final = {
    # action                  public applicant caseworker inspector delegate
    Action.READ_PUBLIC:      (ALL,   ALL,      ALL,       ALL,      ALL),
    Action.READ_SECRET:      (NONE,  OWN,      ALL,       ALL,      OWN),
    Action.EXPORT:           (ALL,   ALL,      ALL,       ALL,      ALL),
    Action.UPLOAD_IMPORT:    (NONE,  NONE,     ALL,       NONE,     NONE),
    Action.APPLY_IMPORT:     (NONE,  NONE,     ALL,       NONE,     NONE),
    Action.UNDO:             (NONE,  NONE,     ALL,       NONE,     NONE),
    Action.CORRECT:          (NONE,  NONE,     ALL,       NONE,     NONE),
    Action.READ_AUDIT:       (NONE,  NONE,     ALL,       ALL,      ALL),
    Action.INSPECT_SITES:    (NONE,  NONE,     ALL,       ALL,      NONE),
    Action.SEE_ORGANISATION: (NONE,  OWN,      NONE,      NONE,     NONE),
    Action.SEE_COUNCIL:      (NONE,  NONE,     NONE,      NONE,     ALL),
    Action.INVITE:           (NONE,  OWN,      OWN,       OWN,      OWN),
    Action.ISSUE_TOKEN:      (NONE,  OWN,      OWN,       OWN,      OWN),
}  # fmt: skip
SEATS: Final = (Seat.PUBLIC, Seat.APPLICANT, Seat.CASEWORKER, Seat.INSPECTOR, Seat.DELEGATE)

# ── every address, and what it asks for ──


class Open(StrEnum):
    """Why an address asks for no permission."""

    TO_ALL = "what it shows is public"
    WAY_IN = "it is how one comes in"
    OWN_ACCOUNT = "it shows and changes only the account of whoever asks, who has come in"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What an address asks for, and how to ask for it."""

    asks: Action | Open
    method: str = "get"
    arguments: dict[str, Any] = field(default_factory=dict)


def line(asks: Action | Open, method: str = "get", **arguments: Any) -> Line:  # noqa: ANN401  # of the address
    """Return the line of an address."""
    return Line(asks=asks, method=method, arguments=arguments)


_MODEL = {"path": "models", "slug": "example-405b"}
ADDRESSES: Final = {
    "healthz": line(Open.TO_ALL),
    # signing in
    "account_login": line(Open.WAY_IN),
    "account_logout": line(Open.WAY_IN),
    "account_inactive": line(Open.WAY_IN),
    "account_email_verification_sent": line(Open.WAY_IN),
    "account_reset_password": line(Open.WAY_IN),
    "account_reset_password_done": line(Open.WAY_IN),
    "account_reset_password_from_key": line(Open.WAY_IN, uidb36="1", key="a-b"),
    "account_reset_password_from_key_done": line(Open.WAY_IN),
    "mfa_authenticate": line(Open.WAY_IN),
    "mfa_login_webauthn": line(Open.WAY_IN),
    "accounts:open_invitation": line(Open.WAY_IN, token="none"),  # noqa: S106  # no token
    "accounts:invitation": line(Open.WAY_IN),
    # one's own account
    "account_reauthenticate": line(Open.OWN_ACCOUNT),
    "account_email": line(Open.OWN_ACCOUNT),
    "account_change_password": line(Open.OWN_ACCOUNT),
    "mfa_index": line(Open.OWN_ACCOUNT),
    "mfa_reauthenticate": line(Open.OWN_ACCOUNT),
    "mfa_activate_totp": line(Open.OWN_ACCOUNT),
    "mfa_deactivate_totp": line(Open.OWN_ACCOUNT),
    "mfa_view_recovery_codes": line(Open.OWN_ACCOUNT),
    "mfa_generate_recovery_codes": line(Open.OWN_ACCOUNT),
    "mfa_list_webauthn": line(Open.OWN_ACCOUNT),
    "mfa_add_webauthn": line(Open.OWN_ACCOUNT),
    "mfa_reauthenticate_webauthn": line(Open.OWN_ACCOUNT),
    "mfa_remove_webauthn": line(Open.OWN_ACCOUNT, pk=1),
    "mfa_edit_webauthn": line(Open.OWN_ACCOUNT, pk=1),
    "accounts:account": line(Open.OWN_ACCOUNT),
    "accounts:desk": line(Open.OWN_ACCOUNT),
    "accounts:second_factor": line(Open.OWN_ACCOUNT),
    "accounts:sign_out_everywhere": line(Open.OWN_ACCOUNT, "post"),
    # members
    "accounts:members": line(Action.INVITE),
    "accounts:unit": line(Action.INVITE, number=1),
    "accounts:act_on_invitation": line(Action.INVITE, "post", number=1, invitation=1, verb="resend"),
    "accounts:act_on_member": line(Action.INVITE, number=1, member=1, verb="remove"),
    # desks
    "applicant:home": line(Action.SEE_ORGANISATION),
    "inspector:home": line(Action.INSPECT_SITES),
    "council:home": line(Action.SEE_COUNCIL),
    # the caseworker's
    "caseworker:home": line(Action.UPLOAD_IMPORT),
    "caseworker:imports": line(Action.UPLOAD_IMPORT),
    "caseworker:upload": line(Action.UPLOAD_IMPORT),
    "caseworker:look_at_file": line(Action.UPLOAD_IMPORT, "post"),
    "caseworker:import": line(Action.UPLOAD_IMPORT, number=1),
    "caseworker:import_state": line(Action.UPLOAD_IMPORT, number=1),
    "caseworker:import_lines": line(Action.UPLOAD_IMPORT, number=1),
    "caseworker:decide": line(Action.APPLY_IMPORT, "post", number=1, line=1),
    "caseworker:decide_all": line(Action.APPLY_IMPORT, "post", number=1),
    "caseworker:preview_again": line(Action.UPLOAD_IMPORT, "post", number=1),
    "caseworker:apply_import": line(Action.APPLY_IMPORT, "post", number=1),
    "caseworker:undo_import": line(Action.UNDO, number=1),
    "caseworker:jobs": line(Action.UPLOAD_IMPORT),
    "caseworker:job_again": line(Action.UPLOAD_IMPORT, "post", number=1),
    "caseworker:history": line(Action.READ_AUDIT),
    "caseworker:undo_change": line(Action.UNDO, number=1),
    "caseworker:correct": line(Action.CORRECT, **_MODEL),
    "caseworker:names": line(Action.CORRECT, path="models"),
    # programs
    "programs:tokens": line(Action.ISSUE_TOKEN),
    "programs:revoke": line(Action.ISSUE_TOKEN, "post", number=1),
    "programs:reference": line(Action.READ_PUBLIC),
    # the public's pages
    "public:home": line(Action.READ_PUBLIC),
    "public:accessibility": line(Action.READ_PUBLIC),
    "public:by_number": line(Action.READ_PUBLIC, number=1),
    "public:entry": line(Action.READ_PUBLIC, **_MODEL),
    "public:entry_feed": line(Action.READ_PUBLIC, **_MODEL),
    "public:list": line(Action.READ_PUBLIC, path="models"),
    "public:list_feed": line(Action.READ_PUBLIC, path="models"),
    "public:export": line(Action.EXPORT, path="models", form="csv"),
    "public:search": line(Action.READ_PUBLIC),
    "public:changes": line(Action.READ_PUBLIC),
    "public:feed": line(Action.READ_PUBLIC),
    "public:rulebooks": line(Action.READ_PUBLIC),
    "public:law": line(Action.READ_PUBLIC, **_MODEL),
    "public:rulebook": line(Action.READ_PUBLIC, name="eu-ai-act"),
    "public:robots": line(Open.TO_ALL),
    "public:sitemap": line(Open.TO_ALL),
    "public:map": line(Open.TO_ALL),
    "public:charts": line(Open.TO_ALL),
    "public:vega": line(Open.TO_ALL),
    "public:chart": line(Open.TO_ALL, name="none"),
    "public:chart_svg": line(Open.TO_ALL, name="none"),
    "public:chart_spec": line(Open.TO_ALL, name="none"),
    # the API
    "api:contract": line(Open.TO_ALL),
    "api:nowhere": line(Open.TO_ALL),
    "api:find": line(Action.READ_PUBLIC),
    "api:list_changes": line(Action.READ_PUBLIC),
    "api:books": line(Action.READ_PUBLIC),
    "api:exports": line(Action.EXPORT, kind="models"),
    "api:listing": line(Action.READ_PUBLIC, kind="models"),
    "api:show": line(Action.READ_PUBLIC, kind="models", slug="example-405b"),
    "api:history": line(Action.READ_PUBLIC, kind="models", slug="example-405b"),
    "api:verdicts": line(Action.READ_PUBLIC, kind="models", slug="example-405b"),
    "api:imports": line(Action.UPLOAD_IMPORT),
    "api:upload": line(Action.UPLOAD_IMPORT, "post"),
    "api:status": line(Action.UPLOAD_IMPORT, number=1),
    "api:lines": line(Action.UPLOAD_IMPORT, number=1),
    "api:decide": line(Action.APPLY_IMPORT, "post", number=1, line=1),
    "api:apply": line(Action.APPLY_IMPORT, "post", number=1),
    "api:take_back": line(Action.UNDO, "post", number=1),
    "api:correction": line(Action.CORRECT, "post", kind="models", slug="example-405b"),
}  # fmt: skip
_PAGES = {name: one for name, one in ADDRESSES.items() if not name.startswith("api:")}
_OPERATIONS = {
    name: one for name, one in ADDRESSES.items() if name.startswith("api:") and isinstance(one.asks, Action)
}


def addresses(
    resolver: URLResolver | None = None, spaces: tuple[str, ...] = ()
) -> Iterator[tuple[str, URLPattern]]:
    """Walk the site's addresses with their full names."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            deeper = (*spaces, pattern.namespace) if pattern.namespace else spaces
            yield from addresses(pattern, deeper)
        else:
            yield ":".join((*spaces, pattern.name or "?")), pattern


@pytest.fixture
def world(db: None) -> dict[Seat, User | AnonymousUser]:  # noqa: ARG001  # people are rows
    """Return somebody of each seat, each an administrator, with an organisation and a State of their own."""
    take(
        record("Own Labs", kind=Kind.ORGANISATION, countries=["KE"]),
        record("Own 405B", developers=["Own Labs"], countries=["KE"]),
        record("Example 405B", developers=["Other Labs"], countries=["US"], parameters=4e11),
    )
    own = entry("Own Labs", Kind.ORGANISATION)
    more: dict[Seat, dict[str, Any]] = {Seat.APPLICANT: {"organisation": own}, Seat.DELEGATE: {"state": "KE"}}
    people: dict[Seat, User | AnonymousUser] = {
        seat: person(f"{seat}@x.example", seat=seat, is_administrator=True, **more.get(seat, {}))
        for seat in SEATS[1:]
    }
    return {Seat.PUBLIC: AnonymousUser(), **people}


def client_of(somebody: User | AnonymousUser) -> Client:
    """Return a browser in which somebody has come in."""
    return sign_in(Client(), somebody) if isinstance(somebody, User) else Client()


# ── the tests ──


def test_the_matrix_has_no_cell_but_these() -> None:
    """A new action or another reach is written in both places, so that none slips in."""
    assert set(CELLS) == set(Action)
    assert {seat: dict(row) for seat, row in MATRIX.items()} == {
        seat: {action: reaches[column] for action, reaches in CELLS.items()}
        for column, seat in enumerate(SEATS)
    }


@pytest.mark.parametrize("seat", SEATS)
def test_each_cell_decides_as_it_says(world: dict[Seat, User | AnonymousUser], seat: Seat) -> None:
    """Of anything, of one's own entry, and of another's."""
    # The agency's own are no entries of the register: its reach to "own" ends at its members.
    owns_entries = seat in (Seat.APPLICANT, Seat.DELEGATE)
    own, other = entry("Own 405B"), entry("Example 405B")
    for action, reaches in CELLS.items():
        reach = reaches[SEATS.index(seat)]
        assert may(world[seat], action) is (reach is not NONE), action
        assert may(world[seat], action, entry=own) is (reach is ALL or (reach is OWN and owns_entries)), (
            action
        )
        assert may(world[seat], action, entry=other) is (reach is ALL), action


@pytest.mark.parametrize("seat", SEATS[1:])
def test_inviting_needs_an_administrator(world: dict[Seat, User | AnonymousUser], seat: Seat) -> None:
    """The seat alone opens no list of members."""
    somebody = world[seat]
    assert isinstance(somebody, User)
    somebody.memberships.update(is_administrator=False)
    assert not may(somebody, Action.INVITE)


def test_a_closed_account_may_what_the_public_may(world: dict[Seat, User | AnonymousUser]) -> None:
    """And nothing more."""
    somebody = world[Seat.CASEWORKER]
    assert isinstance(somebody, User)
    somebody.is_active = False
    assert {action for action in Action if may(somebody, action)} == {Action.READ_PUBLIC, Action.EXPORT}


def test_an_organisation_of_the_same_name_elsewhere_is_not_ones_own(
    world: dict[Seat, User | AnonymousUser],
) -> None:
    """Ownership goes by the entry, never by what is written."""
    model = entry("Example 405B")
    model.held = {"developers": {"value": [{"name": "Own Labs", "entry": None}], "public": True}}
    assert not may(world[Seat.APPLICANT], Action.READ_SECRET, entry=model)


def test_every_address_has_its_line() -> None:
    """A door without a line here has a lock that nobody tried. Lines without an address are crossed out."""
    assert {name for name, _ in addresses()} == set(ADDRESSES)


def test_every_page_requires_what_its_line_says() -> None:
    """The view says so itself, through ``require``."""
    said = {
        name: getattr(pattern.callback, "requires", None)
        for name, pattern in addresses()
        if not name.startswith("api:")
    }
    wanted = {name: one.asks if isinstance(one.asks, Action) else None for name, one in _PAGES.items()}
    assert said == wanted


@pytest.mark.parametrize("name", _PAGES)
def test_every_page_opens_for_whom_the_matrix_lets_in(
    world: dict[Seat, User | AnonymousUser], name: str
) -> None:
    """Asked for directly as each seat: strangers are sent to sign in, others refused, or it opens."""
    one = _PAGES[name]
    for column, seat in enumerate(SEATS):
        answer = getattr(client_of(world[seat]), one.method)(reverse(name, kwargs=one.arguments))
        goes_to_sign_in = answer.status_code == 302 and answer["Location"].startswith("/account/login")
        assert answer.status_code < 500 or name == "healthz", seat  # no worker runs in tests
        if isinstance(one.asks, Action) and CELLS[one.asks][column] is NONE:
            assert goes_to_sign_in if seat is Seat.PUBLIC else answer.status_code == 403, seat
        elif one.asks is Open.OWN_ACCOUNT and seat is Seat.PUBLIC:
            assert goes_to_sign_in
        elif one.asks is not Open.WAY_IN and name != "accounts:sign_out_everywhere":
            assert answer.status_code != 403, seat
            assert not goes_to_sign_in, seat


@pytest.mark.parametrize("name", [name for name, one in _PAGES.items() if one.asks is not Open.WAY_IN])
def test_an_officer_without_a_second_factor_is_held_at_every_page(db: None, name: str) -> None:  # noqa: ARG001  # people are rows
    """Whatever the matrix says of the seat."""
    one = _PAGES[name]
    browser = Client()
    browser.force_login(person("fresh@x.example", seat=Seat.CASEWORKER, is_administrator=True))
    answer = getattr(browser, one.method)(reverse(name, kwargs=one.arguments))
    setting_up = ("accounts:second_factor", "account_reauthenticate", "mfa_activate_totp", "mfa_add_webauthn")
    if name not in setting_up:
        assert answer.status_code == 302
        assert answer["Location"] == "/account/second-factor"


def ask(somebody: User | AnonymousUser, name: str, *, scopes: set[Scope] | None = None) -> int:
    """Ask an operation of the API with a token of somebody; return the status."""
    one = _OPERATIONS[name]
    headers = {"idempotency-key": "one-of-the-matrix"}
    if isinstance(somebody, User):
        with_app(somebody)
        _, secret = issue(
            somebody, label="test", scopes=set(Scope) if scopes is None else scopes, days=1, at=clock.now()
        )
        headers["authorization"] = f"Bearer {secret}"
    path = reverse(name, kwargs=one.arguments)
    if one.method == "get":
        return int(Client().get(path, headers=headers).status_code)
    if name == "api:upload":
        return int(Client().post(path, {"title": "none"}, headers=headers).status_code)
    return int(Client().post(path, "{}", content_type="application/json", headers=headers).status_code)


@pytest.mark.parametrize("name", _OPERATIONS)
def test_every_operation_answers_whom_the_matrix_lets_in(
    world: dict[Seat, User | AnonymousUser], name: str
) -> None:
    """With a token of every scope, somebody may what their seat may."""
    asks = _OPERATIONS[name].asks
    assert isinstance(asks, Action)
    for column, seat in enumerate(SEATS):
        status = ask(world[seat], name)
        assert status < 500, seat
        if CELLS[asks][column] is NONE:
            assert status == (401 if seat is Seat.PUBLIC else 403), seat
        else:
            assert status not in (401, 403), seat


@pytest.mark.parametrize("name", [name for name, one in _OPERATIONS.items() if CELLS[one.asks][0] is NONE])  # type: ignore[index]  # operations ask for actions
def test_a_token_may_no_more_than_its_scopes(world: dict[Seat, User | AnonymousUser], name: str) -> None:
    """A token to read writes nothing, whoever holds it."""
    assert ask(world[Seat.CASEWORKER], name, scopes={Scope.READ}) == 403


def test_the_register_reaches_those_who_may_read_it(world: dict[Seat, User | AnonymousUser]) -> None:
    """The world above is one in which something can be read, so that refusals mean something."""
    page = client_of(world[Seat.PUBLIC]).get("/models/example-405b")
    assert page.status_code == 200
    assert Entry.objects.filter(is_listed=True).count() >= 3
