"""The API keeps its contract: whatever the contract allows is answered as it says, and nothing fails.

The examples are few, so that the suite stays quick; ``INTERLOCK_FUZZ_EXAMPLES=2000`` makes a night of it
(``make fuzz-api``).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core import signals
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from interlock.agency.accounts.seats import Seat
from interlock.agency.api.limits import Limit
from interlock.agency.api.schemas import KindPath
from interlock.agency.api.site import contract
from tests.unit.agency.api.conftest import V1, strong, token_of
from tests.unit.agency.conftest import person, record, take

EXAMPLES = int(os.environ.get("INTERLOCK_FUZZ_EXAMPLES", "8"))
CHECKS = (
    not_a_server_error, status_code_conformance, content_type_conformance, response_headers_conformance,
    response_schema_conformance,
)  # fmt: skip

schema = schemathesis.openapi.from_dict(contract())
schema.app = get_wsgi_application()


@pytest.fixture
def officers_token(db: None) -> str:  # noqa: ARG001  # people are rows
    """Return a token with every scope, over a register that holds something."""
    take(
        record("Example 405B", training_compute=3.8e25, developers=["Example Labs"], countries=["US"]),
        record("Deep-Seek 3", parameters=6.7e11, domains=["Language"]),
    )
    return token_of(strong(person("officer@agency.example", seat=Seat.CASEWORKER)))


@pytest.fixture
def in_one_transaction() -> Iterator[None]:
    """Keep the test's connection open between requests, as Django's own test client does."""
    signals.request_started.disconnect(close_old_connections)
    signals.request_finished.disconnect(close_old_connections)
    yield
    signals.request_started.connect(close_old_connections)
    signals.request_finished.connect(close_old_connections)


@pytest.fixture
def unlimited(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lift the rate limits, which have their own tests."""
    monkeypatch.setattr("interlock.agency.api.door.take", lambda *_, **__: None)


@schema.parametrize()
@settings(
    max_examples=EXAMPLES, deadline=None, database=None, derandomize=True,
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
@pytest.mark.usefixtures("in_one_transaction", "unlimited")
@pytest.mark.parametrize("asks", ["the public", "an officer"])
def test_every_answer_is_one_of_the_contract(
    case: schemathesis.Case[Any], officers_token: str, asks: str
) -> None:
    """No request that the contract allows, and few that it forbids, ends in anything the contract hides."""
    secret = officers_token if asks == "an officer" else ""
    headers = {"Authorization": f"Bearer {secret}"} if secret else {}
    case.call_and_validate(headers=headers, checks=list(CHECKS))


@pytest.mark.django_db
def test_the_contract_is_served_and_complete(client: Client) -> None:
    """Every operation names its problems, and every act its key."""
    told = client.get(f"{V1}/openapi.json").json()

    assert told == contract() or set(told["paths"]) == set(contract()["paths"])
    for path, methods in told["paths"].items():
        for method, operation in methods.items():
            statuses = set(operation["responses"])
            assert {"400", "429", "500", "503"} <= statuses, path
            assert operation.get("description"), path
            names = {one["name"] for one in operation["parameters"]}
            assert (method == "get") == ("Idempotency-Key" not in names), path
            refusals = [told for status, told in operation["responses"].items() if status >= "400"]
            assert all("application/problem+json" in one["content"] for one in refusals), path


def test_the_limits_are_generous_for_reading_and_tight_for_acting() -> None:
    """Reading is the public's; acts are few."""
    assert Limit.READ.value >= 10 * Limit.WRITE.value > Limit.UPLOAD.value
    assert {one.value for one in KindPath} >= {"models", "clusters"}
