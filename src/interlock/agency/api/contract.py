"""The contract: what every operation answers besides its own, as OpenAPI tells it."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from interlock.agency.accounts.matrix import Action
from interlock.agency.api import schemas
from interlock.agency.api.door import caller_of
from interlock.agency.api.problems import PROBLEM_TYPE, Problem, ProblemError
from interlock.agency.api.tokens import Caller

__all__ = ["CURSOR", "IDEMPOTENT", "IF_MATCH", "Bearer", "completed", "problems"]

CURSOR: Final = "The `next` of the page before; leave it out to begin at the top."
_EVERYWHERE: Final = (400, 401, 413, 429, 500, 503)
"""What the door itself answers at any address."""
_KEY: Final = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": True,
    "description": (
        "New for every act. The same key with the same request gets the same answer for 24 hours and does "
        "nothing again; with another request it is refused with 422."
    ),
    "schema": {"type": "string", "pattern": "^[!-~]{8,100}$", "minLength": 8, "maxLength": 100},
    "example": "5f0c2e1a-6f0e-4c9b-9a57-0d0c4be2f3a1",
}
IDEMPOTENT: Final[dict[str, Any]] = {"parameters": [_KEY]}
IF_MATCH: Final[dict[str, Any]] = {
    "parameters": [
        _KEY,
        {
            "in": "header",
            "name": "If-Match",
            "required": True,
            "description": 'The ETag of the entry that you read, or its version: `"v17"`.',
            "schema": {"type": "string", "pattern": '^"v[0-9]{1,18}(-[0-9a-f]{32})?"$'},
            "example": '"v17"',
        },
    ]
}
_EXAMPLE: Final = {
    "type": "https://register.example/api/docs#invalid",
    "title": "Something in the request can't be used",
    "status": 422,
    "detail": "Part of the request can't be used; it is named under “errors”.",
    "instance": "/api/v1/models",
    "errors": [{"detail": "'abc' is no day", "pointer": "query.as_of", "advice": "Write it as 2026-05-02."}],
}


class Bearer:
    """Lets a request pass whose token and person may do something; runs before the body is read."""

    openapi_security_schema: Final = {
        "type": "http",
        "scheme": "bearer",
        "description": (
            "A token made on the page of your tokens, in the header Authorization and nowhere else. Its "
            "scopes (read, import, correct, undo) and its person's seat both bound what it may do."
        ),
    }

    def __init__(self, action: Action) -> None:
        self.action = action

    def __call__(self, request: HttpRequest) -> Caller:
        """Return who asks.

        Raises
        ------
        ProblemError
            If they may not.
        """
        caller = caller_of(request)
        if caller.token is None:
            raise ProblemError(
                Problem.UNAUTHORISED,
                _("Send a token in the header Authorization: Bearer."),
                headers={"WWW-Authenticate": 'Bearer realm="interlock"'},
            )
        if not caller.allows(self.action):
            raise ProblemError(
                Problem.FORBIDDEN,
                _("The token's scopes, the seat of its person or a missing second factor do not allow this."),
                headers={"WWW-Authenticate": 'Bearer realm="interlock", error="insufficient_scope"'},
            )
        return caller


def problems(*statuses: int) -> dict[Any, Any]:
    """Return the answers that an operation gives when it refuses, by status, for its declaration."""
    return {
        status: schemas.ChangesSince if status == Problem.CHANGED_SINCE.status else schemas.Problem
        for status in statuses
    }


def completed(api: NinjaAPI, prefix: str) -> dict[str, Any]:
    """Return the whole contract: problems in their own type, and what the door answers everywhere."""
    told = OpenAPISchema(api, prefix)
    document: dict[str, Any] = dict(told)
    document["components"]["schemas"].update(_component(schemas.Problem))
    document["components"]["schemas"]["Problem"]["examples"] = [_EXAMPLE]
    for methods in document["paths"].values():
        for method, operation in methods.items():
            _complete(operation, is_reading=method == "get")
    return document


def _complete(operation: dict[str, Any], *, is_reading: bool) -> None:
    answers = operation["responses"]
    for status in (*_EVERYWHERE, *((304,) if is_reading else (403, 409, 415, 422))):
        answers.setdefault(status, _answer(status))
    for status, told in list(answers.items()):
        if int(status) < Problem.MALFORMED.status:
            continue
        content = told.pop("content", {}).get("application/json", {"schema": _reference("Problem")})
        told["content"] = {PROBLEM_TYPE: content}
    if is_reading:
        operation["parameters"] += [
            {"in": "header", "name": "If-None-Match", "required": False, "schema": {"type": "string"}},
        ]
        operation["security"] = [{}, {"Bearer": []}]
        is_streamed = set(answers[200]["content"]) != {"application/json"}
        answers[200]["headers"] = {
            "Cache-Control": {"required": True, "schema": {"type": "string"}},
            **({} if is_streamed else {"ETag": {"required": True, "schema": {"type": "string"}}}),
        }


def _answer(status: int) -> dict[str, Any]:
    if status == 304:  # noqa: PLR2004  # the one answer here that is no problem
        return {"description": "You hold the present representation."}
    titles = [str(one.title) for one in Problem if one.status == status]
    return {"description": "; ".join(titles)}


def _reference(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}


def _component(schema: type[schemas.Problem]) -> dict[str, Any]:
    made = schema.model_json_schema(ref_template="#/components/schemas/{model}", mode="serialization")
    return {**made.pop("$defs", {}), schema.__name__: made}
