"""Services on real sockets: the archive's own, an older one, and what stands in the way of one."""

import contextlib
import json
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

from tests.services.processes import free_port

Answer = tuple[int, Mapping[str, str], bytes]


@contextmanager
def serving_app(app: ASGIApp) -> Iterator[str]:
    """Serve an application in a thread of this process; yield its base."""
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(30)


@dataclass
class Elsewhere:
    """Another server: ``answers`` says what, by the path. It notes what it was asked."""

    base: str
    asked: list[str] = field(default_factory=list)


@contextmanager
def answering(
    answers: Callable[[str, int], Answer], certificate: tuple[Path, Path] | None = None
) -> Iterator[Elsewhere]:
    """Answer each request with what ``answers`` returns for its path and how often that path was asked before.

    With a ``certificate`` and its key, over TLS.
    """

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            status, headers, body = answers(path, found.asked.count(path))
            found.asked.append(path)
            # Whoever asked may have given up.
            with contextlib.suppress(ConnectionError):
                self.send_response(status)
                for name, value in {"Content-Length": str(len(body)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

        def do_POST(self) -> None:
            self.do_GET()

        def log_message(self, *_: Any) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        if certificate is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*certificate)
            server.socket = context.wrap_socket(server.socket, server_side=True)
        scheme = "http" if certificate is None else "https"
        found = Elsewhere(f"{scheme}://127.0.0.1:{server.server_address[1]}")
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield found
        finally:
            server.shutdown()
            thread.join(30)


def problem(status: int, code: str, detail: str, **members: Any) -> Answer:
    """Return a problem document as a service sends it."""
    document = {"type": f"/help/errors#{code}", "title": code, "status": status, "code": code, "detail": detail}
    body = json.dumps({**document, "request_id": "abc123", "errors": [], **members}).encode()
    return status, {"Content-Type": "application/problem+json"}, body


class Older:
    """The service as an older version had it: without these paths, without these members, with one of its own."""

    def __init__(self, app: ASGIApp, paths: set[str], members: set[str]) -> None:
        self._app, self._paths, self._members = app, paths, members

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path = "/v1/absent" if scope["path"] in self._paths else scope["path"]
        async with httpx.AsyncClient(transport=httpx.ASGITransport(self._app), base_url="http://older") as client:
            found = await client.request(scope["method"], f"{path}?{scope['query_string'].decode()}")
        body = found.content
        with contextlib.suppress(ValueError):
            body = json.dumps(self._former(json.loads(body))).encode()
        media = found.headers["content-type"].encode()
        await send({"type": "http.response.start", "status": found.status_code, "headers": [(b"content-type", media)]})
        await send({"type": "http.response.body", "body": body})

    def _former(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self._former(one) for one in value]
        if not isinstance(value, dict):
            return value
        kept = {name: self._former(one) for name, one in value.items() if name not in self._members | self._paths}
        return {**kept, "once_there_was": True} if "commit" in value else kept


def whole(ask: Callable[[], Any]) -> Any:
    """Ask until time allows all of an answer, and return it without its own time: others use the machine too."""
    for _ in range(20):
        found = ask()
        if not found.get("incomplete") and not found.get("partial"):
            return {name: value for name, value in found.items() if name != "took_ms"}
    raise AssertionError("never a whole answer")
