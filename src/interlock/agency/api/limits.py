"""How often somebody may ask: counters in the database, by token or by address. They fail closed.

A window is a minute. One statement counts and answers, so that two servers and any number of threads share
one counter. Where the counter can't be reached nobody is let through: unlimited is never the fallback.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from ipaddress import IPv6Address, ip_address
from typing import Final

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from interlock.errors import InterlockError

__all__ = ["Limit", "LimitUnreachableError", "TooManyRequestsError", "address_of", "take"]

_WINDOW: Final = timedelta(minutes=1)
_COUNT: Final = """
INSERT INTO api_window AS held (caller, started, used) VALUES (%s, %s, 1)
ON CONFLICT (caller) DO UPDATE SET
    used = CASE WHEN held.started = EXCLUDED.started THEN held.used + 1 ELSE 1 END,
    started = EXCLUDED.started
RETURNING used
"""
_FORGET: Final = """
DELETE FROM api_window WHERE caller IN (
    SELECT caller FROM api_window WHERE started < %s LIMIT 100 FOR UPDATE SKIP LOCKED)
"""


class Limit(Enum):
    """How many requests of a sort a minute takes."""

    READ = 600
    WRITE = 60
    UPLOAD = 12
    ENTRY = 20
    """Requests with a token that opens nothing."""
    ISSUE = 10
    """Tokens made by one person."""


class LimitUnreachableError(InterlockError):
    """The counter of requests can't be reached."""


@dataclass(slots=True)
class TooManyRequestsError(InterlockError):
    """Somebody asked more often than they may."""

    retry_after: int
    """Seconds."""

    def __str__(self) -> str:
        return f"too many requests; the next one is taken in {self.retry_after} seconds"


def take(limit: Limit, who: str, *, at: datetime) -> None:
    """Count one request.

    Raises
    ------
    TooManyRequestsError
        If the window is used up.
    LimitUnreachableError
        If the counter can't be reached.
    """
    started = at.replace(second=0, microsecond=0)
    caller = f"{limit.name.lower()}:{_hidden(who)}"
    try:
        with connection.cursor() as cursor:
            cursor.execute(_COUNT, [caller, started])
            row = cursor.fetchone()
            used = int(row[0])
            if used == 1:
                cursor.execute(_FORGET, [started - 5 * _WINDOW])
    except DatabaseError as error:
        raise LimitUnreachableError("the counter of requests can't be reached") from error
    if used > limit.value:
        raise TooManyRequestsError(retry_after=int((started + _WINDOW - at).total_seconds()) + 1)


def address_of(request: HttpRequest) -> str:
    """Return the address that a request comes from; of IPv6 the network, which one household shares.

    Forwarding headers are believed only as far as settings name proxies of our own
    (``ALLAUTH_TRUSTED_PROXY_COUNT``): anybody can write such a header.
    """
    address = request.META.get("REMOTE_ADDR", "")
    proxies = int(getattr(settings, "ALLAUTH_TRUSTED_PROXY_COUNT", 0) or 0)
    forwarded = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    if proxies and len(forwarded) >= proxies:
        address = forwarded[-proxies]
    try:
        parsed = ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(parsed, IPv6Address):
        return f"{IPv6Address(int(parsed) >> 64 << 64)}/64"
    return str(parsed)


def _hidden(who: str) -> str:
    """Return what tells callers apart and does not tell who they are."""
    return salted_hmac("interlock.agency.api.limits", who, algorithm="sha256").hexdigest()[:32]
