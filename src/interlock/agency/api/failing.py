"""Every error becomes a problem: what was raised on the left, what the caller reads on the right."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any, Final

from django.core.exceptions import (
    BadRequest,
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.db import InterfaceError, OperationalError
from django.http import Http404
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext as _
from ninja.errors import HttpError, ValidationError

from interlock.agency.api.limits import LimitUnreachableError, TooManyRequestsError
from interlock.agency.api.problems import Problem, ProblemError, Trouble
from interlock.agency.register.writing import EditConflictError
from interlock.errors import InputError, UnknownNameError

__all__ = ["problem_of"]

_log = logging.getLogger(__name__)
_RETRY: Final = "5"
_MOST_TROUBLES: Final = 50
_LONGEST: Final = 500


def problem_of(error: Exception) -> ProblemError:  # noqa: PLR0911  # a table of cases
    """Return the problem that tells a caller of an error, without anything of the inside."""
    match error:
        case ProblemError():
            return error
        case ValidationError():
            return _of_validation(error.errors)
        case EditConflictError():
            return _changed_since(error)
        case TooManyRequestsError():
            return _too_many(error)
        case UnknownNameError() if error.field is None:
            return ProblemError(Problem.NOT_FOUND, _("The register holds nothing under this name."))
        case InputError():
            return _of_input(error)
        case Http404():
            return ProblemError(Problem.NOT_FOUND, _("The register holds nothing at this address."))
        case PermissionDenied():
            return ProblemError(Problem.FORBIDDEN, _("Your seat does not let you do this."))
        case _:
            return _of_request(error)


def _of_request(error: Exception) -> ProblemError:
    match error:
        case RequestDataTooBig() | TooManyFieldsSent() | TooManyFilesSent():
            return ProblemError(Problem.TOO_LARGE, _("The request holds more than this address takes."))
        case MultiPartParserError() | BadRequest() | SuspiciousOperation() | UnicodeError():
            return ProblemError(Problem.MALFORMED, _("The request can't be read as it was sent."))
        case HttpError() if error.status_code == Problem.MALFORMED.status:
            return _of_body(error.__cause__)
        case LimitUnreachableError() | OperationalError() | InterfaceError():
            _log.error("the database can't be reached: %s", error, exc_info=error)
            return ProblemError(
                Problem.UNAVAILABLE,
                _("The register can't be reached now. Nothing was changed; send the request again."),
                headers={"Retry-After": _RETRY},
            )
        case _:
            _log.error("a request to the API failed", exc_info=error)
            return ProblemError(
                Problem.INTERNAL,
                _("The fault is the register's own and was noted. Nothing was changed by this request."),
            )


def _of_body(cause: BaseException | None) -> ProblemError:
    if isinstance(cause, RequestDataTooBig):
        return ProblemError(Problem.TOO_LARGE, _("The request holds more than this address takes."))
    fault = cause if isinstance(cause, InputError) else None
    troubles = (
        [Trouble(detail=fault.problem, pointer=fault.field or "body", advice=fault.advice or "")]
        if fault is not None
        else []
    )
    return ProblemError(Problem.MALFORMED, _("The body can't be read as JSON."), troubles)


def _too_many(error: TooManyRequestsError) -> ProblemError:
    return ProblemError(
        Problem.TOO_MANY,
        _("More requests came than a minute takes. Wait for %(seconds)d seconds.")
        % {"seconds": error.retry_after},
        headers={"Retry-After": str(error.retry_after)},
    )


def _changed_since(error: EditConflictError) -> ProblemError:
    changes = [
        {"id": one.id, "act": one.act, "made_at": one.made_at.isoformat(), "summary": one.summary}
        for one in error.changes[:_MOST_TROUBLES]
    ]
    return ProblemError(
        Problem.CHANGED_SINCE,
        _("Somebody changed the entry after you read it. Read it again, and correct it if need be."),
        more={"version": error.entry.version, "changes": changes},
    )


def _of_input(error: InputError) -> ProblemError:
    trouble = Trouble(
        detail=str(error.problem)[:_LONGEST], pointer=error.field or "", advice=error.advice or ""
    )
    return ProblemError(
        Problem.INVALID, _("Part of the request can't be used; it is named under “errors”."), [trouble]
    )


def _of_validation(errors: Sequence[dict[str, Any]]) -> ProblemError:
    if any(tuple(one["loc"])[:1] == ("path",) for one in errors):
        return ProblemError(Problem.NOT_FOUND, _("The register holds nothing at this address."))
    troubles = [
        Trouble(detail=str(one["msg"])[:_LONGEST], pointer=".".join(str(part) for part in one["loc"])[:200])
        for one in errors[:_MOST_TROUBLES]
    ]
    return ProblemError(
        Problem.INVALID, _("Part of the request can't be used; it is named under “errors”."), troubles
    )
