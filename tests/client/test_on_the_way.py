"""What happens on the way to a service and back: busy services, proxies, wrong addresses, nobody there."""

import asyncio
import json
import time
from pathlib import Path
from typing import Any

import pytest

import pincite
from pincite.app.client.questions import Question
from tests.client.services import answering, problem
from tests.services.tls import make_certificate

JSON = {"Content-Type": "application/json"}
HTML = {"Content-Type": "text/html"}


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "*")


def test_every_code_of_a_service_has_its_error() -> None:
    codes: dict[str, type[pincite.PinciteError]] = {
        "withdrawn": pincite.Withdrawn,
        "cursor_expired": pincite.CursorExpired,
        "busy": pincite.Busy,
        "archive_missing": pincite.ArchiveError,
        "internal": pincite.ServiceFailed,
        "of_a_newer_service": pincite.ServiceFailed,
    }
    detail = "the statement 'a' was withdrawn on 2024-02-29: by order of a court: it said so"
    with answering(lambda path, _: problem(410, path.rpartition("/")[2], detail)) as other:
        for code, kind in codes.items():
            with pincite.Client(f"{other.base}/{code}") as client, pytest.raises(kind, match="court") as told:
                # The code stands in the path of the base, so each has its own.
                client._ask(Question(f"/{code}"))
            assert told.value.code == code
            assert any("abc123" in note for note in told.value.__notes__)
            if isinstance(told.value, pincite.Withdrawn):
                assert (told.value.time, told.value.reason) == ("2024-02-29", "by order of a court: it said so")


def test_a_busy_service_is_asked_again_as_it_says() -> None:
    def answers(_: str, before: int) -> Any:
        if before < 2:
            status, headers, body = problem(503, "busy", "Try again in a moment.")
            return status, {**headers, "Retry-After": "0"}, body
        return 200, JSON, b'{"paragraphs": 3}'

    async def ask(base: str) -> int:
        async with pincite.AsyncClient(base) as client:
            return (await client.search("a"))["paragraphs"]

    with answering(answers) as other, pincite.Client(other.base) as client:
        assert client.search("a")["paragraphs"] == 3
        assert len(other.asked) == 3
    with answering(answers) as other:
        assert asyncio.run(ask(other.base)) == 3
        assert len(other.asked) == 3


@pytest.mark.parametrize(
    ("after", "patience", "asked"), [("0", 5.0, 5), ("9999", 5.0, 1), ("1", 0.0, 1), ("?", 5.0, 1)]
)
def test_trying_again_has_bounds(after: str, patience: float, asked: int) -> None:
    status, headers, body = problem(503, "busy", "Try again in a moment.")
    with answering(lambda *_: (status, {**headers, "Retry-After": after}, body)) as other:
        with pincite.Client(other.base, patience=patience) as client, pytest.raises(pincite.Busy, match="moment"):
            client.search("a")
        assert len(other.asked) == asked


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ((200, HTML, b"<h1>Log in</h1>"), "login page or a proxy"),
        ((404, HTML, b"<h1>nothing</h1>"), "Check the base URL"),
        ((502, HTML, b"<h1>Bad gateway</h1>"), "the service behind it does not"),
        ((503, {**HTML, "Retry-After": "0"}, b""), "the service behind it does not"),
        ((401, HTML, b""), "pass it in `headers`"),
        ((301, {"Location": "https://example.org/"}, b""), "Use that address as the base URL"),
        ((200, JSON, b"[1]"), "not an answer of Pincite"),
        ((200, JSON, b'{"a": '), "not an answer of Pincite"),
        ((200, {}, b""), "with nothing"),
        ((500, {"Content-Type": "application/problem+json"}, b"oh"), "not an answer of Pincite"),
    ],
)
def test_what_is_no_answer_of_pincite_is_named(answer: Any, says: str) -> None:
    with answering(lambda *_: answer) as other, pincite.Client(other.base) as client:
        for ask in (lambda: client.search("a"), lambda: list(client.export("a")), lambda: client.check("a")):
            with pytest.raises(pincite.ForeignAnswer, match=says):
                ask()


def test_nobody_at_the_address() -> None:
    with answering(lambda *_: (200, JSON, b"{}")) as other:
        https = other.base.replace("http", "https")
        with pincite.Client(https) as client, pytest.raises(pincite.ServiceUnreachable, match="begins with http://"):
            client.search("a")
    with pincite.Client(other.base) as client:
        with pytest.raises(pincite.ServiceUnreachable, match="`pincite serve` runs there") as told:
            client.search("a")
        with pytest.raises(pincite.ServiceUnreachable, match="`pincite serve` runs there"):
            list(client.export("a"))
    assert told.value.where == f"GET {other.base}/v1/search?q=a"


def test_a_client_that_was_closed_says_so() -> None:
    async def ask(base: str) -> None:
        async with pincite.AsyncClient(base) as client:
            pass
        await client.search("a")

    with answering(lambda *_: (200, JSON, b"{}")) as other:
        with pincite.Client(other.base) as client:
            hits = client.walk("a")
        for late in (lambda: client.search("a"), lambda: next(hits), lambda: list(client.export("a"))):
            with pytest.raises(pincite.ServiceUnreachable, match="This client is closed: ask inside its `with`"):
                late()
        with pytest.raises(pincite.ServiceUnreachable, match="This client is closed"):
            asyncio.run(ask(other.base))
        assert other.asked == []


def test_no_answer_in_time() -> None:
    def answers(*_: Any) -> Any:
        time.sleep(0.5)
        return 200, JSON, b"{}"

    async def ask(base: str) -> None:
        async with pincite.AsyncClient(base, timeout=0.05) as client:
            await client.search("a")

    with answering(answers) as other:
        with pincite.Client(other.base, timeout=0.05) as client, pytest.raises(pincite.ServiceTimeout, match=r"0\.05"):
            client.search("a")
        with pytest.raises(pincite.ServiceTimeout, match=r"more `timeout`"):
            asyncio.run(ask(other.base))


def test_an_export_that_breaks_off_is_no_whole_one() -> None:
    async def ask(base: str) -> None:
        async with pincite.AsyncClient(base) as client:
            pieces.extend([piece async for piece in client.export("a")])

    pieces: list[bytes] = []
    with answering(lambda *_: (200, {"Content-Type": "text/csv", "Content-Length": "100"}, b"id,title\r\n")) as other:
        with pincite.Client(other.base) as client, pytest.raises(pincite.ServiceUnreachable, match="broke off"):
            pieces.extend(client.export("a"))
        with pytest.raises(pincite.ServiceUnreachable, match="broke off"):
            asyncio.run(ask(other.base))


def test_a_certificate_is_checked(tmp_path: Path) -> None:
    certificate = make_certificate(tmp_path)
    with answering(lambda *_: (200, JSON, b'{"paragraphs": 3}'), certificate) as other:
        with pincite.Client(other.base) as client, pytest.raises(pincite.ServiceUnreachable, match="with `ca=`"):
            client.search("a")
        with pincite.Client(other.base, ca=certificate[0]) as client:
            assert client.search("a")["paragraphs"] == 3


@pytest.mark.parametrize(
    ("url", "mend"),
    [
        ("archive.example.org", "https://archive.example.org"),
        ("localhost:8000", "http://localhost:8000"),
        ("", None),
        ("ftp://example.org", None),
        ("https://", None),
        ("https://example.org/?q=a", None),
        ("https://me:secret@example.org", None),
        ("https://exa mple.org:port", None),
    ],
)
def test_a_bad_base_is_refused_at_once(url: str, mend: str | None) -> None:
    for kind in (pincite.Client, pincite.AsyncClient):
        with pytest.raises(pincite.QueryError, match=r"such as https://archive\.example\.org") as wrong:
            kind(url)
        assert wrong.value.problems[0].mend == mend


def test_a_file_of_certificates_that_is_none_is_refused(tmp_path: Any) -> None:
    with pytest.raises(pincite.QueryError, match="ca: expected a file with certificates"):
        pincite.Client("https://example.org", ca=tmp_path / "absent.pem")


def test_a_list_that_breaks_off_says_so() -> None:
    body = json.dumps({"hits": [{"rank": 1}], "partial": True, "next": None}).encode()
    with answering(lambda *_: (200, JSON, body)) as other, pincite.Client(other.base) as client:
        walk = client.walk("a")
        with pytest.raises(pincite.TimeRanOut):
            next(walk)
        assert len(other.asked) == 3


def test_a_service_whose_next_page_is_the_same_ends_the_walk() -> None:
    body = json.dumps({"hits": [], "partial": False, "next": "/v1/search?cursor=*"}).encode()
    with answering(lambda *_: (200, JSON, body)) as other, pincite.Client(other.base) as client:
        walk = client.walk("a")
        with pytest.raises(pincite.ForeignAnswer, match="no cursor"):
            list(walk)
