"""Charts: one Vega-Lite specification, drawn on the server as SVG and, where there is script, in the browser.

The specification holds its data, so that what is drawn is what the table beside it says. The browser's
bundle of Vega, Vega-Lite and vega-embed comes out of the same library that draws on the server.

References
----------
.. [1] Satyanarayan et al., *Vega-Lite: A Grammar of Interactive Graphics*, IEEE TVCG 23(1), 2017.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, Literal

from django.core.cache import caches

from interlock.adapters.home import home

__all__ = ["Spec", "Theme", "browser_bundle", "svg", "themed"]

Spec = Mapping[str, Any]
"""A Vega-Lite specification."""

_VERSION: Final = "6.1"
_KEPT_FOR: Final = 3600
_LOCALES: Final[Mapping[str, Literal["de-DE", "en-GB"]]] = {"de": "de-DE", "en": "en-GB"}
_BUNDLE: Final = "import vl_convert, sys; sys.stdout.write(vl_convert.javascript_bundle(vl_version='6.1'))"


class Theme(StrEnum):
    """How light the paper is."""

    LIGHT = "light"
    DARK = "dark"


_INK: Final = {Theme.LIGHT: "#15181e", Theme.DARK: "#e8e6e1"}
_LINES: Final = {Theme.LIGHT: "#d9d5cc", Theme.DARK: "#3a3d44"}
_ACCENT: Final = {Theme.LIGHT: "#1f4fa3", Theme.DARK: "#8fb4ff"}
_STEPS: Final = {
    Theme.LIGHT: ["#1f4fa3", "#0f6b5c", "#8a5a00", "#6b6459"],
    Theme.DARK: ["#8fb4ff", "#6fcbb8", "#e0b05a", "#b5ada0"],
}
_FONT: Final = "system-ui, sans-serif"


def themed(spec: Spec, theme: Theme) -> dict[str, Any]:
    """Return the specification with the colours of the pages."""
    ink, lines = _INK[theme], _LINES[theme]
    text = {"labelColor": ink, "titleColor": ink, "labelFont": _FONT, "titleFont": _FONT, "labelFontSize": 13}
    return {
        **spec,
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "background": "transparent",
        "config": {
            "axis": {
                **text,
                "titleFontSize": 13,
                "gridColor": lines,
                "domainColor": lines,
                "tickColor": lines,
            },
            "legend": {**text, "titleFontSize": 13},
            "view": {"stroke": None},
            "mark": {"color": _ACCENT[theme]},
            "rule": {"color": ink},
            "text": {"color": ink, "font": _FONT, "fontSize": 12},
            "range": {"category": _STEPS[theme]},
        },
    }


def svg(spec: Spec, *, theme: Theme, language: str) -> str:
    """Return the chart as an SVG document; the same chart is drawn once an hour.

    Raises
    ------
    ValueError
        If the specification is none.
    """
    text = json.dumps(themed(spec, theme), sort_keys=True)
    name = f"chart-{hashlib.sha256(f'{language}{text}'.encode()).hexdigest()}"
    drawn = caches["local"].get(name)
    if drawn is None:
        import vl_convert  # only who draws pays for the engine

        locale = _LOCALES.get(language, "en-GB")
        drawn = vl_convert.vegalite_to_svg(
            text, vl_version=_VERSION, format_locale=locale, time_format_locale=locale
        )
        caches["local"].set(name, drawn, _KEPT_FOR)
    return str(drawn)


def browser_bundle(folder: Path | None = None) -> bytes:
    """Return the script that draws charts in a browser; made once and kept in Interlock's own folder.

    It is made in a process of its own, which takes the engine's memory with it when it ends.
    """
    from importlib.metadata import version

    path = (folder or home() / "cache") / f"vega-{version('vl-convert-python')}.js"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        made = subprocess.run(  # noqa: S603  # our own words
            [sys.executable, "-c", _BUNDLE], check=True, capture_output=True, timeout=120
        ).stdout
        draft = path.with_suffix(f".{os.getpid()}")
        draft.write_bytes(made)
        draft.replace(path)
    return path.read_bytes()
