"""What the register holds of an organisation, and what applies to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.db.models import QuerySet

from interlock.agency.register.models import (
    ClusterRow,
    DeploymentRow,
    Entry,
    FacilityRow,
    ModelRow,
    PermitRow,
    TrainingRunRow,
)
from interlock.register import Kind

__all__ = ["Holding", "holdings_of"]

_SHOWN: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """Entries of one kind that belong to an organisation."""

    kind: Kind
    entries: tuple[Entry, ...]


def holdings_of(organisation: int) -> tuple[Holding, ...]:
    """Return what belongs to an organisation, itself first; kinds of which there is none are left out."""
    own = [organisation]
    rows: dict[Kind, QuerySet[Entry]] = {
        Kind.ORGANISATION: Entry.objects.filter(id=organisation),
        Kind.MODEL: _entries(ModelRow.objects.filter(developers__contains=own).values("entry")),
        Kind.TRAINING_RUN: _entries(TrainingRunRow.objects.filter(developers__contains=own).values("entry")),
        Kind.CLUSTER: _entries(ClusterRow.objects.filter(owners__contains=own).values("entry")),
        Kind.FACILITY: _entries(FacilityRow.objects.filter(owners__contains=own).values("entry")),
        Kind.DEPLOYMENT: _entries(DeploymentRow.objects.filter(providers__contains=own).values("entry")),
        Kind.PERMIT: _entries(PermitRow.objects.filter(holder=organisation).values("entry")),
    }
    found = (
        Holding(kind=kind, entries=tuple(entries.order_by("folded", "id")[:_SHOWN]))
        for kind, entries in rows.items()
    )
    return tuple(holding for holding in found if holding.entries)


def _entries(numbers: QuerySet[Any, Any]) -> QuerySet[Entry]:
    return Entry.objects.filter(id__in=numbers, is_listed=True)
