"""The form to upload a file: what it is, who says so and of what day, before anything is compared."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from interlock.adapters import clock
from interlock.adapters.layouts import LAYOUTS, LIMITS, Layout, guess_stated_on, recognise
from interlock.agency.accounts.kept_forms import kept
from interlock.agency.accounts.matrix import Action
from interlock.agency.accounts.permissions import person_of, require
from interlock.agency.caseworker.forms import UploadForm, add_problem
from interlock.agency.caseworker.keys import FIELD, act_key, new_key
from interlock.agency.caseworker.telling import layout_title
from interlock.agency.pages.uploads import MOST
from interlock.agency.register import importing
from interlock.agency.register.models import Import
from interlock.agency.register.writing import Act
from interlock.errors import InputError
from interlock.register import Origin

__all__ = ["look_at_file", "upload"]


@require(Action.UPLOAD_IMPORT)
@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Take a file, keep it, and have it compared with the register."""
    if request.method != "POST":
        typed = kept(request)
        form = UploadForm(typed) if typed is not None else UploadForm(initial={FIELD: new_key()})
        if typed is not None:
            form.errors.pop("file", None)  # files are not kept, and a message says so
        return _page(request, form)
    content, name = _content(request)
    guess = guess_stated_on(name, content) if content else None
    form = UploadForm(request.POST, request.FILES, guess=guess, too_large=_is_too_large(request))
    if form.is_valid():
        file = _keep(request, form, content)
        if file is not None:
            return redirect("caseworker:import", file.pk)
    return _page(request, form, layout=_recognised(name, content)[0], status=422)


@require(Action.UPLOAD_IMPORT)
@require_POST
def look_at_file(request: HttpRequest) -> HttpResponse:
    """Say what a chosen file seems to be, and propose its source: for pages with a script."""
    content, name = _content(request)
    layout, problem = _recognised(name, content)
    guess = guess_stated_on(name, content) if content else None
    form = UploadForm(initial=_proposed(request, layout), guess=guess)
    return render(
        request, "caseworker/upload_source.html",
        {"form": form, "layout": _title(layout), "problem": problem, "guess": guess, "looked": True},
    )  # fmt: skip


def _keep(request: HttpRequest, form: UploadForm, content: bytes) -> Import | None:
    given, person = form.cleaned_data, person_of(request)
    origin = Origin(
        publisher=given["publisher"], title=given["title"], url=given["url"], licence=given["licence"]
    )
    act = Act(actor=person, at=clock.now(), idempotency_key=act_key(request, person, content=content))
    try:
        return importing.upload(
            content, file_name=str(given["file"].name), origin=origin, stated_on=given["stated_on"], act=act
        )
    except InputError as error:
        add_problem(form, error if error.field in form.fields else error.within(field="file"))
        return None


def _content(request: HttpRequest) -> tuple[bytes, str]:
    """Return a file and its name, if it is not larger than what is read."""
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile) or (file.size or 0) > LIMITS.size:
        return b"", ""
    return file.read(), str(file.name)


def _is_too_large(request: HttpRequest) -> bool:
    """Return whether the request announced so much that its file was not kept."""
    announced = request.META.get("CONTENT_LENGTH") or "0"
    return announced.isdecimal() and int(announced) > MOST


def _recognised(name: str, content: bytes) -> tuple[Layout | None, InputError | None]:
    if not content:
        return None, None
    try:
        return recognise(name, content), None
    except InputError as error:
        return None, error


def _proposed(request: HttpRequest, layout: Layout | None) -> dict[str, str]:
    """Return what was typed already; where nothing was, what the layout's own source is."""
    names = ("publisher", "title", "url", "licence")
    origin = layout.origin if layout is not None else None
    return {
        **{name: request.POST.get(name, "").strip() or getattr(origin, name, "") for name in names},
        "stated_on": request.POST.get("stated_on", ""),
    }


def _title(layout: Layout | None) -> str:
    return layout_title(layout.name) if layout is not None else ""


def _page(
    request: HttpRequest, form: UploadForm, *, layout: Layout | None = None, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {
        "form": form,
        "layout": _title(layout),
        "guess": _unconfirmed(form),
        "known": [layout_title(one.name) for one in LAYOUTS],
        "most": LIMITS.size // 2**20,
        "again": gettext("Choose the file again: a browser does not keep it.") if form.is_bound else "",
    }
    return render(request, "caseworker/upload.html", context, status=status)


def _unconfirmed(form: UploadForm) -> date | None:
    """Return the guessed day, where the officer has stated none."""
    return None if form.is_bound and form.data.get("stated_on") else form.guess
