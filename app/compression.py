"""Decide whether to compress an answer (RFC 9110 §12.5.3), respecting weights and whole tokens."""

import re

from starlette.datastructures import Headers
from starlette.middleware.gzip import GZipMiddleware, GZipResponder, IdentityResponder
from starlette.types import Receive, Scope, Send

_CODING = re.compile(r"\s*([!#$%&'*+.^_`|~0-9A-Za-z-]+)\s*(?:;\s*q\s*=\s*(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?))?\s*")
_NAMES = ("gzip", "x-gzip", "*")
_AS_KEPT = "/source"
"""Source files, most of which are packed already, go out in their own bytes, to which their tag belongs."""


class Compression(GZipMiddleware):
    """Compresses answers only for clients that accept gzip."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request; other kinds of scope pass through."""
        if scope["type"] != "http" or scope["path"].endswith(_AS_KEPT):
            await self.app(scope, receive, send)
        elif takes_gzip(",".join(Headers(scope=scope).getlist("accept-encoding"))):
            responder = GZipResponder(self.app, self.minimum_size, compresslevel=self.compresslevel)
            await responder(scope, receive, send)
        else:
            await IdentityResponder(self.app, self.minimum_size)(scope, receive, send)


def takes_gzip(header: str) -> bool:
    """Whether this ``Accept-Encoding`` accepts gzip, and does not prefer the uncompressed answer."""
    weights: dict[str, float] = {}
    for item in header.split(","):
        found = _CODING.fullmatch(item)
        if found:
            weights[found[1].lower()] = float(found[2] or 1)
    weight = next((weights[name] for name in _NAMES if name in weights), 0.0)
    return weight > 0 and weight >= weights.get("identity", 0.0)
