"""An invented register of any size, the same for the same seed, for `benchmarks/register.py`.

Entries, statements and chips are copied in. Everything derived from them (what is held, search text, rows of
the lists, verdicts) is worked out by the agency's own `project` and `judge_entries`. What is copied is kept
as the agency would keep it: values go through `Property.canonical`, names through `key`, `slug` and `fold`.
"""

from __future__ import annotations

import ast
import hashlib
import json
import random
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import register_said
from register_said import World, said

from interlock.register import PROPERTIES, Kind
from interlock.register.names import fold, key, slug

__all__ = ["FULL", "SEED", "SMALL", "Size", "build", "fingerprint"]

SEED: Final = 7
TODAY: Final = date(2026, 11, 20)
_AT: Final = datetime(2026, 11, 20, 12, tzinfo=UTC)
_DAYS: Final = (date(2024, 4, 2), date(2025, 4, 11), date(2025, 10, 3), date(2026, 5, 2), date(2026, 9, 14))
"""Of the acts, each the import of a table."""
_SYLLABLES: Final = ("ar", "bel", "cor", "dan", "el", "fen", "gal", "hor", "in", "jun", "kel", "lum", "mir",
                     "nov", "or", "pol", "quin", "ros", "sel", "tor", "ul", "ver", "wen", "xan", "yor", "zel")  # fmt: skip # noqa: E501
_LONG: Final = 3
"""Of every five hundred entries, the place of the one with a long history."""
_ROLE_SUFFIX: Final = ("Labs", "Institute", "Computing", "Research", "Systems", "University", "Cloud")


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How much of each there is."""

    chips: int
    models: int
    runs: int
    organisations: int
    clusters: int
    facilities: int
    chip_models: int


FULL: Final = Size(
    chips=1_000_000, models=60_000, runs=40_000, organisations=20_000, clusters=6_000, facilities=3_000,
    chip_models=300,
)  # fmt: skip
SMALL: Final = Size(
    chips=10_000, models=600, runs=400, organisations=200, clusters=60, facilities=30, chip_models=30
)


def fingerprint(size: Size) -> str:
    """Return what a register must have been built from to be used again."""
    from django.db import connection
    from django.db.migrations.loader import MigrationLoader

    from interlock.rulebooks import rulebooks

    files = (__file__, register_said.__file__)
    parts = (
        *(ast.dump(ast.parse(Path(file).read_text(encoding="utf-8"))) for file in files),
        repr(size), str(SEED),
        *sorted(f"{app}.{name}" for app, name in MigrationLoader(connection).disk_migrations),
        *(f"{book.id} {book.revision}" for book in rulebooks()),
    )  # fmt: skip
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def build(size: Size, *, say: Callable[[str], None]) -> float:
    """Fill an empty, migrated database; return the CPU milliseconds of judging one entry."""
    from django.db import connection, transaction

    world = World(random.Random(SEED), _first_number(), _changes(), _sources())
    _name_everything(world, size)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")  # what is copied refers to itself only
        _copy(cursor, "register_entry", _ENTRY, _entries(world))
        say("entries copied")
        number = _copy(cursor, "register_statement", _STATEMENT, _statements(world))
        say(f"{number:,} statements copied")
        for table in ("register_entry", "register_statement"):
            cursor.execute(f"SELECT setval('{table}_id_seq', (SELECT max(id) FROM {table}))")  # noqa: S608  # two names
    numbers = list(range(world.first, world.first + sum(map(len, world.names.values()))))
    _work_out(numbers, say)
    _place_chips(world, size.chips)
    say(f"{size.chips:,} chips placed")
    cost = _judge(numbers)
    say(f"judged, {cost:.2f} ms of CPU an entry")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return cost


# ── acts, sources, names ──


def _first_number() -> int:
    from interlock.agency.register.models import Entry

    return (Entry.objects.order_by("-id").values_list("id", flat=True).first() or 0) + 1


def _changes() -> list[int]:
    from interlock.agency.register.models import Change

    return [
        Change.objects.create(
            act=Change.Act.IMPORT, made_at=datetime(day.year, day.month, day.day, 9, tzinfo=UTC),
            summary=f"table_{day:%Y-%m}.csv",
        ).id
        for day in _DAYS
    ]  # fmt: skip


def _sources() -> list[int]:
    from interlock.agency.register.models import Source

    return [
        Source.objects.create(
            publisher=f"Observatory {number}", title=f"Survey of computing {number}", licence="CC BY 4.0",
            url=f"https://observatory-{number}.example/survey",
        ).id
        for number in range(40)
    ]  # fmt: skip


def _name_everything(world: World, size: Size) -> None:
    chance, at = world.chance, world.first
    stems = sorted({"".join(chance.choices(_SYLLABLES, k=chance.choice((2, 2, 3)))) for _ in range(1500)})
    makers: dict[Kind, tuple[int, Callable[[], str]]] = {
        Kind.ORGANISATION: (
            size.organisations, lambda: f"{chance.choice(stems).title()} {chance.choice(_ROLE_SUFFIX)}"
        ),
        Kind.FACILITY: (size.facilities, lambda: f"{chance.choice(stems).title()} Data Centre"),
        Kind.CHIP_MODEL: (
            size.chip_models, lambda: f"{chance.choice(stems).upper()} {chance.randint(1, 9)}00"
        ),
        Kind.CLUSTER: (size.clusters, lambda: f"{chance.choice(stems).title()} Supercomputer"),
        Kind.MODEL: (
            size.models,
            lambda: (
                f"{chance.choice(stems).title()}-{chance.randint(1, 9)}.{chance.randint(0, 9)} "
                f"{chance.choice((1, 3, 7, 8, 13, 34, 70, 123, 405, 671))}B"
            ),
        ),
    }  # fmt: skip
    for kind, (count, make) in makers.items():
        world.names[kind], world.begins[kind] = _unique(make, count), at
        at += count
    models = world.names[Kind.MODEL]
    world.names[Kind.TRAINING_RUN] = [
        f"{models[place % len(models)]} run {place // len(models) + 1}" for place in range(size.runs)
    ]
    world.begins[Kind.TRAINING_RUN] = at


def _unique(make: Callable[[], str], count: int) -> list[str]:
    found: dict[str, str] = {}
    while len(found) < count:
        name = make()
        taken = name if key(name) not in found else f"{name} {len(found)}"
        found.setdefault(key(taken), taken)
    return list(found.values())


# ── copying ──

_ENTRY: Final = ("id", "kind", "key", "slug", "name", "folded", "countries", "held", "is_listed",
                 "is_public", "refers", "unlinked", "applies", "undecided", "version", "created_at",
                 "changed_at")  # fmt: skip
_STATEMENT: Final = ("entry_id", "property", "value", "stated_on", "holds_from", "change_id", "source_id",
                     "line", "note", "public")  # fmt: skip


def _copy(cursor: Any, table: str, columns: Sequence[str], rows: Iterable[tuple[object, ...]]) -> int:  # noqa: ANN401
    number = 0
    with cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
        for number, row in enumerate(rows, 1):  # noqa: B007  # counted
            copy.write_row(row)
    return number


def _entries(world: World) -> Iterator[tuple[object, ...]]:
    for kind, names in world.names.items():
        slugs: set[str] = set()
        for place, name in enumerate(names):
            own = slug(name) if slug(name) not in slugs else f"{slug(name)}-{place}"
            slugs.add(own)
            change = place % len(_DAYS)
            at = datetime.combine(_DAYS[change], _AT.time(), UTC)
            yield (
                world.begins[kind] + place, kind.value, key(name), own, name, fold(name), "{}", "{}", True,
                True, "{}", "{}", "{}", "{}", world.changes[change], at, at,
            )  # fmt: skip


def _statements(world: World) -> Iterator[tuple[object, ...]]:
    for kind, names in world.names.items():
        for place in range(len(names)):
            entry, last = world.begins[kind] + place, place % len(_DAYS)
            for name, raw in said(world, kind, place).items():
                value = PROPERTIES[kind][name].canonical(raw)
                for change in _times(place, last, name):
                    yield _statement(world, entry, name, value, change)
            if kind is Kind.FACILITY and place % 10 == 0:
                yield from _growth(world, entry)


def _times(place: int, last: int, name: str) -> range:
    """Return the acts that said it: mostly one, of every seventh entry several, of a few dozens."""
    if place % 500 == _LONG:
        return range(60 if name in ("training_compute", "parameters", "tokens", "power") else 5)
    if place % 7 == 0:
        return range(last + 1)
    return range(last, last + 1)


def _statement(world: World, entry: int, name: str, value: object, time: int) -> tuple[object, ...]:
    place = time % len(_DAYS)
    told = value
    if isinstance(value, dict) and "central" in value and time:
        told = {end: number * (1 + 0.01 * (time % 9)) for end, number in value.items()}
    return (
        entry, name, json.dumps(told), _DAYS[place] - timedelta(days=time // len(_DAYS)), None,
        world.changes[place], world.sources[(entry + time) % len(world.sources)], entry % 90_000 + 2, "",
        True,
    )  # fmt: skip


def _growth(world: World, entry: int) -> Iterator[tuple[object, ...]]:
    for step in range(12):
        power = 5e6 * 1.5**step
        value = {"low": power * 0.9, "central": power, "high": power * 1.1}
        day = date(2024, 3, 1) + timedelta(days=91 * step)
        yield (
            entry,
            "power",
            json.dumps(value),
            _DAYS[3],
            day,
            world.changes[3],
            world.sources[0],
            None,
            "",
            True,
        )


# ── what is worked out ──


def _work_out(numbers: Sequence[int], say: Callable[[str], None]) -> None:
    from interlock.agency.register.projection import project

    began = time.process_time()
    project(numbers, today=TODAY)
    say(f"projected, {1e3 * (time.process_time() - began) / len(numbers):.2f} ms of CPU an entry")


def _judge(numbers: Sequence[int]) -> float:
    from interlock.agency.register.models import Entry
    from interlock.agency.register.verdicts import judge_entries
    from interlock.register.declaring import JUDGED

    judged = list(
        Entry.objects.filter(id__in=numbers, kind__in=list(JUDGED))
        .order_by("id")
        .values_list("id", flat=True)
    )
    began = time.process_time()
    judge_entries(judged, on=TODAY, at=_AT, cause="values")
    return 1e3 * (time.process_time() - began) / len(judged)


_CHIPS: Final = """
INSERT INTO register_chip (serial, chip_model_id, cluster_id, owner_id, is_held)
SELECT encode(sha256(('chip ' || n)::bytea), 'hex'), %(model)s + n %% %(models)s,
    %(cluster)s + n %% %(clusters)s, %(owner)s + n %% %(owners)s, true
FROM generate_series(1, %(count)s) AS n
"""
_PLACEMENTS: Final = """
INSERT INTO register_chipplacement (chip_id, cluster_id, owner_id, since, change_id, source_id)
SELECT id, cluster_id, owner_id, date '2025-01-01' + (id %% 600)::int, %(change)s, %(source)s
FROM register_chip
"""


def _place_chips(world: World, count: int) -> None:
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(
            _CHIPS,
            {
                "model": world.begins[Kind.CHIP_MODEL], "models": len(world.names[Kind.CHIP_MODEL]),
                "cluster": world.begins[Kind.CLUSTER], "clusters": len(world.names[Kind.CLUSTER]),
                "owner": world.begins[Kind.ORGANISATION], "owners": len(world.names[Kind.ORGANISATION]),
                "count": count,
            },
        )  # fmt: skip
        cursor.execute(_PLACEMENTS, {"change": world.changes[-1], "source": world.sources[0]})
