"""Fixtures shared by all tests."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from interlock.adapters.postgres import embedded

_ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def realdata() -> Path:
    """Return the folder of real data that nobody on this project wrote, or skip."""
    folder = Path(os.environ.get("INTERLOCK_REALDATA") or Path(__file__).parents[2] / "shared" / "data")
    if not folder.is_dir():
        pytest.skip(f"no real data at {folder}; set INTERLOCK_REALDATA to the folder that holds them")
    return folder


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None,  # noqa: ARG001  # each worker has its own database
) -> None:
    """Let the tests' databases live on an embedded server of their own."""
    from django.db import connections  # noqa: PLC0415  # after Django's set-up

    url = embedded(_ROOT / "build" / "postgres", database="tests")
    host = parse_qs(urlsplit(url).query)["host"][0]
    connections["default"].settings_dict |= {"HOST": host, "USER": "postgres"}
    connections["default"].settings_dict["OPTIONS"] = {"options": "-c synchronous_commit=off"}
