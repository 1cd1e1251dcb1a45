"""The database brought up to date: migrations, the States, the demonstration where one is wanted.

``python -m interlock.agency.serving preparing`` does it in a process of its own, so that the one that keeps
watch stays small.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import sys
from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

from interlock.adapters import clock
from interlock.agency.serving.exposure import refuse_known_passwords
from interlock.agency.serving.family import watch_parent
from interlock.agency.serving.opening import open_agency
from interlock.errors import InputError, InterlockError

__all__ = ["main", "migrate", "missing_migrations", "unknown_migrations"]

_LOCK = 7_216_505_114
"""Of PostgreSQL's advisory locks: two processes never migrate at once."""


def missing_migrations() -> list[str]:
    """Return the migrations that the database still lacks, in order."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def unknown_migrations() -> list[str]:
    """Return the migrations that the database has and this Interlock does not know: a later one made it."""
    from django.db import connection
    from django.db.migrations.loader import MigrationLoader

    loader = MigrationLoader(connection)
    return sorted(
        f"{app}.{name}" for app, name in loader.applied_migrations if (app, name) not in _known(loader)
    )


def migrate() -> list[str]:
    """Apply what the database lacks and enter the States; return the migrations applied.

    Raises
    ------
    InputError
        If a later Interlock made the database.
    """
    from django.core.management import call_command
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
    try:
        _refuse_later()
        missing = missing_migrations()
        call_command("migrate", verbosity=0, interactive=False)
        _ensure_states()
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])
    return missing


def main(arguments: Sequence[str]) -> int:
    """Prepare the database for being served; return the exit code."""
    parser = argparse.ArgumentParser(prog="interlock.agency.serving preparing")
    parser.add_argument("--migrate", action="store_true", help="apply missing migrations instead of refusing")
    parser.add_argument("--demo", action="store_true", help="load the demonstration where nothing is held")
    parser.add_argument("--host", default="127.0.0.1", help="where the site will listen")
    chosen = parser.parse_args(arguments)
    watch_parent(grace=5)
    try:
        open_agency()
        _check(apply=chosen.migrate)
        would_load = chosen.demo and _is_empty()
        refuse_known_passwords(chosen.host, would_load=would_load)
        if would_load:
            _demonstrate()
    except InterlockError as error:
        sys.stderr.write(f"error: {error}\n")
        return 2
    return 0


def _check(*, apply: bool) -> None:
    if apply:
        migrate()
        return
    if missing := missing_migrations():
        raise InputError(
            f"the database lacks {len(missing)} migrations, the first {missing[0]}",
            advice="Run: interlock migrate",
        )
    _refuse_later()


def _refuse_later() -> None:
    if later := unknown_migrations():
        raise InputError(
            f"a later Interlock made the database; this one does not know {later[0]}",
            advice="Install the version that was used last.",
        )


def _is_empty() -> bool:
    """Return whether the register holds nothing but the States, and has no accounts."""
    from django.contrib.auth import get_user_model

    from interlock.agency.register.models import Change

    return not (Change.objects.exclude(act=Change.Act.SET_UP).exists() or get_user_model().objects.exists())


def _demonstrate() -> None:
    """Load the demonstration world into a register that is empty."""
    from django.db import transaction

    world = _part("interlock.agency.demonstration.world")
    if world is None:
        return
    with transaction.atomic():  # all of it or nothing: a half-loaded world would never be completed
        loaded = world.load(at=clock.now(), seed=1)
    console = Console(highlight=False, markup=False, width=None if sys.stdout.isatty() else 160)
    table = Table("seat", "e-mail", "password", "second factor (TOTP secret)", box=None, pad_edge=False)
    for row in loaded.accounts:
        table.add_row(*(str(cell or "") for cell in row))
    console.print("The demonstration world is loaded. Its accounts, shown only now:")
    console.print(table)


def _ensure_states() -> None:
    states = _part("interlock.agency.register.states")
    if states is not None:
        states.ensure_states(at=clock.now())


def _part(name: str) -> Any:  # noqa: ANN401  # a module
    return importlib.import_module(name) if importlib.util.find_spec(name) else None


def _known(loader: Any) -> set[tuple[str, str]]:  # noqa: ANN401  # Django's own loader, untyped here
    replaced = {each for migration in loader.disk_migrations.values() for each in migration.replaces}
    return {*loader.disk_migrations, *replaced}
