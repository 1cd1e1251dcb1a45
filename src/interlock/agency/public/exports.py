"""Exports of exactly what a list shows."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from interlock.adapters import clock
from interlock.agency.accounts.matrix import Action
from interlock.agency.accounts.permissions import may_to_all, require
from interlock.agency.pages.vocabulary import kind_heading
from interlock.agency.public.narrowing import fields
from interlock.agency.public.speaking import problem
from interlock.agency.public.tables import address_of
from interlock.agency.register.exporting import ExportForm, export
from interlock.agency.register.listing import Query, parse_query
from interlock.errors import InputError
from interlock.register import Kind

__all__ = ["export_list"]


@require_safe
@require(Action.EXPORT)
def export_list(request: HttpRequest, path: str, form: str) -> HttpResponseBase:
    """Send a list as a file, all its pages with its filters and in its order."""
    kind, wanted, now = Kind.from_path(path), ExportForm(form), clock.now()
    try:
        asked = parse_query(kind, dict(request.GET.lists()))
        query = replace(asked, includes_secret=may_to_all(request.user, Action.READ_SECRET))
    except InputError as error:
        return _refused(request, kind, error)
    headers = {"Content-Disposition": f'attachment; filename="{kind.path}-{now.date().isoformat()}.{wanted}"'}
    if request.method == "HEAD":
        return HttpResponse(headers=headers, content_type=wanted.media_type)
    parts = export(query.from_the_top, wanted, at=now)
    return StreamingHttpResponse(parts, headers=headers, content_type=wanted.media_type)


def _refused(request: HttpRequest, kind: Kind, error: InputError) -> HttpResponse:
    query = Query(kind=kind)
    context = {
        "kind": kind, "heading": kind_heading(kind), "query": query, "fields": fields(query),
        "here": address_of(query), "problem": problem(error),
    }  # fmt: skip
    return render(request, "public/list.html", context, status=400)
