"""What each chart shows: its specification and the table of the same numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from interlock.agency.pages.charts import Spec
from interlock.agency.pages.days import day
from interlock.agency.pages.names import country_name
from interlock.agency.pages.numbers import amount, interval, whole
from interlock.agency.pages.vocabulary import choice_label
from interlock.agency.public.tables import table_cells
from interlock.agency.register import totals
from interlock.quantities import Flop, Number, Watts
from interlock.quantities.notation import superscript
from interlock.rulebooks import marks, rulebooks

__all__ = ["CHARTS", "Chart", "Column"]

_WIDTH: Final = 760
_STEP: Final = 22
_BY_NAME: Final = {"type": "nominal", "title": None, "axis": {"labelLimit": 260}}
_AMOUNT: Final = {"type": "quantitative"}
_EXPONENTS: Final = range(31)
_POWERS: Final = {
    "values": [10.0**exponent for exponent in _EXPONENTS],
    "labelExpr": "split('"
    + " ".join(f"10{superscript(exponent)}" for exponent in _EXPONENTS)
    + "', ' ')[round(log(datum.value) / log(10))]",
}
"""Ticks at powers of ten, written as such."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of the table beside a chart."""

    heading: str
    is_number: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A chart and its table."""

    name: str
    title: str
    lead: str
    """What can be read off it, and what is left out, in a sentence or two."""
    spec: Spec
    columns: Sequence[Column]
    rows: Sequence[Sequence[str | SafeString]]

    def table(self) -> SafeString:
        """Return the rows of the table: joined here, since templates take long over two thousand of them."""
        return mark_safe("".join(map(self._row, self.rows)))  # noqa: S308  # `table_cells` escapes

    def _row(self, row: Sequence[str | SafeString]) -> str:
        told = zip(self.columns, row, strict=True)
        cells = table_cells((column.heading, cell, column.is_number) for column, cell in told)
        return f"<tr>{cells}</tr>\n"


def _link(kind: str, slug: str, name: str) -> SafeString | str:
    return (
        format_html('<a href="{}">{}</a>', reverse("public:entry", args=[kind, slug]), name) if slug else name
    )


# ── compute ──

_HEADINGS: Final[Mapping[totals.By, Any]] = {
    totals.By.STATE: _("State"),
    totals.By.OWNER: _("Owner"),
    totals.By.CONFIDENCE: _("Confidence of the source"),
}


def _compute(by: totals.By, title: str) -> Chart:
    shares = totals.compute_by(by)
    heading = str(_HEADINGS[by])
    values = [
        {
            "heading": _heading(by, share.heading),
            "confidence": choice_label(share.confidence),
            "h100": share.h100_equivalents,
        }
        for share in shares
    ]
    order = list(dict.fromkeys(value["heading"] for value in values))
    spec = {
        "data": {"values": values},
        "width": _WIDTH,
        "height": {"step": _STEP},
        "mark": {"type": "bar", "tooltip": True},
        "encoding": {
            "y": {**_BY_NAME, "field": "heading", "sort": order},
            "x": {**_AMOUNT, "field": "h100", "title": gettext("H100 equivalents"), "axis": {"format": "~s"}},
            "color": {"field": "confidence", "type": "nominal", "title": gettext("Confidence of the source")},
        },
    }  # fmt: skip
    return Chart(
        name=f"compute-by-{by}",
        title=title,
        lead=gettext(
            "Existing clusters, in H100 equivalents. Planned clusters and possible duplicates are left "
            "out; a cluster with several owners counts for the first. Shown are the twenty largest."
        ),
        spec=spec,
        columns=(
            Column(heading=heading),
            Column(heading=gettext("Confidence of the source")),
            Column(heading=gettext("Clusters"), is_number=True),
            Column(heading=gettext("H100 equivalents"), is_number=True),
        ),
        rows=[
            (
                _link("organisations", share.slug, _heading(by, share.heading)),
                choice_label(share.confidence),
                whole(share.clusters),
                amount(share.h100_equivalents, Number),
            )
            for share in shares
        ],
    )


def _heading(by: totals.By, heading: str) -> str:
    if not heading:
        return gettext("not stated")
    match by:
        case totals.By.STATE:
            return country_name(heading)
        case totals.By.CONFIDENCE:
            return choice_label(heading)
        case totals.By.OWNER:
            return heading


# ── models ──


def _models(on: date) -> Chart:
    models = totals.models_over_time()
    values = [
        {
            "name": model.name,
            "day": model.released.isoformat(),
            "low": model.low,
            "central": model.central,
            "high": model.high,
        }
        for model in models
    ]
    return Chart(
        name="models",
        title=gettext("Models against thresholds over time"),
        lead=gettext(
            "Each point is the central estimate of a model's training compute, each line its 90 % interval; "
            "dashed lines are thresholds that stand today. Shown are the two thousand largest with a known "
            "day of release."
        ),
        spec=_against_thresholds(values, _thresholds(on)),
        columns=(
            Column(heading=gettext("Model")),
            Column(heading=gettext("Released")),
            Column(heading=gettext("Training compute"), is_number=True),
            Column(heading=gettext("90 % interval"), is_number=True),
        ),
        rows=[
            (
                _link("models", model.slug, model.name),
                day(model.released),
                amount(model.central, Flop),
                interval(model.low, model.high, Flop),
            )
            for model in sorted(models, key=lambda model: -model.central)
        ],
    )


def _against_thresholds(values: list[dict[str, Any]], lines: list[dict[str, Any]]) -> Spec:
    return {
        "width": _WIDTH,
        "height": 460,
        "layer": [
            {
                "data": {"values": lines},
                "mark": {"type": "rule", "strokeDash": [5, 4]},
                "encoding": {"y": {"field": "flop", "type": "quantitative", "scale": {"type": "log"}}},
            },
            {
                "data": {"values": lines},
                "mark": {"type": "text", "align": "left", "baseline": "bottom", "dx": 3, "dy": -2},
                "encoding": {
                    "x": {"value": 0},
                    "y": {"field": "flop", "type": "quantitative"},
                    "text": {"field": "names"},
                },
            },
            {
                "data": {"values": values},
                "mark": {"type": "rule", "opacity": 0.35},
                "encoding": {
                    "x": {"field": "day", "type": "temporal"},
                    "y": {"field": "low", "type": "quantitative"},
                    "y2": {"field": "high"},
                },
            },
            {
                "data": {"values": values},
                "mark": {"type": "circle", "size": 40, "tooltip": {"content": "data"}},
                "encoding": {
                    "x": {"field": "day", "type": "temporal", "title": gettext("Released")},
                    "y": {
                        "field": "central",
                        "type": "quantitative",
                        "title": gettext("Training compute, FLOP"),
                        "axis": _POWERS,
                    },
                },
            },
        ],
    }


def _thresholds(on: date) -> list[dict[str, Any]]:
    found: dict[float, list[str]] = {}
    for book in rulebooks():
        for mark in marks(book, on):
            if mark.quantity == "training_compute" and mark.amount.value > 0:
                found.setdefault(mark.amount.value, []).append(book.id)
    return [
        {"flop": value, "names": ", ".join(dict.fromkeys(names))} for value, names in sorted(found.items())
    ]


# ── sites ──


def _sites() -> Chart:
    found = totals.sites()
    values = [
        {
            "name": site.name,
            "power": site.power / 1e6,
            **({"low": site.cooling[0] / 1e6, "high": site.cooling[2] / 1e6} if site.cooling else {}),
        }
        for site in found
    ]
    y = {"field": "name", "type": "nominal", "sort": [site.name for site in found], "title": None}
    spec = {
        "data": {"values": values},
        "width": _WIDTH,
        "height": {"step": _STEP},
        "layer": [
            {
                "mark": {"type": "bar", "tooltip": True, "height": 10},
                "encoding": {
                    "y": {**y, "axis": {"labelLimit": 260}},
                    "x": {"field": "power", "type": "quantitative", "title": gettext("Power, MW")},
                },
            },
            {
                "transform": [{"filter": "isValid(datum.high)"}],
                "mark": {"type": "rule", "strokeWidth": 3},
                "encoding": {"y": y, "x": {"field": "low", "type": "quantitative"}, "x2": {"field": "high"}},
            },
        ],
    }
    return Chart(
        name="sites",
        title=gettext("Declared power of sites against their cooling"),
        lead=gettext(
            "Bars are the declared power; the line over a bar is the heat that the cooling seen on the site "
            "could carry, as an interval of 90 %. A site without a line has no known cooling. Shown are the "
            "two hundred largest."
        ),
        spec=spec,
        columns=(
            Column(heading=gettext("Site")),
            Column(heading=gettext("State")),
            Column(heading=gettext("Declared power"), is_number=True),
            Column(heading=gettext("Heat that cooling could carry"), is_number=True),
        ),
        rows=[
            (
                _link("facilities", site.slug, site.name),
                country_name(site.country) if site.country else gettext("not stated"),
                amount(site.power, Watts),
                interval(site.cooling[0], site.cooling[2], Watts) if site.cooling else gettext("not known"),
            )
            for site in found
        ],
    )


CHARTS: Final[Mapping[str, Callable[[date], Chart]]] = {
    "compute-by-state": lambda _on: _compute(totals.By.STATE, gettext("Compute by State")),
    "compute-by-owner": lambda _on: _compute(totals.By.OWNER, gettext("Compute by owner")),
    "compute-by-confidence": lambda _on: _compute(
        totals.By.CONFIDENCE, gettext("Compute by confidence of the source")
    ),
    "models": _models,
    "sites": lambda _on: _sites(),
}
"""By name: what draws a chart as things stand on a day."""
