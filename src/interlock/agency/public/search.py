"""Search over everything the register holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from interlock.agency.accounts.matrix import Action
from interlock.agency.accounts.permissions import may_to_all, require
from interlock.agency.pages.names import country_name, joined
from interlock.agency.pages.values import told
from interlock.agency.pages.vocabulary import kind_heading, kind_label
from interlock.agency.public.speaking import problem
from interlock.agency.register.searching import Hit, Where, clean_query, search, suggest
from interlock.errors import InputError
from interlock.phrases import phrase
from interlock.register import PROPERTIES, Kind

__all__ = ["search_page"]

_MOST: Final = 50
_WHERE: Final[Mapping[Where, str | Promise]] = {
    Where.NAME: pgettext_lazy("found in", "the name"),
    Where.BEGINNING: pgettext_lazy("found in", "the beginning of the name"),
    Where.TEXT: pgettext_lazy("found in", "the text"),
    Where.SERIAL: pgettext_lazy("found in", "the serial number of a chip of this model"),
    Where.NUMBER: pgettext_lazy("found in", "the number"),
}
_TELLING: Final = ("developers", "owners", "manufacturer", "holder", "providers", "released", "status")


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """A hit as the page shows it."""

    hit: Hit
    kind: str
    where: str
    about: str
    """A few words by which to tell it from others of that name."""


@require_safe
@require(Action.READ_PUBLIC)
def search_page(request: HttpRequest) -> HttpResponse:
    """Show what is found, or what would be close to it."""
    context: dict[str, Any] = {
        "text": request.GET.get("q", "")[:200],
        "kinds": [(kind.path, kind_heading(kind)) for kind in Kind],
        "among": request.GET.get("kind", ""),
        "most": _MOST,
    }
    try:
        kinds = _kinds(request.GET.get("kind", ""))
        text = clean_query(request.GET.get("q", ""))
        everything = may_to_all(request.user, Action.READ_SECRET)
        hits = search(text, kinds=kinds, limit=_MOST, includes_secret=everything) if text else ()
    except InputError as error:
        return render(request, "public/search.html", context | {"problem": problem(error)}, status=400)
    context |= {"text": text, "results": [_result(hit) for hit in hits]}
    if text and not hits:
        context["suggestion"] = suggest(text, kinds=kinds)
    return render(request, "public/search.html", context)


def _kinds(path: str) -> tuple[Kind, ...]:
    if not path:
        return ()
    try:
        return (Kind.from_path(path),)
    except KeyError:
        raise InputError(
            phrase("{given} is no kind of entry", given=repr(path[:40])),
            field="kind",
            advice=phrase("Give one of: {words}.", words=", ".join(kind.path for kind in Kind)),
        ) from None


def _result(hit: Hit) -> Result:
    kind = Kind(hit.entry.kind)
    return Result(
        hit=hit, kind=kind_label(kind), where=str(_WHERE[hit.where]), about=" · ".join(_about(hit, kind))
    )


def _about(hit: Hit, kind: Kind) -> list[str]:
    found = []
    for name in _TELLING:
        kept = hit.entry.held.get(name)
        if kept is not None and kept["public"]:
            found.append(told(kept["value"], PROPERTIES[kind][name]))
    if hit.entry.countries and kind is not Kind.STATE:
        found.append(joined([country_name(code) for code in hit.entry.countries]))
    return found
