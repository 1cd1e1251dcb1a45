"""Which database the agency stands on, and Django on top of it."""

from __future__ import annotations

import os
from pathlib import Path

from interlock.adapters.home import home
from interlock.adapters.postgres import embedded
from interlock.errors import InputError

__all__ = ["SETTINGS", "database_folder", "is_embedded", "open_agency"]

SETTINGS = "interlock.agency.settings"
_URL = "INTERLOCK_DATABASE_URL"


def is_embedded() -> bool:
    """Return whether the agency keeps its own PostgreSQL, because no address of another is named."""
    return not os.environ.get(_URL)


def database_folder() -> Path:
    """Return the folder of the embedded server."""
    return home() / "postgres"


def open_agency() -> None:
    """Make Django ready, on the named database or on the embedded one, which starts or is joined.

    Raises
    ------
    InterlockError
        If the address is not one of PostgreSQL, the server does not answer, or the embedded one does not
        start.
    """
    if is_embedded():
        os.environ[_URL] = embedded(database_folder())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    import django

    django.setup()
    _reach()


def _reach() -> None:
    """Connect once, outside the pool, which would say only that time ran out."""
    import psycopg
    from django.db import connection

    parameters = connection.get_connection_params()
    for name in ("cursor_factory", "context"):  # Django's own
        parameters.pop(name, None)
    try:
        psycopg.connect(**{"connect_timeout": 10, **parameters}).close()
    except psycopg.OperationalError as error:
        raise InputError(
            f"the database can't be reached: {' '.join(str(error).split())}",
            field=_URL,
            advice="Check the address, the password and that the server runs.",
        ) from error
