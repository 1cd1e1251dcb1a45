"""Settings of the site in tests: a key of their own, mail kept in memory, passwords hashed cheaply."""

from __future__ import annotations

import os

os.environ["INTERLOCK_SECRET_KEY"] = "of the tests, and of nothing else"  # noqa: S105  # no secret
os.environ.pop("INTERLOCK_DATABASE_URL", None)

from interlock.agency.settings import *  # noqa: F403  # the settings under test, after the key is set

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
DATABASES["default"]["NAME"] = os.environ.get("INTERLOCK_TEST_DATABASE", "interlock")  # noqa: F405  # imported above
