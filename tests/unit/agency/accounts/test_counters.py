"""Rate limits are counted in PostgreSQL, as JSON."""

from __future__ import annotations

import time

import pytest
from django.core.cache import cache
from django.db import DatabaseError, connection

from interlock.agency.accounts.counters import CounterCache
from interlock.agency.accounts.models import Counter

pytestmark = pytest.mark.django_db


def test_the_site_counts_here() -> None:
    """No other cache stands between allauth and the database."""
    cache.set("k", [1.5, 2.5], 60)
    assert cache.get("k") == [1.5, 2.5]
    assert Counter.objects.get().value == [1.5, 2.5]


def test_of_two_who_add_one_is_told_so() -> None:
    """It is a lock: until it expires or is deleted, nobody else has it."""
    assert cache.add("lock", 1, 60)
    assert not cache.add("lock", 1, 60)
    assert cache.delete("lock")
    assert not cache.delete("lock")
    assert cache.add("lock", 1, 0.05)
    time.sleep(0.06)
    assert cache.get("lock") is None
    assert cache.add("lock", 1, 60)


def test_values_expire_and_are_swept_out() -> None:
    """The table doesn't grow for ever."""
    cache.set("old", 1, -1)
    assert cache.get("old", "none") == "none"
    cache.set("new", 1, None)
    assert [row.key for row in Counter.objects.all()] == [":1:new"]
    assert not cache.touch("old", 60)
    cache.set("new", 2, 60)
    assert cache.touch("new", 120)
    cache.clear()
    assert not Counter.objects.exists()


def test_long_keys_are_folded() -> None:
    """Whatever somebody types as their address is a key of bounded length."""
    cache.set("k" * 5000, 1, 60)
    assert cache.get("k" * 5000) == 1
    assert len(Counter.objects.get().key) < 250


def test_only_json_is_kept() -> None:
    """Nothing is ever unpickled."""
    with pytest.raises(TypeError):
        cache.set("k", object(), 60)


def test_a_failing_database_is_not_a_free_pass() -> None:
    """The limit raises instead of counting nothing."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE accounts_counter RENAME TO accounts_counter_gone")
    with pytest.raises(DatabaseError):
        CounterCache("", {}).add("k", 1, 60)
