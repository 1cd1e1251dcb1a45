"""Every event is one sentence: who did what to what, when, why."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_lazy

from interlock.agency.pages.days import instant_element
from interlock.agency.register.models import Change

__all__ = ["change_sentence", "quoted_reason"]

_NAMED: Mapping[str, str | Promise] = {
    Change.Act.IMPORT: gettext_lazy("{who} took in {what} on {when}."),
    Change.Act.CORRECTION: gettext_lazy("{who} corrected {what} on {when}."),
    Change.Act.UNDO: gettext_lazy("{who} took back {what} on {when}."),
    Change.Act.DEMONSTRATION: gettext_lazy("{who} loaded the demonstration world ({what}) on {when}."),
    Change.Act.SET_UP: gettext_lazy("{who} set up {what} on {when}."),
}


_OWN = frozenset({Change.Act.DEMONSTRATION, Change.Act.SET_UP})
"""Acts whose words are the register's own; those of all others are quoted as a person wrote them."""


def change_sentence(change: Change, *, is_named: bool) -> SafeString:
    """Return an act on the register as a sentence, its reason quoted.

    Parameters
    ----------
    change
        With its actor loaded where `is_named`.
    is_named
        Whether the reader may know who it was; to all others an officer is the agency.
    """
    own = change.act in _OWN
    what = _said(change.summary, own=own) or gettext("the register")
    sentence = format_html(
        str(_NAMED[change.act]),
        who=_who(change, is_named=is_named),
        what=format_html("<strong>{}</strong>", what),
        when=instant_element(change.made_at),
    )
    reason = _said(change.reason, own=own)
    return format_html("{} {}", sentence, quoted_reason(reason)) if reason else sentence


def quoted_reason(reason: str) -> SafeString:
    """Return a reason as its author gave it."""
    return format_html(gettext("Reason given: {quote}"), quote=format_html("<q>{}</q>", reason))


def _said(text: str, *, own: bool) -> str:
    return gettext(text) if own and text else text


def _who(change: Change, *, is_named: bool) -> str:
    if change.actor_id is None or not is_named or change.actor is None:
        return gettext("The agency")
    return str(change.actor)
