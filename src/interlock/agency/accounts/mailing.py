"""Mail that allauth doesn't send: invitations, and word of a second factor that was reset."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from interlock.agency.accounts.models import Invitation, User

__all__ = ["invitation_address", "send_invitation", "tell_of_reset"]


def invitation_address(token: str) -> str:
    """Return the whole address at which an invitation is taken, in the active language."""
    return f"{settings.ORIGIN}{reverse('accounts:open_invitation', args=[token])}"


def send_invitation(invitation: Invitation, token: str) -> None:
    """Send an invitation in its language."""
    with translation.override(invitation.language):
        context = {"invitation": invitation, "url": invitation_address(token)}
        _send("accounts/mail/invitation", invitation.email, context)


def tell_of_reset(user: User, *, by: User, reason: str) -> None:
    """Tell somebody that their second factor was reset, by whom and why."""
    with translation.override(user.language):
        _send("accounts/mail/second_factor_reset", user.email, {"user": user, "by": by, "reason": reason})


def _send(template: str, to: str, context: dict[str, object]) -> None:
    context = {"origin": settings.ORIGIN, **context}
    subject = " ".join(render_to_string(f"{template}_subject.txt", context).split())
    body = render_to_string(f"{template}_message.txt", context).strip() + "\n"
    EmailMessage(f"Interlock: {subject}", body, to=[to]).send()
