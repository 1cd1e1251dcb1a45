"""How much a form may bring: more is refused before a byte of it is read, whoever sends it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext

__all__ = ["LARGEST_UPLOAD", "RequestBounds"]

LARGEST_UPLOAD: Final = 65 * 2**20
"""A file at the bound of imports, and what wraps it; for those who have come in, at the caseworker's door."""
_READING: Final = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


class RequestBounds:
    """Refuses bodies larger than their address takes. The API has bounds of its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer."""
        return self._get_response(request)

    def process_view(
        self, request: HttpRequest, _view: Callable[..., Any], _arguments: object, _keywords: object
    ) -> HttpResponse | None:
        """Refuse a body that is too large. It stands before the check of the form's token, which reads it."""
        if request.method in _READING or request.path.startswith("/api/v1/"):
            return None
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isdecimal() and int(length) <= _most(request):
            return None
        problem = gettext("The form holds more than this address takes. Send less at once.")
        return HttpResponse(problem, status=413, content_type="text/plain; charset=utf-8")


def _most(request: HttpRequest) -> int:
    match = request.resolver_match
    is_import = match is not None and "caseworker" in match.app_names
    if is_import and request.user.is_authenticated:
        return LARGEST_UPLOAD
    return int(settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
