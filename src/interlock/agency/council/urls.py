"""Addresses of this door."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from interlock.agency.council import views

app_name = "council"
urlpatterns: list[URLPattern | URLResolver] = [path("", views.home, name="home")]
