"""Where an agency is served, claimed so that nobody else serves there or from the same folder."""

from __future__ import annotations

import errno
import fcntl
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from interlock.adapters.home import home
from interlock.errors import InputError

__all__ = ["Address", "claim"]

_ANY = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  # told apart, not bound


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Host and port to listen on.

    Examples
    --------
    >>> Address(host="::1", port=8000).origin
    'http://[::1]:8000'
    >>> Address(host="0.0.0.0", port=80).origin
    'http://127.0.0.1:80'
    """

    host: str
    port: int

    @property
    def reachable(self) -> str:
        """A host under which this machine reaches it."""
        return _ANY.get(self.host, self.host)

    @property
    def origin(self) -> str:
        """The site's address as a browser on this machine writes it."""
        host = f"[{self.reachable}]" if ":" in self.reachable else self.reachable
        return f"http://{host}:{self.port}"


@contextmanager
def claim(address: Address, *, exclusive: bool) -> Iterator[None]:
    """Hold the right to serve at an address, and, where `exclusive`, from this folder.

    Raises
    ------
    InputError
        If the folder is served already, or the address can't be listened on.
    """
    if not exclusive:
        _refuse_taken(address)
        yield
        return
    path = home() / "serving"
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            where = file.read().strip() or "an address not known yet"
            raise InputError(
                f"an agency is served from {path.parent} already, at {where}",
                advice="Open that address, stop that process, or name another folder in INTERLOCK_HOME.",
            ) from None
        _refuse_taken(address)
        file.truncate(0)
        file.write(f"{address.origin} by process {os.getpid()}")
        file.flush()
        yield
        file.truncate(0)


def _refuse_taken(address: Address) -> None:
    try:
        found = socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)[0]
    except OSError as error:
        raise InputError(
            f"{address.host!r} is not a host of this machine: {error.strerror}",
            field="--host",
            advice="Name an address of this machine, such as 127.0.0.1.",
        ) from error
    with socket.socket(found[0], socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(found[4])
        except OSError as error:
            taken = error.errno == errno.EADDRINUSE
            problem = "is in use by another program" if taken else f"can't be used: {error.strerror}"
            raise InputError(
                f"port {address.port} of {address.host} {problem}",
                field="--port",
                advice="Name another with --port.",
            ) from error
