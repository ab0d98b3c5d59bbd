"""Refuses searches that look heavy while many others are inside, before they are read or take a thread.

What a search costs is known once it is read; reading thousands of them would cost more than answering some. So the look
of the address counts here: a long one, or one with many prefixes or explained hits. The lanes decide on those let in.
"""

import os

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from pincite.app.errors import Busy
from pincite.app.middleware import Refuse

_SEARCHES = ("/v1/search", "/v1/statements", "/", "/feed.atom", "/feed.json")
_LISTS = ("/v1/facets/", "/facets/")
_LONG = 400
"""Bytes of a query string."""
_MANY = 3
_SIGNS = (b"*", b"%2A", b"%2a", b"~", b"%7E", b"%7e")


class Gate:
    """Lets ``most`` requests that look heavy inside at once: those of the lanes, their queue, and some to be read."""

    def __init__(self, app: ASGIApp, refuse: Refuse, most: int | None = None) -> None:
        self._app, self._refuse = app, refuse
        self._most = most or 6 * (os.cpu_count() or 1)
        self.inside = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request; other kinds of scope pass through."""
        if scope["type"] != "http" or not _searches(scope["path"]) or not looks_heavy(scope["query_string"]):
            await self._app(scope, receive, send)
        elif self.inside >= self._most:
            await self._refuse(Request(scope), Busy())(scope, receive, send)
        else:
            self.inside += 1
            try:
                await self._app(scope, receive, send)
            finally:
                self.inside -= 1


def _searches(path: str) -> bool:
    return path in _SEARCHES or path.startswith(_LISTS)


def looks_heavy(query: bytes) -> bool:
    """Whether a query string may ask for much: no verdict, and cheap."""
    return len(query) > _LONG or b"explain=hits" in query or sum(map(query.count, _SIGNS)) > _MANY
