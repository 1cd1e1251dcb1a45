"""Where everything stands. German pages live under ``/de/``; addresses without a language are English."""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from interlock.agency.health import healthz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("api/v1/", include("interlock.agency.api.urls")),
    *i18n_patterns(
        path("", include("interlock.agency.api.page_urls")),
        path("account/", include("interlock.agency.accounts.urls")),
        path("caseworker/", include("interlock.agency.caseworker.urls")),
        path("applicant/", include("interlock.agency.applicant.urls")),
        path("inspector/", include("interlock.agency.inspector.urls")),
        path("council/", include("interlock.agency.council.urls")),
        path("", include("interlock.agency.public.urls")),
        prefix_default_language=False,
    ),
]
