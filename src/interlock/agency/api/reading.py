"""What everybody may read, and what a token opens beyond it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Annotated, Any, Final

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from ninja import Path, Query, Router

from interlock.adapters import clock
from interlock.agency.accounts.matrix import Action
from interlock.agency.api import presenting, schemas
from interlock.agency.api.contract import CURSOR, problems
from interlock.agency.api.door import caller_of
from interlock.agency.register.changes import changes
from interlock.agency.register.exporting import ExportForm, export
from interlock.agency.register.judging import judge
from interlock.agency.register.listing import Query as ListQuery
from interlock.agency.register.listing import list_entries, parse_query
from interlock.agency.register.models import Entry, Verdict
from interlock.agency.register.reading import EntryView, read_entry
from interlock.agency.register.searching import search
from interlock.errors import InputError
from interlock.register import Kind
from interlock.rulebooks import rulebooks

__all__ = ["entries", "router", "viewed"]

router = Router(tags=["reading"])
"""Search, acts and rulebooks."""
entries = Router(tags=["entries"])
"""Addresses that begin with a kind; they come last, because a kind is any word."""

Slug = Annotated[str, Path(pattern=r"^[a-z0-9-]{1,100}$", examples=["deepseek-v3"])]
Day = Annotated[date | None, Query(description="Leave out later words and later facts. Default: today.")]
Instant = Annotated[schemas.Instant | None, Query(description="Leave out what the register took in later.")]
Cursor = Annotated[str, Query(pattern=r"^\d{0,18}$", description=CURSOR)]
Size = Annotated[int, Query(ge=1, le=200, description="How many items a page holds.")]

_FILTERS: Final = {
    "parameters": [
        {
            "in": "query",
            "name": "filters",
            "style": "form",
            "explode": True,
            "required": False,
            "description": (
                "Any property that lists of this kind show, by its name: `country=DE`, `status=existing`; of "
                "numbers and days the ends, `training_compute_min=1e25`, `released_max=2025-12-31`. Also `q` "
                "(words of the name), `sort` (a property, with `-` for falling), `cursor` and `size`."
            ),
            "schema": {"type": "object", "additionalProperties": {"type": "string"}},
        }
    ]
}


def _exported_shape(form: ExportForm) -> dict[str, Any]:
    if form is ExportForm.JSON:
        return {
            "type": "object",
            "properties": {
                "meta": {"type": "object"},
                "entries": {"type": "array", "items": {"type": "object"}},
            },
            "required": ["meta", "entries"],
        }
    return {"type": "string", "format": "binary"}


_EXPORTED: Final = {
    "responses": {
        200: {
            "description": "The file.",
            "content": {
                form.media_type.partition(";")[0]: {"schema": _exported_shape(form)} for form in ExportForm
            },
        }
    }
}


@router.get("/search", response={200: schemas.Hits, **problems(422)}, operation_id="search")
def find(
    request: HttpRequest,
    q: Annotated[str, Query(min_length=1, max_length=200, examples=["llama 405b"])],
    kind: Annotated[list[schemas.KindPath] | None, Query(description="Only these kinds.")] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> dict[str, Any]:
    """Find entries by the beginnings of words in their names and in what is held of them."""
    kinds = [Kind.from_path(one) for one in kind or ()]
    everything = caller_of(request).allows_to_all(Action.READ_SECRET)
    hits = search(q, kinds=kinds, limit=limit, includes_secret=everything)
    known = _links_of(hit.entry for hit in hits)
    return {"items": [{"entry": presenting.summary(hit.entry, known), "where": hit.where} for hit in hits]}


@router.get("/changes", response={200: schemas.Changes, **problems(422)}, operation_id="listChanges")
def list_changes(request: HttpRequest, cursor: Cursor = "", size: Size = 50) -> dict[str, Any]:
    """List acts on the register, newest first: imports, corrections and what was undone."""
    page = changes(before=cursor, size=size)
    with_actor = caller_of(request).allows(Action.READ_AUDIT)
    return {
        "items": [presenting.change(one, with_actor=with_actor) for one in page.told],
        "next": None if page.before is None else str(page.before),
    }


@router.get("/rulebooks", response=schemas.Rulebooks, operation_id="listRulebooks")
def books(request: HttpRequest) -> dict[str, Any]:  # noqa: ARG001  # ninja passes it
    """List the rulebooks by which entries are judged."""
    today = clock.today()
    return {"items": [{**book.as_dict(), "in_force": book.in_force(today)} for book in rulebooks()]}


@router.get(
    "/exports/{kind}",
    response=problems(404, 422),
    operation_id="exportEntries",
    openapi_extra=_FILTERS | _EXPORTED,
)
def exports(
    request: HttpRequest, kind: schemas.KindPath, form: ExportForm = ExportForm.CSV
) -> StreamingHttpResponse:
    """Export a list: every page of it, with the same filters and in the same order."""
    asked = {name: values for name, values in request.GET.lists() if name != "form"}
    query = _query(request, kind, asked)
    response = StreamingHttpResponse(export(query, form, at=clock.now()), content_type=form.media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{kind}.{form}"'
    return response


@entries.get(
    "/{kind}",
    response={200: schemas.Listing, **problems(404, 422)},
    operation_id="listEntries",
    openapi_extra=_FILTERS,
)
def listing(request: HttpRequest, kind: schemas.KindPath) -> dict[str, Any]:
    """List entries of a kind, filtered and sorted."""
    page = list_entries(_query(request, kind, dict(request.GET.lists())))
    known = _links_of(page.entries)
    return {
        "items": [presenting.summary(one, known) for one in page.entries],
        "next": page.next or None,
        "previous": page.previous or None,
        "count": page.count,
        "is_exact": page.is_exact,
    }


@entries.get(
    "/{kind}/{slug}", response={200: schemas.EntryOut, **problems(404, 422)}, operation_id="getEntry"
)
def show(  # noqa: PLR0917  # ninja passes them by name
    request: HttpRequest,
    response: HttpResponse,
    kind: schemas.KindPath,
    slug: Slug,
    as_of: Day = None,
    held_at: Instant = None,
) -> dict[str, Any]:
    """Return an entry as of a day: every value with its interval, unit, source and dates.

    The ETag begins with the version; a correction names it in If-Match.
    """
    view = viewed(request, kind, slug, as_of=as_of, held_at=held_at)
    response.headers["Interlock-Version"] = str(view.entry.version)
    return presenting.entry(view, verdicts=_latest(view))


@entries.get(
    "/{kind}/{slug}/history", response={200: schemas.History, **problems(404, 422)}, operation_id="getHistory"
)
def history(  # noqa: PLR0917  # ninja passes them by name
    request: HttpRequest,
    kind: schemas.KindPath,
    slug: Slug,
    property: Annotated[str, Query(max_length=40)] = "",  # noqa: A002  # the register's word
    cursor: Cursor = "",
    size: Size = 100,
) -> dict[str, Any]:
    """List everything ever said of an entry, newest record first, what was undone included."""
    view = viewed(request, kind, slug)
    if property and property not in view.properties:
        raise InputError(
            f"entries of this kind have no property {property!r}",
            field="property",
            advice=f"Properties: {', '.join(view.properties)}.",
        )
    before = int(cursor or 0)
    told = [
        one
        for one in view.statements
        if (not property or one.property == property) and (not before or one.id < before)
    ]
    page = told[:size]
    known = presenting.links(one.value for one in page)
    return {
        "items": [presenting.said(view, one, known) for one in page],
        "next": str(page[-1].id) if len(told) > size else None,
    }


@entries.get(
    "/{kind}/{slug}/verdicts",
    response={200: schemas.Assessed, **problems(404, 422)},
    operation_id="getVerdicts",
)
def verdicts(request: HttpRequest, kind: schemas.KindPath, slug: Slug, as_of: Day = None) -> dict[str, Any]:
    """Judge an entry as of a day under every rulebook, with the trace of each verdict.

    Judged is what everybody may read, whoever asks.
    """
    view = viewed(request, kind, slug, as_of=as_of, public_only=True)
    assessment = judge(view)
    told = {} if assessment is None else assessment.as_dict()
    return {
        "as_of": view.as_of,
        "judged": assessment is not None,
        **{name: told.get(name, []) for name in ("verdicts", "findings", "notes")},
    }


def viewed(
    request: HttpRequest,
    kind: str,
    slug: str,
    *,
    as_of: date | None = None,
    held_at: schemas.Instant | None = None,
    public_only: bool | None = None,
) -> EntryView:
    """Return an entry as the caller may see it.

    Raises
    ------
    Http404
        If nothing is held of it that they may see.
    """
    caller, day = caller_of(request), as_of or clock.today()
    if public_only is None:
        row = Entry.objects.filter(kind=Kind.from_path(kind), slug=slug).first()
        public_only = row is None or not caller.allows(Action.READ_SECRET, entry=row)
    view = read_entry(Kind.from_path(kind), slug, as_of=day, held_at=held_at, public_only=public_only)
    # What is only named by others has no statement of its own.
    if not view.statements and not view.entry.is_listed:
        raise Http404
    return view


def _latest(view: EntryView) -> list[Verdict]:
    rows = Verdict.objects.filter(entry=view.entry, holds_from__lte=view.as_of)
    if view.held_at is not None:
        rows = rows.filter(computed_at__lte=view.held_at)
    return [row for row in rows.order_by("rulebook", "-id").distinct("rulebook") if row.outcomes]


def _query(request: HttpRequest, kind: str, asked: Mapping[str, Sequence[str]]) -> ListQuery:
    """Return what a list's address asks for, of entries that the caller may know of."""
    everything = caller_of(request).allows_to_all(Action.READ_SECRET)
    return replace(parse_query(Kind.from_path(kind), asked), includes_secret=everything)


def _links_of(rows: Iterable[Entry]) -> presenting.Links:
    return presenting.links(kept["value"] for row in rows for kept in row.held.values() if kept["public"])
