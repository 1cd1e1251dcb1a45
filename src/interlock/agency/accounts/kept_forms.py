"""What was typed into a form whose session ended meanwhile: kept until the person has signed in again.

It works without script. The fields stay on the server, in the anonymous session, for the same person and for
the form's own address; passwords, codes, tokens and files are never kept.
"""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpRequest, QueryDict
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

__all__ = ["keep", "kept", "note_end"]

_KEY: Final = "kept_form"
_ENDED: Final = "ended_session_of"
_MOST: Final = 256 * 1024
"""Characters of names and values together."""
_NEVER: Final = ("csrf", "password", "passwd", "secret", "token", "credential", "one_time_code")


def note_end(request: HttpRequest, whose: int) -> None:
    """Note, for the rest of this request, whose session has just ended."""
    setattr(request, _ENDED, whose)


def keep(request: HttpRequest) -> str:
    """Keep the fields of a form whose session has ended; return where to go on after signing in."""
    whose = getattr(request, _ENDED, None)
    page = _page(request)
    if request.method != "POST" or whose is None:
        return page
    fields = {
        name: values
        for name, values in request.POST.lists()
        if not any(part in name.lower() for part in _NEVER)
    }
    if not fields:
        return page
    if sum(len(name) + sum(map(len, values)) for name, values in fields.items()) > _MOST:
        messages.error(
            request, _("What you typed was too long to be kept. Go back in the browser to copy it.")
        )
        return page
    request.session[_KEY] = {
        "whose": whose,
        "paths": sorted({request.path, urlsplit(page).path}),
        "fields": fields,
        "files": sorted(request.FILES),
    }
    return page


def kept(request: HttpRequest) -> QueryDict | None:
    """Return what somebody had typed into the form at this address before their session ended, once.

    Show the form bound to it, and save nothing: ``typed = kept(request)``, then
    ``Form(typed) if typed is not None else Form(initial=…)``.
    """
    held = request.session.get(_KEY)
    if held is None or request.method != "GET" or not request.user.is_authenticated:
        return None
    if held["whose"] != request.user.pk:
        del request.session[_KEY]  # somebody else sits here now
        return None
    if request.path not in held["paths"]:
        return None
    del request.session[_KEY]
    fields = QueryDict(mutable=True)
    for name, values in held["fields"].items():
        fields.setlist(name, values)
    messages.warning(
        request, _("Your session had ended. What you typed is below again; nothing was saved yet.")
    )
    if held["files"]:
        messages.warning(request, _("Files are not kept. Choose them again."))
    return fields


def _page(request: HttpRequest) -> str:
    """Return the page that shows the form: where the browser came from, else the form's own address."""
    if request.method == "GET" and "HX-Request" not in request.headers:
        return request.get_full_path()
    origin = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(
        origin, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        parts = urlsplit(origin)
        return f"{parts.path}?{parts.query}" if parts.query else parts.path
    return request.path
