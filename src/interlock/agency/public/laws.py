"""The rulebooks: what they say on a day, from where, and to how much of the register they apply."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from django.core.cache import caches
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from interlock.adapters import clock
from interlock.agency.accounts.matrix import Action
from interlock.agency.accounts.permissions import require
from interlock.agency.pages.numbers import amount
from interlock.agency.pages.vocabulary import kind_count
from interlock.agency.public.speaking import problem
from interlock.agency.public.tables import address_of
from interlock.agency.register.latest import latest
from interlock.agency.register.listing import Query
from interlock.agency.register.scope import Scope, scopes
from interlock.agency.register.speaking import said
from interlock.errors import InputError
from interlock.phrases import phrase
from interlock.rulebooks import (
    Citation,
    Force,
    Obligation,
    Parameter,
    Provision,
    Rulebook,
    in_words,
    rulebook,
    rulebook_ids,
    rulebooks,
)

__all__ = ["rulebook_page", "rulebooks_page"]

_REMEMBERED_FOR: Final = 60
"""Seconds for which it is remembered to how many entries each rulebook applies."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """Entries under a rulebook, with the address of their list."""

    label: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A provision as it stands on a day."""

    provision: Provision
    is_in_force: bool
    dates: str
    condition: str
    duties: tuple[str, ...]
    citation: Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A parameter with the value it has on a day."""

    parameter: Parameter
    amount: str
    since: date | None
    until: date | None
    citation: Citation | None


@require_safe
@require(Action.READ_PUBLIC)
def rulebooks_page(request: HttpRequest) -> HttpResponse:
    """Show every rulebook with what it applies to."""
    on, wrong = _day(request)
    found = _scopes()
    books = [
        {
            "book": book,
            "is_in_force": book.in_force(on),
            "provisions": len(book.provisions),
            "in_force": sum(one.dates.force(on).binds for one in book.provisions.values()),
            "applies": _reached(found, book, "applies"),
            "undecided": _reached(found, book, "undecided"),
        }
        for book in rulebooks()
    ]
    context = {"books": books, "on": on, "problem": wrong}
    return render(request, "public/rulebooks.html", context, status=400 if wrong else 200)


@require_safe
@require(Action.READ_PUBLIC)
def rulebook_page(request: HttpRequest, name: str) -> HttpResponse:
    """Show one rulebook as it stands on a day."""
    if name not in rulebook_ids():
        raise Http404
    book = rulebook(name)
    on, wrong = _day(request)
    found = [one for one in _scopes() if one.rulebook == name]
    context: dict[str, Any] = {
        "book": book,
        "on": on,
        "problem": wrong,
        "is_in_force": book.in_force(on),
        "provisions": [_provision(one, book, on) for one in book.provisions.values()],
        "parameters": [_value(one, on) for one in book.parameters.values()],
        "applies": _reached(found, book, "applies"),
        "undecided": _reached(found, book, "undecided"),
    }
    return render(request, "public/rulebook.html", context, status=400 if wrong else 200)


def _day(request: HttpRequest) -> tuple[date, str]:
    """Return the day for which the law is read, and what is wrong with the one asked for."""
    asked = request.GET.get("on", "").strip()[:40]
    try:
        return (date.fromisoformat(asked) if asked else clock.today()), ""
    except ValueError:
        refused = InputError(
            phrase("{given} is no day", given=repr(asked)),
            field="on",
            advice=phrase("Write it as 2026-05-02."),
        )
        return clock.today(), problem(refused)


def _provision(one: Provision, book: Rulebook, on: date) -> Said:
    force = one.dates.force(on)
    return Said(
        provision=one,
        is_in_force=force in (Force.IN_FORCE, Force.NOT_YET_ENFORCEABLE, Force.NOT_ENFORCED),
        dates=said(one.dates.sentence(on)),
        condition=said(in_words(one.when, on, book.parameters)).rstrip("."),
        duties=tuple(_duty(duty) for duty in one.obligations),
        citation=one.citation,
    )


def _duty(duty: Obligation) -> str:
    return said(str(duty.for_dates({})))


def _value(one: Parameter, on: date) -> Value:
    value = one.on(on)
    if value is None:
        return Value(parameter=one, amount="", since=None, until=None, citation=None)
    return Value(
        parameter=one,
        amount=amount(value.value.value, one.unit),
        since=None if value.period.start in (None, date.min) else value.period.start,
        until=value.period.end,
        citation=value.citation,
    )


def _reached(found: Iterable[Scope], book: Rulebook, name: str) -> list[Reach]:
    return [
        Reach(
            label=kind_count(one.kind, getattr(one, name)),
            href=address_of(replace(Query(kind=one.kind), filters={name: (book.id,)})),
        )
        for one in found
        if one.rulebook == book.id and getattr(one, name)
    ]


def _scopes() -> tuple[Scope, ...]:
    """Return to how many entries each rulebook applies: counted once for each state of the register."""
    key = f"scopes-{latest()}"
    known: tuple[Scope, ...] | None = caches["local"].get(key)
    if known is None:
        known = scopes(rulebook_ids())
        caches["local"].set(key, known, _REMEMBERED_FOR)
    return known
