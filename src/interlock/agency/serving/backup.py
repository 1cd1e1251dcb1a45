"""The whole agency in one file, and back from it into an empty database."""

from __future__ import annotations

import os
import secrets
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

from interlock.adapters.postgres import program
from interlock.agency.serving.opening import open_agency
from interlock.errors import InputError, InterlockError

if TYPE_CHECKING:
    from django.db.backends.utils import CursorWrapper

__all__ = ["BackedUp", "Restored", "back_up", "read_back"]

_MAGIC = b"PGDMP"

_TABLES = """
SELECT quote_ident(n.nspname) || '.' || quote_ident(c.relname)
FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p') AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
ORDER BY 1
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class BackedUp:
    """What a backup holds."""

    size: int
    """Bytes of the file."""
    tables: int
    rows: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What was read back."""

    tables: int
    rows: int
    missing: int
    """Migrations that this version has and the backup had not."""


def back_up(path: Path) -> BackedUp:
    """Write the database to a new file in PostgreSQL's custom format, readable by its owner only.

    What is counted and what is written are one and the same instant of the database.

    Raises
    ------
    InputError
        If the file exists or can't be written.
    InterlockError
        If PostgreSQL's program fails; no file is left then.
    """
    if path.exists():
        raise InputError("the file exists", source=str(path), advice="Name a new one; none is overwritten.")
    open_agency()
    from django.db import connection, transaction

    # Made here, so that it is this user's alone from the first byte; pg_dump writes into it.
    partial = path.absolute().with_name(f".{path.name}.{secrets.token_hex(4)}.partial")
    with _new_file(partial, path) as file, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        (snapshot,) = cursor.fetchone() or ("",)
        tables, rows = _count(cursor)
        try:
            _run(
                "pg_dump",
                "--format=custom",
                f"--snapshot={snapshot}",
                f"--dbname={_reach()}",
                f"--file={partial}",
            )
            os.fsync(file.fileno())
            _name(partial, path)
        finally:
            partial.unlink(missing_ok=True)
    return BackedUp(size=path.stat().st_size, tables=tables, rows=rows)


def read_back(path: Path) -> Restored:
    """Read a backup into an empty database, in one transaction.

    Raises
    ------
    InputError
        If the file is no backup, or the database holds anything.
    InterlockError
        If PostgreSQL's program fails; the database is as empty as before then.
    """
    _check(path)
    open_agency()
    from django.db import connection

    from interlock.agency.serving.preparing import missing_migrations

    with connection.cursor() as cursor:
        cursor.execute(_TABLES)
        found = [name for (name,) in cursor.fetchall()]
    if found:
        raise InputError(
            f"the database is not empty: it has {len(found)} tables, such as {found[0]}",
            advice="Restore into an empty one: name another folder in INTERLOCK_HOME, or a new database in "
            "INTERLOCK_DATABASE_URL.",
        )
    _run(
        "pg_restore", "--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges",
        f"--dbname={_reach()}", str(path.absolute()),
    )  # fmt: skip
    with connection.cursor() as cursor:
        tables, rows = _count(cursor)
    return Restored(tables=tables, rows=rows, missing=len(missing_migrations()))


def _check(path: Path) -> None:
    try:
        with path.open("rb") as file:
            begins = file.read(len(_MAGIC))
    except OSError as error:
        raise InputError(
            f"the file can't be read: {error.strerror}", source=str(path), advice="Check the path."
        ) from error
    if begins != _MAGIC:
        raise InputError(
            "the file is no backup", source=str(path), advice="Name one that `interlock backup` wrote."
        )


def _new_file(partial: Path, path: Path) -> IO[bytes]:
    try:
        return os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
    except OSError as error:
        raise InputError(
            f"the file can't be written: {error.strerror}",
            source=str(path),
            advice="Name a folder you may write to.",
        ) from error


def _name(partial: Path, path: Path) -> None:
    """Give the finished file its name, and overwrite nothing that came into being meanwhile."""
    try:
        path.hardlink_to(partial)
    except FileExistsError:
        raise InputError(
            "the file exists", source=str(path), advice="Name a new one; none is overwritten."
        ) from None
    except OSError:  # a file system without links
        partial.rename(path)
    with suppress(OSError):
        folder = os.open(path.parent, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)


def _count(cursor: CursorWrapper) -> tuple[int, int]:
    cursor.execute(_TABLES)
    names = [name for (name,) in cursor.fetchall()]
    rows = 0
    for name in names:
        cursor.execute(f"SELECT count(*) FROM {name}")  # noqa: S608  # quoted by the database itself
        rows += (cursor.fetchone() or (0,))[0]
    return len(names), rows


def _reach() -> str:
    """Return the database's address for PostgreSQL's programs, without the password: others see arguments."""
    from django.db import connection
    from psycopg.conninfo import make_conninfo

    known = connection.settings_dict
    options = {name: value for name, value in known["OPTIONS"].items() if isinstance(value, str)}
    named = {"dbname": known["NAME"], "user": known["USER"], "host": known["HOST"], "port": known["PORT"]}
    return make_conninfo("", **{name: value for name, value in {**named, **options}.items() if value})


def _run(name: str, *arguments: str) -> None:
    from django.db import connection

    command = [str(program(name)), *arguments, "--no-password"]
    done = subprocess.run(  # noqa: S603  # PostgreSQL's own programs, and no shell
        command, check=False, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        env={**os.environ, "PGPASSWORD": str(connection.settings_dict["PASSWORD"]), "LC_ALL": "C"},
    )  # fmt: skip
    if done.returncode:
        said = " ".join(done.stderr.decode("utf-8", "replace").split())
        raise InterlockError(f"PostgreSQL's {name} failed: {said[-1000:]}")
