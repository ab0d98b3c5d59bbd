"""``/metrics`` on a socket of its own, in a thread beside the answers: readers of the archive never reach it."""

import socket
import threading
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer
from wsgiref.types import StartResponse, WSGIEnvironment

from prometheus_client import make_wsgi_app

from pincite.app.metrics import ServiceMetrics

_SECONDS = 5
"""How long a scraper may take to send its request."""


class MetricsServer:
    """Answers scrapes on ``listener``, which several workers may share, until it is closed."""

    def __init__(self, listener: socket.socket, metrics: ServiceMetrics) -> None:
        self._server = _Server(listener, metrics)
        self._thread = threading.Thread(target=self._server.serve_forever, name="metrics", daemon=True)

    def start(self) -> None:
        """Begin to answer."""
        self._thread.start()

    def close(self) -> None:
        """Stop answering."""
        self._server.shutdown()
        self._server.server_close()


class _Handler(WSGIRequestHandler):
    timeout = _SECONDS

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of the standard library
        """Say nothing: scrapes are no answers to readers."""


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True

    def __init__(self, listener: socket.socket, metrics: ServiceMetrics) -> None:
        super().__init__(listener.getsockname()[:2], _Handler, bind_and_activate=False)
        self.socket.close()
        self.socket = listener
        # Several workers wait for the same connection, and only one of them gets it.
        listener.setblocking(False)
        self.server_name, self.server_port = listener.getsockname()[:2]
        self.setup_environ()
        self._scrape = make_wsgi_app(metrics.registry())
        self.set_app(self._answer)

    def get_request(self) -> tuple[socket.socket, object]:
        connection, address = super().get_request()
        connection.setblocking(True)
        return connection, address

    def _answer(self, environ: WSGIEnvironment, start: StartResponse) -> list[bytes]:
        if environ["PATH_INFO"] != "/metrics" or environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            start("404 Not Found", [("Content-Type", "text/plain")])
            return [b"The numbers are at /metrics.\n"]
        return list(self._scrape(environ, start))
