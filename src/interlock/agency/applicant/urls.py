"""Addresses of this door."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from interlock.agency.applicant import views

app_name = "applicant"
urlpatterns: list[URLPattern | URLResolver] = [path("", views.home, name="home")]
