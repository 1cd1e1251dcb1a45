"""Single chips: where each stands now, worked out from what was said of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.db import connection

from interlock.agency.register.models import Change, Chip, ChipPlacement
from interlock.agency.register.projection import acts
from interlock.register import undone
from interlock.register.chips import Placement

__all__ = ["place_chips", "settle_chips"]

_BATCH: Final = 5_000
_SETTLE: Final = """
UPDATE register_chip AS chip
SET cluster_id = latest.cluster_id, owner_id = latest.owner_id, is_held = latest.id IS NOT NULL
FROM (SELECT DISTINCT chip_id FROM register_chipplacement WHERE change_id = %s) AS named
LEFT JOIN LATERAL (
    SELECT id, cluster_id, owner_id FROM register_chipplacement
    WHERE chip_id = named.chip_id AND change_id <> ALL(%s)
    ORDER BY since DESC, id DESC LIMIT 1
) AS latest ON true
WHERE chip.id = named.chip_id
"""


def settle_chips(change: Change) -> None:
    """Work out anew where the chips stand of which an act spoke."""
    with connection.cursor() as cursor:
        cursor.execute(_SETTLE, [change.id, sorted(undone(acts()))])


def place_chips(
    change: Change, placements: Sequence[tuple[Placement, int, int | None, int | None]], *, source: int
) -> None:
    """Take in where chips stand.

    Parameters
    ----------
    placements
        Each with the entries of its chip model, cluster and owner.
    source
        The row of the source that says so.
    """
    for start in range(0, len(placements), _BATCH):
        batch = placements[start : start + _BATCH]
        Chip.objects.bulk_create(
            [
                Chip(serial=said.serial, chip_model_id=model, cluster_id=cluster, owner_id=owner)
                for said, model, cluster, owner in batch
            ],
            ignore_conflicts=True,
        )
        numbers = dict(
            Chip.objects.filter(serial__in=[said.serial for said, *_ in batch]).values_list("serial", "id")
        )
        ChipPlacement.objects.bulk_create(
            ChipPlacement(
                chip_id=numbers[said.serial], cluster_id=cluster, owner_id=owner, since=said.since,
                change=change, source_id=source,
            )
            for said, _, cluster, owner in batch
        )  # fmt: skip
    settle_chips(change)
