"""The demonstration's passwords are known to everybody: nobody else may reach a site that has them.

They follow from a seed that is printed in the documentation. So while its accounts can sign in, the agency is
served to this machine alone.
"""

from __future__ import annotations

import importlib
import os
from collections.abc import Mapping
from ipaddress import ip_address
from urllib.parse import urlsplit

from interlock.errors import InputError

__all__ = ["is_exposed", "refuse_known_passwords"]


def is_exposed(host: str, environment: Mapping[str, str] | None = None) -> bool:
    """Return whether others can reach a site that listens on a host: directly, or by the address it is given.

    Examples
    --------
    >>> is_exposed("127.0.0.1", {}), is_exposed("::1", {}), is_exposed("0.0.0.0", {})
    (False, False, True)
    >>> is_exposed("127.0.0.1", {"INTERLOCK_ORIGIN": "https://register.example"})
    True
    """
    variables = os.environ if environment is None else environment
    origin = urlsplit(variables.get("INTERLOCK_ORIGIN", "")).hostname or host
    named = [name for name in variables.get("INTERLOCK_HOSTS", "").split(",") if name]
    return not all(_is_this_machine(name) for name in (host, origin, *named))


def refuse_known_passwords(host: str, *, would_load: bool) -> None:
    """Do nothing where only this machine reaches the site, or nobody can sign in with a known password.

    Parameters
    ----------
    would_load
        Whether the demonstration world is about to be loaded.

    Raises
    ------
    InputError
        If others would reach accounts of the demonstration world.
    """
    if not is_exposed(host):
        return
    if would_load:
        raise InputError(
            "the demonstration world has passwords that everybody knows, and others would reach it",
            field="--host",
            advice="Begin with an empty register: interlock serve --no-demo. Or serve the demonstration to "
            "this machine alone, on 127.0.0.1, without INTERLOCK_ORIGIN and INTERLOCK_HOSTS.",
        )
    if _known_accounts():
        raise InputError(
            "the register holds the demonstration world, whose passwords everybody knows, and others would "
            "reach it",
            field="--host",
            advice="Name another folder in INTERLOCK_HOME or another database in INTERLOCK_DATABASE_URL, "
            "and begin there with --no-demo. Or serve this one to this machine alone, on 127.0.0.1, without "
            "INTERLOCK_ORIGIN and INTERLOCK_HOSTS.",
        )


def _known_accounts() -> bool:
    from django.contrib.auth import get_user_model

    people = importlib.import_module("interlock.agency.demonstration.people")
    addresses = [account.email for account in people.accounts(1)]
    return get_user_model().objects.filter(email__in=addresses, is_active=True).exists()


def _is_this_machine(name: str) -> bool:
    if name == "localhost":
        return True
    try:
        return ip_address(name.strip("[]")).is_loopback
    except ValueError:
        return False
