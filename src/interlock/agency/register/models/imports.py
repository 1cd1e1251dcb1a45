"""A file on its way into the register: uploaded, previewed, applied, perhaps undone."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from interlock.agency.register.models.entries import KINDS, Change, Entry
from interlock.agency.register.models.sentences import SentenceField
from interlock.agency.register.numbers import Decoder

__all__ = ["Import", "ImportLine"]


class Import(models.Model):
    """A file that an officer gave, and what became of it."""

    class State(models.TextChoices):
        """Where it stands."""

        UPLOADED = "uploaded"
        PREVIEWING = "previewing"
        PREVIEWED = "previewed"
        APPLYING = "applying"
        APPLIED = "applied"
        UNDOING = "undoing"
        UNDONE = "undone"
        FAILED = "failed"

    file_name = models.CharField(max_length=300)
    digest = models.CharField(max_length=64)
    """SHA-256 of the file."""
    content = models.BinaryField()
    layout = models.CharField(max_length=40, blank=True)
    """How the file is laid out; recognised from its head."""
    publisher = models.CharField(max_length=300)
    title = models.CharField(max_length=500)
    url = models.CharField(max_length=1000, blank=True)
    licence = models.CharField(max_length=100, blank=True)
    stated_on = models.DateField()
    """The day of the source's words."""
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True)
    uploaded_at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=State.choices, default=State.UPLOADED)
    done = models.IntegerField(default=0)
    total = models.IntegerField(default=0)
    counts = models.JSONField(default=dict)
    """Lines by outcome."""
    failure = SentenceField(blank=True, default="")
    """Why it failed, in a sentence."""
    preview_version = models.BigIntegerField(default=0)
    """The register's last act when the preview was made."""
    fingerprint = models.CharField(max_length=64, blank=True)
    """SHA-256 of what the preview showed: an import that would do anything else is not carried out."""
    change = models.OneToOneField(Change, on_delete=models.PROTECT, null=True, related_name="file")
    idempotency_key = models.CharField(max_length=100, unique=True, null=True)  # noqa: DJ001  # null is not unique

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["-uploaded_at"], name="import_by_time")]

    def __str__(self) -> str:
        return self.file_name


class ImportLine(models.Model):
    """What one line of a file would do, or did."""

    class Outcome(models.TextChoices):
        """What taking the line in would do."""

        NEW = "new"
        CHANGED = "changed"
        UNCHANGED = "unchanged"
        EARLIER = "earlier"
        """It says what had been said before a newer word that is held: it goes into the history."""
        CONFLICTING = "conflicting"
        """It contradicts another authority; a person decides."""
        REFUSED = "refused"

    file = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="lines")
    line = models.IntegerField(null=True)
    kind = models.CharField(max_length=16, choices=KINDS, blank=True)
    name = models.CharField(max_length=300, blank=True)
    outcome = models.CharField(max_length=12, choices=Outcome.choices)
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, null=True, related_name="+")
    differences = models.JSONField(default=list, decoder=Decoder)
    """``{"property", "held", "held_source", "held_on", "stated", "holds_from", "outcome"}`` of each value
    that differs; the unchanged ones are left out."""
    problem = SentenceField(blank=True, default="")
    """Why it is refused or in conflict, in a sentence."""
    take = models.BooleanField(null=True)
    """Of a conflict: whether an officer took the file's word; None while open. Open ones are left out."""
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    decided_because = models.TextField(blank=True, default="")
    """The officer's reason."""

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["file", "outcome", "id"], name="line_by_outcome")
        ]

    def __str__(self) -> str:
        return f"{self.file_id}, line {self.line}"
