"""What goes wrong, as RFC 9457 problem details in the reader's language.

References
----------
.. [1] RFC 9457, *Problem Details for HTTP APIs*, sections 3 and 4.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from http import HTTPStatus
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from interlock.errors import InterlockError

__all__ = ["PROBLEM_TYPE", "Problem", "ProblemError", "Trouble", "answer"]

PROBLEM_TYPE: Final = "application/problem+json"


class Problem(Enum):
    """Every sort of problem: its name in the address of its description, its status, its title."""

    MALFORMED = "malformed", 400, _("The request can't be read")
    KEY_MISSING = "key-missing", 400, _("The idempotency key is missing")
    UNAUTHORISED = "unauthorised", 401, _("A token is needed")
    FORBIDDEN = "forbidden", 403, _("The token does not open this")
    NOT_FOUND = "not-found", 404, _("There is nothing at this address")
    METHOD = "method", 405, _("This address does not take that method")
    CONFLICT = "conflict", 409, _("This can't be done in the present state")
    CHANGED_SINCE = "changed-since", 412, _("The entry was changed since you read it")
    TOO_LARGE = "too-large", 413, _("The request is too large")
    MEDIA_TYPE = "media-type", 415, _("This address does not take that type of content")
    INVALID = "invalid", 422, _("Something in the request can't be used")
    KEY_REUSED = "key-reused", 422, _("The idempotency key was used for another request")
    PRECONDITION = "precondition", 428, _("The version that you read is missing")
    TOO_MANY = "too-many", 429, _("Too many requests")
    INTERNAL = "internal", 500, _("The register failed")
    UNAVAILABLE = "unavailable", 503, _("The register can't answer now")

    @property
    def code(self) -> str:
        """The problem's name."""
        return str(self.value[0])

    @property
    def status(self) -> int:
        """The status it is answered with."""
        return int(self.value[1])

    @property
    def title(self) -> Promise | str:
        """What it is, in the reader's language."""
        return self.value[2]

    @property
    def uri(self) -> str:
        """The address at which it is described."""
        return f"{settings.ORIGIN}/api/docs#{self.code}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """One thing that is wrong with a request."""

    detail: str
    pointer: str = ""
    """Where: the name of the parameter, or the path of the field."""
    advice: str = ""


@dataclass(slots=True)
class ProblemError(InterlockError):
    """A request that is answered with a problem."""

    problem: Problem
    detail: str
    troubles: Sequence[Trouble] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    more: Mapping[str, Any] = field(default_factory=dict)
    """Further members, which the contract describes."""

    def __str__(self) -> str:
        return self.detail


def answer(request: HttpRequest, error: ProblemError) -> HttpResponse:
    """Return a problem as it goes out."""
    body = {
        "type": error.problem.uri,
        "title": str(error.problem.title),
        "status": error.problem.status,
        "detail": error.detail,
        "instance": request.path,
        "errors": [
            {"detail": one.detail, "pointer": one.pointer, "advice": one.advice} for one in error.troubles
        ],
        **error.more,
    }
    response = HttpResponse(
        json.dumps(body, ensure_ascii=False, allow_nan=False).encode("utf-8", "backslashreplace"),
        status=HTTPStatus(error.problem.status),
        content_type=PROBLEM_TYPE,
        headers={**error.headers},
    )
    response.headers["Content-Language"] = get_language() or "en"
    return response
