"""The pages about the API: one's own tokens, and the contract to read."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from interlock.adapters import clock
from interlock.agency.accounts.matrix import Action
from interlock.agency.accounts.models import User
from interlock.agency.accounts.permissions import require
from interlock.agency.api.forms import TokenForm
from interlock.agency.api.limits import Limit, TooManyRequestsError, take
from interlock.agency.api.models import Token
from interlock.agency.api.problems import Problem
from interlock.agency.api.scopes import Scope
from interlock.agency.api.tokens import issue, revoke
from interlock.errors import InputError

__all__ = ["reference", "revoked", "tokens"]


@never_cache
@require_http_methods(["GET", "POST"])
@require(Action.ISSUE_TOKEN)
def tokens(request: HttpRequest) -> HttpResponseBase:
    """Show one's tokens, and make one; its secret is in the answer to that and nowhere else."""
    user = _person(request)
    form = TokenForm(request.POST or None)
    secret = ""
    if request.method == "POST" and form.is_valid():
        secret = _issued(user, form)
    status = 422 if form.is_bound and not secret else 200
    held = Token.objects.filter(user=user).order_by(
        F("revoked_at").desc(nulls_first=True), "-made_at", "-id"
    )[:100]
    return render(
        request,
        "api/tokens.html",
        {
            "form": TokenForm() if secret else form,
            "tokens": [{"token": one, "is_valid": one.is_valid(clock.now())} for one in held],
            "secret": secret,
            "origin": settings.ORIGIN,
        },
        status=status,
    )


@require_POST
@require(Action.ISSUE_TOKEN)
def revoked(request: HttpRequest, number: int) -> HttpResponseBase:
    """Revoke one of one's tokens."""
    revoke(get_object_or_404(Token, pk=number, user=_person(request)), at=clock.now())
    return redirect("programs:tokens")


@require_GET
@require(Action.READ_PUBLIC)
def reference(request: HttpRequest) -> HttpResponse:
    """Show the contract as a page: every address, what it takes and what it answers."""
    from interlock.agency.api.site import contract

    document = contract()
    return render(
        request,
        "api/reference.html",
        {
            "operations": [
                _operation(path, method, told)
                for path, methods in document["paths"].items()
                for method, told in methods.items()
            ],
            "problems": [
                {"code": one.code, "status": one.status, "title": one.title, "uri": one.uri}
                for one in Problem
            ],
            "origin": settings.ORIGIN,
        },
    )


def _issued(user: User, form: TokenForm) -> str:
    chosen = form.cleaned_data
    at = clock.now()
    try:
        take(Limit.ISSUE, f"person {user.pk}", at=at)
        _token, secret = issue(
            user,
            label=chosen["label"],
            scopes={Scope(one) for one in chosen["scopes"]},
            days=chosen["days"],
            at=at,
        )
    except InputError as error:
        form.add_error(error.field if error.field in form.fields else None, str(error))
    except TooManyRequestsError as error:
        form.add_error(
            None,
            _("You made many tokens just now. Wait for %(seconds)d seconds.")
            % {"seconds": error.retry_after},
        )
    else:
        return secret
    return ""


def _person(request: HttpRequest) -> User:
    user = request.user
    if not isinstance(user, User):  # the matrix lets nobody else pass
        raise TypeError(type(user).__name__)
    return user


def _operation(path: str, method: str, told: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": told["operationId"],
        "method": method.upper(),
        "path": path,
        "summary": told.get("description") or told["summary"],
        "parameters": [
            {
                "name": one["name"],
                "where": one["in"],
                "required": one.get("required", False),
                "description": one.get("description") or one["schema"].get("description", ""),
            }
            for one in told.get("parameters", [])
        ],
        "statuses": sorted(int(status) for status in told["responses"]),
        "needs_token": told.get("security") == [{"Bearer": []}],
    }
