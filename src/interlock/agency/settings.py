"""Settings of the site. What differs from place to place comes from the environment, and from nowhere else.

==============================  ==================================================================
variable                        meaning
==============================  ==================================================================
``INTERLOCK_DATABASE_URL``      PostgreSQL to use; unset, ``interlock serve`` starts one of its own
``INTERLOCK_HOME``              folder of the embedded server and the key
``INTERLOCK_SECRET_KEY``        signs sessions; unset, one is made once and kept in the folder
``INTERLOCK_HOSTS``             names under which the site is reached, by commas
``INTERLOCK_ORIGIN``            the site's address, such as ``https://register.example``
``INTERLOCK_SMTP_URL``          mail server, ``smtp://user:password@host:587``; unset, mail is printed
``INTERLOCK_MAIL_FROM``         sender of mail
``INTERLOCK_PROXIES``           how many proxies stand in front and name the client (X-Forwarded-For); 0
==============================  ==================================================================
"""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

from interlock.adapters.home import secret_key
from interlock.agency.database import database_settings

_HERE = Path(__file__).parent
_ORIGIN = os.environ.get("INTERLOCK_ORIGIN", "http://127.0.0.1:8000").rstrip("/")
_IS_HTTPS = _ORIGIN.startswith("https://")

SECRET_KEY = secret_key()
DEBUG = False
ORIGIN = _ORIGIN
ALLOWED_HOSTS = [
    *filter(None, os.environ.get("INTERLOCK_HOSTS", "").split(",")),
    str(urlsplit(_ORIGIN).hostname), "localhost", "127.0.0.1", "[::1]",
]  # fmt: skip
CSRF_TRUSTED_ORIGINS = [_ORIGIN]
ROOT_URLCONF = "interlock.agency.urls"
WSGI_APPLICATION = "interlock.agency.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django_htmx",
    "interlock.agency.accounts",  # its templates stand before those of allauth
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "procrastinate.contrib.django",
    "interlock.agency.register",
    "interlock.agency.pages",
    "interlock.agency.api",
    "interlock.agency.public",
    "interlock.agency.applicant",
    "interlock.agency.caseworker",
    "interlock.agency.inspector",
    "interlock.agency.council",
]

MIDDLEWARE = [
    "interlock.agency.pages.timing.ServerTiming",
    "django.middleware.security.SecurityMiddleware",
    "interlock.agency.pages.headers.SafeHeaders",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "interlock.agency.pages.bounds.RequestBounds",  # before the token's check, which reads the form
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "interlock.agency.accounts.sessions.Sessions",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "interlock.agency.pages.context.site",
            ],
            "builtins": ["django.templatetags.i18n", "interlock.agency.pages.templatetags.interlock"],
        },
    }
]

DATABASES = {"default": database_settings(os.environ.get("INTERLOCK_DATABASE_URL"))}
CACHES = {
    "default": {"BACKEND": "interlock.agency.accounts.counters.CounterCache"},  # limits, for all processes
    "local": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},  # what each process may remember
    "pages": {  # parts of pages, some hundred kilobytes each: few, so that the process stays small
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "pages",
        "TIMEOUT": 600,
        "OPTIONS": {"MAX_ENTRIES": 100},
    },
}

# ── accounts ──
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "interlock.agency.accounts.passwords.ContextWords"},
]
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_ADAPTER = "interlock.agency.accounts.adapters.AccountAdapter"
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # no mail to strangers
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
PASSWORD_RESET_TIMEOUT = 60 * 60  # of the link in a mail, in seconds
ACCOUNT_FORMS = {
    "login": "interlock.agency.accounts.forms.LoginForm",
    "reset_password": "interlock.agency.accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "interlock.agency.accounts.forms.ResetPasswordKeyForm",
    "change_password": "interlock.agency.accounts.forms.ChangePasswordForm",
    "reauthenticate": "interlock.agency.accounts.forms.ReauthenticateForm",
    "add_email": "interlock.agency.accounts.forms.NewEmailForm",
    "confirm_email_verification_code": "interlock.agency.accounts.forms.ConfirmCodeForm",
}
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("INTERLOCK_PROXIES", "0"))
MFA_ADAPTER = "interlock.agency.accounts.adapters.SecondFactorAdapter"
MFA_TOTP_ISSUER = "Interlock"
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_FORMS = {
    "authenticate": "interlock.agency.accounts.forms.AuthenticateForm",
    "reauthenticate": "interlock.agency.accounts.forms.ReauthenticateCodeForm",
    "activate_totp": "interlock.agency.accounts.forms.ActivateCodesForm",
    "add_webauthn": "interlock.agency.accounts.forms.AddPasskeyForm",
    "edit_webauthn": "interlock.agency.accounts.forms.EditPasskeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not _IS_HTTPS
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "accounts:desk"
# How long somebody stays signed in is decided in accounts.sessions; the row outlives it by a long weekend, so
# that a form left open is known again and what was typed into it kept.
SESSION_COOKIE_AGE = 4 * 24 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = _IS_HTTPS
CSRF_COOKIE_SECURE = _IS_HTTPS
CSRF_COOKIE_HTTPONLY = True  # forms carry the token themselves
if _IS_HTTPS:  # no other host, and no plain connection, can set these
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # no cookie of their own
SECURE_HSTS_SECONDS = 31_536_000 if _IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
if _IS_HTTPS and ALLAUTH_TRUSTED_PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")  # the proxies that are named write it
SECURE_SSL_REDIRECT = False  # whatever stands in front ends TLS
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# ── jobs ──
PROCRASTINATE_IMPORT_PATHS = ["interlock.agency.register.verdict_tasks"]

# ── languages ──
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("de", "Deutsch")]
LOCALE_PATHS = [_HERE / "pages" / "locale"]
FORMAT_MODULE_PATH = ["interlock.agency.pages.formats"]

# ── files and uploads ──
STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 2**20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_MAX_MEMORY_SIZE = 4 * 2**20
FILE_UPLOAD_HANDLERS = [
    "interlock.agency.pages.uploads.BoundedUploads",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# ── mail ──
DEFAULT_FROM_EMAIL = os.environ.get("INTERLOCK_MAIL_FROM", "Interlock <agency@localhost>")
_SMTP = urlsplit(os.environ.get("INTERLOCK_SMTP_URL", ""))
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if _SMTP.hostname else 'console'}.EmailBackend"
EMAIL_HOST = _SMTP.hostname or "localhost"
EMAIL_PORT = _SMTP.port or 587
EMAIL_HOST_USER = unquote(_SMTP.username or "")
EMAIL_HOST_PASSWORD = unquote(_SMTP.password or "")
EMAIL_USE_TLS = bool(_SMTP.hostname)
EMAIL_TIMEOUT = 20

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "interlock.agency.logs.OneLine",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"interlock.security": {"level": "INFO"}},  # who came in, and who tried
}
