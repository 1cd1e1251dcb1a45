"""The API's rows: tokens, answers kept for repeated requests, and counters of requests."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

__all__ = ["Answer", "Token", "Window"]


class Token(models.Model):
    """What a program shows to act for a person. Of the secret only the digest is kept."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="tokens")
    label = models.CharField(max_length=100)
    prefix = models.CharField(max_length=16)
    """How the token begins: enough to recognise it by, of no use without the rest."""
    digest = models.CharField(max_length=64, unique=True)
    """SHA-256 of the whole token; it holds 256 random bits, so a slow digest would add nothing."""
    scopes = ArrayField(models.CharField(max_length=12), default=list)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_on = models.DateField(null=True)
    """The last day of use."""
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["user", "-made_at"], name="token_by_person"),
        ]

    def __str__(self) -> str:
        return f"{self.prefix}…"

    def is_valid(self, at: datetime) -> bool:
        """Return whether it opens anything at an instant."""
        return self.revoked_at is None and at < self.expires_at


class Answer(models.Model):
    """What was answered to a request with an idempotency key, to be answered again."""

    token = models.ForeignKey(Token, on_delete=models.CASCADE, related_name="answers")
    key = models.CharField(max_length=100)
    digest = models.CharField(max_length=64)
    """SHA-256 of the request: method, address, precondition, body."""
    made_at = models.DateTimeField()
    status = models.SmallIntegerField(null=True)
    content_type = models.CharField(max_length=100, blank=True)
    body = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["token", "key"], name="one_answer_a_key")
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["made_at"], name="answer_by_time")]

    def __str__(self) -> str:
        return f"{self.token_id} {self.key}"


class Window(models.Model):
    """How often somebody asked in the running minute. The table is not logged: a crash forgets a minute."""

    caller = models.CharField(max_length=80, primary_key=True)
    started = models.DateTimeField()
    used = models.IntegerField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["started"], name="window_by_start")]

    def __str__(self) -> str:
        return f"{self.caller}: {self.used}"
