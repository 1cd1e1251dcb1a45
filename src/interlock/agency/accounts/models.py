"""Who may come in: people, the seats they hold, invitations to seats, and who did what to whom."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models, transaction

from interlock.agency.accounts.seats import Seat

__all__ = ["AccountChange", "Counter", "Invitation", "Membership", "User"]

SEATS = [(seat.value, seat.label) for seat in Seat]


class UserManager(BaseUserManager["User"]):
    """Makes people."""

    def create_user(self, email: str, password: str | None = None, **more: Any) -> User:  # noqa: ANN401  # fields by name
        """Return a new person, saved. Accounts come by invitation, which has proved the address."""
        from allauth.account.models import EmailAddress

        user = User(email=self.normalize_email(email).lower(), **more)
        user.set_password(password)
        with transaction.atomic():
            user.save(using=self._db)
            EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
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
    signed_out_at = models.DateTimeField(null=True)
    """Sessions begun before this instant have ended, wherever they are."""

    objects: ClassVar[UserManager] = UserManager()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return self.name or self.email


class Membership(models.Model):
    """A seat that a person holds: for an organisation of the register, for a State, or for the agency."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    seat = models.CharField(max_length=12, choices=SEATS)
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


class Invitation(models.Model):
    """An offer of a seat, sent to an address. Of its token only the digest is kept."""

    email = models.EmailField()
    seat = models.CharField(max_length=12, choices=SEATS)
    organisation = models.ForeignKey(
        "register.Entry", on_delete=models.PROTECT, null=True, blank=True, related_name="invitations"
    )
    state = models.CharField(max_length=2, blank=True)
    is_administrator = models.BooleanField(default=False)
    language = models.CharField(max_length=5, default="en")
    digest = models.CharField(max_length=64, unique=True)
    """SHA-256 of the token in the mail."""
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="invitations")
    """None where the agency's own set-up invited."""
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["seat", "organisation", "state", "-invited_at"], name="invitation_by_unit")
        ]

    def __str__(self) -> str:
        return f"{self.email}: {self.seat}"


class AccountChange(models.Model):
    """One act on who may come in: who did what to whom, when and why. Append-only."""

    class Act(models.TextChoices):
        """What was done."""

        INVITED = "invited"
        RESENT = "sent the invitation again"
        WITHDREW = "withdrew the invitation"
        ACCEPTED = "accepted the invitation"
        REMOVED = "removed"
        MADE_ADMINISTRATOR = "made an administrator"
        UNMADE_ADMINISTRATOR = "no longer an administrator"
        RESET_SECOND_FACTOR = "reset the second factor"

    act = models.CharField(max_length=32, choices=Act.choices)
    made_at = models.DateTimeField()
    actor = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="account_changes")
    """None where the agency's own set-up acted."""
    subject = models.CharField(max_length=300)
    """The person's name and address as they then were."""
    seat = models.CharField(max_length=12, choices=SEATS)
    organisation = models.ForeignKey("register.Entry", on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=2, blank=True)
    reason = models.TextField(blank=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["organisation", "state", "-id"], name="account_change_by_unit")
        ]

    def __str__(self) -> str:
        return f"{self.act}: {self.subject}"


class Counter(models.Model):
    """What rate limits remember for a while, shared by all processes of the site."""

    key = models.CharField(max_length=250, primary_key=True)
    value = models.JSONField()
    expires_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["expires_at"], name="counter_by_expiry")
        ]

    def __str__(self) -> str:
        return self.key
