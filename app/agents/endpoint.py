"""``/mcp``: streamable HTTP without sessions, so that any worker answers any call. POST only.

The SDK is imported at the first call, in a thread. Its manager lives in a task of its own, because it must end in the
task that started it.
"""

import asyncio
from collections.abc import MutableMapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.types import Receive, Scope, Send

from pincite.app.agents.desk import Desk
from pincite.app.agents.installed import check_installed
from pincite.app.dependencies.bodies import read_body
from pincite.app.errors import ForeignOrigin, WrongHost
from pincite.app.settings import Settings, is_loopback

if TYPE_CHECKING:
    from mcp.server.streamable_http_manager import StreamableHTTPSessionManager

MOST_BYTES = 256 * 1024
_PORTS = {"http": 80, "https": 443}


class Endpoint:
    """Answers the calls of agents at ``desk``. ``end`` ends it with its service."""

    def __init__(self, settings: Settings, desk: Desk) -> None:
        self._settings, self._desk = settings, desk
        self._manager: StreamableHTTPSessionManager | None = None
        self._task: asyncio.Task[None] | None = None
        self._starting = asyncio.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request. Raises for the error handlers of the application what is wrong with it."""
        request = Request(scope, receive)
        self._check_names(request)
        check_installed()
        body = await read_body(request, MOST_BYTES)
        manager = await self._running()
        await manager.handle_request(scope, _replay(body, receive), send)

    async def end(self) -> None:
        """End the manager, if it was started."""
        task, self._task = self._task, None
        if task is not None and not task.done():
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    def _check_names(self, request: Request) -> None:
        """Refuse hosts that are not ours, and pages of other origins where they may not read answers."""
        if not self._is_ours(request.headers.get("host", "")):
            raise WrongHost
        origin = request.headers.get("origin")
        if origin and not self._settings.is_shared and not self._is_ours(urlsplit(origin).netloc):
            raise ForeignOrigin

    def _is_ours(self, host: str) -> bool:
        base = urlsplit(self._settings.base)
        named, wanted = (_name_and_port(f"//{one}", base.scheme) for one in (host, base.netloc))
        return named == wanted or (is_loopback(self._settings.host) and is_loopback(named[0]))

    async def _running(self) -> "StreamableHTTPSessionManager":
        async with self._starting:
            if self._manager is None or self._task is None or self._task.done():
                self._manager = await run_in_threadpool(_build, self._desk)
                started = asyncio.get_running_loop().create_future()
                self._task = asyncio.create_task(_run(self._manager, started))
                await started
            return self._manager


def _build(desk: Desk) -> "StreamableHTTPSessionManager":
    from mcp.server.streamable_http_manager import StreamableHTTPSessionManager

    from pincite.app.agents.server import build_server

    return StreamableHTTPSessionManager(
        build_server(desk), json_response=True, stateless=True, max_request_body_size=MOST_BYTES
    )


async def _run(manager: "StreamableHTTPSessionManager", started: "asyncio.Future[None]") -> None:
    async with manager.run():
        started.set_result(None)
        await asyncio.Event().wait()


def _replay(body: bytes, receive: Receive) -> Receive:
    """Return what gives the body that was read, and then what the connection says next."""
    waiting = [{"type": "http.request", "body": body, "more_body": False}]

    async def again() -> MutableMapping[str, Any]:
        return waiting.pop() if waiting else await receive()

    return again


def _name_and_port(address: str, scheme: str) -> tuple[str, int]:
    try:
        parts = urlsplit(address)
        return parts.hostname or "", parts.port or _PORTS[scheme]
    except ValueError:
        return "", 0
