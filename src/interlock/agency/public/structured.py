"""Structured data of an entry's page, in the words of schema.org, for search engines and programs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from django.utils.safestring import SafeString, mark_safe

from interlock.agency.register.reading import EntryView
from interlock.register import Kind, ValueType

__all__ = ["json_ld", "structured"]

_TYPES: Final[Mapping[Kind, str]] = {
    Kind.STATE: "Country",
    Kind.ORGANISATION: "Organization",
    Kind.FACILITY: "Place",
    Kind.CLUSTER: "Product",
    Kind.CHIP_MODEL: "Product",
    Kind.MODEL: "SoftwareApplication",
    Kind.TRAINING_RUN: "Event",
    Kind.DEPLOYMENT: "WebApplication",
    Kind.PERMIT: "GovernmentPermit",
}
_HARMLESS: Final = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def structured(view: EntryView, *, address: str, language: str) -> dict[str, Any]:
    """Return an entry as a schema.org object; every figure a property value with its ends and its unit."""
    values = view.values
    found: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": _TYPES[view.kind],
        "@id": address,
        "url": address,
        "name": view.entry.name,
        "inLanguage": language,
        "dateModified": view.entry.changed_at.isoformat(timespec="seconds"),
        "additionalProperty": _figures(view),
    }
    found |= {
        term: str(values[name])[:2000]
        for term, name in (
            ("description", "description"),
            ("sameAs", "website"),
            ("datePublished", "released"),
        )
        if name in values
    }
    makers = values.get("developers") or [values[name] for name in ("manufacturer",) if name in values]
    if makers:
        found["creator"] = [{"@type": "Organization", "name": one["name"]} for one in makers]
    if "point" in values:
        found["geo"] = {"@type": "GeoCoordinates", **values["point"]}
    return found


def json_ld(thing: Mapping[str, Any]) -> SafeString:
    """Return an object as JSON that can stand within a script element."""
    text = json.dumps(thing, ensure_ascii=False).translate(_HARMLESS)
    return mark_safe(text)  # noqa: S308  # JSON, without any character that ends an element


def _figures(view: EntryView) -> list[dict[str, Any]]:
    return [
        {
            "@type": "PropertyValue",
            "propertyID": name,
            "name": prop.label,
            "value": view.values[name]["central"],
            "minValue": view.values[name]["low"],
            "maxValue": view.values[name]["high"],
            "unitText": prop.unit.symbol if prop.unit else "",
        }
        for name, prop in view.properties.items()
        if prop.type is ValueType.ESTIMATE and name in view.values
    ]
