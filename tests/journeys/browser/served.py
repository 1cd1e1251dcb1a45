"""Settings of the site that the browser visits: the product's, mail into a folder, cheap passwords."""

from __future__ import annotations

import os

from interlock.agency.settings import *  # noqa: F403  # the settings under test

EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = os.environ.get("INTERLOCK_TEST_MAIL", "")
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
