"""No process of the agency outlives the one that started it.

The parent holds the writing end of a pipe and writes nothing. When it ends, killed or not, the kernel closes
that end, and every child reads the end of the file.
"""

from __future__ import annotations

import os
import signal
import threading
import time

__all__ = ["PIPE", "watch_parent"]

PIPE = "INTERLOCK_PARENT_PIPE"
"""The variable that tells a child which descriptor to read."""


def watch_parent(*, grace: float) -> None:
    """End this process in order when its parent is gone.

    Its whole group is killed where that takes longer than `grace` seconds. Without a parent that watches,
    such as at a terminal, nothing happens.
    """
    named = os.environ.get(PIPE)
    if named is None:
        return
    _watch_in_thread(int(named), grace)
    os.register_at_fork(after_in_child=lambda: _watch_in_thread(int(named), grace))


def _watch_in_thread(pipe: int, grace: float) -> None:
    threading.Thread(target=_watch, args=(pipe, grace), daemon=True, name="parent").start()


def _watch(pipe: int, grace: float) -> None:
    while os.read(pipe, 1):
        continue
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(grace)
    os.killpg(os.getpgrp(), signal.SIGKILL)
