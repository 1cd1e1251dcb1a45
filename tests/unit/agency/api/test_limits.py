"""Rate limits count in the database, by token or address, and fail closed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client, RequestFactory

from interlock.adapters import clock
from interlock.agency.api.limits import Limit, TooManyRequestsError, address_of, take
from interlock.agency.api.models import Window
from tests.unit.agency.api.conftest import V1, post

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 23, 12, 0, 20, tzinfo=UTC)


def test_a_window_takes_so_many_and_says_when_the_next_begins() -> None:
    """The one too many is told how long to wait."""
    for _ in range(Limit.ENTRY.value):
        take(Limit.ENTRY, "192.0.2.1", at=AT)

    with pytest.raises(TooManyRequestsError) as caught:
        take(Limit.ENTRY, "192.0.2.1", at=AT)
    assert caught.value.retry_after == 41
    take(Limit.ENTRY, "192.0.2.2", at=AT)
    take(Limit.ENTRY, "192.0.2.1", at=AT + timedelta(seconds=41))


def test_old_windows_are_forgotten() -> None:
    """The table holds minutes, not history; and no address in the clear."""
    take(Limit.READ, "192.0.2.1", at=AT)
    take(Limit.READ, "192.0.2.2", at=AT + timedelta(minutes=10))

    assert [one.started for one in Window.objects.all()] == [(AT + timedelta(minutes=10)).replace(second=0)]
    assert "192.0.2" not in Window.objects.get().caller


def test_the_counter_is_unlogged() -> None:
    """Counting costs no write-ahead log."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relpersistence FROM pg_class WHERE relname = 'api_window'")
        assert cursor.fetchone() == ("u",)


def test_too_many_requests_are_a_problem_with_retry_after(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """429 says when to come again."""
    monkeypatch.setattr(clock, "now", lambda: AT)
    wrong = {"Authorization": "Bearer ilk_00000000_" + "A" * 43}
    answers = [client.get(f"{V1}/rulebooks", headers=wrong) for _ in range(Limit.ENTRY.value + 1)]

    assert {one.status_code for one in answers[:-1]} == {401}
    assert answers[-1].status_code == 429
    assert int(answers[-1].headers["Retry-After"]) == 41
    assert client.get(f"{V1}/rulebooks").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_who_can_not_be_counted_is_not_let_through(client: Client) -> None:
    """No counter, no answer: 503, never unlimited."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE api_window RENAME TO api_window_gone")
    try:
        reading, acting = client.get(f"{V1}/rulebooks"), post(client, "/changes/1/undo", {"reason": "x"})
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE api_window_gone RENAME TO api_window")

    assert (reading.status_code, acting.status_code) == (503, 503)
    assert reading.headers["Content-Type"] == "application/problem+json"
    assert "Retry-After" in reading.headers


def test_forwarding_headers_are_not_believed(rf: RequestFactory, settings: object) -> None:
    """A caller can't choose their own address; behind our own proxy the proxy's word counts."""
    request = rf.get("/", headers={"X-Forwarded-For": "198.51.100.7, 192.0.2.9"})
    assert address_of(request) == "127.0.0.1"

    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1  # type: ignore[attr-defined]  # pytest-django's own
    assert address_of(request) == "192.0.2.9"


def test_a_network_of_ipv6_is_one_caller(rf: RequestFactory) -> None:
    """A household has 2^64 addresses and one limit."""
    one, other = (rf.get("/", REMOTE_ADDR=f"2001:db8:1:2::{last}") for last in (1, 2))

    assert address_of(one) == address_of(other) == "2001:db8:1:2::/64"
