"""The API put together: routers in their order, the strict reader of bodies, and the contract."""

from __future__ import annotations

import json
from typing import Any, Final, cast

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.parser import Parser
from ninja.renderers import BaseRenderer
from ninja.responses import NinjaJSONEncoder
from ninja.types import DictStrAny

from interlock import __version__
from interlock.agency.api import reading, writing
from interlock.agency.api.contract import completed
from interlock.agency.api.door import LARGEST_BODY
from interlock.agency.api.failing import problem_of
from interlock.agency.api.problems import answer
from interlock.documents import Limits, read_json
from interlock.errors import InputError

__all__ = ["api", "contract"]

_LIMITS: Final = Limits(size=LARGEST_BODY, depth=16, nodes=20_000, digits=300)
_PREFIX: Final = "api/v1/"


class _StrictParser(Parser):
    """Reads bodies within bounds: no NaN, no name twice, no hidden nulls, no depth without end."""

    def parse_body(self, request: HttpRequest) -> DictStrAny:
        value = read_json(request.body, source="body", limits=_LIMITS).value
        if b"\\u0000" in request.body:
            raise InputError("a text holds the character U+0000", field="body", advice="Leave it out.")
        return cast("DictStrAny", value)


class _Renderer(BaseRenderer):
    media_type = "application/json"
    charset = "utf-8"

    def render(self, _request: HttpRequest, data: Any, *, response_status: int) -> bytes:  # noqa: ANN401, ARG002  # ninja's
        return json.dumps(data, cls=NinjaJSONEncoder, ensure_ascii=False, allow_nan=False).encode(
            "utf-8", "backslashreplace"
        )


api = NinjaAPI(
    title="Interlock register",
    version=__version__,
    description=(
        "The public register of models, runs, clusters, facilities and chips, to read without a token; "
        "imports and corrections for officers. Every error is a problem after RFC 9457, in the language "
        "that Accept-Language asks for."
    ),
    docs_url=None,  # its pages load scripts from elsewhere; /api/docs shows the contract instead
    openapi_url=None,
    parser=_StrictParser(),
    renderer=_Renderer(),
    urls_namespace="api",
)


# The framework has answers of its own for some of these; each is replaced by name.
@api.exception_handler(HttpError)
@api.exception_handler(Http404)
@api.exception_handler(ValidationError)
@api.exception_handler(Exception)
def _failed(request: HttpRequest, error: Exception) -> HttpResponse:
    return answer(request, problem_of(error))


@api.get("/openapi.json", include_in_schema=False, url_name="contract")
def _contract(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  # ninja passes it
    return HttpResponse(json.dumps(contract(), ensure_ascii=False), content_type="application/json")


def contract() -> dict[str, Any]:
    """Return the OpenAPI document."""
    return completed(api, _PREFIX)


for _router in (reading.router, writing.router, reading.entries, writing.corrections):
    api.add_router("", _router)
