"""The HTTP/1.1 connection: parsed by httptools, with a header size limit; malformed requests get our JSON error."""

import asyncio
import re
import uuid
from http import HTTPStatus

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from pincite.app.errors import MEDIA_TYPE, Failure
from pincite.app.middleware import HEADERS
from pincite.app.observing import note_malformed

LONGEST_HEAD = 65_536
"""The most bytes of a request line and its headers together. The parser has no limit of its own."""

HEAD_SECONDS, BODY_SECONDS, READ_SECONDS = 10.0, 30.0, 30.0
"""Time limits for the head of a request to arrive, for its body, and for the client to read the answer."""

_END = b"\r\n\r\n"
_TOO_LONG = Failure(
    HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
    "head_too_large",
    "The address and the headers are too long",
    f"Together they may have at most {LONGEST_HEAD:,} bytes. Send fewer values, or a shorter query.",
)
_MALFORMED = Failure(
    HTTPStatus.BAD_REQUEST,
    "malformed_request",
    "This is not a valid HTTP/1.1 request",
    "Percent-encode special characters in the address as %XX (RFC 3986), and end each line with CR LF (RFC 9112).",
)
_TOO_SLOW = Failure(
    HTTPStatus.REQUEST_TIMEOUT,
    "request_timeout",
    "The request did not arrive in time",
    f"Its headers must arrive within {HEAD_SECONDS:g} seconds. Send it again.",
)
_NO_HOST = Failure(
    HTTPStatus.BAD_REQUEST,
    "no_host",
    "The request does not name its host",
    "An HTTP/1.1 request needs exactly one `Host` header with a host and perhaps a port (RFC 9112 §3.2).",
)


_HOST = re.compile(rb"(?:[A-Za-z0-9._~%!$&'()*+,;=-]*|\[[0-9A-Za-z:.]+\])(?::[0-9]*)?")


class _Refused(Exception):
    """The head of a request is malformed in what the parser does not look at."""


class Protocol(HttpToolsProtocol):
    """One connection. It is closed if the client is too slow to send its head or body, or to read the answer."""

    _head = 0
    """Bytes received of an unfinished head."""
    _in_head = True
    _failure = _MALFORMED
    _waits: asyncio.TimerHandle | None = None
    """The timer for the end of a head or a body."""
    _drains: asyncio.TimerHandle | None = None
    """The timer for the client to read."""
    is_gone = False
    _took = 0
    """How many pieces of bodies and ends of requests have arrived."""
    _still = 0
    """Bytes received without progress: in a trailer, or in the size of a chunk."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A client has connected."""
        super().connection_made(transport)
        self._wait(HEAD_SECONDS)

    def connection_lost(self, exc: Exception | None) -> None:
        """The client has disconnected or was disconnected. Threads that work on its answer check this."""
        self.is_gone = True
        self._stop_waiting()
        self.resume_writing()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        """The client does not read its answer."""
        super().pause_writing()
        self._drains = self._drains or self.loop.call_later(READ_SECONDS, self.transport.abort)

    def resume_writing(self) -> None:
        """The client reads again."""
        if self._drains is not None:
            self._drains.cancel()
            self._drains = None
        super().resume_writing()

    def _wait(self, seconds: float) -> None:
        self._stop_waiting()
        self._waits = self.loop.call_later(seconds, self._give_up)

    def _stop_waiting(self) -> None:
        if self._waits is not None:
            self._waits.cancel()
            self._waits = None

    def _give_up(self) -> None:
        cycle: RequestResponseCycle | None = self.cycle
        is_answering = cycle is not None and not cycle.response_complete
        if self._in_head and not is_answering:
            self._refuse(_TOO_SLOW)
        else:
            self.transport.abort()

    def data_received(self, data: bytes) -> None:
        """Process received bytes."""
        if self._in_head and self._waits is None:
            self._wait(HEAD_SECONDS)
        if self._in_head:
            end = data.find(_END)
            self._head += len(data) if end < 0 else end
            if self._head > LONGEST_HEAD:
                self._refuse(_TOO_LONG)
                return
        took, was_in_head = self._took, self._in_head
        super().data_received(data)
        self._still = self._still + len(data) if took == self._took and not was_in_head else 0
        if self._still > LONGEST_HEAD:
            # An answer may already be under way, so no other one can be sent.
            self.transport.abort()

    def on_header(self, name: bytes, value: bytes) -> None:
        """A header has ended. Headers after a body (trailers) are not used, and not kept."""
        if self._in_head:
            super().on_header(name, value)

    def on_body(self, body: bytes) -> None:
        """A piece of the body has arrived."""
        self._took += 1
        super().on_body(body)

    def on_headers_complete(self) -> None:
        """The head has ended."""
        self._in_head, self._head = False, 0
        self._check_version_and_host()
        self._wait(BODY_SECONDS)
        super().on_headers_complete()
        self.scope["state"]["is_gone"] = lambda: self.is_gone

    def _check_version_and_host(self) -> None:
        """Raise for what the parser passes to its caller, which then calls send_400_response."""
        version, hosts = self.parser.get_http_version(), [value for name, value in self.headers if name == b"host"]
        if version not in ("1.0", "1.1"):
            raise _Refused
        if len(hosts) > 1 or (version == "1.1" and not hosts) or not all(map(_HOST.fullmatch, hosts)):
            self._failure = _NO_HOST
            raise _Refused

    def on_message_complete(self) -> None:
        """The next head begins."""
        self._in_head = True
        self._took += 1
        self._stop_waiting()
        super().on_message_complete()

    def _unsupported_upgrade_warning(self) -> None:
        """Log nothing: what a client would like to speak concerns no operator."""

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - says nothing that would help
        """Answer a request that could not be parsed."""
        self._refuse(self._failure)

    def _refuse(self, failure: Failure) -> None:
        """Answer and close the connection, because the beginning of the next request is unknown."""
        if self.transport.is_closing():
            return
        request_id = uuid.uuid4().hex
        told = self.app_state
        note_malformed(failure.status, failure.code, request_id, told.get("metrics"), told.get("access", "off"))
        body = failure.body(request_id)
        headers = (
            (b"content-type", MEDIA_TYPE.encode("ascii")),
            (b"content-length", str(len(body)).encode("ascii")),
            (b"cache-control", b"no-store"),
            (b"connection", b"close"),
            (b"x-request-id", request_id.encode("ascii")),
            *HEADERS,
        )
        status = f"HTTP/1.1 {failure.status:d} {HTTPStatus(failure.status).phrase}\r\n".encode("ascii")
        lines = b"".join(b"%b: %b\r\n" % header for header in headers)
        self.transport.write(status + lines + b"\r\n" + body)
        self.transport.close()
