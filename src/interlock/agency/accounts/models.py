"""Who may come in: people, and the seats they hold."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from interlock.agency.accounts.seats import Seat

__all__ = ["Membership", "User"]


class UserManager(BaseUserManager["User"]):
    """Makes people."""

    def create_user(self, email: str, password: str | None = None, **more: Any) -> User:
        """Return a new person, saved."""
        user = User(email=self.normalize_email(email).lower(), **more)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        """Return the person with an e-mail address, however it is capitalised."""
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """A person. What they may do follows from their seats, never from the person."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=5, default="en")
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return self.name or self.email


class Membership(models.Model):
    """A seat that a person holds: for an organisation of the register, for a State, or for the agency."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    seat = models.CharField(max_length=12, choices=[(seat.value, seat.label) for seat in Seat])
    organisation = models.ForeignKey(
        "register.Entry", on_delete=models.PROTECT, null=True, blank=True, related_name="members"
    )
    """Of an applicant: whom they speak for."""
    state = models.CharField(max_length=2, blank=True)
    """Of a delegate: ISO 3166 code."""
    is_administrator = models.BooleanField(default=False)
    """Whether they invite and remove members of the same organisation, State or agency."""
    since = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["user", "seat", "organisation", "state"], nulls_distinct=False, name="one_seat_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.seat}"
