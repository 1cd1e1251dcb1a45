"""Epoch AI's table of GPU clusters, as records of clusters.

Planned and possibly duplicate clusters keep that word, so that nothing counts them as existing
(`interlock.register.counting`). The source withholds the names of some systems: those are numbered by their
place in the table, and say so. Where it knows no more of a place than the country, its coordinates are the
country's middle and no place at all.

References
----------
.. [1] Epoch AI, *Data on GPU Clusters*, https://epoch.ai/data/gpu-clusters, CC BY 4.0.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

from interlock.adapters.epoch_columns import Cells
from interlock.adapters.epoch_words import country_code
from interlock.adapters.layouts.identity import Names
from interlock.adapters.layouts.layout import Given, Head, Layout, Line
from interlock.adapters.layouts.tables import (
    amount,
    country,
    day,
    degrees,
    each_row,
    flag,
    keep,
    line_of_text,
    open_table,
    whole,
    words,
)
from interlock.errors import InputError
from interlock.phrases import phrase
from interlock.register import Kind, Origin, Record, Stated
from interlock.register.names import key

__all__ = ["CLUSTERS"]

_COLUMNS: Final = frozenset(
    {"Name", "Status", "Certainty", "Single cluster?", "H100 equivalents", "Possible Duplicate"}
)
_STATUS: Final = {"Existing": "existing", "Planned": "planned", "Decommissioned": "decommissioned"}
_CONFIDENCE: Final = {"Confirmed": "confident", "Likely": "likely", "Unlikely": "speculative"}
_SECTOR: Final = {"Private": "private", "Public": "public", "Public/Private": "public and private"}
_WITHHELD: Final = "Anonymized"
_WITHHOLDING: Final = (
    "The source withholds the name of this system. It is numbered by its place in the source's table, so "
    "that its history may join different systems."
)


def _read(given: Given) -> Iterator[Line]:
    names, withheld = Names("owner"), Counter[str]()
    organisations = _owners(given)

    def read(cells: Cells) -> Iterator[Line]:
        name = cells.text("Name")
        if not name:
            raise InputError(
                phrase("the row names no cluster"),
                field="Name",
                advice=phrase("Name it, or leave the row out."),
            )
        values = {**_state(cells), **_whose(cells, organisations), **_machines(cells), **_place(cells)}
        if cells.text("GPU Supplier (primary)") == _WITHHELD:
            withheld[name] += 1
            also = f"no. {withheld[name]}"
            values |= keep(description=f"{_WITHHOLDING} {cells.text('Note')}".strip())
        else:
            also = names.take(name, by=", ".join(cells.parts("Owner")), line=cells.row.line)
        yield Record(
            kind=Kind.CLUSTER, name=name, also=also, values=values, stated_on=given.stated_on,
            origin=given.origin, line=cells.row.line,
        )  # fmt: skip

    return each_row(given, read)


def _state(cells: Cells) -> dict[str, tuple[Stated, ...]]:
    status = _STATUS.get(cells.text("Status"))
    sources = [cells.text(f"Source {number}") for number in range(1, 6)]
    named = "The source cites: " + " ".join(source for source in sources if source) if any(sources) else ""
    return keep(
        status=None if status is None else Stated(value=status, note=named[:5000]),
        confidence=_CONFIDENCE.get(cells.text("Certainty")),
        single_site=flag(cells, "Single cluster?"),
        possible_duplicate=flag(cells, "Possible Duplicate"),
        possible_duplicate_of=words(cells, "Possible Duplicate Of"),
        builds_upon=words(cells, "Builds Upon"),
        superseded_by=words(cells, "Superseded by"),
        first_operational=day(cells, "First Operational Date"),
        decommissioned=day(cells, "Decommissioned Date (if applicable)"),
        sector=_SECTOR.get(cells.text("Sector")),
        description=cells.text("Note")[:20_000],
    )


def _owners(given: Given) -> frozenset[str]:
    """Return the keys of everybody whom the table names as an owner."""
    _, rows = open_table(given.content, given.file_name)
    found = (Cells(row, given.file_name).parts("Owner") for row in rows if row.problem is None)
    return frozenset(key(owner) for owners in found for owner in owners)


def _whose(cells: Cells, organisations: frozenset[str]) -> dict[str, tuple[Stated, ...]]:
    """Return owners and users. Users are written in prose: only who owns a cluster is an organisation."""
    users = words(cells, "Users")
    known = [user for user in users if key(user) in organisations]
    others = ", ".join(user for user in users if key(user) not in organisations)
    note = f"The source also names: {others}." if others else ""
    return keep(owners=words(cells, "Owner"), users=Stated(value=known, note=note[:5000]) if known else None)


def _machines(cells: Cells) -> dict[str, tuple[Stated, ...]]:
    return keep(
        chip_model=line_of_text(cells, "Chip type (primary)"),
        chip_count=whole(cells, "Chip quantity (primary)"),
        second_chip_model=line_of_text(cells, "Chip type (secondary)"),
        second_chip_count=whole(cells, "Chip quantity (secondary)"),
        h100_equivalents=amount(cells, "H100 equivalents"),
        performance=amount(cells, "16-bit OP/s"),
        performance_8bit=amount(cells, "8-bit OP/s"),
        power=amount(cells, "Power Capacity (MW)", times=1e6),
        hardware_cost=amount(cells, "Hardware Cost"),
    )


def _place(cells: Cells) -> dict[str, tuple[Stated, ...]]:
    location = line_of_text(cells, "Location")
    is_country_only = not location or country_code([location]) is not None
    return keep(
        country=country(cells, "Country"),
        address=None if is_country_only else location,
        point=None if is_country_only else degrees(cells, "latitude", "longitude"),
    )


def _is_clusters(head: Head) -> bool:
    return head.columns >= _COLUMNS


CLUSTERS: Final = Layout(
    name="epoch clusters",
    title=phrase("Epoch AI's table of GPU clusters"),
    origin=Origin(
        publisher="Epoch AI",
        title="Data on GPU Clusters",
        url="https://epoch.ai/data/gpu-clusters",
        licence="CC BY 4.0",
    ),
    recognises=_is_clusters,
    read=_read,
)
"""Clusters, existing and planned."""
