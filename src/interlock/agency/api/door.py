"""What happens to every request before and after its operation: the same for all of them.

1. Refuse what no operation takes: hidden characters in the address, bodies beyond the bound, foreign types.
2. Find out who asks; count the request; refuse beyond the limit, and when nobody can count.
3. Run the operation in the reader's language; every error becomes a problem.
4. Name the representation by a strong tag, answer 304 where the caller holds it, and say who may keep it:
   everybody what everybody may read, nobody what a token opened.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation.trans_real import get_supported_language_variant, parse_accept_lang_header

from interlock.adapters import clock
from interlock.agency.api.answers import key_of
from interlock.agency.api.failing import problem_of
from interlock.agency.api.limits import Limit, address_of, take
from interlock.agency.api.problems import Problem, ProblemError, answer
from interlock.agency.api.tokens import Caller, identify

__all__ = ["LARGEST_BODY", "LARGEST_UPLOAD", "caller_of", "door", "nowhere"]

View = Callable[..., HttpResponseBase]

LARGEST_BODY: Final = 256 * 2**10
LARGEST_UPLOAD: Final = 65 * 2**20
"""A file at the bound of uploads, and what wraps it."""
_LONGEST_QUERY: Final = 8 * 2**10
_READING: Final = frozenset({"GET", "HEAD"})
_OK: Final = 200
_JSON, _MULTIPART = "application/json", "multipart/form-data"


def door(view: View) -> View:
    """Return a view of the API with what all of them share."""

    @wraps(view)
    def guarded(request: HttpRequest, *arguments: Any, **keywords: Any) -> HttpResponseBase:  # noqa: ANN401  # Django's
        with translation.override(_language(request)):
            if request.method == "OPTIONS":
                return _preflight(request)
            try:
                response = _admitted(view, request, *arguments, **keywords)
            except Exception as error:  # noqa: BLE001  # the last line of defence: a program gets a problem
                response = answer(request, problem_of(error))
            return _finished(request, response)

    guarded.csrf_exempt = True  # type: ignore[attr-defined]  # no cookie opens anything here
    return guarded


def caller_of(request: HttpRequest) -> Caller:
    """Return who asks, as the door found out."""
    caller: Caller = request.caller  # type: ignore[attr-defined]  # set by the door
    return caller


def nowhere(request: HttpRequest) -> HttpResponse:
    """Answer at every address of the API that there is not."""
    return answer(request, ProblemError(Problem.NOT_FOUND, _("The API has no such address.")))


def _admitted(
    view: View,
    request: HttpRequest,
    *arguments: Any,  # noqa: ANN401  # Django's
    **keywords: Any,  # noqa: ANN401  # Django's
) -> HttpResponseBase:
    at = clock.now()
    _refuse_unreadable(request)
    request.caller = _counted(request, at)  # type: ignore[attr-defined]  # read by caller_of
    if request.method not in _READING:
        _refuse_body(request)
        if caller_of(request).token is not None:
            key_of(request)
    elif request.method == "HEAD":
        request.method = "GET"
        request.META["interlock.head"] = True
    response = view(request, *arguments, **keywords)
    if response.status_code == Problem.METHOD.status:
        raise ProblemError(
            Problem.METHOD,
            _("The methods of this address are named under Allow."),
            headers={"Allow": response.headers.get("Allow", "GET")},
        )
    return response


def _counted(request: HttpRequest, at: datetime) -> Caller:
    address = address_of(request)
    caller = identify(request.headers.get("Authorization", ""), at=at)
    if caller is None:
        take(Limit.ENTRY, address, at=at)
        raise ProblemError(
            Problem.UNAUTHORISED,
            _("The token is unknown, expired or revoked. Make a new one on the page of your tokens."),
            headers={"WWW-Authenticate": 'Bearer realm="interlock", error="invalid_token"'},
        )
    who = address if caller.token is None else f"token {caller.token.pk}"
    take(_limit(request), who, at=at)
    return caller


def _limit(request: HttpRequest) -> Limit:
    if request.method in _READING:
        return Limit.READ
    return Limit.UPLOAD if request.content_type == _MULTIPART else Limit.WRITE


def _refuse_unreadable(request: HttpRequest) -> None:
    query = request.META.get("QUERY_STRING", "")
    if len(query) > _LONGEST_QUERY:
        raise ProblemError(Problem.TOO_LARGE, _("The query is longer than this address takes."))
    texts = [request.path, *request.GET, *(value for several in request.GET.lists() for value in several[1])]
    if any("\0" in text or "\N{REPLACEMENT CHARACTER}" in text for text in texts):
        raise ProblemError(Problem.MALFORMED, _("The address holds characters that can't be read."))


def _refuse_body(request: HttpRequest) -> None:
    is_upload = request.content_type == _MULTIPART and request.path.endswith("/imports")
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or int(length) > (LARGEST_UPLOAD if is_upload else LARGEST_BODY):
        raise ProblemError(Problem.TOO_LARGE, _("The request holds more than this address takes."))
    wanted = _MULTIPART if request.path.endswith("/imports") else _JSON
    if int(length) and request.content_type != wanted:
        raise ProblemError(
            Problem.MEDIA_TYPE,
            _("This address takes %(type)s.") % {"type": wanted},
            headers={"Accept": wanted},
        )


def _preflight(request: HttpRequest) -> HttpResponse:
    response = HttpResponse(status=204)
    response.headers["Allow"] = "GET, HEAD, OPTIONS, POST"
    if request.headers.get("Access-Control-Request-Method") in _READING:
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Allow-Methods"] = "GET, HEAD"
        response.headers["Access-Control-Allow-Headers"] = "If-None-Match, Accept-Language"
        response.headers["Access-Control-Max-Age"] = "86400"
    return response


def _finished(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    is_open = not request.headers.get("Authorization")
    if request.method in _READING and is_open:
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Expose-Headers"] = "ETag, Retry-After, Content-Language"
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    patch_vary_headers(response, ("Accept-Language", "Authorization"))
    if request.method in _READING and response.status_code == _OK:
        response.headers["Cache-Control"] = "public, no-cache" if is_open else "private, no-store"
        response = _tagged(request, response)
    else:
        response.headers["Cache-Control"] = "no-store"
    if request.META.get("interlock.head") and isinstance(response, HttpResponse):
        response.headers["Content-Length"] = str(len(response.content))
        response.content = b""
    return response


def _tagged(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    if not isinstance(response, HttpResponse):
        return response
    digest = hashlib.sha256(response.content).hexdigest()[:32]
    version = response.headers.get("Interlock-Version")
    tag = f'"v{version}-{digest}"' if version else f'"{digest}"'
    response.headers["ETag"] = tag
    held = [one.strip().removeprefix("W/") for one in request.headers.get("If-None-Match", "").split(",")]
    if tag not in held and "*" not in held:
        return response
    fresh = HttpResponse(status=304)
    for name in response.headers:
        if name not in ("Content-Type", "Content-Length"):
            fresh.headers[name] = response.headers[name]
    return fresh


def _language(request: HttpRequest) -> str:
    """Return the language that the caller asks for; neither cookies nor accounts decide for a program."""
    for language, _quality in parse_accept_lang_header(request.headers.get("Accept-Language", "")[:200]):
        try:
            return get_supported_language_variant(language)
        except LookupError:
            continue
    return "en"
