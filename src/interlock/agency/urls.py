"""Where everything stands. German pages live under ``/de/``; addresses without a language are English."""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from interlock.agency.health import healthz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    *i18n_patterns(
        path("", include("interlock.agency.public.urls")),
        prefix_default_language=False,
    ),
]
