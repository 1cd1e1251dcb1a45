"""The addresses that `benchmarks/register.py` asks for: different words, filters, sorts, depths and days."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from itertools import islice
from typing import Final
from urllib.parse import urlencode

from interlock.register import Kind

__all__ = ["paths_by_page"]

_COUNTRIES: Final = ("US", "CN", "GB", "FR", "DE", "KR", "JP", "AE")
_DAYS: Final = ("2024-12-31", "2025-06-30", "2026-01-01", "2026-05-02")
_LISTS: Final[tuple[tuple[Kind, Mapping[str, str]], ...]] = (
    (Kind.MODEL, {}),
    (Kind.MODEL, {"sort": "-training_compute"}),
    (Kind.MODEL, {"sort": "-released", "access": "open weights"}),
    (Kind.MODEL, {"training_compute_min": "1e24", "sort": "-parameters"}),
    (Kind.MODEL, {"sort": "-changed_at"}),
    (Kind.MODEL, {"domains": "Biology"}),
    (Kind.MODEL, {"applies": "eu-ai-act", "sort": "-training_compute"}),
    (Kind.MODEL, {"undecided": "eu-ai-act"}),
    (Kind.TRAINING_RUN, {"sort": "-started"}),
    (Kind.TRAINING_RUN, {"status": "running", "sort": "-training_compute"}),
    (Kind.TRAINING_RUN, {"q": "run 1"}),
    (Kind.ORGANISATION, {"roles": "developer", "sort": "-annual_revenue"}),
    (Kind.ORGANISATION, {"q": "labs"}),
    (Kind.CLUSTER, {"sort": "-h100_equivalents", "status": "existing"}),
    (Kind.FACILITY, {"sort": "-power"}),
)
_DEEP: Final = 12
"""Pages of two hundred that are walked into each list."""
_SERIALS: Final = 20


def paths_by_page(chance: random.Random, count: int) -> dict[str, list[str]]:
    """Return up to `count` addresses of each sort of page."""
    from interlock.agency.public.drawn import CHARTS

    slugs = _slugs()
    makers: dict[str, Callable[[], str]] = {
        "search": _search(chance, slugs),
        "list": _list(chance),
        "entry": lambda: _entry(chance, slugs),
        "entry, law": lambda: f"{_judged(chance, slugs)}/law",
        "map": lambda: _map(chance),
        "home": lambda: chance.choice(("/", "/de/")),
        "charts": lambda: f"/charts/{chance.choice(tuple(CHARTS))}",
        "changes": lambda: chance.choice(("/changes", "/laws", "/de/laws")),
        "API list": lambda: f"/api/v1{_list_path(chance)}",
        "API entry": lambda: f"/api/v1{_plain_entry(chance, slugs)}",
    }
    return {page: [make() for _ in range(count)] for page, make in makers.items()}


def _slugs() -> dict[Kind, list[tuple[str, str]]]:
    """Return slugs and names by kind: of the entries with the longest history, of the first and of others."""
    from django.db import connection

    found: dict[Kind, list[tuple[str, str]]] = {}
    with connection.cursor() as cursor:
        for kind in (
            Kind.MODEL, Kind.TRAINING_RUN, Kind.ORGANISATION, Kind.CLUSTER, Kind.FACILITY, Kind.CHIP_MODEL,
            Kind.STATE,
        ):  # fmt: skip
            cursor.execute(
                "(SELECT slug, name FROM register_entry WHERE kind = %(kind)s ORDER BY id LIMIT 40) "
                "UNION ALL "
                "(SELECT slug, name FROM register_entry WHERE kind = %(kind)s "
                "ORDER BY md5(slug) LIMIT 360) UNION ALL "
                "(SELECT slug, name FROM (SELECT slug, name, row_number() OVER (ORDER BY id) - 1 AS place "
                "FROM register_entry WHERE kind = %(kind)s) AS placed WHERE place %% 500 = 3 LIMIT 40)",
                {"kind": kind.value},
            )
            found[kind] = cursor.fetchall()
    return found


def _search(chance: random.Random, slugs: Mapping[Kind, Sequence[tuple[str, str]]]) -> Callable[[], str]:
    from interlock.agency.register.models import Chip

    serials = list(Chip.objects.order_by("id").values_list("serial", flat=True)[:_SERIALS])
    names = [name for several in slugs.values() for _, name in several]

    def address() -> str:
        name = chance.choice(names)
        texts = (
            name, name.split()[0], name[: chance.randint(2, 6)], f"{name.split()[0]} labs", name[1:],
            " ".join(name.split()[-2:]), chance.choice(serials),
            chance.choice(("run", "labs", "open", "text", "70b", "attention data")), f"{name[:4]}x{name[4:]}",
        )  # fmt: skip
        asked = {"q": chance.choice(texts)}
        if chance.random() < 0.3:  # noqa: PLR2004  # some
            asked["kind"] = chance.choice(("models", "runs", "organisations"))
        return f"{_language(chance)}/search?{urlencode(asked)}"

    return address


def _list(chance: random.Random) -> Callable[[], str]:
    deep = [path for kind, asked in _LISTS for path in _walk(kind, asked)]

    def address() -> str:
        return chance.choice(deep) if chance.random() < 0.4 else f"{_language(chance)}{_list_path(chance)}"  # noqa: PLR2004  # some

    return address


def _walk(kind: Kind, asked: Mapping[str, str]) -> list[str]:
    """Return the addresses of pages ever deeper in a list."""
    from interlock.agency.register.listing import list_entries, parameters, parse_query

    found, cursor = [], ""
    for _ in range(_DEEP):
        page = list_entries(
            parse_query(
                kind, {**{name: [word] for name, word in asked.items()}, "size": ["200"], "cursor": [cursor]}
            )
        )
        if not page.next:
            break
        cursor = page.next
        query = parse_query(kind, {**{name: [word] for name, word in asked.items()}, "cursor": [cursor]})
        found.append(f"/{kind.path}?{urlencode(parameters(query), doseq=True)}")
    return found


def _list_path(chance: random.Random) -> str:
    kind, asked = chance.choice(_LISTS)
    more = {"country": chance.choice(_COUNTRIES)} if chance.random() < 0.5 else {}  # noqa: PLR2004  # half
    if kind is Kind.MODEL and chance.random() < 0.3:  # noqa: PLR2004  # some
        more |= {"released_min": f"{chance.randint(2019, 2025)}-01-01", "size": "100"}
    return f"/{kind.path}?{urlencode({**asked, **more})}"


def _plain_entry(chance: random.Random, slugs: Mapping[Kind, Sequence[tuple[str, str]]]) -> str:
    # Models and runs are what is read most; the first slots are those that many others name.
    kind = chance.choice((*islice(slugs, 2), *slugs))
    slug, _ = chance.choice(slugs[kind])
    return f"/{kind.path}/{slug}"


def _entry(chance: random.Random, slugs: Mapping[Kind, Sequence[tuple[str, str]]]) -> str:
    path = f"{_language(chance)}{_plain_entry(chance, slugs)}"
    return f"{path}?as_of={chance.choice(_DAYS)}" if chance.random() < 0.2 else path  # noqa: PLR2004  # some


def _judged(chance: random.Random, slugs: Mapping[Kind, Sequence[tuple[str, str]]]) -> str:
    kind = chance.choice((Kind.MODEL, Kind.MODEL, Kind.TRAINING_RUN, Kind.CLUSTER, Kind.CHIP_MODEL))
    slug, _ = chance.choice(slugs[kind])
    return f"{_language(chance)}/{kind.path}/{slug}"


def _map(chance: random.Random) -> str:
    asked = {
        "kind": chance.choice(("clusters", "facilities")),
        "region": chance.choice(("world", "europe", "east-asia", "north-america")),
    }
    if chance.random() < 0.4:  # noqa: PLR2004  # some
        asked["country"] = chance.choice(_COUNTRIES)
    if chance.random() < 0.3:  # noqa: PLR2004  # some
        asked["q"] = chance.choice(("data", "super", "labs", "cloud", "ar", "xan"))
    return f"{_language(chance)}/map?{urlencode(asked)}"


def _language(chance: random.Random) -> str:
    return "/de" if chance.random() < 0.25 else ""  # noqa: PLR2004  # a quarter
