"""Keys by which a second click is known to be the first one again.

A form carries a key that was made when it was shown. What is kept of it is a digest over the key, the person,
the address and everything that was typed: the same form sent twice is one act, a form changed and sent again
is another, and nobody can answer to another officer's key.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from typing import Final

from django.http import HttpRequest

from interlock.agency.accounts.models import User

__all__ = ["FIELD", "act_key", "new_key"]

FIELD: Final = "once"
"""The name of the hidden field."""
_FORM: Final = re.compile(r"[0-9a-f]{32}")


def new_key() -> str:
    """Return a key for a form that is about to be shown."""
    return secrets.token_hex(16)


def act_key(request: HttpRequest, person: User, *, content: bytes = b"") -> str | None:
    """Return the key under which the register knows this act; None where the form brought none.

    Parameters
    ----------
    content
        Of a file that came with the form.
    """
    if not _FORM.fullmatch(request.POST.get(FIELD, "")):
        return None
    digest = hashlib.sha256(hashlib.sha256(content).digest())
    parts = [str(person.pk), request.path]
    for name, values in sorted(request.POST.lists()):
        if name != "csrfmiddlewaretoken":
            parts += [name, *values]
    for part in parts:
        digest.update(f"{len(part)}:{part}".encode("utf-8", "surrogatepass"))
    return f"page:{digest.hexdigest()}"
