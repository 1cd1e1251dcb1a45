"""The register's rows: sources, acts, entries, statements, verdicts, chips.

Statements and acts are append-only; the database refuses to change or delete one (migration
``0002_append_only``). An `Entry` and the row of its kind are a projection of the statements that stand
today, kept for lists and searches; `projection.project` works them out again at any time.
"""

from __future__ import annotations

from functools import lru_cache
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.urls import get_script_prefix, reverse
from django.utils.translation import get_language

from interlock.agency.register.numbers import Decoder
from interlock.register import Kind

__all__ = ["Change", "Chip", "ChipPlacement", "Entry", "Source", "Statement", "Verdict", "page_address"]

KINDS = [(kind.value, kind.value) for kind in Kind]


class Source(models.Model):
    """Where values come from."""

    publisher = models.CharField(max_length=300)
    title = models.CharField(max_length=500)
    url = models.CharField(max_length=1000, blank=True)
    licence = models.CharField(max_length=100, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["publisher", "title", "url", "licence"], name="one_source_once")
        ]

    def __str__(self) -> str:
        return f"{self.publisher}, {self.title}"


class Change(models.Model):
    """One act on the register: who did what, when and why. Append-only."""

    class Act(models.TextChoices):
        """What was done."""

        IMPORT = "import"
        CORRECTION = "correction"
        UNDO = "undo"
        DEMONSTRATION = "demonstration"
        SET_UP = "set up"

    act = models.CharField(max_length=16, choices=Act.choices)
    made_at = models.DateTimeField()
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="changes"
    )
    """None for what the agency's own set-up did."""
    reason = models.TextField(blank=True)
    summary = models.CharField(max_length=500, blank=True)
    """What was done, as the object of a sentence: the file's name, the property's label."""
    undoes = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="undone_by")
    idempotency_key = models.CharField(max_length=100, unique=True, null=True)  # noqa: DJ001  # null is not unique

    def __str__(self) -> str:
        return f"{self.act} {self.summary}"


class Entry(models.Model):
    """Something the register holds, as it stands today."""

    kind = models.CharField(max_length=16, choices=KINDS)
    key = models.CharField(max_length=620)
    slug = models.CharField(max_length=100)
    name = models.CharField(max_length=300)
    folded = models.CharField(max_length=620, db_collation="C")
    """The name without accents and case; compared byte by byte, so that one index serves both."""
    search = SearchVectorField(null=True)
    countries = ArrayField(models.CharField(max_length=2), default=list, blank=True)
    held = models.JSONField(default=dict, blank=True, decoder=Decoder)
    """By property: ``{"value", "statement", "source", "stated_on", "holds_from", "change", "public"}``."""
    is_listed = models.BooleanField(default=False)
    """Whether anything stands of it, or names it; what an undone import brought in does not."""
    is_public = models.BooleanField(default=False)
    """Whether something public stands of it, or names it; of what has secret statements alone, not even the
    name is for everybody."""
    refers = ArrayField(models.BigIntegerField(), default=list, blank=True)
    """The entries that its standing public values name."""
    unlinked = ArrayField(models.CharField(max_length=640), default=list, blank=True)
    """What its standing values name and the register does not hold, as ``kind:key``: linked once it does."""
    applies = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    """Rulebooks of which a provision in force applies."""
    undecided = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    """Rulebooks of which a provision in force is indeterminate, unknown or needs a decision."""
    version = models.BigIntegerField(default=0)
    """The last act that touched it: what an edit must name to be taken."""
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["kind", "key"], name="one_entry_a_key"),
            models.UniqueConstraint(fields=["kind", "slug"], name="one_entry_a_slug"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            GinIndex(fields=["search"], name="entry_search"),
            GinIndex(fields=["countries"], name="entry_countries"),
            GinIndex(fields=["applies"], name="entry_applies"),
            GinIndex(fields=["undecided"], name="entry_undecided"),
            GinIndex(fields=["refers"], name="entry_refers"),
            GinIndex(fields=["unlinked"], name="entry_unlinked"),
            models.Index(fields=["kind", "folded", "id"], name="entry_by_name"),
            models.Index(fields=["kind", "-changed_at", "-id"], name="entry_by_change"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the address of its public page."""
        return page_address(self.kind, self.slug)


def page_address(kind: str, slug: str) -> str:
    """Return the address of an entry's public page."""
    return _beside(kind, get_language(), get_script_prefix()).format(slug)


@lru_cache(maxsize=256)
def _beside(kind: str, language: str | None, prefix: str) -> str:  # noqa: ARG001  # addresses differ by both
    """Return the address of a kind's entries, with braces for the slug: lists need it hundreds of times."""
    return reverse("public:entry", args=[Kind(kind).path, "slug"]).removesuffix("slug") + "{}"


class Statement(models.Model):
    """What one source said of one property of one entry. Append-only."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="statements")
    property = models.CharField(max_length=40)
    value = models.JSONField(null=True, decoder=Decoder)
    stated_on = models.DateField()
    holds_from = models.DateField(null=True)
    change = models.ForeignKey(Change, on_delete=models.PROTECT, related_name="statements")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="statements")
    line = models.IntegerField(null=True)
    note = models.TextField(blank=True)
    public = models.BooleanField(default=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["entry", "property", "id"], name="statement_by_entry"),
            models.Index(fields=["change", "entry"], name="statement_by_change"),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.property}"


class Verdict(models.Model):
    """What one rulebook says of one entry, from a day until the next row. Append-only."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="verdicts")
    rulebook = models.CharField(max_length=40)
    revision = models.CharField(max_length=64)
    """SHA-256 of the rulebook's file."""
    outcomes = models.JSONField()
    """By provision: ``{"outcome", "low", "high", "force"}``."""
    holds_from = models.DateField()
    """The day on which these outcomes came about."""
    cause = models.CharField(max_length=8, choices=[("values", "values"), ("rules", "rules"), ("day", "day")])
    version = models.BigIntegerField()
    """The entry's version that was judged."""
    computed_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["entry", "rulebook", "-id"], name="verdict_by_entry"),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.rulebook}"


class Chip(models.Model):
    """One chip, by the digest of its serial number, where it stands now."""

    serial = models.CharField(max_length=64, unique=True)
    """SHA-256 of designer and serial number, in hexadecimal."""
    chip_model = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="chips")
    cluster = models.ForeignKey(Entry, on_delete=models.PROTECT, null=True, related_name="chips_here")
    owner = models.ForeignKey(Entry, on_delete=models.PROTECT, null=True, related_name="chips_owned")
    is_held = models.BooleanField(default=True)
    """Whether a list that names it stands; one that an undone import brought in is not counted."""

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(OpClass("serial", name="varchar_pattern_ops"), name="chip_serial"),
        ]

    def __str__(self) -> str:
        return self.serial


class ChipPlacement(models.Model):
    """Where a chip was said to stand, from a day. Append-only."""

    chip = models.ForeignKey(Chip, on_delete=models.PROTECT, related_name="placements")
    cluster = models.ForeignKey(Entry, on_delete=models.PROTECT, null=True, related_name="+")
    owner = models.ForeignKey(Entry, on_delete=models.PROTECT, null=True, related_name="+")
    since = models.DateField()
    change = models.ForeignKey(Change, on_delete=models.PROTECT, related_name="placements")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="placements")

    def __str__(self) -> str:
        return f"{self.chip_id} since {self.since}"
