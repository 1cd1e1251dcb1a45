"""Forms of signing in and of one's account, in our words; what is typed in, and nothing that is decided."""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.account import forms as account_forms
from allauth.mfa.base import forms as factor_forms
from allauth.mfa.totp import forms as totp_forms
from allauth.mfa.webauthn import forms as passkey_forms
from django import forms
from django.contrib.auth import password_validation
from django.utils.translation import gettext_lazy as _

from interlock.agency.accounts.models import User
from interlock.agency.accounts.seats import Seat

__all__ = [
    "AcceptForm", "ActivateCodesForm", "AddPasskeyForm", "AuthenticateForm", "ChangePasswordForm",
    "ConfirmCodeForm", "EditPasskeyForm", "InviteForm", "LoginForm", "NewEmailForm", "ReasonForm",
    "ReauthenticateCodeForm", "ReauthenticateForm", "ResetPasswordForm", "ResetPasswordKeyForm", "YouForm",
]  # fmt: skip

_SEATS = {
    Seat.APPLICANT: _("Applicant"),
    Seat.CASEWORKER: _("Caseworker"),
    Seat.INSPECTOR: _("Inspector"),
    Seat.DELEGATE: _("Delegate"),
}


class _Worded(forms.Form):
    """Labels of ours, and no placeholders, which vanish when one types."""

    labels: ClassVar[dict[str, Any]] = {}
    helps: ClassVar[dict[str, Any]] = {}

    def __init__(self, *arguments: Any, **keywords: Any) -> None:  # noqa: ANN401  # Django's
        super().__init__(*arguments, **keywords)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name, field.label)
            field.help_text = self.helps.get(name, "")
            if isinstance(field, forms.CharField) and field.max_length is None:
                field.widget.attrs["maxlength"] = "500"


_EMAIL = _("E-mail address")
_CODE = {"code": _("Code")}
_LENGTH = _("At least 12 characters. Several words in a row are good.")


class LoginForm(_Worded, account_forms.LoginForm):  # type: ignore[misc]  # the library is untyped
    """Signing in."""

    labels: ClassVar[dict[str, Any]] = {"login": _EMAIL, "password": _("Password")}


class ResetPasswordForm(_Worded, account_forms.ResetPasswordForm):  # type: ignore[misc]  # the library is untyped
    """Asking for a link to set a new password."""

    labels: ClassVar[dict[str, Any]] = {"email": _EMAIL}


class ResetPasswordKeyForm(_Worded, account_forms.ResetPasswordKeyForm):  # type: ignore[misc]  # the library is untyped
    """Setting a new password."""

    labels: ClassVar[dict[str, Any]] = {"password1": _("New password"), "password2": _("New password, again")}
    helps: ClassVar[dict[str, Any]] = {"password1": _LENGTH}


class ChangePasswordForm(_Worded, account_forms.ChangePasswordForm):  # type: ignore[misc]  # the library is untyped
    """Changing one's password."""

    labels: ClassVar[dict[str, Any]] = {
        "oldpassword": _("Current password"),
        "password1": _("New password"),
        "password2": _("New password, again"),
    }
    helps: ClassVar[dict[str, Any]] = {"password1": _LENGTH}


class ReauthenticateForm(_Worded, account_forms.ReauthenticateForm):  # type: ignore[misc]  # the library is untyped
    """Showing that it is still oneself."""

    labels: ClassVar[dict[str, Any]] = {"password": _("Password")}


class NewEmailForm(_Worded, account_forms.AddEmailForm):  # type: ignore[misc]  # the library is untyped
    """Changing one's address."""

    labels: ClassVar[dict[str, Any]] = {"email": _("New e-mail address")}


class ConfirmCodeForm(_Worded, account_forms.ConfirmEmailVerificationCodeForm):  # type: ignore[misc]  # the library is untyped
    """Confirming an address by the code that was sent there."""

    labels: ClassVar[dict[str, Any]] = _CODE


class AuthenticateForm(_Worded, factor_forms.AuthenticateForm):  # type: ignore[misc]  # the library is untyped
    """Showing a second factor."""

    labels: ClassVar[dict[str, Any]] = _CODE
    helps: ClassVar[dict[str, Any]] = {
        "code": _("Six digits from your authenticator app, or one of your recovery codes.")
    }


class ReauthenticateCodeForm(_Worded, factor_forms.ReauthenticateForm):  # type: ignore[misc]  # the library is untyped
    """Showing a second factor again."""

    labels: ClassVar[dict[str, Any]] = _CODE
    helps: ClassVar[dict[str, Any]] = AuthenticateForm.helps


class ActivateCodesForm(_Worded, totp_forms.ActivateTOTPForm):  # type: ignore[misc]  # the library is untyped
    """Setting up an authenticator app."""

    labels: ClassVar[dict[str, Any]] = _CODE
    helps: ClassVar[dict[str, Any]] = {"code": _("The six digits that the app shows now.")}


class AddPasskeyForm(_Worded, passkey_forms.AddWebAuthnForm):  # type: ignore[misc]  # the library is untyped
    """Adding a passkey."""

    labels: ClassVar[dict[str, Any]] = {
        "name": _("Name of the passkey"),
        "passwordless": _("Sign in with this passkey alone"),
    }
    helps: ClassVar[dict[str, Any]] = {
        "passwordless": _("The device then asks for its PIN or a fingerprint each time.")
    }


class EditPasskeyForm(_Worded, passkey_forms.EditWebAuthnForm):  # type: ignore[misc]  # the library is untyped
    """Renaming a passkey."""

    labels: ClassVar[dict[str, Any]] = {"name": _("Name of the passkey")}


class AcceptForm(forms.Form):
    """Taking an invitation."""

    name = forms.CharField(
        label=_("Your name"), max_length=200, help_text=_("It stands beside what you do."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )  # fmt: skip
    password = forms.CharField(
        label=_("Password"), max_length=500, strip=False, help_text=_LENGTH,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip

    def __init__(self, *arguments: Any, email: str, **keywords: Any) -> None:  # noqa: ANN401  # Django's
        super().__init__(*arguments, **keywords)
        self._email = email

    def clean_password(self) -> str:
        """Return the password if it is long enough, not a common one and not the address again."""
        password: str = self.cleaned_data["password"]
        password_validation.validate_password(
            password, User(email=self._email, name=self.cleaned_data.get("name", ""))
        )
        return password


class InviteForm(forms.Form):
    """Inviting somebody to a seat of a unit."""

    email = forms.EmailField(label=_EMAIL, max_length=254)
    seat = forms.ChoiceField(label=_("Seat"))
    language = forms.ChoiceField(
        label=_("Language of the mail"), choices=[("en", "English"), ("de", "Deutsch")]
    )
    is_administrator = forms.BooleanField(label=_("May invite and remove members"), required=False)

    def __init__(
        self,
        *arguments: Any,  # noqa: ANN401  # Django's
        seats: tuple[Seat, ...],
        **keywords: Any,  # noqa: ANN401  # Django's
    ) -> None:
        super().__init__(*arguments, **keywords)
        choices = forms.ChoiceField(label=_("Seat"), choices=[(seat.value, _SEATS[seat]) for seat in seats])
        self.fields["seat"] = choices


class ReasonForm(forms.Form):
    """Why something is done to a member."""

    reason = forms.CharField(
        label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It is recorded beside your name."),
    )  # fmt: skip


class YouForm(forms.Form):
    """One's own name and language."""

    name = forms.CharField(label=_("Name"), max_length=200, help_text=_("It stands beside what you do."))
    language = forms.ChoiceField(label=_("Language of mail"), choices=[("en", "English"), ("de", "Deutsch")])
