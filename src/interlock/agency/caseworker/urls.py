"""Addresses of this door."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

app_name = "caseworker"
urlpatterns: list[URLPattern | URLResolver] = []
