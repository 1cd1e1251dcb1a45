"""Lines of the log: one event, one line, whatever a stranger has put into it."""

from __future__ import annotations

import logging
import time

__all__ = ["OneLine"]


class OneLine(logging.Formatter):
    r"""Writes control characters of a message as escapes, so that nobody forges a second line.

    Examples
    --------
    >>> record = logging.LogRecord("a", 30, "", 0, "Not Found: %s", ("/x\n2026 root signed in",), None)
    >>> OneLine("%(message)s").format(record)
    'Not Found: /x\\n2026 root signed in'
    """

    converter = staticmethod(time.gmtime)
    default_time_format = "%Y-%m-%dT%H:%M:%S"
    default_msec_format = "%s.%03dZ"

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  # the library's name
        """Return the line without its traceback, which is ours and may have several."""
        return "".join(
            character if character.isprintable() else character.encode("unicode_escape").decode("ascii")
            for character in super().formatMessage(record)
        )
