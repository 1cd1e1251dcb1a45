"""Addresses of the pages about the API: one's tokens, and the contract to read."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from interlock.agency.api import pages

app_name = "programs"
urlpatterns: list[URLPattern | URLResolver] = [
    path("account/tokens", pages.tokens, name="tokens"),
    path("account/tokens/<int:number>/revoke", pages.revoked, name="revoke"),
    path("api/docs", pages.reference, name="reference"),
]
