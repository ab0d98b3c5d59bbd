"""The HTTP/1.1 connection: parsed by httptools, with a header size limit; malformed requests get our JSON error."""

import asyncio
import uuid
from http import HTTPStatus

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from pincite.app.errors import MEDIA_TYPE, Failure
from pincite.app.middleware import HEADERS

LONGEST_HEAD = 65_536
"""Bytes of a request line and its headers together. The parser has no bound of its own."""

HEAD_SECONDS, BODY_SECONDS, READ_SECONDS = 10.0, 30.0, 30.0
"""What the head of a request may take to arrive, its body, and a client to read what it was answered."""

_END = b"\r\n\r\n"
_TOO_LONG = Failure(
    HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
    "head_too_large",
    "The address and the headers are too long",
    f"Together they may have {LONGEST_HEAD:,} bytes. Send fewer values, or a shorter query.",
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
    f"Its head must arrive within {HEAD_SECONDS:g} seconds. Send it again.",
)
_NO_HOST = Failure(
    HTTPStatus.BAD_REQUEST,
    "no_host",
    "The request does not say which host it asks",
    "A request of HTTP/1.1 has one `Host` header (RFC 9112 §3.2).",
)


class _NotOneHost(Exception):
    """A request of HTTP/1.1 without a host, or with several."""


class Protocol(HttpToolsProtocol):
    """One connection. Whoever sends no head, no whole body, or reads nothing of an answer, is not waited for long."""

    _head = 0
    """Bytes so far of a head that has not ended."""
    _in_head = True
    _failure = _MALFORMED
    _waits: asyncio.TimerHandle | None = None
    """For a head or a body to end."""
    _drains: asyncio.TimerHandle | None = None
    """For the client to read."""
    is_gone = False
    _took = 0
    """How often a piece of a body, or the end of a request, has come."""
    _still = 0
    """Bytes since anything was taken in: of a header behind the body, or of the size of a chunk."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A client has come."""
        super().connection_made(transport)
        self._wait(HEAD_SECONDS)

    def connection_lost(self, exc: Exception | None) -> None:
        """The client has gone, or was sent away: threads that answer it look here."""
        self.is_gone = True
        self._stop_waiting()
        self.resume_writing()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        """What was answered is not read."""
        super().pause_writing()
        self._drains = self._drains or self.loop.call_later(READ_SECONDS, self.transport.abort)

    def resume_writing(self) -> None:
        """It is read again."""
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
        """Take in what has come."""
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
            # An answer may be on its way already: no other one can be sent.
            self.transport.abort()

    def on_header(self, name: bytes, value: bytes) -> None:
        """A header has ended. Those behind a body (trailers) are nobody's, and not kept."""
        if self._in_head:
            super().on_header(name, value)

    def on_body(self, body: bytes) -> None:
        """A piece of the body has come."""
        self._took += 1
        super().on_body(body)

    def on_headers_complete(self) -> None:
        """The head has ended."""
        self._in_head, self._head = False, 0
        if self.parser.get_http_version() == "1.1" and sum(name == b"host" for name, _ in self.headers) != 1:
            # The parser tells its caller, which asks below for an answer.
            self._failure = _NO_HOST
            raise _NotOneHost
        self._wait(BODY_SECONDS)
        super().on_headers_complete()
        self.scope["state"]["is_gone"] = lambda: self.is_gone

    def on_message_complete(self) -> None:
        """The next head begins."""
        self._in_head = True
        self._took += 1
        self._stop_waiting()
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - says nothing that would help
        """Answer what could not be parsed."""
        self._refuse(self._failure)

    def _refuse(self, failure: Failure) -> None:
        """Answer and close: where the next request would begin is not known."""
        if self.transport.is_closing():
            return
        request_id = uuid.uuid4().hex
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
