"""What was done to the register: the page of changes, Atom feeds, and what robots may read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import strip_tags
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from interlock.agency.accounts.matrix import Action
from interlock.agency.accounts.permissions import require
from interlock.agency.pages.sentences import change_sentence
from interlock.agency.pages.vocabulary import kind_heading
from interlock.agency.public.asked import knows_of
from interlock.agency.public.speaking import problem
from interlock.agency.public.tables import address_of
from interlock.agency.register.changes import Told, changed_entries, changes, entry_changes
from interlock.agency.register.listing import Query, parse_query
from interlock.agency.register.models import Entry
from interlock.errors import InputError
from interlock.phrases import phrase
from interlock.register import Kind
from interlock.rulebooks import rulebook_ids

__all__ = ["changes_feed", "changes_page", "entry_feed", "list_feed", "robots", "sitemap"]

_SIZE: Final = 25
_FEED: Final = 50


# ── the page ──


@require_safe
@require(Action.READ_PUBLIC)
def changes_page(request: HttpRequest) -> HttpResponse:
    """Show what was done, newest first; of one kind, by entry."""
    kinds = [(kind.path, kind_heading(kind)) for kind in Kind]
    context: dict[str, Any] = {"kinds": kinds, "among": request.GET.get("kind", "")}
    try:
        context |= _by_kind(request.GET) if context["among"] else _acts(request.GET)
    except InputError as error:
        return render(request, "public/changes.html", context | {"problem": problem(error)}, status=400)
    return render(request, "public/changes.html", context)


def _acts(asked: Mapping[str, str]) -> dict[str, Any]:
    page = changes(before=asked.get("before", ""), size=_SIZE)
    here = reverse("public:changes")
    return {
        "told": page.told,
        "feed": reverse("public:feed"),
        "older": f"{here}?before={page.before}" if page.before else "",
        "latest": "" if page.is_first else here,
    }


def _by_kind(asked: Mapping[str, str]) -> dict[str, Any]:
    path = asked["kind"]
    query = _latest(_kind(path), {"cursor": [asked.get("cursor", "")]})
    page, told = changed_entries(query)
    here = f"{reverse('public:changes')}?kind={path}"
    return {
        "told": told,
        "is_by_entry": True,
        "feed": reverse("public:list_feed", args=[path]),
        "older": f"{here}&cursor={page.next}" if page.next else "",
        "latest": here if page.previous else "",
    }


def _kind(path: str) -> Kind:
    try:
        return Kind.from_path(path)
    except KeyError:
        raise InputError(
            phrase("{given} is no kind of entry", given=repr(path[:40])),
            field="kind",
            advice=phrase("Give one of: {words}.", words=", ".join(kind.path for kind in Kind)),
        ) from None


def _latest(kind: Kind, asked: Mapping[str, list[str]]) -> Query:
    """Return what a list's address asks for, the last changed first."""
    return parse_query(kind, {**asked, "sort": ["-changed_at"], "size": [str(_FEED)]})


# ── feeds ──


@require_safe
@require(Action.READ_PUBLIC)
def changes_feed(request: HttpRequest) -> HttpResponse:
    """Send the latest acts as an Atom feed."""
    told = changes(size=_FEED).told
    return _atom(request, gettext("Changes to the register"), reverse("public:changes"), told)


@require_safe
@require(Action.READ_PUBLIC)
def list_feed(request: HttpRequest, path: str) -> HttpResponse:
    """Send the last changed entries of a list, with its filters, as an Atom feed."""
    kind = Kind.from_path(path)
    asked = {name: values for name, values in request.GET.lists() if name not in ("sort", "cursor", "size")}
    try:
        query = _latest(kind, asked)
        _, told = changed_entries(query)
    except InputError as error:
        return HttpResponse(problem(error), status=400, content_type="text/plain; charset=utf-8")
    title = gettext("Changes to the register: {kind}").format(kind=kind_heading(kind))
    here = address_of(replace(query, sort="", descending=False, size=Query(kind=kind).size))
    return _atom(request, title, here, told)


@require_safe
@require(Action.READ_PUBLIC)
def entry_feed(request: HttpRequest, path: str, slug: str) -> HttpResponse:
    """Send the acts on one entry as an Atom feed."""
    entry = Entry.objects.defer("search").filter(kind=Kind.from_path(path), slug=slug).first()
    if entry is None or not knows_of(AnonymousUser(), entry):  # a feed tells what the public may know
        raise Http404
    title = gettext("Changes to {name}").format(name=entry.name)
    return _atom(request, title, entry.get_absolute_url(), entry_changes(entry, most=_FEED))


def _atom(request: HttpRequest, title: str, here: str, told: Iterable[Told]) -> HttpResponse:
    feed = Atom1Feed(
        title=title, link=f"{settings.ORIGIN}{here}", description=title, language=get_language(),
        feed_url=f"{settings.ORIGIN}{request.get_full_path()}", author_name=gettext("The agency"),
    )  # fmt: skip
    for one in told:
        is_of_one = len(one.entries) == 1 and one.count == 1
        about = one.entries[0] if is_of_one else None
        sentence = strip_tags(change_sentence(one.change, is_named=False))
        feed.add_item(
            title=f"{about.name}: {sentence}" if about else sentence,
            link=f"{settings.ORIGIN}{about.get_absolute_url() if about else reverse('public:changes')}",
            description=gettext("This act was taken back.") if one.is_undone else sentence,
            unique_id=_identity(one, about),
            pubdate=one.change.made_at,
            updateddate=one.change.made_at,
        )
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


def _identity(told: Told, about: Entry | None) -> str:
    """Return a name for an item that stays the same in every feed (RFC 4151)."""
    host = urlsplit(settings.ORIGIN).hostname
    of_entry = f"/entry/{about.id}" if about is not None else ""
    return f"tag:{host},2026:change/{told.change.id}{of_entry}"


# ── robots ──


@require_safe
def robots(_request: HttpRequest) -> HttpResponse:
    """Let robots read the register's pages, but not every order and filter of its lists."""
    lines = [
        "User-agent: *", "Disallow: /account/", "Disallow: /caseworker/", "Disallow: /applicant/",
        "Disallow: /inspector/", "Disallow: /council/", "Disallow: /*?", "Disallow: /*/export.",
        f"Sitemap: {settings.ORIGIN}{reverse('public:sitemap')}", "",
    ]  # fmt: skip
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_safe
def sitemap(_request: HttpRequest) -> HttpResponse:
    """Name the pages from which every other is reached."""
    pages = [reverse("public:list", args=[kind.path]) for kind in Kind]
    pages += [reverse("public:rulebooks"), reverse("public:changes")]
    pages += [reverse("public:rulebook", args=[name]) for name in rulebook_ids()]
    places = "".join(f"<url><loc>{settings.ORIGIN}{page}</loc></url>" for page in pages)
    text = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{places}</urlset>\n'
    )
    return HttpResponse(text, content_type="application/xml; charset=utf-8")
