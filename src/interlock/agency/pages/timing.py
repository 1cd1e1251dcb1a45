"""How long an answer took, told with it: ``Server-Timing: app;dur=31.2, db;dur=8.4;desc="9 queries"``.

A browser's developer tools show it, and `benchmarks/register.py` reads it. It is told of reading only. What
writes, such as signing in, keeps it to itself: there the number of queries could tell whether an account
exists.

References
----------
.. [1] W3C, *Server Timing*, https://www.w3.org/TR/server-timing/
"""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter
from typing import Any, Final

from django.db import connection
from django.http import HttpRequest, HttpResponse

__all__ = ["ServerTiming"]

_READING: Final = frozenset(("GET", "HEAD"))


class ServerTiming:
    """Adds the header to every answer to a reader."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer with the header set; of what is streamed, the time until it begins."""
        if request.method not in _READING:
            return self._get_response(request)
        began, queries = perf_counter(), _Queries()
        with connection.execute_wrapper(queries):
            response = self._get_response(request)
        app, database = 1e3 * (perf_counter() - began), 1e3 * queries.seconds
        response.headers["Server-Timing"] = (
            f'app;dur={app:.1f}, db;dur={database:.1f};desc="{queries.number} queries"'
        )
        return response


class _Queries:
    """Counts what is asked of the database, and the time until it has answered."""

    __slots__ = ("number", "seconds")

    def __init__(self) -> None:
        self.number, self.seconds = 0, 0.0

    def __call__(self, execute: Callable[..., Any], *asked: Any) -> Any:  # noqa: ANN401  # as Django hands it on
        began = perf_counter()
        try:
            return execute(*asked)
        finally:
            self.number += 1
            self.seconds += perf_counter() - began
