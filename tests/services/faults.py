"""A proxy before a server that fails on purpose: it resets, stalls, cuts answers, refuses, or talks nonsense."""

import socket
import struct
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Fault = Callable[["Handler"], None]


class Handler(BaseHTTPRequestHandler):
    """Passes one request on, unless the proxy has a fault for it."""

    protocol_version = "HTTP/1.1"
    server: "FaultProxy"

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - the base class's
        """Say nothing."""

    def handle_one(self) -> None:
        """Answer, well or badly."""
        self.body = self.rfile.read(int(self.headers.get("content-length") or 0))
        fault = self.server.take(self.path)
        if fault is None:
            self.answer(*self.fetch())
        else:
            fault(self)

    do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = handle_one  # noqa: N815 - the base class's

    def fetch(self) -> tuple[int, bytes]:
        """What the server behind says."""
        kind = self.headers.get("content-type") or "application/json"
        request = urllib.request.Request(
            self.server.behind + self.path, self.body or None, {"content-type": kind}, method=self.command
        )
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read()

    def answer(self, status: int, body: bytes, kind: str = "application/json") -> None:
        """Send a whole answer."""
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def cut(self) -> None:
        """End the connection with a reset."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True
        self.connection.close()


class FaultProxy(ThreadingHTTPServer):
    """Listens on a free port of this machine. ``fault`` is what happens to the next ``times`` requests it is for."""

    daemon_threads = True

    def __init__(self, behind: str) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.behind = behind
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        self.met = 0
        self._fault: Fault | None = None
        self._times, self._part = 0, ""
        self._lock = threading.Lock()
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()

    def fail(self, fault: Fault, times: int = 1_000_000, part: str = "") -> None:
        """Let requests whose path holds ``part`` fail from now on, so many times."""
        with self._lock:
            self._fault, self._times, self._part, self.met = fault, times, part, 0

    def heal(self) -> None:
        """Pass everything on again."""
        with self._lock:
            self._fault = None

    def take(self, path: str) -> Fault | None:
        """Return the fault for this request, and count it."""
        with self._lock:
            if self._fault is None or not self._times or self._part not in path:
                return None
            self._times, self.met = self._times - 1, self.met + 1
            return self._fault

    def handle_error(self, request: object, client_address: object) -> None:
        """Whoever asks may hang up: nothing to tell."""

    def close(self) -> None:
        """End it."""
        self.shutdown()
        self.server_close()


def reset(handler: Handler) -> None:
    """The connection breaks before an answer."""
    handler.cut()


def half(handler: Handler) -> None:
    """The connection breaks in the middle of an answer."""
    status, body = handler.fetch()
    handler.send_response(status)
    handler.send_header("content-type", "application/json")
    handler.send_header("content-length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body[: len(body) // 2])
    handler.wfile.flush()
    handler.cut()


def stalled(seconds: float) -> Fault:
    """The answer does not come for a while."""

    def stall(handler: Handler) -> None:
        time.sleep(seconds)
        handler.cut()

    return stall


def refusing(status: int, kind: str) -> Fault:
    """The server refuses, in its own words."""
    body = f'{{"error":{{"type":"{kind}","reason":"because of <b>a secret</b>"}},"status":{status}}}'.encode()
    return lambda handler: handler.answer(status, body)


def saying(body: bytes, kind: str = "application/json", status: int = 200) -> Fault:
    """Something answers that is no OpenSearch, or is out of its mind."""
    return lambda handler: handler.answer(status, body, kind)
