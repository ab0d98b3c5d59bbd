"""Add to every answer: a request id, CORS and security headers. HEAD is answered like GET, without a body.

Addresses whose bytes are not UTF-8 are refused here, for all resources. Nothing is replaced silently.
"""

import re
import time
import uuid
from collections.abc import Callable, MutableMapping
from itertools import pairwise
from typing import Any
from urllib.parse import unquote_to_bytes

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pincite.app.logs import REQUEST_ID
from pincite.index.values.errors import Problem, QueryError

_REQUEST_ID = re.compile(rb"[A-Za-z0-9._-]{1,64}")
_POLICY = (
    b"default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self'; form-action 'self'; "
    b"base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = (
    (b"content-security-policy", _POLICY),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"),
)
"""Headers of every answer."""
_SHARED = (
    (b"access-control-allow-origin", b"*"),
    (
        b"access-control-expose-headers",
        b"Allow, ETag, Link, X-Request-ID, Retry-After, Content-Disposition, Server-Timing",
    ),
)
_PREFLIGHT = (
    (b"access-control-allow-methods", b"GET, HEAD, POST, OPTIONS"),
    (
        b"access-control-allow-headers",
        b"Accept, Content-Type, If-None-Match, X-Request-ID, Mcp-Protocol-Version, Mcp-Method, Mcp-Name",
    ),
    (b"access-control-max-age", b"86400"),
)
_ENCODING = b"Accept-Encoding"
"""What every answer varies by; some vary by more."""
_NAMED = {b"statements": "id", b"facets": "name", b"paragraphs": "number"}
"""The parameter that stands behind a part of a path."""

Refuse = Callable[[Request, Exception], Response]


class Envelope:
    """Wraps the whole application, so that errors carry the same headers as answers.

    ``refuse`` makes the answer to a refused request. With ``shared``, pages of other origins may read the answers.
    """

    def __init__(self, app: ASGIApp, refuse: Refuse, *, shared: bool) -> None:
        self._app, self._refuse, self._shared = app, refuse, shared

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request; other kinds of scope pass through."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        state = scope.setdefault("state", {})
        state["request_id"] = request_id = _request_id(scope)
        REQUEST_ID.set(request_id)
        state.setdefault("arrived", time.monotonic())
        is_head, has_begun = scope["method"] == "HEAD", False
        if is_head:
            scope = {**scope, "method": "GET"}

        async def answer(message: Message) -> None:
            nonlocal has_begun
            if message["type"] == "http.response.start":
                has_begun = True
                _complete(message, request_id, shared=self._shared)
            elif is_head:
                message = {**message, "body": b""}
            await send(message)

        try:
            await self._handler(scope)(scope, receive, answer)
        except Exception as error:
            # The framework would answer outside of this, without an id and without these headers.
            if has_begun:
                raise
            await self._refuse(Request(scope), error)(scope, receive, answer)
        finally:
            state["route"] = _route_of(scope)

    def _handler(self, scope: Scope) -> ASGIApp:
        problems = _not_utf8(scope)
        if problems:
            return self._refuse(Request(scope), QueryError(*problems))
        if self._shared and _is_preflight(scope):
            return Response(status_code=204, headers={name.decode(): value.decode() for name, value in _PREFLIGHT})
        if scope["method"] == "OPTIONS" and scope["path"] == "*":
            return Response(status_code=204, headers={"Allow": "GET, HEAD, OPTIONS, POST", "Cache-Control": "no-store"})
        return self._app


def _route_of(scope: Scope) -> str:
    """Return the pattern of the address, such as ``/v1/statements/{id}``."""
    return str(getattr(scope.get("route"), "path", None) or "(none)")


def _is_preflight(scope: Scope) -> bool:
    return scope["method"] == "OPTIONS" and any(
        name == b"access-control-request-method" for name, _ in scope["headers"]
    )


def _not_utf8(scope: Scope) -> list[Problem]:
    """Return a problem for each parameter whose bytes are not UTF-8, those in the path too."""
    path, query = scope.get("raw_path") or b"", scope["query_string"]
    if b"%" not in path and b"%" not in query:
        return []
    problems = []
    if not _is_utf8(path):
        before = next((one for one, part in pairwise(path.split(b"/")) if not _is_utf8(part)), b"")
        problems.append(_problem(_NAMED.get(before, "path")))
    for pair in query.split(b"&") if not _is_utf8(query) else ():
        if not _is_utf8(pair):
            name = unquote_to_bytes(pair.partition(b"=")[0]).decode("utf-8", "backslashreplace")
            problems.append(_problem(name[:100]))
    return problems[:50]


def _problem(name: str) -> Problem:
    return Problem(name, None, "not_utf8", "text in UTF-8, its bytes written as %XX")


def _is_utf8(quoted: bytes) -> bool:
    try:
        unquote_to_bytes(quoted).decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _complete(message: MutableMapping[str, Any], request_id: str, *, shared: bool) -> None:
    varies = b",".join([value for name, value in message["headers"] if name == b"vary"] + [_ENCODING])
    headers = [header for header in message["headers"] if header[0] != b"vary"]
    given = {name for name, _ in headers}
    headers.append((b"x-request-id", request_id.encode("ascii")))
    headers.append((b"vary", b", ".join(dict.fromkeys(map(bytes.strip, varies.split(b","))))))
    added = (*HEADERS, *(_SHARED if shared else ()))
    message["headers"] = headers + [header for header in added if header[0] not in given]


def _request_id(scope: Scope) -> str:
    """Return the client's own request id if it is harmless, so that it is found in the log; else a new one."""
    for name, value in scope["headers"]:
        if name == b"x-request-id" and _REQUEST_ID.fullmatch(value):
            return str(value.decode("ascii"))
    return uuid.uuid4().hex
