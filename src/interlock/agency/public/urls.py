"""Addresses of the public's pages."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path, re_path

from interlock.agency.public import charts, entry, home, worldmap
from interlock.register import Kind

app_name = "public"
_KINDS = "|".join(kind.path for kind in Kind)
urlpatterns: list[URLPattern | URLResolver] = [
    path("map", worldmap.world, name="map"),
    path("charts", charts.charts_page, name="charts"),
    path("charts/vega.js", charts.vega_script, name="vega"),
    path("charts/<slug:name>", charts.chart_page, name="chart"),
    path("charts/<slug:name>.svg", charts.chart_svg, name="chart_svg"),
    path("charts/<slug:name>.json", charts.chart_spec, name="chart_spec"),
    path("", home.home, name="home"),
    path("accessibility", home.accessibility, name="accessibility"),
    path("entries/<int:number>", entry.by_number, name="by_number"),
    re_path(rf"^(?P<path>{_KINDS})/(?P<slug>[a-z0-9-]{{1,100}})$", entry.entry, name="entry"),
]
