"""Addresses of the API. Every one goes through the door, those that there are not too."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path, re_path

from interlock.agency.api.door import door, nowhere
from interlock.agency.api.site import api

app_name = "api"


def _through_the_door(patterns: list[URLPattern | URLResolver]) -> list[URLPattern | URLResolver]:
    return [
        path(str(one.pattern), door(one.callback), name=one.name)
        for one in patterns
        if isinstance(one, URLPattern) and one.name != "api-root"
    ]


urlpatterns: list[URLPattern | URLResolver] = [
    *_through_the_door(api.urls[0]),
    re_path(r"^", door(nowhere), name="nowhere"),
]
