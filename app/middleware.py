"""What every answer carries: a request id, CORS, security headers; and HEAD answered as GET without a body."""

import re
import uuid
from collections.abc import MutableMapping
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_REQUEST_ID = re.compile(rb"[A-Za-z0-9._-]{1,64}")
_POLICY = (
    b"default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = (
    (b"content-security-policy", _POLICY),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", b"ETag, Link, X-Request-ID, Retry-After, Content-Disposition"),
)
"""What every answer says besides."""


class Envelope:
    """Wraps the whole application, so that errors carry the same headers as answers."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request; other kinds of scope pass through."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        scope.setdefault("state", {})["request_id"] = request_id = _request_id(scope)
        is_head = scope["method"] == "HEAD"
        if is_head:
            scope = {**scope, "method": "GET"}

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                _complete(message, request_id)
            elif is_head:
                message = {**message, "body": b""}
            await send(message)

        await self._app(scope, receive, answer)


def _complete(message: MutableMapping[str, Any], request_id: str) -> None:
    headers: list[tuple[bytes, bytes]] = message["headers"]
    given = {name for name, _ in headers}
    headers.append((b"x-request-id", request_id.encode("ascii")))
    headers += [header for header in HEADERS if header[0] not in given]


def _request_id(scope: Scope) -> str:
    """The client's own id when it is harmless, so that it finds its request in the log; else a new one."""
    for name, value in scope["headers"]:
        if name == b"x-request-id" and _REQUEST_ID.fullmatch(value):
            return str(value.decode("ascii"))
    return uuid.uuid4().hex
