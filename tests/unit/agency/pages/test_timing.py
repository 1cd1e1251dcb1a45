"""How long an answer took is told to readers, and to nobody who writes."""

from __future__ import annotations

import re

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_readers_are_told_time_and_queries(client: Client) -> None:
    """The whole, the database's share, and how often it was asked."""
    told = re.fullmatch(
        r'app;dur=([\d.]+), db;dur=([\d.]+);desc="(\d+) queries"',
        client.get("/models").headers["Server-Timing"],
    )
    assert told is not None
    whole, database, queries = map(float, told.groups())
    assert 0 < database <= whole
    assert queries >= 1


def test_what_writes_keeps_its_time_to_itself(client: Client) -> None:
    """The number of queries could tell whether an account exists."""
    answer = client.post("/accounts/login/", {"login": "nobody@agency.example", "password": "x"})
    assert "Server-Timing" not in answer.headers
