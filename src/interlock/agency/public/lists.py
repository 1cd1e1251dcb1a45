"""One page a kind: the table of its entries, narrowed and sorted by its address."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from interlock.agency.accounts.matrix import Action
from interlock.agency.accounts.permissions import may_to_all, require
from interlock.agency.pages.numbers import whole
from interlock.agency.pages.vocabulary import kind_count, kind_heading
from interlock.agency.public.empty import how_it_gets_here
from interlock.agency.public.narrowing import chips, fields
from interlock.agency.public.speaking import problem
from interlock.agency.public.tables import address_of, columns, lines, name_and_change
from interlock.agency.register.exporting import ExportForm
from interlock.agency.register.listing import Page, Query, list_entries, parse_query
from interlock.errors import InputError
from interlock.register import Kind

__all__ = ["list_page"]


@require_safe
@require(Action.READ_PUBLIC)
def list_page(request: HttpRequest, path: str) -> HttpResponse:
    """Show a page of a kind's entries; an address that can't be read is answered with what is wrong in it."""
    kind = Kind.from_path(path)
    try:
        asked = parse_query(kind, dict(request.GET.lists()))
        query = replace(asked, includes_secret=may_to_all(request.user, Action.READ_SECRET))
        page = list_entries(query)
    except InputError as error:
        refused = {"problem": problem(error), "typed": request.GET.get("q", "")[:200]}
        return render(request, "public/list.html", _head(Query(kind=kind)) | refused, status=400)
    return render(request, "public/list.html", _head(query) | _body(query, page))


def _head(query: Query) -> dict[str, Any]:
    sort = f"-{query.sort}" if query.descending else query.sort
    return {
        "kind": query.kind,
        "heading": kind_heading(query.kind),
        "here": address_of(Query(kind=query.kind)),
        "query": query,
        "sort": sort,
        "fields": fields(query),
        "feed": address_of(replace(query.from_the_top, sort="", descending=False), name="public:list_feed"),
    }


def _body(query: Query, page: Page) -> dict[str, Any]:
    name, change = name_and_change(query)
    top = replace(query.from_the_top, size=Query(kind=query.kind).size)
    return {
        "count": _count(query.kind, page),
        "chips": chips(query),
        "name": name,
        "columns": columns(query),
        "change": change,
        "shows_change": query.sort == "changed_at",
        "lines": lines(page.entries, query.kind),
        "next": address_of(replace(query, cursor=page.next)) if page.next else "",
        "previous": address_of(replace(query, cursor=page.previous)) if page.previous else "",
        "top": address_of(query.from_the_top),
        "exports": [
            (form.upper(), address_of(top, name="public:export", arguments=[form])) for form in ExportForm
        ],
        "empty": how_it_gets_here(query.kind),
    }


def _count(kind: Kind, page: Page) -> str:
    if page.is_exact:
        return kind_count(kind, page.count)
    return gettext("more than {number}").format(number=whole(page.count))
