"""Refuses searches that look heavy while many others are inside, before they are read or take a thread.

What a search costs is known once it is read; reading thousands of them would cost more than answering some. So the look
of the address counts here: a long one, or one with many prefixes or explained hits. The lanes decide on those let in.

Whoever is refused hears it a moment later. Clients that ask again at once, without regard to ``Retry-After``, would
otherwise keep the one thread busy that reads everybody's requests.
"""

import asyncio
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
PAUSE = 0.5
"""Seconds that a refusal is held."""
_HELD = 256
"""The most refusals held at once, for each holds a connection; the rest go out at once."""
_SIGNS = (b"*", b"%2A", b"%2a", b"~", b"%7E", b"%7e")


class Brake:
    """Holds refusals for a moment. It belongs to one event loop."""

    def __init__(self, seconds: float = PAUSE, most: int = _HELD) -> None:
        self._seconds, self._most = seconds, most
        self.held = 0

    async def hold(self) -> None:
        """Wait, unless so many wait already."""
        if self.held >= self._most:
            return
        self.held += 1
        try:
            await asyncio.sleep(self._seconds)
        finally:
            self.held -= 1


class Gate:
    """Lets ``most`` requests that look heavy inside at once: as many as the lane of heavy searches and its queue take.

    ``brake`` holds the others before they are refused.
    """

    def __init__(self, app: ASGIApp, refuse: Refuse, brake: Brake, most: int | None = None) -> None:
        self._app, self._refuse, self._brake = app, refuse, brake
        self._most = most or 4 * (os.cpu_count() or 1)
        self.inside = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request; other kinds of scope pass through."""
        if scope["type"] != "http" or not _searches(scope["path"]) or not looks_heavy(scope["query_string"]):
            await self._app(scope, receive, send)
        elif self.inside >= self._most:
            await self._brake.hold()
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
