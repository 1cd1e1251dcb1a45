"""What the tests of the caseworker's pages share: an officer at work, a file, a count of queries."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from interlock.agency.accounts.models import User
from tests.unit.agency.conftest import sign_in

HEADER = b"Model,Organization,Domain,Parameters,Training compute (FLOP),Confidence,Publication date\n"
TABLE = (
    HEADER
    + b"Grok-3,xAI,Language,,4.64e26,Confident,2025-02-17\nNew One,New Labs,Language,7e9,,,2025-03-01\n"
)
MOST_QUERIES = 25


@pytest.fixture
def desk(officer: User) -> Client:
    """Return the browser of a caseworker who has come in."""
    return sign_in(Client(), officer)


@contextmanager
def few_queries(most: int = MOST_QUERIES) -> Iterator[None]:
    """Fail where a page asks the database more often than it may."""
    with CaptureQueriesContext(connection) as asked:
        yield
    assert len(asked) <= most, "\n".join(query["sql"][:200] for query in asked)
