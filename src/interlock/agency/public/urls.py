"""Addresses of the public's pages."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from interlock.agency.public import charts

app_name = "public"
urlpatterns: list[URLPattern | URLResolver] = [
    path("charts", charts.charts_page, name="charts"),
    path("charts/vega.js", charts.vega_script, name="vega"),
    path("charts/<slug:name>", charts.chart_page, name="chart"),
    path("charts/<slug:name>.svg", charts.chart_svg, name="chart_svg"),
    path("charts/<slug:name>.json", charts.chart_spec, name="chart_spec"),
]
