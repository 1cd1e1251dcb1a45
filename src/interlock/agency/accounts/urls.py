"""Addresses of signing in and of one's account.

Those of allauth are named one by one: signing up, social accounts and what else it offers do not exist here.
"""

from __future__ import annotations

from allauth.account import views as account
from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from django.urls import include, path, re_path

from interlock.agency.accounts.permissions import signed_in
from interlock.agency.accounts.views import administration, own, taking

_OWN = [
    path("", own.account, name="account"),
    path("desk", own.desk, name="desk"),
    path("second-factor", own.second_factor, name="second_factor"),
    path("sign-out-everywhere", own.sign_out_everywhere, name="sign_out_everywhere"),
    path("invitations/<str:token>", taking.open_invitation, name="open_invitation"),
    path("invitation", taking.take_invitation, name="invitation"),
    path("members", administration.members, name="members"),
    path("members/<int:number>", administration.unit, name="unit"),
    re_path(
        r"^members/(?P<number>\d{1,18})/invitations/(?P<invitation>\d{1,18})/(?P<verb>resend|withdraw)$",
        administration.act_on_invitation,
        name="act_on_invitation",
    ),
    re_path(
        r"^members/(?P<number>\d{1,18})/people/(?P<member>\d{1,18})/"
        r"(?P<verb>remove|administrator|member|second-factor)$",
        administration.act_on_member,
        name="act_on_member",
    ),
]

_SIGNING_IN = [
    path("login", account.login, name="account_login"),
    path("logout", account.logout, name="account_logout"),
    path("inactive", account.account_inactive, name="account_inactive"),
    path("reauthenticate", account.reauthenticate, name="account_reauthenticate"),
    path("email", signed_in(account.email), name="account_email"),
    path("confirm-email", account.email_verification_sent, name="account_email_verification_sent"),
    path("password/change", signed_in(account.password_change), name="account_change_password"),
    path("password/reset", account.password_reset, name="account_reset_password"),
    path("password/reset/done", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]{1,13})-(?P<key>[^/]{1,100})$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
]

_SECOND_FACTOR = [
    path("", factors.index, name="mfa_index"),
    path("authenticate", factors.authenticate, name="mfa_authenticate"),
    path("reauthenticate", factors.reauthenticate, name="mfa_reauthenticate"),
    path("totp/activate", totp.activate_totp, name="mfa_activate_totp"),
    path("totp/deactivate", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("recovery-codes", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("recovery-codes/generate", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("webauthn", passkeys.list_webauthn, name="mfa_list_webauthn"),
    path("webauthn/add", passkeys.add_webauthn, name="mfa_add_webauthn"),
    path("webauthn/login", passkeys.login_webauthn, name="mfa_login_webauthn"),
    path("webauthn/reauthenticate", passkeys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("webauthn/keys/<int:pk>/remove", passkeys.remove_webauthn, name="mfa_remove_webauthn"),
    path("webauthn/keys/<int:pk>/edit", passkeys.edit_webauthn, name="mfa_edit_webauthn"),
]

urlpatterns = [
    *_SIGNING_IN,
    path("2fa/", include(_SECOND_FACTOR)),
    path("", include((_OWN, "accounts"))),
]
