"""Fixtures shared by all tests."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils import translation
from hypothesis import settings

from interlock.adapters.postgres import embedded

if TYPE_CHECKING:
    from pytest_django import DjangoDbBlocker

_ROOT = Path(__file__).parents[1]

# Timings are never asserted: a loaded machine would fail what is right.
settings.register_profile("interlock", deadline=None)
settings.load_profile("interlock")


@pytest.fixture(autouse=True)
def _no_language_left_over() -> Iterator[None]:
    """Forget the language of the last page: Django's own client leaves it active for whatever runs next."""
    yield
    translation.deactivate()


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


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:  # noqa: ARG001  # first the database
    """Let Django empty the tests' own databases between tests: append-only tables refuse it elsewhere."""
    from django.db import connection  # noqa: PLC0415  # after Django's set-up

    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'never_emptied'")
        for (table,) in cursor.fetchall():
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER never_emptied")
