"""What officers may do through a token: import files, correct values, undo acts."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import File, Form, Path, Query, Router, Schema, UploadedFile

from interlock.adapters import clock
from interlock.agency.accounts.matrix import Action
from interlock.agency.accounts.models import User
from interlock.agency.api import presenting, schemas
from interlock.agency.api.answers import act_key, key_of, once
from interlock.agency.api.contract import CURSOR, IDEMPOTENT, IF_MATCH, Bearer, problems
from interlock.agency.api.door import caller_of
from interlock.agency.api.models import Token
from interlock.agency.api.problems import Problem, ProblemError
from interlock.agency.register import importing
from interlock.agency.register.models import Change, Entry, Import, ImportLine
from interlock.agency.register.writing import Act, Edit, correct, undo
from interlock.errors import InputError
from interlock.register import Kind, Origin

__all__ = ["corrections", "router"]

router = Router(tags=["imports and undoing"])
corrections = Router(tags=["corrections"])
"""Addresses that begin with a kind; they come last."""

_MATCH: Final = re.compile(r'"v(\d{1,18})(?:-[0-9a-f]{32})?"')
_ACCEPTED, _DONE = 202, 200

Number = Annotated[int, Path(ge=1, lt=2**63)]
Cursor = Annotated[str, Query(pattern=r"^\d{0,18}$", description=CURSOR)]
Size = Annotated[int, Query(ge=1, le=200, description="How many items a page holds.")]
Line = Annotated[str, Form(min_length=1, max_length=300)]


@router.get(
    "/imports",
    auth=Bearer(Action.UPLOAD_IMPORT),
    response={200: schemas.Imports, **problems(403, 422)},
    operation_id="listImports",
)
def imports(request: HttpRequest, cursor: Cursor = "", size: Size = 50) -> dict[str, Any]:  # noqa: ARG001  # ninja's
    """List files on their way into the register, newest first."""
    rows = Import.objects.defer("content").order_by("-id")
    if cursor:
        rows = rows.filter(id__lt=int(cursor))
    page = list(rows[: size + 1])
    return {
        "items": [presenting.import_summary(one) for one in page[:size]],
        "next": str(page[size - 1].pk) if len(page) > size else None,
    }


@router.post(
    "/imports",
    auth=Bearer(Action.UPLOAD_IMPORT),
    response={202: schemas.ImportOut, **problems(403, 415, 422)},
    operation_id="uploadImport",
    openapi_extra=IDEMPOTENT,
)
def upload(  # noqa: PLR0917  # ninja passes them by name
    request: HttpRequest,
    file: Annotated[UploadedFile, File(description="A table or declaration in a layout that is known.")],
    publisher: Line,
    title: Annotated[str, Form(min_length=1, max_length=500)],
    stated_on: Annotated[date, Form(description="The day of the source's word.")],
    url: Annotated[str, Form(max_length=1000)] = "",
    licence: Annotated[str, Form(max_length=100)] = "",
) -> HttpResponse:
    """Upload a file. Nothing is taken in: a job previews it, line by line."""
    token = _token(request)
    at = clock.now()

    def work() -> tuple[int, Any]:
        row = importing.upload(
            file.read(),
            file_name=str(file.name or "upload"),
            origin=Origin(publisher=publisher, title=title, url=url, licence=licence),
            stated_on=stated_on,
            act=_act(request, token),
        )
        return _ACCEPTED, _plain(schemas.ImportOut, presenting.import_file(row))

    return once(request, token, work, at=at)


@router.get(
    "/imports/{number}",
    auth=Bearer(Action.UPLOAD_IMPORT),
    response={200: schemas.ImportOut, **problems(403, 404)},
    operation_id="getImport",
)
def status(request: HttpRequest, number: Number) -> dict[str, Any]:  # noqa: ARG001  # ninja passes it
    """Return a file, how far its job has come, and its lines counted by outcome."""
    return presenting.import_file(_file(number))


@router.get(
    "/imports/{number}/lines",
    auth=Bearer(Action.UPLOAD_IMPORT),
    response={200: schemas.Lines, **problems(403, 404, 422)},
    operation_id="listImportLines",
)
def lines(
    request: HttpRequest,  # noqa: ARG001  # ninja passes it
    number: Number,
    outcome: Annotated[ImportLine.Outcome | None, Query(description="Only lines with this outcome.")] = None,
    cursor: Cursor = "",
    size: Size = 100,
) -> dict[str, Any]:
    """List what each line of a file would do, or did."""
    rows = ImportLine.objects.filter(file=_file(number), id__gt=int(cursor or 0)).order_by("id")
    if outcome is not None:
        rows = rows.filter(outcome=outcome)
    page = list(rows[: size + 1])
    return {
        "items": [presenting.import_line(one) for one in page[:size]],
        "next": str(page[size - 1].pk) if len(page) > size else None,
    }


@router.post(
    "/imports/{number}/lines/{line}/decision",
    auth=Bearer(Action.APPLY_IMPORT),
    response={200: schemas.LineOut, **problems(403, 404, 409, 415, 422)},
    operation_id="decideLine",
    openapi_extra=IDEMPOTENT,
)
def decide(request: HttpRequest, number: Number, line: Number, body: schemas.Decision) -> HttpResponse:
    """Decide a conflict: take the file's word, or keep what is held."""
    token = _token(request)

    def work() -> tuple[int, Any]:
        row = ImportLine.objects.select_related("file").filter(file=_file(number), id=line).first()
        if row is None:
            raise Http404
        try:
            importing.decide(row, take=body.take, act=_act(request, token))
        except InputError as error:
            raise ProblemError(Problem.CONFLICT, str(error)) from error
        row.refresh_from_db()
        return _DONE, _plain(schemas.LineOut, presenting.import_line(row))

    return once(request, token, work, at=clock.now())


@router.post(
    "/imports/{number}/apply",
    auth=Bearer(Action.APPLY_IMPORT),
    response={202: schemas.ImportOut, **problems(403, 404, 409, 415, 422)},
    operation_id="applyImport",
    openapi_extra=IDEMPOTENT,
)
def apply(request: HttpRequest, number: Number) -> HttpResponse:
    """Take a previewed file in, by a job; its state tells when that is done. Open conflicts stay out."""
    token = _token(request)

    def work() -> tuple[int, Any]:
        row = _file(number)
        try:
            importing.start_applying(row.pk, act=_act(request, token))
        except InputError as error:
            raise ProblemError(Problem.CONFLICT, str(error)) from error
        row.refresh_from_db()
        return _ACCEPTED, _plain(schemas.ImportOut, presenting.import_file(row))

    return once(request, token, work, at=clock.now())


@router.post(
    "/changes/{number}/undo",
    auth=Bearer(Action.UNDO),
    response={200: schemas.Undone, 202: schemas.Undone, **problems(403, 404, 409, 415, 422)},
    operation_id="undoChange",
    openapi_extra=IDEMPOTENT,
)
def take_back(request: HttpRequest, number: Number, body: schemas.Reason) -> HttpResponse:
    """Take an act back as a whole: an import, with all its lines, by a job (202), others at once (200)."""
    token = _token(request)

    def work() -> tuple[int, Any]:
        change = Change.objects.filter(id=number).first()
        if change is None:
            raise Http404
        act = _act(request, token, reason=body.reason)
        try:
            return _undone(change, act)
        except InputError as error:
            raise ProblemError(Problem.CONFLICT, str(error)) from error

    return once(request, token, work, at=clock.now())


@corrections.post(
    "/{kind}/{slug}/corrections",
    auth=Bearer(Action.CORRECT),
    response={200: schemas.Corrected, **problems(403, 404, 412, 415, 422, 428)},
    operation_id="correctEntry",
    openapi_extra=IF_MATCH,
)
def correction(
    request: HttpRequest,
    kind: schemas.KindPath,
    slug: Annotated[str, Path(pattern=r"^[a-z0-9-]{1,100}$")],
    body: schemas.Correction,
) -> HttpResponse:
    """Supersede one value. What was said before stays in the history, with who said it."""
    token = _token(request)

    def work() -> tuple[int, Any]:
        seen = _seen_version(request)
        entry = Entry.objects.filter(kind=Kind.from_path(kind), slug=slug).first()
        if entry is None:
            raise Http404
        if not caller_of(request).allows(Action.CORRECT, entry=entry):
            raise ProblemError(Problem.FORBIDDEN, _("Your seat does not let you correct this entry."))
        act = _act(request, token, reason=body.reason)
        edit = Edit(
            actor=act.actor, at=act.at, reason=act.reason, idempotency_key=act.idempotency_key,
            origin=Origin(**body.source.model_dump()), seen_version=seen,
        )  # fmt: skip
        try:
            written = correct(entry.pk, body.property, body.value, edit=edit, note=body.note)
        except InputError as error:
            raise InputError(error.problem, field=error.field or "property", advice=error.advice) from error
        return _DONE, {"change": written.change.pk, "version": written.change.pk}

    return once(request, token, work, at=clock.now())


def _undone(change: Change, act: Act) -> tuple[int, Any]:
    """Take an act back: an import by its job, because it may be large, anything else at once."""
    file = Import.objects.only("id").filter(change=change).first()
    if file is not None:
        importing.start_undoing(file.pk, act=act)
        return _ACCEPTED, {"change": None, "undoes": change.pk, "entries": 0, "file": file.pk}
    written = undo(change, act)
    return _DONE, {
        "change": written.change.pk, "undoes": change.pk, "entries": len(written.entries), "file": None,
    }  # fmt: skip


def _seen_version(request: HttpRequest) -> int:
    header = request.headers.get("If-Match", "").strip()
    if not header or header == "*":
        raise ProblemError(
            Problem.PRECONDITION, _("Send the ETag of the entry that you read in the header If-Match.")
        )
    match = _MATCH.fullmatch(header)
    if match is None:
        raise ProblemError(
            Problem.CHANGED_SINCE, _("The header If-Match names no version of this entry. Read it again.")
        )
    return int(match[1])


def _token(request: HttpRequest) -> Token:
    token = caller_of(request).token
    if token is None:  # Bearer let nobody pass without one
        raise ProblemError(Problem.UNAUTHORISED, _("Send a token in the header Authorization: Bearer."))
    return token


def _act(request: HttpRequest, token: Token, *, reason: str = "") -> Act:
    person: User = token.user
    return Act(actor=person, at=clock.now(), reason=reason, idempotency_key=act_key(token, key_of(request)))


def _file(number: int) -> Import:
    row = Import.objects.defer("content").filter(id=number).first()
    if row is None:
        raise Http404
    return row


def _plain(schema: type[Schema], told: dict[str, Any]) -> dict[str, Any]:
    return schema.model_validate(told).model_dump(mode="json")
