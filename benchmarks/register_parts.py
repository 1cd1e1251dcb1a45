"""What is done rarely and at length: exports, a backup and its restoring, imports into a large register."""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import UTC, date, datetime
from http.client import HTTPConnection
from pathlib import Path
from typing import Final

__all__ = ["copies", "exports"]

_PIECE: Final = 1 << 16
_MIB: Final = 2**20


def exports(port: int) -> None:
    """Fetch every model and run in each form from the site."""
    for form in ("csv", "json", "parquet"):
        began, size = time.perf_counter(), 0
        for path in ("models", "runs"):
            connection = HTTPConnection("127.0.0.1", port, timeout=600)
            connection.request("GET", f"/{path}/export.{form}")
            answer = connection.getresponse()
            if answer.status != 200:  # noqa: PLR2004  # in order
                sys.exit(f"the export of {path} as {form} was answered with {answer.status}")
            while piece := answer.read(_PIECE):
                size += len(piece)
        seconds = time.perf_counter() - began
        print(
            f"export of all models and runs as {form}: {seconds:.1f} s, {size / _MIB:.1f} MiB; load {_load()}"
        )


def copies(home: Path, files: Sequence[Path]) -> None:
    """Back the register up, restore it elsewhere, and import tables into the restored one."""
    target, other = home / "backup", home / "restored"
    target.unlink(missing_ok=True)
    shutil.rmtree(other, ignore_errors=True)
    _timed("backup", home, "backup", str(target))
    print(f"the backup holds {target.stat().st_size / _MIB:.0f} MiB")
    _timed("restore", other, "restore", str(target))
    for path in files:
        _run(f"import of {path.name}", other, [sys.executable, __file__, str(path)])
    target.unlink()
    shutil.rmtree(other, ignore_errors=True)


def _timed(what: str, home: Path, *arguments: str) -> None:
    _run(what, home, [str(Path(sys.executable).with_name("interlock")), *arguments])


def _run(what: str, home: Path, command: Sequence[str]) -> None:
    environment = {**os.environ, "INTERLOCK_HOME": str(home)}
    environment.pop("INTERLOCK_DATABASE_URL", None)
    began = time.perf_counter()
    said = subprocess.run(command, env=environment, check=False, capture_output=True, text=True)
    if said.returncode:
        sys.exit(f"{what} failed: {said.stderr[-2000:]}")
    told = said.stdout.strip().splitlines()[-1:] if command[0] == sys.executable else []
    print(f"{what}: {time.perf_counter() - began:.1f} s with its start; load {_load()}", *told)


def _import(path: Path) -> None:
    """Upload, preview and apply a table as a person without accounts would, and print what each took."""
    from interlock.agency.serving.opening import open_agency

    open_agency()
    from interlock.agency.register import importing
    from interlock.agency.register.writing import Act
    from interlock.register import Origin

    act = Act(actor=None, at=datetime(2026, 11, 23, tzinfo=UTC))
    began = time.perf_counter()
    file = importing.upload(
        path.read_bytes(), file_name=path.name, stated_on=date(2026, 5, 2), act=act,
        origin=Origin(publisher="Epoch AI", title=path.stem),
    )  # fmt: skip
    importing.preview(file.id, progress=lambda *_: None)
    seen = time.perf_counter()
    written = importing.apply(file.id, act=act, progress=lambda *_: None)
    told = {
        "preview_seconds": round(seen - began, 1),
        "apply_seconds": round(time.perf_counter() - seen, 1),
        "entries": len(written.entries),
        "statements": written.statements,
        "peak_mib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }
    print(json.dumps(told))


def _load() -> str:
    return f"{os.getloadavg()[0]:.1f}"


if __name__ == "__main__":
    _import(Path(sys.argv[1]))
