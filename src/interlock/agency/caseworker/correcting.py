"""Correcting a value: choosing it, typing the better one, seeing what it would change, saving it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from interlock.adapters import clock
from interlock.agency.accounts.kept_forms import kept
from interlock.agency.accounts.matrix import Action
from interlock.agency.accounts.permissions import may, person_of, require
from interlock.agency.caseworker.foreseeing import foresee, lookalikes
from interlock.agency.caseworker.forms import CorrectionForm, add_problem
from interlock.agency.caseworker.keys import FIELD, act_key, new_key
from interlock.agency.pages.days import day_element
from interlock.agency.pages.sentences import change_sentence
from interlock.agency.pages.values import shown
from interlock.agency.pages.vocabulary import property_label
from interlock.agency.register.changes import entry_changes
from interlock.agency.register.models import Change, Entry
from interlock.agency.register.reading import EntryView, read_entry
from interlock.agency.register.writing import Edit, EditConflictError
from interlock.agency.register.writing import correct as write_correction
from interlock.errors import InputError, UnknownNameError
from interlock.register import Kind, Origin, Property, Statement, current
from interlock.register.names import fold

__all__ = ["HeldValue", "correct", "names"]

_SUGGESTED: Final = 12
_LONGEST_ASKED: Final = 100
_LAST: Final = "\U0010ffff"


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldValue:
    """A property and what is held of it."""

    name: str
    label: str
    value: SafeString | None
    """None where nothing is held."""
    publisher: str
    title: str
    stated_on: SafeString | None
    is_secret: bool


@require(Action.CORRECT)
@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, path: str, slug: str) -> HttpResponse:
    """Correct a value of an entry; without a property, choose one."""
    view = _view(request, path, slug)
    typed = request.POST if request.method == "POST" else kept(request)
    asked = (typed.get("property") if typed is not None else "") or request.GET.get("property", "")
    prop = view.properties.get(asked)
    if prop is None:
        return _choose(request, view, is_unknown=bool(asked))
    form = _form(view, prop, typed)
    if request.method != "POST" or not form.is_valid():
        return _page(request, view, form, status=422 if request.method == "POST" else 200)
    odd = lookalikes(prop, form.value)
    if odd and not form.cleaned_data.get("is_meant"):
        form.add_error("is_meant", gettext("Compare the names below before you go on."))
        return _page(request, view, form, status=422, lookalikes=odd)
    if request.POST.get("step") != "save":
        return _page(request, view, form, foreseen=_foreseen(view, form, clock.now()))
    return _save(request, view, form)


@require(Action.CORRECT)
@require_safe
def names(request: HttpRequest, path: str) -> HttpResponse:
    """Suggest names of one kind that begin as typed: for inputs of pages with a script."""
    typed = fold(request.GET.get("value", "")[:_LONGEST_ASKED]).strip()
    rows = Entry.objects.filter(kind=_kind(path), is_listed=True, folded__gte=typed, folded__lt=typed + _LAST)
    found = rows.order_by("folded").values_list("name", flat=True)[:_SUGGESTED] if typed else ()
    return render(request, "caseworker/names.html", {"names": found})


# ── reading ──


def _kind(path: str) -> Kind:
    try:
        return Kind.from_path(path)
    except KeyError:
        raise Http404 from None


def _view(request: HttpRequest, path: str, slug: str) -> EntryView:
    try:
        view = read_entry(_kind(path), slug, as_of=clock.today(), public_only=False)
    except UnknownNameError:
        raise Http404 from None
    if not may(request.user, Action.CORRECT, entry=view.entry):
        raise PermissionDenied
    return view


def _form(view: EntryView, prop: Property, typed: Mapping[str, Any] | None) -> CorrectionForm:
    standing = view.standing.get(prop.name)
    held = standing.value if standing is not None else None
    initial = {"property": prop.name, "seen": str(view.entry.version), FIELD: new_key()}
    return CorrectionForm(typed, prop=prop, held=held, initial=initial)


def _held(view: EntryView, prop: Property, one: Statement | None) -> HeldValue:
    source = view.sources.get(one.source) if one is not None else None
    return HeldValue(
        name=prop.name,
        label=property_label(prop),
        value=None if one is None else shown(one.value, prop),
        publisher="" if source is None else source.publisher,
        title="" if source is None else source.title,
        stated_on=None if one is None else day_element(one.stated_on),
        is_secret=one is not None and not one.public,
    )


# ── pages ──


def _choose(request: HttpRequest, view: EntryView, *, is_unknown: bool) -> HttpResponse:
    held = [_held(view, prop, view.standing.get(name)) for name, prop in view.properties.items()]
    context = {
        "entry": view.entry,
        "held": [one for one in held if one.value is not None],
        "missing": [one for one in held if one.value is None],
        "is_unknown": is_unknown,
    }
    return render(request, "caseworker/correct_choose.html", context, status=404 if is_unknown else 200)


def _page(
    request: HttpRequest,
    view: EntryView,
    form: CorrectionForm,
    *,
    status: int = 200,
    **more: Any,  # noqa: ANN401  # of the template
) -> HttpResponse:
    context = {
        "entry": view.entry,
        "form": form,
        "held": _held(view, form.prop, view.standing.get(form.prop.name)),
        "stated": shown(form.value, form.prop) if form.is_bound and form.is_valid() else "",
        "is_secret": _is_secret(view, form.prop),
        "names_kind": form.prop.to,
        **more,
    }
    return render(request, "caseworker/correct.html", context, status=status)


def _is_secret(view: EntryView, prop: Property) -> bool:
    """Return whether what was last said of a property is not public, so that a correction won't be either."""
    return any(not one.public for one in view.history(prop.name)[:1])


def _origin(form: CorrectionForm) -> Origin:
    given = form.cleaned_data
    return Origin(publisher=given["publisher"], title=given["title"], url=given["url"])


def _foreseen(view: EntryView, form: CorrectionForm, at: datetime) -> Any:  # noqa: ANN401  # of the template
    return foresee(view, form.prop, form.value, origin=_origin(form), at=at)


# ── saving ──


def _save(request: HttpRequest, view: EntryView, form: CorrectionForm) -> HttpResponse:
    person, given = person_of(request), form.cleaned_data
    edit = Edit(
        actor=person, at=clock.now(), reason=given["reason"], idempotency_key=act_key(request, person),
        origin=_origin(form), seen_version=_seen(given["seen"]),
    )  # fmt: skip
    try:
        write_correction(view.entry.id, form.prop.name, form.value, edit=edit, note=form.note)
    except EditConflictError as error:
        return _conflict(request, view, form, error)
    except InputError as error:
        add_problem(form, error)
        return _page(request, view, form, status=422)
    messages.success(
        request,
        gettext("%(property)s of %(name)s is corrected. Verdicts are worked out anew in a moment.")
        % {"property": property_label(form.prop), "name": view.entry.name},
    )
    return redirect(view.entry)


def _seen(text: str) -> int:
    """Return the version that a form names; one that nothing has where it names none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0  # noqa: PLR2004  # below 2^63


def _conflict(
    request: HttpRequest, earlier: EntryView, form: CorrectionForm, error: EditConflictError
) -> HttpResponse:
    """Tell what changed since, and let the officer decide anew; what was typed stays."""
    view = read_entry(earlier.kind, earlier.entry.slug, as_of=clock.today(), public_only=False)
    seen = _seen(form.cleaned_data["seen"])
    data = request.POST.copy()
    data["seen"], data[FIELD] = str(view.entry.version), new_key()
    anew = _form(view, form.prop, data)
    since = {change.id: change for change in error.changes}
    since |= {one.change.id: one.change for one in entry_changes(view.entry) if one.change.id > seen}
    return _page(
        request, view, anew, status=409,
        since=[_told(since[number]) for number in sorted(since, reverse=True)],
        before=_held(view, form.prop, _as_seen(view, form.prop, seen)),
        is_conflict=True,
    )  # fmt: skip


def _told(change: Change) -> SafeString:
    return change_sentence(change, is_named=True)


def _as_seen(view: EntryView, prop: Property, seen: int) -> Statement | None:
    """Return what stood of a property when the officer opened the form."""
    then = [one for one in view.history(prop.name) if one.change <= seen]
    standing = [one for one in then if one.change not in view.void]
    return current(standing, as_of=view.as_of).get(prop.name)
