"""Charts: a page each with its table, the drawing as SVG, the specification for browsers."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from typing import Final

from django.core.cache import caches
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from interlock.adapters import clock
from interlock.agency.pages.charts import Theme, browser_bundle, svg, themed
from interlock.agency.public.drawn import CHARTS, Chart
from interlock.agency.register.latest import latest

__all__ = ["chart_page", "chart_spec", "chart_svg", "charts_page", "vega_script"]

_REMEMBERED_FOR: Final = 600
"""Seconds for which a drawing of the same numbers is kept: it costs much to draw and nothing to ask for."""


def _chart(name: str) -> Chart:
    draw = CHARTS.get(name)
    if draw is None:
        raise Http404(name)
    return draw(clock.today())


def _remembered(name: str) -> tuple[Chart, SafeString]:
    """Return a chart and its table: worked out once for each state of the register, day and language."""
    if name not in CHARTS:
        raise Http404(name)
    key = f"chart-page-{name}-{get_language()}-{clock.today()}-{latest()}"
    known: tuple[Chart, SafeString] | None = caches["local"].get(key)
    if known is None:
        chart = _chart(name)
        known = replace(chart, rows=chart.rows[:1], spec={}), chart.table()  # the page needs no more of them
        caches["local"].set(key, known, _REMEMBERED_FOR)
    return known


def _theme(request: HttpRequest) -> Theme:
    return Theme.DARK if request.GET.get("theme") == Theme.DARK else Theme.LIGHT


@require_safe
def charts_page(request: HttpRequest) -> HttpResponse:
    """Show the list of charts."""
    charts = [draw(clock.today()) for draw in CHARTS.values()]
    return render(request, "public/charts.html", {"charts": charts, "section": "charts"})


@require_safe
def chart_page(request: HttpRequest, name: str) -> HttpResponse:
    """Show one chart and the table of the same numbers."""
    chart, table = _remembered(name)
    return render(request, "public/chart.html", {"chart": chart, "table": table, "section": "charts"})


@require_safe
def chart_svg(request: HttpRequest, name: str) -> HttpResponse:
    """Answer with the drawing."""
    spec, theme, language = _chart(name).spec, _theme(request), get_language() or "en"
    digest = hashlib.sha256(json.dumps([spec, theme, language]).encode()).hexdigest()
    drawing = caches["local"].get_or_set(
        f"chart-{digest}", lambda: svg(spec, theme=theme, language=language), _REMEMBERED_FOR
    )
    return HttpResponse(
        drawing, content_type="image/svg+xml; charset=utf-8", headers={"Cache-Control": "max-age=300"}
    )


@require_safe
def chart_spec(request: HttpRequest, name: str) -> HttpResponse:
    """Answer with the specification and its data."""
    spec = themed(_chart(name).spec, _theme(request))
    return HttpResponse(
        json.dumps(spec), content_type="application/json", headers={"Cache-Control": "max-age=300"}
    )


@require_safe
def vega_script(_request: HttpRequest) -> HttpResponse:
    """Answer with the script that draws charts in a browser."""
    return HttpResponse(
        browser_bundle(),
        content_type="text/javascript; charset=utf-8",
        headers={"Cache-Control": "public, max-age=86400"},
    )
