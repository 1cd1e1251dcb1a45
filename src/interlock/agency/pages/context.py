"""What every page knows: who is asking, where they are, the languages, and whether the world is invented."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from django.core.cache import caches
from django.http import HttpRequest
from django.urls import NoReverseMatch, get_script_prefix, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language, gettext, pgettext

from interlock import __version__
from interlock.agency.accounts.matrix import Action
from interlock.agency.accounts.permissions import may
from interlock.agency.accounts.seats import Seat
from interlock.agency.pages.vocabulary import kind_heading, seat_label
from interlock.agency.register.models import Change
from interlock.register import Kind

__all__ = ["Link", "Section", "in_language", "is_demonstration", "rail", "site"]

_REMEMBERED_FOR: Final = 30
"""Seconds for which it is remembered whether the world is the demonstration."""
_LANGUAGES: Final = (("en", "English"), ("de", "Deutsch"))
_DOORS: Final = (
    (Seat.CASEWORKER, "caseworker:home"),
    (Seat.INSPECTOR, "inspector:home"),
    (Seat.DELEGATE, "council:home"),
    (Seat.APPLICANT, "applicant:home"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One line of the rail."""

    label: str
    href: str
    is_current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Lines of the rail that belong together."""

    heading: str
    links: tuple[Link, ...]


def site(request: HttpRequest) -> dict[str, object]:
    """Return what stands on every page."""
    seats = _seats(request)
    return {
        "version": __version__,
        "languages": _languages(request),
        "seats": [seat_label(seat) for seat in seats],
        "sections": SimpleLazyObject(lambda: rail(request.path, seats)),
        "demonstration": SimpleLazyObject(is_demonstration),
        "reads_audit": SimpleLazyObject(lambda: _reads_audit(request)),
    }


def rail(path: str, seats: tuple[Seat, ...]) -> tuple[Section, ...]:
    """Return where somebody can go, and which of it is where they are."""
    look_up = [
        (pgettext("page", "Home"), "public:home", ()),
        (gettext("Search"), "public:search", ()),
        (gettext("World map"), "public:map", ()),
        (gettext("Charts"), "public:charts", ()),
        (gettext("Changes"), "public:changes", ()),
        (gettext("Rulebooks"), "public:rulebooks", ()),
    ]
    kinds = [(kind_heading(kind), "public:list", (kind.path,)) for kind in Kind]
    doors = [(seat_label(seat), name, ()) for seat, name in _DOORS if seat in seats]
    sections = (
        Section(heading=gettext("My seat"), links=_links(path, doors)),
        Section(heading=gettext("The register"), links=_links(path, look_up)),
        Section(heading=gettext("Entries"), links=_links(path, kinds)),
    )
    return tuple(section for section in sections if section.links)


def in_language(full_path: str, code: str) -> str:
    """Return the address of the same page in another language.

    Examples
    --------
    >>> in_language("/de/models/grok-3?as_of=2025-11-23", "en"), in_language("/models", "de")
    ('/models/grok-3?as_of=2025-11-23', '/de/models')
    >>> in_language("/de//elsewhere.example", "en")
    '/elsewhere.example'
    """
    path = "/" + full_path.lstrip("/")
    for known, _ in _LANGUAGES:
        if path == f"/{known}" or path.startswith((f"/{known}/", f"/{known}?")):
            path = "/" + path.removeprefix(f"/{known}").lstrip("/")
    return path if code == "en" else f"/{code}{path}"


def is_demonstration() -> bool:
    """Return whether the register holds the demonstration world; remembered for half a minute."""
    known = caches["local"].get("demonstration")
    if known is None:
        known = Change.objects.filter(act=Change.Act.DEMONSTRATION, undone_by__isnull=True).exists()
        caches["local"].set("demonstration", known, _REMEMBERED_FOR)
    return bool(known)


def _seats(request: HttpRequest) -> tuple[Seat, ...]:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return ()
    return tuple(dict.fromkeys(Seat(membership.seat) for membership in user.memberships.all()))


def _reads_audit(request: HttpRequest) -> bool:
    user = getattr(request, "user", None)
    return user is not None and may(user, Action.READ_AUDIT)


def _languages(request: HttpRequest) -> list[dict[str, object]]:
    full_path = request.get_full_path()
    return [
        {
            "code": code,
            "name": name,
            "href": in_language(full_path, code),
            "is_current": code == get_language(),
        }
        for code, name in _LANGUAGES
    ]


def _links(path: str, wanted: Sequence[tuple[str, str, tuple[str, ...]]]) -> tuple[Link, ...]:
    found = []
    home = _address("public:home", (), get_language(), get_script_prefix())
    for label, name, arguments in wanted:
        href = _address(name, arguments, get_language(), get_script_prefix())
        if href is not None:
            here = path == href or (href != home and path.startswith(f"{href.rstrip('/')}/"))
            found.append(Link(label=label, href=href, is_current=here))
    return tuple(found)


@lru_cache(maxsize=256)
def _address(name: str, arguments: tuple[str, ...], language: str | None, prefix: str) -> str | None:  # noqa: ARG001  # addresses differ by both
    try:
        return reverse(name, args=arguments)
    except NoReverseMatch:  # a door that this agency does not have
        return None
