"""Imports told in sentences: where a file stands, what it would do, and who did what with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Count, Max
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_lazy, ngettext, pgettext_lazy

from interlock.adapters.layouts import LAYOUTS
from interlock.agency.accounts.models import User
from interlock.agency.pages.days import day_element, instant_element
from interlock.agency.pages.numbers import whole
from interlock.agency.pages.sentences import change_sentence, quoted_reason
from interlock.agency.register.models import Change, Import, ImportLine
from interlock.agency.register.projection import acts
from interlock.agency.register.speaking import said
from interlock.errors import printable
from interlock.phrases import phrase

__all__ = [
    "MOVING", "Deed", "deeds", "failure", "layout_title", "outcome_label", "standing", "state_label",
    "state_style",
]  # fmt: skip

_State = Import.State
_Outcome = ImportLine.Outcome
MOVING: Final = (_State.UPLOADED, _State.PREVIEWING, _State.APPLYING, _State.UNDOING)
"""A job is at work, or waits for its turn."""

_OUTCOMES: Final[Mapping[str, str | Promise]] = {
    _Outcome.NEW: pgettext_lazy("lines", "New"),
    _Outcome.CHANGED: pgettext_lazy("lines", "Changed"),
    _Outcome.UNCHANGED: pgettext_lazy("lines", "Unchanged"),
    _Outcome.EARLIER: pgettext_lazy("lines", "Earlier word"),
    _Outcome.CONFLICTING: pgettext_lazy("lines", "Conflicting"),
    _Outcome.REFUSED: pgettext_lazy("lines", "Refused"),
}
_STATES: Final[Mapping[str, tuple[str, str, str | Promise]]] = {
    _State.UPLOADED: ("waiting", "◐", pgettext_lazy("import", "waits for its preview")),
    _State.PREVIEWING: ("waiting", "◐", pgettext_lazy("import", "is being compared")),
    _State.PREVIEWED: ("waiting", "◐", pgettext_lazy("import", "previewed")),
    _State.APPLYING: ("waiting", "◐", pgettext_lazy("import", "is being taken in")),
    _State.APPLIED: ("in-force", "●", pgettext_lazy("import", "taken in")),
    _State.UNDOING: ("waiting", "◐", pgettext_lazy("import", "is being taken back")),
    _State.UNDONE: ("ended", "○", pgettext_lazy("import", "taken back")),
    _State.FAILED: ("refused", "■", pgettext_lazy("import", "failed")),
}
_RUNNING: Final[Mapping[str, str | Promise]] = {
    _State.UPLOADED: gettext_lazy("{file} waits for its preview."),
    _State.PREVIEWING: gettext_lazy("{file} is being compared with the register: {done} of {total} lines."),
    _State.APPLYING: gettext_lazy("{file} is being taken in: {done} of {total} lines."),
    _State.UNDOING: gettext_lazy("{file} is being taken back."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """One thing that was done with a file."""

    at: datetime
    sentence: SafeString


def outcome_label(outcome: str) -> str:
    """Return what lines of one outcome are called."""
    return str(_OUTCOMES[outcome])


def state_label(state: str) -> str:
    """Return the word of a file's state."""
    return str(_STATES[state][2])


def state_style(state: str) -> tuple[str, str]:
    """Return the class and the shape of a file's state."""
    return _STATES[state][:2]


def layout_title(name: str) -> str:
    """Return what a file of a layout is, in the page's language."""
    return next((said(phrase(layout.title)) for layout in LAYOUTS if layout.name == name), name)


def failure(file: Import) -> str:
    """Return why the last job on a file failed."""
    return printable(said(file.failure))


def standing(file: Import, *, conflicts: int, lines: int) -> str:
    """Return where a file stands, as one sentence.

    Parameters
    ----------
    conflicts
        Conflicts that nobody has decided.
    lines
        Lines that taking it in would write.
    """
    name = file.file_name
    if file.state in _RUNNING:
        return str(_RUNNING[file.state]).format(file=name, done=whole(file.done), total=whole(file.total))
    if file.state == _State.FAILED:
        return gettext("{file} could not be previewed.").format(file=name)
    if file.state == _State.APPLIED:
        return gettext("{file} was taken in.").format(file=name)
    if file.state == _State.UNDONE:
        return gettext("{file} was taken back.").format(file=name)
    return _previewed(name, conflicts, lines)


def _previewed(name: str, conflicts: int, lines: int) -> str:
    if conflicts:
        return ngettext(
            "{file} waits for your decision on {count} conflict.",
            "{file} waits for your decision on {count} conflicts.",
            conflicts,
        ).format(file=name, count=whole(conflicts))
    if lines:
        return ngettext(
            "{file} is previewed; {count} line can be taken in.",
            "{file} is previewed; {count} lines can be taken in.",
            lines,
        ).format(file=name, count=whole(lines))
    return gettext("{file} is previewed; it would change nothing.").format(file=name)


def deeds(file: Import) -> tuple[Deed, ...]:
    """Return what was done with a file, newest first: three queries."""
    found = [_upload(file), *_decisions(file)]
    if file.change is not None:
        acts_on_it = Change.objects.select_related("actor").in_bulk(_chain(file.change.id))
        found += [
            Deed(at=one.made_at, sentence=change_sentence(one, is_named=True)) for one in acts_on_it.values()
        ]
    return tuple(sorted(found, key=lambda deed: deed.at, reverse=True))


def _chain(number: int) -> set[int]:
    """Return an act, what took it back, what took that back, and so on."""
    chain = {number}
    for act in sorted(acts(), key=lambda one: one.id):
        if act.undoes in chain:
            chain.add(act.id)
    return chain


def _upload(file: Import) -> Deed:
    sentence = format_html(
        gettext("{who} uploaded {what} on {when}, as words of {publisher} ({title}) of {day}."),
        who=_who(file.uploaded_by),
        what=format_html("<strong>{}</strong>", file.file_name),
        when=instant_element(file.uploaded_at),
        publisher=file.publisher,
        title=file.title,
        day=day_element(file.stated_on),
    )
    return Deed(at=file.uploaded_at, sentence=sentence)


def _decisions(file: Import) -> list[Deed]:
    rows = list(
        file.lines.filter(take__isnull=False)
        .values("take", "decided_by", "decided_because")
        .annotate(count=Count("id"), at=Max("decided_at"))
        .order_by("-at")[:50]
    )
    people = User.objects.in_bulk({row["decided_by"] for row in rows}) if rows else {}
    return [
        Deed(
            at=row["at"],
            sentence=_decision(
                people.get(row["decided_by"]),
                row["at"],
                row["decided_because"],
                row["count"],
                take=bool(row["take"]),
            ),
        )
        for row in rows
    ]


def _decision(who: User | None, at: datetime, reason: str, count: int, *, take: bool) -> SafeString:
    if take:
        text = ngettext(
            "{who} took the file’s word on {count} conflicting line on {when}.",
            "{who} took the file’s word on {count} conflicting lines on {when}.",
            count,
        )
    else:
        text = ngettext(
            "{who} kept what is held on {count} conflicting line on {when}.",
            "{who} kept what is held on {count} conflicting lines on {when}.",
            count,
        )
    sentence = format_html(text, who=_who(who), count=whole(count), when=instant_element(at))
    return format_html("{} {}", sentence, quoted_reason(reason)) if reason else sentence


def _who(person: User | None) -> str:
    return gettext("The agency") if person is None else str(person)
