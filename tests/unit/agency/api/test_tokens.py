"""Tokens are shown once, kept as a digest, bounded by scopes and person, and end."""

from __future__ import annotations

import hashlib
import re
from datetime import timedelta

import pytest
from django.test import Client

from interlock.adapters import clock
from interlock.agency.accounts.matrix import Action
from interlock.agency.accounts.models import Membership, User
from interlock.agency.accounts.seats import Seat
from interlock.agency.api.models import Token
from interlock.agency.api.scopes import Scope
from interlock.agency.api.tokens import PUBLIC, identify, issue, revoke
from interlock.errors import InputError
from tests.unit.agency.api.conftest import strong, token_of
from tests.unit.agency.conftest import sign_in

pytestmark = pytest.mark.django_db

FORM = {"label": "nightly import", "scopes": ["import"], "days": "30"}


def test_only_the_digest_is_kept(officer: User) -> None:
    """Whoever reads the database learns no secret."""
    token, secret = issue(officer, label="a test", scopes={Scope.READ}, days=1, at=clock.now())

    assert token.digest == hashlib.sha256(secret.encode()).hexdigest()
    assert secret.startswith(token.prefix)
    assert len(secret) - len(token.prefix) >= 43
    kept = Token.objects.values().get()
    assert secret not in map(str, kept.values())


@pytest.mark.parametrize(
    ("scope", "action"),
    [
        (Scope.READ, Action.READ_SECRET), (Scope.IMPORT, Action.APPLY_IMPORT),
        (Scope.CORRECT, Action.CORRECT), (Scope.UNDO, Action.UNDO),
    ],
)  # fmt: skip
def test_a_scope_opens_its_own_and_nothing_else(officer: User, scope: Scope, action: Action) -> None:
    """Each right is asked for by itself."""
    caller = identify(f"Bearer {token_of(strong(officer), scope)}", at=clock.now())

    assert caller is not None
    rights = {Action.READ_SECRET, Action.APPLY_IMPORT, Action.CORRECT, Action.UNDO, Action.INVITE}
    assert {one for one in rights if caller.allows(one)} == {action}


def test_a_token_does_no_more_than_its_person(db: None) -> None:  # noqa: ARG001  # people are rows
    """An applicant's token with every scope corrects nothing."""
    person = User.objects.create_user("a@labs.example", "correct horse battery")
    Membership.objects.create(user=person, seat=Seat.APPLICANT)

    caller = identify(f"Bearer {token_of(person)}", at=clock.now())
    assert caller is not None
    assert not any(caller.allows(one) for one in (Action.CORRECT, Action.UNDO, Action.UPLOAD_IMPORT))


def test_an_officer_without_a_second_factor_opens_nothing(officer: User) -> None:
    """Losing the second factor closes the tokens too."""
    caller = identify(f"Bearer {token_of(officer)}", at=clock.now())

    assert caller is not None
    assert not caller.allows(Action.CORRECT)


def test_a_token_ends_with_its_day_its_revocation_and_its_person(officer: User) -> None:
    """Expired, revoked and deactivated are one answer: nobody."""
    secret = token_of(strong(officer), days=1)
    header = f"Bearer {secret}"
    assert identify(header, at=clock.now()) is not None
    assert identify(header, at=clock.now() + timedelta(days=1, seconds=1)) is None

    User.objects.filter(pk=officer.pk).update(is_active=False)
    assert identify(header, at=clock.now()) is None
    User.objects.filter(pk=officer.pk).update(is_active=True)
    revoke(Token.objects.get(), at=clock.now())
    assert identify(header, at=clock.now()) is None


@pytest.mark.parametrize(
    "header", ["Basic abc", "Bearer", "Bearer x", "Bearer ilk_1_2", "bearer " + "a" * 5000]
)
def test_what_is_no_token_is_nobody(header: str) -> None:
    """A header that is there but wrong is never taken for the public."""
    assert identify(header, at=clock.now()) is None
    assert identify("", at=clock.now()) == PUBLIC


@pytest.mark.parametrize(("days", "scopes"), [(0, {Scope.READ}), (91, {Scope.READ}), (30, set())])
def test_a_token_holds_ninety_days_at_most_and_for_something(
    officer: User, days: int, scopes: set[Scope]
) -> None:
    """What would be too much or nothing is refused."""
    with pytest.raises(InputError):
        issue(officer, label="a test", scopes=scopes, days=days, at=clock.now())


def test_the_secret_is_shown_once(client: Client, officer: User) -> None:
    """The page that answers the making shows it; the page itself never again."""
    sign_in(client, officer)

    made = client.post("/account/tokens", FORM).content.decode()
    secret = re.search(r"ilk_[0-9a-f]{8}_[\w-]{43}", made)
    assert secret is not None
    later = client.get("/account/tokens").content.decode()
    assert secret[0] not in later
    assert "nightly import" in later
    assert client.get("/account/tokens").headers["Cache-Control"].find("no-store") >= 0


def test_one_revokes_ones_own_only(client: Client, officer: User) -> None:
    """Another's token is not there."""
    token_of(officer)
    other = User.objects.create_user("b@agency.example", "correct horse battery")
    Membership.objects.create(user=other, seat=Seat.APPLICANT)
    number = Token.objects.get().pk
    sign_in(client, other)
    assert client.post(f"/account/tokens/{number}/revoke").status_code == 404
    assert Token.objects.get().revoked_at is None

    sign_in(client, officer)
    assert client.post(f"/account/tokens/{number}/revoke").status_code == 302
    assert Token.objects.get().revoked_at is not None


def test_who_has_not_come_in_makes_no_token(client: Client) -> None:
    """The page asks them to come in."""
    assert client.post("/account/tokens", FORM).status_code == 302
    assert not Token.objects.exists()


def test_a_faulty_form_keeps_what_was_typed(client: Client, officer: User) -> None:
    """Nothing typed is lost, and no token is made."""
    sign_in(client, officer)

    answer = client.post("/account/tokens", FORM | {"days": "400"})
    assert answer.status_code == 422
    assert "nightly import" in answer.content.decode()
    assert not Token.objects.exists()


def test_the_contract_can_be_read_as_a_page(client: Client) -> None:
    """Every operation and every problem stands on it."""
    text = client.get("/api/docs").content.decode()

    assert "/api/v1/{kind}/{slug}/corrections" in text
    assert 'id="too-many"' in text
    assert '<script src="http' not in text
