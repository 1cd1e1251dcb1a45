"""One row a kind: what its table shows, sorts by and filters by.

The columns have the names of the listed properties (`interlock.register.PROPERTIES`). Of an estimate the
central value is kept, of a reference the entry, of several the entries. Everything else that a page shows
is in `Entry.held`.

What every list may be narrowed or sorted by stands here too, so that walking or counting a list reads
narrow rows alone. The database itself keeps those columns equal to the entry's (migration ``0008_rows``).
"""

from __future__ import annotations

from typing import ClassVar, Final

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from interlock.agency.register.models.entries import Entry
from interlock.register import Kind

__all__ = [
    "COPIED", "ROWS", "ChipModelRow", "ClusterRow", "DeploymentRow", "FacilityRow", "ModelRow",
    "OrganisationRow", "PermitRow", "Row", "StateRow", "TrainingRunRow",
]  # fmt: skip


class Row(models.Model):
    """What every kind's row has."""

    entry = models.OneToOneField(Entry, on_delete=models.CASCADE, primary_key=True, related_name="%(class)s")
    folded = models.CharField(max_length=620, db_collation="C", default="")
    countries = ArrayField(models.CharField(max_length=2), default=list)
    applies = ArrayField(models.CharField(max_length=40), default=list)
    undecided = ArrayField(models.CharField(max_length=40), default=list)
    is_listed = models.BooleanField(default=False)
    is_public = models.BooleanField(default=False)
    changed_at = models.DateTimeField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.entry_id)


COPIED: Final = ("folded", "countries", "applies", "undecided", "is_listed", "is_public", "changed_at")
"""The columns of `Row` that are the entry's."""


def _indexes(kind: str, *own: models.Index) -> list[models.Index]:
    """Return the indexes of a kind's rows: its own, and those that every list needs."""
    return [
        *own,
        models.Index(fields=["folded", "entry"], name=f"{kind}_by_name"),
        models.Index(fields=["changed_at", "entry"], name=f"{kind}_by_change"),
        GinIndex(fields=["countries"], name=f"{kind}_countries"),
        GinIndex(fields=["applies"], name=f"{kind}_applies"),
        GinIndex(fields=["undecided"], name=f"{kind}_undecided"),
    ]


def _several(length: int = 100) -> ArrayField[list[str], list[str]]:
    return ArrayField(models.CharField(max_length=length), default=list)


def _entries() -> ArrayField[list[int], list[int]]:
    return ArrayField(models.BigIntegerField(), default=list)


def _one() -> models.ForeignKey[Entry | None, Entry | None]:
    return models.ForeignKey(Entry, on_delete=models.PROTECT, null=True, related_name="+")


class StateRow(Row):
    """A State."""

    code = models.CharField(max_length=2, blank=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = _indexes(
            "state",
            models.Index(fields=["code", "entry"], name="state_by_code"),
        )


class OrganisationRow(Row):
    """A developer, compute provider, fab, red team, university or authority."""

    roles = _several()
    parent = _one()
    annual_revenue = models.FloatField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = _indexes(
            "organisation",
            models.Index(fields=["annual_revenue", "entry"], name="organisation_by_annual_revenue"),
            GinIndex(fields=["roles"], name="organisation_roles"),
        )


class FacilityRow(Row):
    """A data centre."""

    owners = _entries()
    country = models.CharField(max_length=2, blank=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    status = models.CharField(max_length=40, blank=True)
    power = models.FloatField(null=True)
    cooling_capacity = models.FloatField(null=True)
    h100_equivalents = models.FloatField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = _indexes(
            "facility",
            models.Index(fields=["country", "entry"], name="facility_by_country"),
            models.Index(fields=["status", "entry"], name="facility_by_status"),
            models.Index(fields=["power", "entry"], name="facility_by_power"),
            models.Index(fields=["cooling_capacity", "entry"], name="facility_by_cooling_capacity"),
            models.Index(fields=["h100_equivalents", "entry"], name="facility_by_h100_equivalents"),
            GinIndex(fields=["owners"], name="facility_owners"),
        )


class ClusterRow(Row):
    """Chips that work together."""

    owners = _entries()
    country = models.CharField(max_length=2, blank=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    facility = _one()
    status = models.CharField(max_length=40, blank=True)
    possible_duplicate = models.BooleanField(null=True)
    chip_model = _one()
    chip_count = models.BigIntegerField(null=True)
    h100_equivalents = models.FloatField(null=True)
    performance = models.FloatField(null=True)
    power = models.FloatField(null=True)
    first_operational = models.DateField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = _indexes(
            "cluster",
            models.Index(fields=["country", "entry"], name="cluster_by_country"),
            models.Index(fields=["status", "entry"], name="cluster_by_status"),
            models.Index(fields=["chip_count", "entry"], name="cluster_by_chip_count"),
            models.Index(fields=["h100_equivalents", "entry"], name="cluster_by_h100_equivalents"),
            models.Index(fields=["performance", "entry"], name="cluster_by_performance"),
            models.Index(fields=["power", "entry"], name="cluster_by_power"),
            models.Index(fields=["first_operational", "entry"], name="cluster_by_first_operational"),
            GinIndex(fields=["owners"], name="cluster_owners"),
        )


class ChipModelRow(Row):
    """A model of chip."""

    manufacturer = _one()
    category = models.CharField(max_length=300, blank=True)
    released = models.DateField(null=True)
    tpp = models.FloatField(null=True)
    peak_16bit = models.FloatField(null=True)
    memory = models.FloatField(null=True)
    thermal_design_power = models.FloatField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = _indexes(
            "chipmodel",
            models.Index(fields=["category", "entry"], name="chipmodel_by_category"),
            models.Index(fields=["released", "entry"], name="chipmodel_by_released"),
            models.Index(fields=["tpp", "entry"], name="chipmodel_by_tpp"),
            models.Index(fields=["peak_16bit", "entry"], name="chipmodel_by_peak_16bit"),
            models.Index(fields=["memory", "entry"], name="chipmodel_by_memory"),
            models.Index(fields=["thermal_design_power", "entry"], name="chipmodel_by_thermal_design_po"),
        )


class ModelRow(Row):
    """An AI model."""

    developers = _entries()
    released = models.DateField(null=True)
    parameters = models.FloatField(null=True)
    training_compute = models.FloatField(null=True)
    mmlu = models.FloatField(null=True)
    domains = _several()
    access = models.CharField(max_length=40, blank=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = _indexes(
            "model",
            models.Index(fields=["released", "entry"], name="model_by_released"),
            models.Index(fields=["parameters", "entry"], name="model_by_parameters"),
            models.Index(fields=["training_compute", "entry"], name="model_by_training_compute"),
            models.Index(fields=["mmlu", "entry"], name="model_by_mmlu"),
            models.Index(fields=["access", "entry"], name="model_by_access"),
            GinIndex(fields=["developers"], name="model_developers"),
            GinIndex(fields=["domains"], name="model_domains"),
        )


class TrainingRunRow(Row):
    """A training run."""

    developers = _entries()
    model = _one()
    clusters = _entries()
    status = models.CharField(max_length=40, blank=True)
    started = models.DateField(null=True)
    parameters = models.FloatField(null=True)
    training_compute = models.FloatField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = _indexes(
            "trainingrun",
            models.Index(fields=["status", "entry"], name="trainingrun_by_status"),
            models.Index(fields=["started", "entry"], name="trainingrun_by_started"),
            models.Index(fields=["parameters", "entry"], name="trainingrun_by_parameters"),
            models.Index(fields=["training_compute", "entry"], name="trainingrun_by_training_comput"),
            GinIndex(fields=["developers"], name="trainingrun_developers"),
            GinIndex(fields=["clusters"], name="trainingrun_clusters"),
        )


class DeploymentRow(Row):
    """A model as somebody offers it."""

    model = _one()
    providers = _entries()
    since = models.DateField(null=True)
    access = models.CharField(max_length=40, blank=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = _indexes(
            "deployment",
            models.Index(fields=["since", "entry"], name="deployment_by_since"),
            models.Index(fields=["access", "entry"], name="deployment_by_access"),
            GinIndex(fields=["providers"], name="deployment_providers"),
        )


class PermitRow(Row):
    """A permit of the agency."""

    holder = _one()
    number = models.CharField(max_length=300, blank=True)
    status = models.CharField(max_length=40, blank=True)
    issued = models.DateField(null=True)
    valid_until = models.DateField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = _indexes(
            "permit",
            models.Index(fields=["number", "entry"], name="permit_by_number"),
            models.Index(fields=["status", "entry"], name="permit_by_status"),
            models.Index(fields=["issued", "entry"], name="permit_by_issued"),
            models.Index(fields=["valid_until", "entry"], name="permit_by_valid_until"),
        )


ROWS: dict[Kind, type[Row]] = {
    Kind.STATE: StateRow,
    Kind.ORGANISATION: OrganisationRow,
    Kind.FACILITY: FacilityRow,
    Kind.CLUSTER: ClusterRow,
    Kind.CHIP_MODEL: ChipModelRow,
    Kind.MODEL: ModelRow,
    Kind.TRAINING_RUN: TrainingRunRow,
    Kind.DEPLOYMENT: DeploymentRow,
    Kind.PERMIT: PermitRow,
}
"""By kind."""
