"""Single chips of the demonstration: a few hundred, in two invented clusters, some of them moved once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from interlock.agency.register.entering import source_of
from interlock.agency.register.models import Change, Chip, ChipPlacement, Entry
from interlock.compute.chips import find_chip
from interlock.register import Kind, Origin
from interlock.register.chips import serial_digest
from interlock.register.names import key

__all__ = ["place_chips"]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Batch:
    chip: str
    number: int
    cluster: str
    since: date
    moved_to: str = ""
    moved_on: date | None = None


_BATCHES: Final = (
    _Batch(
        chip="NVIDIA H100 SXM5 80GB", number=240, cluster="Example Cluster A", since=date(2025, 11, 1)
    ),
    _Batch(
        chip="NVIDIA H200 SXM", number=16, cluster="Example Cluster A", since=date(2026, 2, 16),
        moved_to="Example Cluster B", moved_on=date(2026, 8, 1),
    ),
    _Batch(chip="NVIDIA H200 SXM", number=128, cluster="Example Cluster B", since=date(2026, 8, 1)),
)  # fmt: skip
_OWNER: Final = "Example Compute"


def place_chips(change: Change, *, seed: int) -> int:
    """Enter the chips with their placements; within the caller's transaction. Return how many.

    Their serial numbers follow from the seed; only the digests are kept, as of any other chip.
    """
    source = source_of(Origin(publisher=_OWNER, title="List of single chips, invented"))
    owner = _entry(Kind.ORGANISATION, _OWNER)
    total = 0
    for place, batch in enumerate(_BATCHES):
        first, second = _entry(Kind.CLUSTER, batch.cluster), _moved_to(batch)
        model = _entry(Kind.CHIP_MODEL, batch.chip)
        designer = find_chip(batch.chip).maker
        chips = Chip.objects.bulk_create(
            Chip(
                serial=serial_digest(designer, f"EXAMPLE{seed}X{place}X{number:06}"),
                chip_model=model, cluster=second or first, owner=owner,
            )
            for number in range(batch.number)
        )  # fmt: skip
        stays = [(first, batch.since)]
        if second is not None and batch.moved_on is not None:
            stays.append((second, batch.moved_on))
        ChipPlacement.objects.bulk_create(
            ChipPlacement(
                chip=chip, cluster=cluster, owner=owner, since=since, change=change, source_id=source
            )
            for chip in chips
            for cluster, since in stays
        )
        total += len(chips)
    return total


def _moved_to(batch: _Batch) -> Entry | None:
    return _entry(Kind.CLUSTER, batch.moved_to) if batch.moved_to else None


def _entry(kind: Kind, name: str) -> Entry:
    return Entry.objects.get(kind=kind, key=key(name))
