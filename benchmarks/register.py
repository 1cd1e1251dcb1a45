"""How fast a large register answers, and how much memory serving it takes.

Builds an invented register once (`register_world`: 1,000,000 chips, 100,000 models and runs, 20,000
organisations, and what belongs to them) in a folder of its own, serves it as `interlock serve` does, asks for
several hundred different pages of each sort over the loopback, and prints every figure with its share of the
limit. Server time is what the site tells in `Server-Timing`: from the first middleware in to the last
one out. The first pages of each sort warm the process up and are not counted. Exit code 1
where a limit is missed.

Usage: python benchmarks/register.py [--small] [--fresh] [--requests 400] [--only list map]
       [--folder build/register] [--parts] [--import FILE ...]
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import shutil
import statistics
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import register_load
import register_parts
import register_world
from register_paths import paths_by_page

LIMIT_MS, LIMIT_QUERIES, LIMIT_MIB = 100.0, 25, 600.0
_WARMING: Final = 10
_READERS: Final = 4


def main() -> None:
    """Build, serve, ask, print."""
    chosen = _arguments()
    folder = chosen.folder or Path("build") / ("register-small" if chosen.small else "register")
    home = folder.absolute()
    os.environ["INTERLOCK_HOME"] = str(home)
    os.environ.pop("INTERLOCK_DATABASE_URL", None)
    size = register_world.SMALL if chosen.small else register_world.FULL
    print(f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores, load {_load()}")
    _prepare(home, size, fresh=chosen.fresh)
    pages = paths_by_page(random.Random(register_world.SEED), chosen.requests)
    if chosen.only:
        pages = {page: paths for page, paths in pages.items() if page in chosen.only}
    with register_load.served(home, folder / "serve.log") as agency:
        met = _ask_all(agency, pages)
        _ask_mixed(agency, pages)
        if chosen.parts:
            register_parts.exports(agency.port)
    met &= _tell_memory(agency)
    if chosen.parts:
        register_parts.copies(home, chosen.files)
    sys.exit(0 if met else 1)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--small", action="store_true", help="a hundredth of the register, to try things out")
    parser.add_argument("--fresh", action="store_true", help="build it anew")
    parser.add_argument("--requests", type=int, default=400, help="of each sort of page")
    parser.add_argument("--only", nargs="+", default=[], help="these sorts of pages alone, such as list map")
    parser.add_argument("--folder", type=Path, help="where the register lies")
    parser.add_argument("--parts", action="store_true", help="exports, backup and restore as well")
    parser.add_argument(
        "--import", dest="files", type=Path, nargs="*", default=[], help="with --parts: tables to import"
    )
    return parser.parse_args()


def _prepare(home: Path, size: register_world.Size, *, fresh: bool) -> None:
    """Build the register, or use the one that was built from the same source."""
    if fresh:
        shutil.rmtree(home, ignore_errors=True)
    from interlock.agency.serving.opening import open_agency

    open_agency()
    from interlock.agency.serving.preparing import migrate

    mark, wanted = home / "fingerprint", register_world.fingerprint(size)
    if mark.exists() and mark.read_text(encoding="ascii") == wanted:
        return
    if mark.exists():
        sys.exit(f"{home} holds a register built from another source. Build it anew: --fresh")
    migrate()
    register_world.build(size, say=print)
    mark.write_text(wanted, encoding="ascii")


# ── asking ──


def _ask_all(agency: register_load.Served, pages: Mapping[str, Sequence[str]]) -> bool:
    """Ask for every sort of page, print a row of each, and return whether the limits are met."""
    heads = ("page", "requests", "p50", "p95", "p99", "worst", "database p95", "queries", "CPU", "of 100 ms")
    print(f"server time in ms, one reader; load {_load()}\n| {' | '.join(heads)} |")
    print(f"|---|{'---:|' * (len(heads) - 1)}")
    met = True
    for page, paths in pages.items():
        register_load.ask(agency.port, paths[:_WARMING])
        asked = paths[_WARMING:] or paths
        before = agency.cpu_seconds()
        answers = register_load.ask(agency.port, asked)
        cpu = 1e3 * (agency.cpu_seconds() - before) / len(asked)
        times = [answer.app for answer in answers]
        p95, queries = _percentile(times, 95), max(answer.queries for answer in answers)
        figures = (_percentile(times, 50), p95, _percentile(times, 99), max(times))
        database = _percentile([answer.database for answer in answers], 95)
        row = (page, f"{len(asked):,}", *(f"{figure:.1f}" for figure in figures), f"{database:.1f}")
        print(f"| {' | '.join((*row, str(queries), f'{cpu:.1f}', f'{p95 / LIMIT_MS:.2f}'))} |", flush=True)
        if os.environ.get("INTERLOCK_BENCH_WORST"):
            _print_worst(answers)
        met &= p95 <= LIMIT_MS and queries <= LIMIT_QUERIES
    return met


def _print_worst(answers: Sequence[register_load.Answer]) -> None:
    for answer in sorted(answers, key=lambda one: -one.app)[:4]:
        print(f"    {answer.app:.0f} ms, database {answer.database:.0f}, {answer.queries}: {answer.path}")


def _ask_mixed(agency: register_load.Served, pages: Mapping[str, Sequence[str]]) -> None:
    """Ask for everything, shuffled, by several readers at once."""
    paths = [path for found in pages.values() for path in found]
    random.Random(register_world.SEED).shuffle(paths)
    answers, seconds = register_load.ask_at_once(agency.port, paths, readers=_READERS)
    p95 = _percentile([answer.app for answer in answers], 95)
    print(
        f"all of them shuffled, {_READERS} readers at once: {len(answers) / seconds:.0f} pages a second, "
        f"p95 {p95:.0f} ms; load {_load()}"
    )


def _tell_memory(agency: register_load.Served) -> bool:
    print(
        f"peak memory of the site's processes: {agency.site_peak:.0f} MiB, "
        f"{agency.site_peak / LIMIT_MIB:.2f} "
        f"of the limit; of everything, PostgreSQL and the worker included: {agency.all_peak:.0f} MiB"
    )
    return agency.site_peak <= LIMIT_MIB


def _percentile(values: Sequence[float], share: int) -> float:
    return (
        statistics.quantiles(values, n=100, method="inclusive")[share - 1] if len(values) > 1 else values[0]
    )


def _load() -> str:
    return f"{os.getloadavg()[0]:.1f}"


if __name__ == "__main__":
    main()
