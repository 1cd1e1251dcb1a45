"""Addresses of the public's pages."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path, re_path

from interlock.agency.public import charts, entry, exports, feeds, home, law, laws, lists, search, worldmap
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
    re_path(rf"^(?P<path>{_KINDS})/(?P<slug>[a-z0-9-]{{1,100}})/law$", law.law, name="law"),
    path("search", search.search_page, name="search"),
    path("changes", feeds.changes_page, name="changes"),
    path("changes.atom", feeds.changes_feed, name="feed"),
    path("laws", laws.rulebooks_page, name="rulebooks"),
    path("laws/<slug:name>", laws.rulebook_page, name="rulebook"),
    path("robots.txt", feeds.robots, name="robots"),
    path("sitemap.xml", feeds.sitemap, name="sitemap"),
    re_path(rf"^(?P<path>{_KINDS})$", lists.list_page, name="list"),
    re_path(rf"^(?P<path>{_KINDS})/changes\.atom$", feeds.list_feed, name="list_feed"),
    re_path(rf"^(?P<path>{_KINDS})/export\.(?P<form>csv|json|parquet)$", exports.export_list, name="export"),
    re_path(
        rf"^(?P<path>{_KINDS})/(?P<slug>[a-z0-9-]{{1,100}})/changes\.atom$",
        feeds.entry_feed,
        name="entry_feed",
    ),
]
