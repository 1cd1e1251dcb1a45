"""Secrets of second factors, encrypted at rest with a key that is not in the database."""

from __future__ import annotations

from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

__all__ = ["seal", "unseal"]


def seal(text: str) -> str:
    """Return a secret, encrypted with the site's key."""
    return _box().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str | None:
    """Return a secret again; None if it was encrypted with another key or altered."""
    try:
        return _box().decrypt(sealed.encode()).decode()
    except InvalidToken:
        return None


def _box() -> MultiFernet:
    return MultiFernet([Fernet(_key(key)) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _key(secret: str | bytes) -> bytes:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"interlock second factors")
    return urlsafe_b64encode(derived.derive(secret if isinstance(secret, bytes) else secret.encode()))
