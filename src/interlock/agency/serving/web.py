"""The process that serves the site: granian with one worker, so that memory stays small.

``python -m interlock.agency.serving web HOST PORT`` is what `supervisor` starts.
"""

from __future__ import annotations

from collections.abc import Sequence

from interlock.agency.serving.family import watch_parent

__all__ = ["main"]

_GRACE = 10
"""Seconds that requests under way have to end."""
_THREADS = 4


def main(arguments: Sequence[str]) -> int:
    """Serve the site until asked to stop; return the exit code."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    host, port = arguments
    watch_parent(grace=_GRACE + 5)
    Granian(
        "interlock.agency.wsgi:application",
        address=host,
        port=int(port),
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=_THREADS,
        websockets=False,
        respawn_failed_workers=False,  # the supervisor counts deaths
        workers_kill_timeout=_GRACE,
        log_level=LogLevels.warning,
    ).serve()
    return 0
