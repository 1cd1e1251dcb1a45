"""The history of the register for officers: every act as a sentence, and taking one back."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from interlock.adapters import clock
from interlock.agency.accounts.kept_forms import kept
from interlock.agency.accounts.matrix import Action
from interlock.agency.accounts.permissions import may, person_of, require
from interlock.agency.caseworker.forms import ReasonForm
from interlock.agency.caseworker.keys import FIELD, act_key, new_key
from interlock.agency.register import importing
from interlock.agency.register.changes import changes
from interlock.agency.register.models import Change, Import
from interlock.agency.register.projection import acts
from interlock.agency.register.speaking import said, told
from interlock.agency.register.writing import Act, undo
from interlock.errors import InputError
from interlock.register import undone

__all__ = ["history", "undo_change"]

_SIZE: Final = 30


@require(Action.READ_AUDIT)
@require_safe
def history(request: HttpRequest) -> HttpResponse:
    """List every act on the register, newest first, those of which the public sees nothing included."""
    shows_secrets = may(request.user, Action.UNDO)
    context: dict[str, Any] = {"undoes": shows_secrets}
    try:
        page = changes(before=request.GET.get("before", ""), size=_SIZE, public_only=not shows_secrets)
    except InputError as error:
        return render(request, "caseworker/history.html", context | {"problem": told(error)}, status=400)
    return render(request, "caseworker/history.html", context | {"page": page})


@require(Action.UNDO)
@require_http_methods(["GET", "POST"])
def undo_change(request: HttpRequest, number: int) -> HttpResponse:
    """Ask for the reason, then take an act back as a whole."""
    change = get_object_or_404(Change.objects.select_related("actor", "undoes"), id=number)
    if change.act == Change.Act.SET_UP:
        raise Http404  # what the agency stands on is not an officer's to take back
    file = Import.objects.only("id", "state").filter(change=change).first()
    if file is not None and request.method == "GET":
        return redirect("caseworker:undo_import", file.pk)
    typed = request.POST if request.method == "POST" else kept(request)
    form = ReasonForm(typed) if typed is not None else ReasonForm(initial={FIELD: new_key()})
    problem = ""
    if request.method == "POST" and form.is_valid():
        problem = _undo(request, change, file, form.cleaned_data["reason"])
        if not problem:
            return redirect("caseworker:history")
    context = {
        "change": change, "form": form, "problem": problem, "is_undone": change.id in undone(acts()),
        "restores": change.act == Change.Act.UNDO,
    }  # fmt: skip
    status = 409 if problem else 422 if request.method == "POST" else 200
    return render(request, "caseworker/undo_change.html", context, status=status)


def _undo(request: HttpRequest, change: Change, file: Import | None, reason: str) -> str:
    """Take an act back; return why it can't be, or nothing."""
    person = person_of(request)
    act = Act(actor=person, at=clock.now(), reason=reason, idempotency_key=act_key(request, person))
    try:
        if file is not None:
            importing.start_undoing(file.pk, act=act)
        else:
            undo(change, act)
    except InputError as error:
        return said(error.problem)
    messages.success(
        request, gettext("It is taken back and recorded. Verdicts are worked out anew in a moment.")
    )
    return ""
