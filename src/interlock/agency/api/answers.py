"""Idempotency: one key is one request, however often it arrives and however many arrive at once.

The procedure, within one transaction:

1. Claim the key of the token: insert its row, or take over one older than a day. Whoever comes second waits
   at the unique index until the first is done.
2. If the key is held by somebody else's finished request: the same request gets the same answer again,
   another one is refused.
3. Do the work in a savepoint. A refusal rolls the work back and is kept like any other answer; a failure
   rolls everything back, the claim included, so that trying again does it anew.
4. Keep the answer with the work: both are there after a crash, or neither is.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from interlock.agency.api.failing import problem_of
from interlock.agency.api.models import Answer, Token
from interlock.agency.api.problems import Problem, ProblemError, answer

__all__ = ["act_key", "key_of", "once"]

_KEPT_FOR: Final = timedelta(hours=24)
_FORM: Final = re.compile(r"[\x21-\x7e]{8,100}")
_SERVER_ERROR: Final = 500
_ACT_KEY: Final = "api:{token}:{digest}"
"""How an act on the register is marked; the mark outlives the answer, so an old key can't act again."""
_CLAIM: Final = """
INSERT INTO api_answer AS held (token_id, key, digest, made_at, status, content_type, body)
VALUES (%s, %s, %s, %s, NULL, '', '')
ON CONFLICT (token_id, key) DO UPDATE SET
    digest = EXCLUDED.digest, made_at = EXCLUDED.made_at, status = NULL, content_type = '', body = ''
WHERE held.made_at < %s
RETURNING id
"""
_FORGET: Final = """
DELETE FROM api_answer WHERE id IN (
    SELECT id FROM api_answer WHERE made_at < %s ORDER BY made_at LIMIT 100 FOR UPDATE SKIP LOCKED)
"""

Work = Callable[[], tuple[int, Any]]


def key_of(request: HttpRequest) -> str:
    """Return the idempotency key of a request.

    Raises
    ------
    ProblemError
        If it has none that can be kept.
    """
    key = request.headers.get("Idempotency-Key", "")
    if not _FORM.fullmatch(key):
        raise ProblemError(
            Problem.KEY_MISSING,
            _("Send the header Idempotency-Key with 8 to 100 visible characters, new for every act."),
        )
    return key


def act_key(token: Token, key: str) -> str:
    """Return the key under which the register knows an act that came through this token."""
    digest = hashlib.sha256(key.encode("ascii")).hexdigest()[:40]
    return _ACT_KEY.format(token=token.pk, digest=digest)


def once(request: HttpRequest, token: Token, work: Work, *, at: datetime) -> HttpResponse:
    """Do a piece of work for a request, or answer what was answered to the same request before.

    Parameters
    ----------
    work
        Returns the status and the body; whatever it writes is one with the answer.
    """
    key, digest = key_of(request), _fingerprint(request)
    with transaction.atomic():
        claimed = _claim(token, key, digest, at)
        if claimed is None:
            return _again(Answer.objects.get(token=token, key=key), digest)
        response = _do(request, work)
        Answer.objects.filter(pk=claimed).update(
            status=response.status_code,
            content_type=response.headers["Content-Type"],
            body=response.content.decode("utf-8"),
        )
        _forget(at)
    return response


def _claim(token: Token, key: str, digest: str, at: datetime) -> int | None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '20s'")
        cursor.execute(_CLAIM, [token.pk, key, digest, at, at - _KEPT_FOR])
        row = cursor.fetchone()
    return None if row is None else int(row[0])


def _do(request: HttpRequest, work: Work) -> HttpResponse:
    try:
        with transaction.atomic():
            status, body = work()
    except Exception as error:
        problem = problem_of(error)
        if problem.problem.status >= _SERVER_ERROR:
            raise
        return answer(request, problem)
    return HttpResponse(
        json.dumps(body, ensure_ascii=False, allow_nan=False), status=status, content_type="application/json"
    )


def _again(kept: Answer, digest: str) -> HttpResponse:
    if kept.digest != digest:
        raise ProblemError(
            Problem.KEY_REUSED, _("Another request was sent with this key. Send this one with a new key.")
        )
    response = HttpResponse(kept.body, status=kept.status, content_type=kept.content_type)
    response.headers["Idempotency-Replayed"] = "true"
    return response


def _forget(at: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_FORGET, [at - _KEPT_FOR])


def _fingerprint(request: HttpRequest) -> str:
    digest = hashlib.sha256()
    parts = [str(request.method), request.get_full_path(), request.headers.get("If-Match", "")]
    if request.content_type == "multipart/form-data":  # the boundary differs from attempt to attempt
        parts += [f"{name}={value}" for name, values in sorted(request.POST.lists()) for value in values]
        for name, files in sorted(request.FILES.lists()):
            for file in files:
                content = hashlib.sha256()
                for chunk in file.chunks():
                    content.update(chunk)
                file.seek(0)
                parts.append(f"{name}={file.name}:{content.hexdigest()}")
    else:
        parts.append(hashlib.sha256(request.body).hexdigest())
    for part in parts:
        digest.update(f"{len(part)}:{part}".encode("utf-8", "surrogatepass"))
    return digest.hexdigest()
