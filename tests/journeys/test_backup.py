"""A backup holds every row, comes back whole into an empty database, and overwrites nothing."""

from __future__ import annotations

import shutil
import stat
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from interlock.adapters.postgres import embedded, leave
from tests.journeys.site import Site

pytestmark = pytest.mark.xdist_group("serving")

TABLES = """
SELECT relname, relkind = 'S' FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE relkind IN ('r', 'S') AND nspname = 'public' ORDER BY relname
"""

ROWS = sql.SQL("SELECT row(t.*)::text FROM {} AS t ORDER BY 1")
NUMBERING = sql.SQL("SELECT last_value || ' ' || is_called FROM {}")

Rows = dict[str, list[str]]


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Return an agency that holds entries, acts, corrections, people and jobs."""
    site = Site(home=tmp_path_factory.mktemp("backup") / "home")
    assert site.run("migrate").returncode == 0
    done = site.python("fill")
    assert done.returncode == 0, done.stderr
    return site


@pytest.fixture
def empty(tmp_path: Path) -> Site:
    """Return an agency whose folder does not exist yet."""
    return Site(home=tmp_path / "empty")


@pytest.fixture(scope="module")
def written(filled: Site) -> Path:
    """Return a backup of the filled agency."""
    path = filled.home.with_name("agency.dump")
    done = filled.run("backup", str(path))
    assert done.returncode == 0, done.stderr
    assert f"{path.stat().st_size:,} bytes" in done.stderr
    return path


def everything(site: Site) -> Rows:
    """Return every row of every table and sequence as text, sorted."""
    folder = site.home / "postgres"
    try:
        with psycopg.connect(embedded(folder)) as connection:
            return {
                name: [
                    row
                    for (row,) in connection.execute(
                        (NUMBERING if is_sequence else ROWS).format(sql.Identifier(name))
                    )
                ]
                for name, is_sequence in connection.execute(TABLES).fetchall()
            }
    finally:
        leave(folder)


def test_every_row_of_every_table_comes_back(filled: Site, empty: Site, written: Path) -> None:
    """What is restored is what was backed up: tables, rows, and where numbering goes on."""
    before = everything(filled)
    restored = empty.run("restore", str(written))
    after = everything(empty)

    assert restored.returncode == 0, restored.stderr
    assert after == before
    assert len(before["register_statement"]) > 10
    assert before["procrastinate_jobs"]
    assert f"{sum(len(rows) for name, rows in before.items() if not name.endswith('_seq')):,} rows" in (
        restored.stderr
    )


def test_what_is_restored_is_guarded_as_before(empty: Site, written: Path) -> None:
    """Statements stay append-only, and a migration finds nothing to do."""
    assert empty.run("restore", str(written)).returncode == 0

    assert "up to date" in empty.run("migrate").stderr
    folder = empty.home / "postgres"
    try:
        with (
            psycopg.connect(embedded(folder)) as connection,
            pytest.raises(psycopg.DatabaseError, match=r"append-only|never"),
        ):
            connection.execute("DELETE FROM register_statement")
    finally:
        leave(folder)


def test_only_the_owner_reads_a_backup(written: Path) -> None:
    """The file holds hashes of passwords and keys of second factors."""
    assert stat.S_IMODE(written.stat().st_mode) == 0o600


def test_a_backup_overwrites_nothing(filled: Site, written: Path) -> None:
    """A file that exists is refused, and nothing half-written lies beside it."""
    before = written.read_bytes()
    refused = filled.run("backup", str(written))

    assert refused.returncode == 2
    assert "the file exists. Name a new one" in refused.stderr
    assert written.read_bytes() == before
    assert list(written.parent.glob(".*.partial")) == []


def test_a_backup_needs_a_folder_that_can_be_written_to(filled: Site) -> None:
    """A folder that isn't there is named."""
    refused = filled.run("backup", str(filled.home / "nowhere" / "agency.dump"))

    assert refused.returncode == 2
    assert "can't be written: No such file or directory" in refused.stderr


def test_a_database_that_holds_anything_is_not_restored_into(filled: Site, written: Path) -> None:
    """The message says what is there and what to do; nothing is changed."""
    before = everything(filled)
    refused = filled.run("restore", str(written))

    assert refused.returncode == 2
    assert "the database is not empty" in refused.stderr
    assert everything(filled) == before


@pytest.mark.parametrize("harm", ["cut", "text", "absent"])
def test_a_broken_backup_leaves_the_database_empty(
    harm: str, empty: Site, written: Path, tmp_path: Path
) -> None:
    """All of a backup comes back, or nothing; the message names the file or what PostgreSQL says."""
    path = tmp_path / "broken.dump"
    if harm == "cut":
        shutil.copy(written, path)
        with path.open("r+b") as file:
            file.truncate(path.stat().st_size * 2 // 3)
    elif harm == "text":
        path.write_text("INSERT INTO register_entry VALUES (1);", encoding="utf-8")
    refused = empty.run("restore", str(path))

    assert refused.returncode in (1, 2)
    assert refused.stderr.startswith("error: ")
    assert "internal error" not in refused.stderr
    assert everything(empty) == {}
