"""Requests as bytes on a socket: what is no request, or has no end, gets the JSON of every other error."""

import json
import os
import socket
from collections.abc import Iterator
from http.client import HTTPResponse
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from pincite.app.protocol import LONGEST_HEAD
from tests.api.test_server import serving
from tests.conftest import JOINT

LONG = b"x" * LONGEST_HEAD


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the service of the module writes its log."""
    return tmp_path_factory.mktemp("log") / "said"


@pytest.fixture(scope="module")
def port(home: Path, said: Path) -> Iterator[int]:
    with said.open("wb") as log, serving(home, stderr=log) as (base, _):
        found = urlsplit(base).port
        assert found is not None
        yield found


class Unbuffered(socket.socket):
    """A connection of which an answer reads its own bytes, and none of the next one's."""

    def __init__(self, connection: socket.socket) -> None:
        super().__init__(fileno=os.dup(connection.fileno()))
        self.settimeout(connection.gettimeout())

    def makefile(self, mode: str = "r", *_: object, **__: object) -> Any:
        """Return what reads without looking ahead."""
        with self:
            return super().makefile(mode, buffering=0)  # type: ignore[call-overload]


def exchange(port: int, *pieces: bytes, answers: int = 1) -> list[tuple[HTTPResponse, bytes]]:
    """Send ``pieces`` one after the other on one connection; return its first answers with their bodies."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        for piece in pieces:
            connection.sendall(piece)
        found = []
        for _ in range(answers):
            answer = HTTPResponse(Unbuffered(connection))
            answer.begin()
            found.append((answer, answer.read()))
        return found


def refused(port: int, *pieces: bytes) -> tuple[int, str]:
    """Return status and code of an answer that is told as every error is, after which the connection is closed."""
    ((answer, body),) = exchange(port, *pieces)
    said = json.loads(body)
    assert answer.getheader("content-type") == "application/problem+json"
    assert answer.getheader("connection") == "close"
    assert answer.getheader("x-content-type-options") == "nosniff"
    assert said["request_id"] == answer.getheader("x-request-id")
    assert said["status"] == answer.status
    assert said["detail"]
    assert said["errors"] == []
    return answer.status, said["code"]


@pytest.mark.parametrize(
    "request_line",
    [b"GET /v1/search?q=\xff\x01 HTTP/1.1", b"GET / HTTP/9.9", b"\x16\x03\x01\x02\x00", b"GET /caf\xc3\xa9 HTTP/1.1"],
)
def test_what_is_no_request(port: int, request_line: bytes) -> None:
    assert refused(port, request_line + b"\r\nhost: a\r\n\r\n") == (400, "malformed_request")


@pytest.mark.parametrize(
    "hosts", [b"", b"host: a\r\nhost: b\r\n", b"host: a b\r\n", b"host: a/b\r\n", b"host: a@b\r\n", b"host: a:b\r\n"]
)
def test_a_request_names_one_host(port: int, hosts: bytes) -> None:
    assert refused(port, b"GET /livez HTTP/1.1\r\n" + hosts + b"\r\n") == (400, "no_host")


@pytest.mark.parametrize("host", [b"", b"a", b"a.b:80", b"[::1]:80", b"a_b.c", b"127.0.0.1:"])
def test_a_host_is_a_name_or_an_address_perhaps_with_a_port(port: int, host: bytes) -> None:
    ((answer, _),) = exchange(port, b"GET /livez HTTP/1.1\r\nhost: " + host + b"\r\n\r\n")
    assert answer.status == 200


@pytest.mark.parametrize("version", [b" HTTP/2.0", b" HTTP/0.9", b""])
def test_other_versions_are_refused(port: int, version: bytes) -> None:
    assert refused(port, b"GET /livez" + version + b"\r\n\r\n") == (400, "malformed_request")


def test_two_hosts_are_refused_in_an_older_request_too(port: int) -> None:
    assert refused(port, b"GET /livez HTTP/1.0\r\nhost: a\r\nhost: b\r\n\r\n") == (400, "no_host")


def test_options_of_the_whole_service_are_said(port: int) -> None:
    ((answer, _),) = exchange(port, b"OPTIONS * HTTP/1.1\r\nhost: a\r\n\r\n")
    assert (answer.status, answer.getheader("allow")) == (204, "GET, HEAD, OPTIONS, POST")


@pytest.mark.parametrize(
    "sent",
    [
        b"POST /v1/quotes/check HTTP/1.1\r\nhost: a\r\ncontent-length: 99\r\n\r\n{",
        b"POST /check HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n5\r\ntext=",
        b"CONNECT /livez HTTP/1.1\r\nhost: a\r\n\r\n",
        b"GET /livez HTTP/1.1\r\nhost: a\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n",
    ],
    ids=["half a body", "half a form", "CONNECT", "an upgrade"],
)
def test_what_clients_break_off_or_ask_in_vain_is_no_trouble_of_the_operator(
    said: Path, port: int, sent: bytes
) -> None:
    before = said.read_bytes()
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.sendall(sent)
    # Another connection is answered later than the end of this one is noticed.
    for _ in range(3):
        exchange(port, b"GET /readyz HTTP/1.1\r\nhost: a\r\n\r\n")
    assert said.read_bytes() == before


def test_an_older_request_needs_no_host(port: int) -> None:
    ((answer, _),) = exchange(port, b"GET /livez HTTP/1.0\r\n\r\n")
    assert answer.status == 200


@pytest.mark.parametrize(
    "head",
    [
        [b"GET /v1/search?q=" + LONG + b" HTTP/1.1\r\nhost: a\r\n\r\n"],
        [b"GET / HTTP/1.1\r\nhost: a\r\nx: " + LONG + b"\r\n\r\n"],
        [b"GET / HTTP/1.1\r\n", *[b"a: b\r\n" * 1_000] * 11],
        [b"GET /", *[b"x" * 4_096] * 16],
    ],
)
def test_a_head_without_end_is_refused_before_it_ends(port: int, head: list[bytes]) -> None:
    assert refused(port, *head) == (431, "head_too_large")


def test_a_head_may_be_long(port: int) -> None:
    values = b"&".join(b"place=%d" % number + b"x" * 500 for number in range(100))
    ((answer, body),) = exchange(port, b"GET /v1/search?" + values + b" HTTP/1.1\r\nhost: a\r\n\r\n")
    assert (answer.status, json.loads(body)["paragraphs"]) == (200, 0)


def test_each_head_of_a_connection_is_counted_alone(port: int) -> None:
    half = b"GET /livez HTTP/1.1\r\nhost: a\r\nx: " + b"x" * (LONGEST_HEAD // 2) + b"\r\n\r\n"
    assert [answer.status for answer, _ in exchange(port, half, half, half, answers=3)] == [200, 200, 200]


def test_a_body_is_no_head(port: int) -> None:
    head = b"POST /v1/search HTTP/1.1\r\nhost: a\r\ncontent-length: 300000\r\n\r\n"
    for pieces in ([head, b"x" * 300_000], [head + b"x" * 300_000]):
        ((answer, _),) = exchange(port, *pieces)
        assert answer.status == 405


def test_a_whole_address_asks_for_its_path(port: int) -> None:
    ((answer, body),) = exchange(port, f"GET http://a/v1/statements/{JOINT} HTTP/1.1\r\nhost: a\r\n\r\n".encode())
    assert (answer.status, json.loads(body)["statement"]["id"]) == (200, JOINT)


def test_an_upgrade_that_is_not_offered_is_passed_over(port: int) -> None:
    upgrade = b"GET /livez HTTP/1.1\r\nhost: a\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n"
    ((answer, _),) = exchange(port, upgrade)
    assert answer.status == 200


CHUNKED = b"%b /livez HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n"


@pytest.mark.parametrize("method", [b"GET", b"POST"])
@pytest.mark.parametrize(
    ("begin", "piece"),
    [
        (b"0\r\n", b"x: y\r\n" * 10_000),
        (b"0\r\nx: ", b"y" * 65_536),
        (b"1;x=", b"y" * 65_536),
        (b"1\r\nx\r\n0\r\n", b"x: y\r\n"),
    ],
    ids=["many trailers", "one long trailer", "one long extension", "small pieces"],
)
def test_nothing_behind_a_head_but_its_body_is_kept(port: int, method: bytes, begin: bytes, piece: bytes) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.sendall(CHUNKED % method + begin)
        with pytest.raises(ConnectionError):  # noqa: PT012 - any of them may be the one
            for _ in range((64 << 20) // len(piece)):
                connection.sendall(piece)
    ((answer, _),) = exchange(port, b"GET /livez HTTP/1.1\r\nhost: a\r\n\r\n")
    assert answer.status == 200


def test_a_few_trailers_are_passed_over(port: int) -> None:
    request = CHUNKED % b"GET" + b"3\r\nabc\r\n0\r\nhost: b\r\nx: y\r\n\r\n"
    assert [answer.status for answer, _ in exchange(port, request, request, answers=2)] == [200, 200]
