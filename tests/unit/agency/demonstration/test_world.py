"""The world goes into an empty register only, as a whole, and the same each time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.db import transaction
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from interlock.agency.accounts.models import Membership, User
from interlock.agency.accounts.seats import Seat
from interlock.agency.demonstration.people import accounts
from interlock.agency.demonstration.placements import place_chips
from interlock.agency.demonstration.world import World, load, what_is_held
from interlock.agency.register.models import (
    Change,
    Chip,
    ChipPlacement,
    Entry,
    ModelRow,
    Statement,
    Verdict,
)
from interlock.agency.register.reading import read_entry
from interlock.errors import InputError
from interlock.register import Kind
from tests.unit.agency.conftest import NOW, record, take

pytestmark = pytest.mark.django_db


def rows(world: World) -> dict[str, list[Any]]:
    """Return everything a load left, by names instead of numbers."""
    return {
        "entries": list(
            Entry.objects.order_by("kind", "key").values_list(
                "kind", "key", "slug", "name", "countries", "applies", "undecided", "is_listed"
            )
        ),
        "statements": [
            (kind, name, prop, _unnumbered(value), *rest)
            for kind, name, prop, value, *rest in Statement.objects.order_by("id").values_list(
                "entry__kind", "entry__key", "property", "value", "stated_on", "holds_from", "note",
                "public", "source__publisher", "source__title",
            )
        ],
        "verdicts": list(
            Verdict.objects.order_by("id").values_list("entry__key", "rulebook", "outcomes", "holds_from")
        ),
        "serials": list(Chip.objects.order_by("id").values_list("serial", "cluster__key", "owner__key")),
        "seats": list(
            Membership.objects.order_by("id").values_list(
                "user__email", "user__joined_at", "seat", "organisation__key", "state", "is_administrator"
            )
        ),
        "accounts": list(world.accounts),
    }  # fmt: skip


@contextmanager
def loaded(blocker: DjangoDbBlocker, seed: int) -> Iterator[World]:
    """Load the world for as long as somebody looks at it; nothing of it stays."""
    with blocker.unblock(), transaction.atomic():
        yield load(at=NOW, seed=seed)
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def before(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> dict[str, list[Any]]:  # noqa: ARG001  # the database
    """Return what a first load of seed 1 left, before it was taken back."""
    with loaded(django_db_blocker, 1) as world:
        return rows(world)


@pytest.fixture(scope="class")
def world(
    django_db_setup: None,  # noqa: ARG001  # the database
    django_db_blocker: DjangoDbBlocker,
    before: dict[str, list[Any]],  # noqa: ARG001  # loads and takes back first: only an empty register is filled
) -> Iterator[World]:
    """Load the world of seed 1 once for a class; each test's own writing is taken back after it."""
    with loaded(django_db_blocker, 1) as world:
        yield world


def _unnumbered(value: Any) -> Any:  # noqa: ANN401  # JSON
    if isinstance(value, list):
        return [_unnumbered(member) for member in value]
    if isinstance(value, dict) and "entry" in value:
        return value | {"entry": value["entry"] is not None}
    return value


def test_it_refuses_a_database_that_holds_anything() -> None:
    """Neither a value nor an account may get mixed with the demonstration."""
    User.objects.create_user("somebody@agency.example", "correct horse battery")
    with pytest.raises(InputError, match="holds accounts"):
        load(at=NOW)
    take(record("Example 405B", parameters=4e11))
    with pytest.raises(InputError, match="accounts, entries, acts"):
        load(at=NOW)

    assert not Change.objects.filter(act=Change.Act.DEMONSTRATION).exists()


def test_set_up_does_not_count_as_something() -> None:
    """A register that holds the States, by its set-up, is still empty."""
    Entry.objects.create(
        kind=Kind.STATE, key="germany", slug="germany", name="Germany", folded="germany", created_at=NOW,
        changed_at=NOW,
    )  # fmt: skip
    Change.objects.create(act=Change.Act.SET_UP, made_at=NOW)

    assert not what_is_held()


class TestLoaded:
    """What stands once it is loaded."""

    def test_the_same_seed_makes_the_same_world(self, world: World, before: dict[str, list[Any]]) -> None:
        """Two loads into two fresh databases agree row by row."""
        assert rows(world) == before

    def test_another_seed_makes_other_serial_numbers(self, world: World) -> None:
        """No chip of one seed's world is a chip of another's."""
        place_chips(Change.objects.get(act=Change.Act.DEMONSTRATION), seed=2)

        assert Chip.objects.values("serial").distinct().count() == 2 * world.counts["single chips"]

    def test_it_cannot_be_loaded_twice(self, world: World) -> None:
        """The second time the database is no longer empty."""
        with pytest.raises(InputError, match="only into an empty one"):
            load(at=NOW)

        assert world.counts["models"] == ModelRow.objects.count()

    def test_it_is_one_act_and_says_what_it_is(self, world: World) -> None:
        """The label on every page comes from the act; nobody's name stands under it."""
        change = Change.objects.get(act=Change.Act.DEMONSTRATION)

        assert change.actor is None
        assert "seed 1" in change.summary
        assert Statement.objects.filter(change=change).count() == world.counts["statements"]

    def test_models_are_judged_and_looked_back_upon(self, world: World) -> None:
        """Grok 3 has verdicts now, and had another estimate a year ago."""
        now = read_entry(Kind.MODEL, "grok-3", as_of=NOW.date())
        then = read_entry(Kind.MODEL, "grok-3", as_of=date(2025, 11, 23))

        assert world.counts["verdicts"] > 0
        assert "eu-ai-act" in now.entry.applies
        assert (then.values["training_compute"]["central"], now.values["training_compute"]["central"]) == (
            4.64e26, 3.5e26,
        )  # fmt: skip

    def test_projections_are_shown_apart(self, world: World) -> None:
        """What Epoch AI expects of a site later is no observation."""
        view = read_entry(Kind.FACILITY, "meta-hyperion", as_of=NOW.date())

        assert world.counts["facilities"] > 0
        assert "power" not in view.values
        assert {one.property for one in view.projections} == {"power", "h100_equivalents"}

    def test_the_public_does_not_see_what_is_secret(self, world: World) -> None:
        """The cost of the invented run is for officers, and in no column of a list."""
        public = read_entry(Kind.TRAINING_RUN, "example-run-7", as_of=NOW.date())
        officers = read_entry(Kind.TRAINING_RUN, "example-run-7", as_of=NOW.date(), public_only=False)

        assert world.counts["training runs"] > 0
        assert "training_cost" not in public.values
        assert officers.values["training_cost"]["central"] == 9.4e7

    def test_single_chips_stand_in_two_clusters_and_some_have_moved(self, world: World) -> None:
        """Each has its latest placement; the earlier one is kept."""
        assert world.counts["single chips"] == Chip.objects.count() >= 300
        assert Chip.objects.values("cluster").distinct().count() == 2
        assert ChipPlacement.objects.count() - Chip.objects.count() == 16

    def test_each_seat_has_a_person_and_an_administrator(self, world: World) -> None:
        """Officers have one-time codes; the others need none."""
        seats = set(Membership.objects.values_list("seat", "is_administrator"))
        officers = set(Authenticator.objects.values_list("user__email", flat=True))

        assert seats == {(seat.value, admin) for seat in Seat if seat is not Seat.PUBLIC for admin in (0, 1)}
        assert officers == {account.email for account in world.accounts if account.secret}
        assert {account.seat.split()[0] for account in world.accounts if not account.secret} == {"applicant"}

    def test_an_officer_signs_in_with_what_was_printed(self, world: World, client: Client) -> None:
        """Password and one-time code open the session."""
        account = next(one for one in world.accounts if one.email == "caseworker@example.org")
        first = client.post(reverse("account_login"), {"login": account.email, "password": account.password})
        code = format_hotp_value(hotp_value(account.secret, list(yield_hotp_counters_from_time())[0]))  # noqa: RUF015  # the generator is short
        assert first.status_code == 302
        second = client.post(first["Location"], {"code": code})

        assert second.status_code == 302
        assert client.session["_auth_user_id"] == str(User.objects.get(email=account.email).pk)


def test_accounts_follow_from_the_seed_without_a_database() -> None:
    """Whoever lost the table makes it again from the seed."""
    assert accounts(7) == accounts(7)
    assert not {account.password for account in accounts(7)} & {account.password for account in accounts(8)}
    assert len({account.password for account in accounts(7)}) == len(accounts(7))
