"""How allauth behaves here: by invitation, in our words.

Links carry the site's own address, mail speaks the recipient's language, secrets are encrypted at rest.
"""

from __future__ import annotations

from typing import Any, ClassVar, Final
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as allauth_context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.conf import settings
from django.core.mail import EmailMessage
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from interlock.agency.accounts.models import User
from interlock.agency.accounts.sealing import seal, unseal
from interlock.agency.accounts.sessions import is_officer

__all__ = ["AccountAdapter", "SecondFactorAdapter"]

_MAIN: Final = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # the library is untyped
    """Accounts by invitation."""

    error_messages: ClassVar[dict[str, Any]] = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("This account is closed."),
        "email_password_mismatch": _("The e-mail address and the password do not belong together."),
        "enter_current_password": _("This is not your current password."),
        "incorrect_code": _("This code is wrong or has expired. Enter the present one."),
        "incorrect_password": _("This is not your password."),
        "invalid_or_expired_key": _("This link was used before or has expired."),
        "invalid_password_reset": _("This link was used before or has expired. Ask for a new one."),
        "email_taken": _("There is an account with this address."),
        "duplicate_email": _("This is your address already."),
        "same_as_current": _("This is your address already."),
        "too_many_login_attempts": _("Too many attempts. Try again in five minutes."),
        "rate_limited": _("Too many requests. Try again in a minute."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002  # the library's signature
        """Return that nobody gets an account without an invitation."""
        return False

    def is_safe_url(self, url: str | None) -> bool:
        """Return whether an address is on this very site: whoever signs in is never sent elsewhere."""
        request = allauth_context.request
        return url_has_allowed_host_and_scheme(
            url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
        )

    def get_login_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002  # the library's signature
        """Return the desk of whoever has come in."""
        return reverse("accounts:desk")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002  # the library's signature
        """Return one's own page."""
        return reverse("accounts:account")

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Return the link of a reset mail. Its host is the site's, whatever the request said."""
        parts = urlsplit(super().get_reset_password_from_key_url(key))
        return f"{settings.ORIGIN}{parts.path}"

    def format_email_subject(self, subject: str) -> str:
        """Return a subject that says who writes."""
        return f"Interlock: {subject}"

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send a mail in the language of whom it goes to."""
        known = User.objects.filter(email__iexact=email).values_list("language", flat=True).first()
        with translation.override(known or translation.get_language()):
            super().send_mail(template_prefix, email, {"origin": settings.ORIGIN, **context})

    def render_mail(
        self,
        template_prefix: str,
        email: str | list[str],
        context: dict[str, Any],
        headers: dict[str, str] | None = None,
    ) -> EmailMessage:
        """Return a mail in plain text."""
        subject = " ".join(render_to_string(f"{template_prefix}_subject.txt", context).split())
        body = render_to_string(f"{template_prefix}_message.txt", context).strip() + "\n"
        to = [email] if isinstance(email, str) else email
        return EmailMessage(
            self.format_email_subject(subject), body, self.get_from_email(), to, headers=headers
        )


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # the library is untyped
    """Second factors: mandatory for officers, sealed at rest."""

    error_messages: ClassVar[dict[str, Any]] = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("This code is wrong, was used before, or has expired. Enter the present one."),
        "cannot_delete_authenticator": _(
            "Your seat needs a second factor, and this is your only one. Set up another first."
        ),
        "unverified_email": _("Confirm your new e-mail address first."),
        "add_email_blocked": _("Remove the second factor before you change the address."),
        "cannot_generate_recovery_codes": _("Set up a second factor first; recovery codes stand in for it."),
    }

    def encrypt(self, text: str) -> str:
        """Return a secret, encrypted."""
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Return a secret. One that cannot be read becomes a random one, which no code fits."""
        return unseal(encrypted_text) or generate_totp_secret()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Return whether somebody may give this factor up: officers keep one."""
        user: User = authenticator.user
        others = Authenticator.objects.filter(user=user, type__in=_MAIN).exclude(pk=authenticator.pk)
        return not is_officer(user) or others.exists()

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:  # noqa: A002  # the library's name
        """Return a name that tells a person's passkeys apart."""
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return gettext("Passkey %(number)d") % {"number": number}

    def _get_site_name(self) -> str:
        return "Interlock"
