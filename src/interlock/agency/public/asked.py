"""What the pages of an entry share: which entry, as of when, judged how."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest

from interlock.agency.accounts.matrix import Action
from interlock.agency.accounts.models import User
from interlock.agency.accounts.permissions import may
from interlock.agency.public.asking import Moment, parse_moment
from interlock.agency.register.judging import judge
from interlock.agency.register.models import Entry
from interlock.agency.register.reading import EntryView, read_entry
from interlock.assessment import Assessment
from interlock.errors import InputError, UnknownNameError
from interlock.register import Kind

__all__ = ["judged", "knows_of", "moment_of", "viewed"]


def moment_of(request: HttpRequest, today: date) -> tuple[Moment, InputError | None]:
    """Return the moment that an address asks for; today and the problem where it can't be read."""
    try:
        return parse_moment(request.GET.dict(), today=today), None
    except InputError as error:
        return Moment(as_of=today, held_at=None, today=today), error


def viewed(request: HttpRequest, path: str, slug: str, moment: Moment) -> EntryView:
    """Return an entry as somebody may see it.

    Raises
    ------
    Http404
        If the register holds nothing at that address.
    """
    try:
        kind = Kind.from_path(path)
        return read_entry(
            kind, slug, as_of=moment.as_of, held_at=moment.held_at,
            public_only=not _reads_secrets(request, kind, slug),
        )  # fmt: skip
    except (KeyError, UnknownNameError) as error:
        raise Http404 from error


def knows_of(user: User | AnonymousUser, entry: Entry) -> bool:
    """Return whether somebody may know that there is such an entry: not where all that was said is secret."""
    return (
        entry.is_public
        or may(user, Action.READ_SECRET, entry=entry)
        or entry.statements.filter(public=True).exists()
    )


def _reads_secrets(request: HttpRequest, kind: Kind, slug: str) -> bool:
    if not request.user.is_authenticated:
        return False
    row = Entry.objects.filter(kind=kind, slug=slug).first()
    return row is not None and may(request.user, Action.READ_SECRET, entry=row)


def judged(view: EntryView) -> tuple[Assessment | None, InputError | None]:
    """Return the verdicts, or why there are none."""
    try:
        return judge(view), None
    except InputError as error:
        return None, error
