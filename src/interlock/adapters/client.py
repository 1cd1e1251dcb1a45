"""A small client of the register's API, on the standard library alone.

Examples
--------
::

    with_token = Register("https://register.example", token=secret)
    for entry in with_token.entries("models", country="DE", training_compute_min="1e25"):
        print(entry["name"], entry["values"]["training_compute"]["value"])

What is asked is bounded in time and size. A request that gets no answer, 429 or 503 is sent again, an act
with the same idempotency key, so that it happens once. Certificates are always verified; a token goes over
TLS or to this computer itself, never in the clear and never to another host than the one named.
"""

from __future__ import annotations

import http.client
import json
import secrets
import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import IO, Any, Final
from urllib.parse import quote, urlencode, urlsplit

from interlock.documents import Limits, read_json
from interlock.errors import InputError, InterlockError

__all__ = ["ClientError", "ConnectionFailedError", "RefusedError", "Register", "UnreadableAnswerError"]

_TIMEOUT: Final = 30.0
_ATTEMPTS: Final = 4
_LONGEST_WAIT: Final = 30.0
_LARGEST_ANSWER: Final = 32 * 2**20
_LARGEST_EXPORT: Final = 2 * 2**30
_LARGEST_FILE: Final = 64 * 2**20
_PORTION: Final = 64 * 2**10
_MOST_PAGES: Final = 100_000
_AGAIN: Final = frozenset({429, 503})
_REDIRECTS: Final = range(300, 400)
_OK: Final = range(200, 300)
_LOCAL: Final = frozenset({"localhost", "127.0.0.1", "::1"})

Json = Any
Wait = Callable[[float], None]


class ClientError(InterlockError):
    """Base of what can go wrong with a register elsewhere."""


class ConnectionFailedError(ClientError):
    """No answer came, however often the request was sent."""


class UnreadableAnswerError(ClientError):
    """An answer came that no register gives, or that is larger than this client takes."""


class RefusedError(ClientError):
    """The register refused; `problem` says why, after RFC 9457."""

    def __init__(self, status: int, problem: Mapping[str, Json]) -> None:
        self.status = status
        self.problem = dict(problem)
        super().__init__(_told(status, problem))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Request:
    method: str
    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None


class Register:
    """A register reached over HTTP.

    Parameters
    ----------
    url
        The site's address, such as ``https://register.example``.
    token
        What opens more than the public may read.
    timeout
        Seconds until a silent connection is given up.
    wait
        How to wait between attempts; tests give their own.

    Raises
    ------
    InputError
        If the address is none, or the token would go over the network in the clear.
    """

    def __init__(
        self, url: str, token: str | None = None, *, timeout: float = _TIMEOUT, wait: Wait = time.sleep
    ) -> None:
        parts = _address(url)
        if token is not None and parts.scheme != "https" and parts.hostname not in _LOCAL:
            raise InputError(
                f"the token would go to {parts.hostname} without encryption",
                field="--url",
                advice="Give an address that begins with https://.",
            )
        if token is not None and not (token.isascii() and token.isprintable() and " " not in token):
            raise InputError("the token holds characters that no token has", advice="Copy it again.")
        self._parts = parts
        self._token = token
        self._timeout = timeout
        self._wait = wait
        self._tls = ssl.create_default_context()

    # ── reading ──

    def search(self, text: str, *, kind: str | None = None, limit: int = 20) -> list[Json]:
        """Return what a search finds: ``{"entry", "where"}`` each."""
        query = {"q": text, "limit": str(limit)} | ({"kind": kind} if kind else {})
        return list(self._get("search", query)["items"])

    def show(self, kind: str, slug: str, *, as_of: date | None = None) -> Json:
        """Return an entry, as of a day."""
        return self._get(_path(kind, slug), {"as_of": as_of.isoformat()} if as_of else {})

    def verdicts(self, kind: str, slug: str, *, as_of: date | None = None) -> Json:
        """Return every verdict on an entry, with its trace."""
        return self._get(_path(kind, slug, "verdicts"), {"as_of": as_of.isoformat()} if as_of else {})

    def entries(self, kind: str, **filters: str) -> Iterator[Json]:
        """Yield the entries of a kind, page by page, as the filters leave them."""
        return self._pages(_path(kind), filters)

    def history(self, kind: str, slug: str) -> Iterator[Json]:
        """Yield everything ever said of an entry, newest record first."""
        return self._pages(_path(kind, slug, "history"), {})

    def changes(self) -> Iterator[Json]:
        """Yield acts on the register, newest first."""
        return self._pages("changes", {})

    def export(self, kind: str, to: IO[bytes], *, form: str = "csv", **filters: str) -> int:
        """Write a list as a file, exactly as the site gives it, and return its bytes."""
        query = urlencode({**filters, "form": form})
        request = _Request(method="GET", path=f"/api/v1/exports/{quote(kind, safe='')}?{query}")
        return self._download(request, to)

    # ── acting ──

    def upload(
        self, file: Path, *, publisher: str, title: str, stated_on: date, url: str = "", licence: str = ""
    ) -> Json:
        """Upload a file to be previewed and return the import; nothing is taken in."""
        if file.stat().st_size > _LARGEST_FILE:
            raise InputError(
                f"the file is larger than {_LARGEST_FILE >> 20} MiB", source=str(file), advice="Split it."
            )
        told = {
            "publisher": publisher, "title": title, "stated_on": stated_on.isoformat(), "url": url,
            "licence": licence,
        }  # fmt: skip
        content, boundary = _multipart(told, file.name, file.read_bytes())
        return self._post("imports", content, f"multipart/form-data; boundary={boundary}")

    def import_status(self, number: int) -> Json:
        """Return an import, how far it has come, and its lines counted by outcome."""
        return self._get(f"imports/{number}", {})

    def import_lines(self, number: int, *, outcome: str | None = None) -> Iterator[Json]:
        """Yield the lines of an import."""
        return self._pages(f"imports/{number}/lines", {"outcome": outcome} if outcome else {})

    def decide(self, number: int, line: int, *, take: bool) -> Json:
        """Decide a conflict: take the file's word, or keep what is held."""
        return self._act(f"imports/{number}/lines/{line}/decision", {"take": take})

    def apply(self, number: int) -> Json:
        """Let a previewed import be taken in; its status tells when that is done."""
        return self._act(f"imports/{number}/apply", {})

    def undo(self, change: int, *, reason: str) -> Json:
        """Take an act back as a whole."""
        return self._act(f"changes/{change}/undo", {"reason": reason})

    def correct(
        self, entry: Mapping[str, Json], name: str, value: Json, *, reason: str, source: Mapping[str, str]
    ) -> Json:
        """Supersede one value of an entry as `show` returned it.

        Raises
        ------
        RefusedError
            With status 412 if somebody changed the entry since; the problem names what changed.
        """
        body = {"property": name, "value": value, "reason": reason, "source": dict(source)}
        seen = {"If-Match": f'"v{int(entry["version"])}"'}
        return self._act(_path(entry["kind"], entry["slug"], "corrections"), body, seen)

    # ── requests ──

    def _pages(self, path: str, query: Mapping[str, str]) -> Iterator[Json]:
        asked = dict(query)
        for _ in range(_MOST_PAGES):
            page = self._get(path, asked)
            yield from page["items"]
            if page["next"] is None or page["next"] == asked.get("cursor"):
                return
            asked["cursor"] = str(page["next"])

    def _get(self, path: str, query: Mapping[str, str]) -> Json:
        asked = f"?{urlencode(query)}" if query else ""
        return self._json(_Request(method="GET", path=f"/api/v1/{path}{asked}"))

    def _act(self, path: str, body: Json, headers: Mapping[str, str] | None = None) -> Json:
        content = json.dumps(body, allow_nan=False).encode()
        return self._post(path, content, "application/json", headers)

    def _post(
        self, path: str, body: bytes, content_type: str, headers: Mapping[str, str] | None = None
    ) -> Json:
        told = {"Content-Type": content_type, "Idempotency-Key": secrets.token_hex(16), **(headers or {})}
        return self._json(_Request(method="POST", path=f"/api/v1/{path}", headers=told, body=body))

    def _json(self, request: _Request) -> Json:
        status, headers, content = self._sent(request)
        kind = headers.get("content-type", "").partition(";")[0]
        if kind not in ("application/json", "application/problem+json"):
            raise UnreadableAnswerError(
                f"{self._parts.netloc} answered {status} with {kind or 'nothing'}, as no register does"
            )
        try:
            told = read_json(content, source=self._parts.netloc, limits=Limits(size=_LARGEST_ANSWER)).value
        except InputError as error:
            raise UnreadableAnswerError(f"the answer can't be read: {error}") from error
        if status not in _OK:
            raise RefusedError(status, told if isinstance(told, dict) else {})
        if not isinstance(told, dict):
            raise UnreadableAnswerError(f"{self._parts.netloc} answered with no object; it is no register")
        return told

    def _sent(self, request: _Request) -> tuple[int, Mapping[str, str], bytes]:
        """Send a request until it is answered; the idempotency key stays the same."""
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                status, headers, content = self._once(request)
            except (OSError, http.client.HTTPException) as error:
                if attempt == _ATTEMPTS or isinstance(error, ssl.SSLCertVerificationError):
                    raise self._failed(error) from error
                self._wait(_pause(attempt))
                continue
            if status in _AGAIN and attempt < _ATTEMPTS:
                self._wait(_pause(attempt, headers.get("retry-after", "")))
                continue
            return status, headers, content
        raise ConnectionFailedError(
            f"{self._parts.netloc} does not answer"
        )  # pragma: no cover  # the loop ends before

    def _once(self, request: _Request) -> tuple[int, Mapping[str, str], bytes]:
        connection = self._connection()
        try:
            response = self._answered(connection, request)
            content = response.read(_LARGEST_ANSWER + 1)
            if len(content) > _LARGEST_ANSWER:
                raise UnreadableAnswerError(f"the answer is larger than {_LARGEST_ANSWER >> 20} MiB")
            # Servers spell the names of headers as they like, some in lower case.
            named = {name.lower(): value for name, value in response.headers.items()}
            return response.status, named, content
        finally:
            connection.close()

    def _download(self, request: _Request, to: IO[bytes]) -> int:
        connection = self._connection()
        try:
            response = self._answered(connection, request)
            if response.status not in _OK:
                raise RefusedError(response.status, {"title": "the export was refused"})
            written = 0
            while portion := response.read(_PORTION):
                written += len(portion)
                if written > _LARGEST_EXPORT:
                    raise UnreadableAnswerError(f"the export is larger than {_LARGEST_EXPORT >> 30} GiB")
                to.write(portion)
        except (OSError, http.client.HTTPException) as error:
            raise self._failed(error) from error
        else:
            return written
        finally:
            connection.close()

    def _answered(
        self, connection: http.client.HTTPConnection, request: _Request
    ) -> http.client.HTTPResponse:
        told = {"Accept": "application/json, */*;q=0.1", "User-Agent": "interlock", **request.headers}
        if self._token is not None:
            told["Authorization"] = f"Bearer {self._token}"
        connection.request(
            request.method, f"{self._parts.path.rstrip('/')}{request.path}", body=request.body, headers=told
        )
        response = connection.getresponse()
        if response.status in _REDIRECTS:
            raise UnreadableAnswerError(
                f"{self._parts.netloc} points elsewhere ({response.status}); give the address it points to"
            )
        return response

    def _connection(self) -> http.client.HTTPConnection:
        host, port = str(self._parts.hostname), self._parts.port
        if self._parts.scheme == "https":
            return http.client.HTTPSConnection(host, port, timeout=self._timeout, context=self._tls)
        return http.client.HTTPConnection(host, port, timeout=self._timeout)

    def _failed(self, error: Exception) -> ConnectionFailedError:
        said = getattr(error, "verify_message", "") or getattr(error, "strerror", "") or type(error).__name__
        return ConnectionFailedError(f"{self._parts.netloc} can't be reached: {said}")


def _address(url: str) -> Any:  # noqa: ANN401  # the standard library names its result's type privately
    fault = InputError(
        f"{url[:80]!r} is no address of a register",
        field="--url",
        advice="Give one such as https://register.example.",
    )
    try:
        parts = urlsplit(url)
        port_is_fine = parts.port is None or parts.port > 0
    except ValueError:
        raise fault from None
    if parts.scheme not in ("http", "https") or not parts.hostname or not port_is_fine:
        raise fault
    if parts.username or parts.password or parts.query or parts.fragment:
        raise fault
    return parts


def _path(*parts: str) -> str:
    return "/".join(quote(part, safe="") for part in parts)


def _pause(attempt: int, retry_after: str = "") -> float:
    asked = float(retry_after) if retry_after.isdecimal() else 0.5 * 2 ** (attempt - 1)
    return min(asked, _LONGEST_WAIT)


def _multipart(told: Mapping[str, str], name: str, content: bytes) -> tuple[bytes, str]:
    boundary = secrets.token_hex(16)
    shown = name.replace("\\", "_").replace('"', "_").replace("\r", "_").replace("\n", "_")
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
        for key, value in told.items()
    ]
    head = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{shown}"\r\n'
        "Content-Type: application/octet-stream\r\n\r\n"
    )
    return b"".join([*parts, head.encode(), content, f"\r\n--{boundary}--\r\n".encode()]), boundary


def _told(status: int, problem: Mapping[str, Json]) -> str:
    reason = problem.get("detail") or problem.get("title") or "no reason given"
    said = f"the register refused ({status}): {reason}"
    errors = problem.get("errors")
    for one in errors if isinstance(errors, list) else ():
        if isinstance(one, dict):
            parts = (one.get("pointer"), one.get("detail"), one.get("advice"))
            said += "\n  " + ": ".join(str(part) for part in parts if part)
    return said
