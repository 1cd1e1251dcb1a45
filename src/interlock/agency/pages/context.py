"""What every page knows."""

from __future__ import annotations

from django.http import HttpRequest

from interlock import __version__

__all__ = ["site"]


def site(_request: HttpRequest) -> dict[str, object]:
    """Return what stands on every page."""
    return {"version": __version__}
