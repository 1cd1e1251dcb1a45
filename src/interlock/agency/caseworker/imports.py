"""Pages of imports: all of them, one with its lines, and what an officer decides on it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header, urlencode
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from interlock.adapters import clock
from interlock.agency.accounts.kept_forms import kept
from interlock.agency.accounts.matrix import Action
from interlock.agency.accounts.permissions import person_of, require
from interlock.agency.caseworker.forms import ApplyForm, DecisionForm, ReasonForm
from interlock.agency.caseworker.import_lines import as_csv, headings, line_page
from interlock.agency.caseworker.telling import (
    MOVING,
    deeds,
    failure,
    layout_title,
    standing,
    state_label,
    state_style,
)
from interlock.agency.pages.numbers import whole
from interlock.agency.register import importing
from interlock.agency.register.models import Import, ImportLine
from interlock.agency.register.speaking import said
from interlock.agency.register.writing import Act
from interlock.errors import InputError

__all__ = [
    "again", "apply", "decide", "decide_all", "import_lines", "import_page", "import_state", "imports",
    "open_conflicts", "undo", "written",
]  # fmt: skip

_SIZE: Final = 30
_WRITTEN: Final = ("new", "changed", "earlier")


# ── what is known of a file ──


def written(file: Import, taken: int) -> int:
    """Return how many lines taking a file in would write.

    Parameters
    ----------
    taken
        Conflicting lines on which the file's word was taken.
    """
    return taken + sum(int(file.counts.get(outcome, 0)) for outcome in _WRITTEN)


def open_conflicts(files: list[Import]) -> Mapping[int, tuple[int, int]]:
    """Return, by file, how many conflicts are open and on how many the file's word was taken: one query."""
    rows = (
        ImportLine.objects.filter(file__in=files, outcome=ImportLine.Outcome.CONFLICTING)
        .values_list("file")
        .annotate(open=Count("id", filter=Q(take=None)), taken=Count("id", filter=Q(take=True)))
    )
    return {file: (still_open, taken) for file, still_open, taken in rows}


def _file(number: int) -> Import:
    rows = Import.objects.defer("content").select_related("uploaded_by", "change__actor")
    return get_object_or_404(rows, id=number)


# ── pages ──


@require(Action.UPLOAD_IMPORT)
@require_safe
def imports(request: HttpRequest) -> HttpResponse:
    """List the files, newest first."""
    before = request.GET.get("before", "")
    rows = Import.objects.defer("content").select_related("uploaded_by").order_by("-id")
    if before.isdecimal() and before.isascii() and len(before) < 19:  # noqa: PLR2004  # below 2^63
        rows = rows.filter(id__lt=int(before))
    found = list(rows[: _SIZE + 1])
    context = {
        "files": [_summary(file) for file in found[:_SIZE]],
        "older": found[_SIZE - 1].pk if len(found) > _SIZE else None,
        "is_first": not before,
    }
    return render(request, "caseworker/imports.html", context)


def _summary(file: Import) -> dict[str, Any]:
    style, shape = state_style(file.state)
    counts = [
        (label, whole(file.counts[outcome])) for outcome, label in headings() if file.counts.get(outcome)
    ]
    return {
        "file": file, "style": style, "shape": shape, "state": state_label(file.state), "counts": counts,
        "layout": layout_title(file.layout),
    }  # fmt: skip


@require(Action.UPLOAD_IMPORT)
@require_safe
def import_page(request: HttpRequest, number: int) -> HttpResponse:
    """Show where a file stands, what each of its lines does, and what an officer can do next."""
    return _page(request, _file(number))


def _page(request: HttpRequest, file: Import, *, status: int = 200, **more: Any) -> HttpResponse:  # noqa: ANN401  # of the template
    still_open, taken = open_conflicts([file]).get(file.pk, (0, 0))
    lines = written(file, taken)
    tabs = _tabs(file, still_open)
    outcome = _chosen(request, tabs)
    context = {
        **_summary(file),
        "sentence": standing(file, conflicts=still_open, lines=lines),
        "failure": failure(file),
        "is_moving": file.state in MOVING,
        "open": still_open,
        "lines": lines,
        "takes": _takes(lines),
        "tabs": tabs,
        "outcome": outcome,
        "shown": line_page(file, outcome=outcome, after=_after(request)) if outcome else None,
        "is_first": not _after(request),
        "decides": file.state == Import.State.PREVIEWED,
        "deeds": deeds(file),
        "seen": file.fingerprint[:16],
        "note": "",
        **more,
    }
    return render(request, "caseworker/import.html", context, status=status)


def _takes(lines: int) -> str:
    """Return what the button does."""
    text = ngettext("Take in {count} line", "Take in {count} lines", lines)
    return text.format(count=whole(lines))


def _tabs(file: Import, still_open: int) -> list[dict[str, Any]]:
    here = reverse("caseworker:import", args=[file.pk])
    return [
        {
            "outcome": outcome, "label": label, "count": whole(file.counts[outcome]),
            "href": f"{here}?{urlencode({'outcome': outcome})}#lines",
            "is_open": outcome == "conflicting" and still_open > 0,
        }
        for outcome, label in headings()
        if file.counts.get(outcome)
    ]  # fmt: skip


def _chosen(request: HttpRequest, tabs: list[dict[str, Any]]) -> str:
    """Return the outcome that is shown: the one asked for, else the first there is."""
    known = [str(tab["outcome"]) for tab in tabs]
    asked = request.GET.get("outcome", "")
    return asked if asked in known else next(iter(known), "")


def _after(request: HttpRequest) -> int:
    text = request.GET.get("after", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0  # noqa: PLR2004  # below 2^63


@require(Action.UPLOAD_IMPORT)
@require_safe
def import_state(request: HttpRequest, number: int) -> HttpResponse:
    """Show how far the job on a file is; once it has ended, have the whole page loaded anew."""
    file = _file(number)
    if file.state not in MOVING:
        return HttpResponse(headers={"HX-Refresh": "true"})
    context = {**_summary(file), "sentence": standing(file, conflicts=0, lines=0)}
    return render(request, "caseworker/import_state.html", context)


@require(Action.UPLOAD_IMPORT)
@require_safe
def import_lines(request: HttpRequest, number: int) -> HttpResponseBase:
    """Send the lines of a file as CSV, those of one outcome or all."""
    file, outcome = _file(number), request.GET.get("outcome", "")
    if outcome and outcome not in ImportLine.Outcome.values:
        raise Http404
    response = StreamingHttpResponse(
        as_csv(file, outcome=outcome), content_type="text/csv; charset=utf-8; header=present"
    )
    name = f"import-{file.pk}{f'-{outcome}' if outcome else ''}.csv"
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    return response


# ── deciding ──


@require(Action.APPLY_IMPORT)
@require_POST
def decide(request: HttpRequest, number: int, line: int) -> HttpResponse:
    """Take the file's word on one conflicting line, or keep what is held."""
    rows = ImportLine.objects.select_related("file").defer("file__content")
    row = get_object_or_404(rows, file=number, id=line)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return _undecided(request, row.file, form, line=row.pk)
    try:
        importing.decide(row, take=form.takes, act=_act(request, form.cleaned_data["reason"]))
    except InputError as error:
        return _page(request, _file(number), status=409, note=said(error.problem))
    return redirect(_back(request, number, f"line-{row.pk}"))


@require(Action.APPLY_IMPORT)
@require_POST
def decide_all(request: HttpRequest, number: int) -> HttpResponse:
    """Decide all open conflicts of a file alike."""
    file = _file(number)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return _undecided(request, file, form)
    count = importing.decide_all(
        number, take=form.takes, act=_act(request, form.cleaned_data["reason"])
    )  # fmt: skip
    text = ngettext("{count} conflict is decided.", "{count} conflicts are decided.", count)
    messages.success(request, text.format(count=whole(count)))
    return redirect("caseworker:import", number)


def _undecided(request: HttpRequest, file: Import, form: DecisionForm, *, line: int = 0) -> HttpResponse:
    problem = form.errors.get("reason") or form.errors.get("take")
    typed = request.POST.get("reason", "")
    return _page(
        request,
        _file(file.pk),
        status=422,
        decision_problem=problem,
        decision_typed=typed,
        decision_line=line,
    )


def _back(request: HttpRequest, number: int, anchor: str) -> str:
    """Return the page of lines from which somebody came."""
    here = reverse("caseworker:import", args=[number])
    asked = {name: request.POST[name] for name in ("outcome", "after") if request.POST.get(name)}
    return f"{here}?{urlencode(asked)}#{anchor}" if asked else f"{here}#{anchor}"


@require(Action.APPLY_IMPORT)
@require_POST
def apply(request: HttpRequest, number: int) -> HttpResponse:
    """Have a file taken in as its preview shows it; not if the preview is another than the officer saw."""
    file = _file(number)
    is_under_way = file.state in (Import.State.APPLYING, Import.State.APPLIED)
    if not is_under_way and request.POST.get("seen", "") != file.fingerprint[:16]:
        return _page(
            request, file, status=409,
            note=gettext("The preview was made anew after you opened this page. Look at it first."),
        )  # fmt: skip
    form = ApplyForm(request.POST)
    if not form.is_valid():
        return _page(request, file, status=422, note=" ".join(map(str, form.errors["reason"])))
    try:
        importing.start_applying(number, act=_act(request, form.cleaned_data["reason"]))
    except InputError as error:
        return _page(request, _file(number), status=409, note=said(error.problem))
    return redirect("caseworker:import", number)


@require(Action.UNDO)
@require_http_methods(["GET", "POST"])
def undo(request: HttpRequest, number: int) -> HttpResponse:
    """Ask for the reason, then have an import taken back as a whole."""
    file = _file(number)
    typed = request.POST if request.method == "POST" else kept(request)
    form = ReasonForm(typed)
    problem = ""
    if request.method == "POST" and form.is_valid():
        try:
            importing.start_undoing(number, act=_act(request, form.cleaned_data["reason"]))
        except InputError as error:
            problem = said(error.problem)
        else:
            return redirect("caseworker:import", number)
    _, taken = open_conflicts([file]).get(file.pk, (0, 0))
    context = {
        "file": file, "form": form, "problem": problem, "lines": written(file, taken),
        "can_undo": file.state in (Import.State.APPLIED, Import.State.UNDOING),
    }  # fmt: skip
    status = 409 if problem else 422 if request.method == "POST" else 200
    return render(request, "caseworker/import_undo.html", context, status=status)


@require(Action.UPLOAD_IMPORT)
@require_POST
def again(request: HttpRequest, number: int) -> HttpResponse:
    """Have a file previewed anew, after its preview failed or the register went on."""
    file = _file(number)
    if file.state not in (Import.State.FAILED, Import.State.PREVIEWED):
        return _page(request, file, status=409, note=gettext("A job is at work on this file, or it is done."))
    importing.start_previewing(number)
    messages.success(request, gettext("The file is compared with the register anew."))
    return redirect("caseworker:import", number)


def _act(request: HttpRequest, reason: str) -> Act:
    return Act(actor=person_of(request), at=clock.now(), reason=reason[:5000])
