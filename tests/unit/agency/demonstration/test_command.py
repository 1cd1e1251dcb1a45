"""``interlock demo`` on a database of its own: what it prints, and what it refuses."""

from __future__ import annotations

import json
import os
import subprocess  # the command as people run it
import sys
from pathlib import Path

import pytest

from interlock.adapters.postgres import embedded
from interlock.agency.demonstration.people import account_lines, accounts


@pytest.fixture
def elsewhere(tmp_path: Path) -> dict[str, str]:
    """Return the environment of a command whose database is new."""
    url = embedded(tmp_path / "postgres")
    settings = {"INTERLOCK_DATABASE_URL": url, "INTERLOCK_HOME": str(tmp_path)}
    return {**os.environ, **settings, "DJANGO_SETTINGS_MODULE": "interlock.agency.settings"}


def interlock(*arguments: str, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run one command."""
    return subprocess.run(  # noqa: S603  # fixed arguments
        [sys.executable, "-c", "from interlock.cli.app import main; main()", *arguments],
        env=environment, capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip


def test_no_line_of_the_accounts_is_cut_and_none_needs_a_wide_terminal() -> None:
    """A password that is cut short lets nobody in."""
    made = accounts(1)
    text = "\n".join(account_lines(made))

    assert all(one.email in text and one.password in text and one.secret in text for one in made)
    assert max(map(len, account_lines(made))) <= 120


def test_an_empty_agency_is_filled_once(elsewhere: dict[str, str]) -> None:
    """Before the tables it says what to run; then it fills; then it refuses, with exit code 2."""
    early = interlock("demo", environment=elsewhere)
    assert early.returncode == 2
    assert "Run: interlock migrate" in early.stderr

    assert interlock("migrate", environment=elsewhere).returncode == 0
    filled = interlock("demo", "--seed", "7", "--json", environment=elsewhere)
    assert filled.returncode == 0, filled.stderr
    told = json.loads(filled.stdout)
    assert told["accounts"] == [account._asdict() for account in accounts(7)]
    assert told["counts"]["models"] >= 70

    again = interlock("demo", environment=elsewhere)
    assert again.returncode == 2
    assert "only into an empty one" in again.stderr
    assert "Traceback" not in again.stderr
