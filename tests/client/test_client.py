"""``pincite.Client`` and ``AsyncClient`` against a service on a real socket: each method, and each refusal."""

import asyncio
import csv
import datetime
import io
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

import pincite
from pincite.app.api.client.keywords import SearchKeywords
from tests.client.services import Older, answering, problem, serving_app, whole
from tests.conftest import JOINT, LINES
from tests.services.tls import make_certificate

PARAGRAPHS = 40


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "*")


@pytest.fixture(scope="module")
def base(app: FastAPI) -> Iterator[str]:
    with serving_app(app) as found:
        yield found


@pytest.fixture
def service(base: str) -> Iterator[pincite.Client]:
    with pincite.Client(base) as client:
        yield client


def test_a_search_is_the_answer_of_the_api(service: pincite.Client, base: str) -> None:
    keywords: SearchKeywords = {
        "issuer": ["Nicaragua"],
        "facet": ["issuer", "year"],
        "histogram": "auto",
        "limit": 3,
    }
    found = whole(lambda: service.search("commitment", **keywords))
    asked = "q=commitment&issuer=Nicaragua&facet=issuer&facet=year&histogram=auto&limit=3"
    assert found["paragraphs"] == 30
    assert found == whole(lambda: httpx.get(f"{base}/v1/search?{asked}", trust_env=False).json())


@pytest.mark.parametrize(
    ("keywords", "address"),
    [
        ({"variants": False}, "variants=off"),
        (
            {"date_from": datetime.date(1927, 11, 1), "date_to": 1927, "date_match": "within"},
            "date_from=1927-11-01&date_to=1927&date_match=within",
        ),
        ({"year": [1927, "2021"]}, "year=1927&year=2021"),
        ({"facet_match": {"issuer": "nicaragua"}}, "facet_match.issuer=nicaragua"),
        ({"reject_issuer": ("Nicaragua",), "place": None}, "reject_issuer=Nicaragua"),
        (
            {"added_since": datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)},
            "added_since=2020-01-01T00:00:00%2B00:00",
        ),
    ],
)
def test_keywords_are_the_parameters(
    service: pincite.Client, base: str, keywords: dict[str, Any], address: str
) -> None:
    told = whole(lambda: httpx.get(f"{base}/v1/search?q=commitment&{address}", trust_env=False).json())
    assert whole(lambda: service.search("commitment", **keywords)) == told


def test_a_walk_has_every_hit_once(service: pincite.Client) -> None:
    hits = [(hit["statement"]["id"], hit["paragraph"]["number"]) for hit in service.walk(limit=7)]
    assert len(hits) == len(set(hits)) == PARAGRAPHS
    assert [hit["rank"] for hit in service.walk("treaty", limit=100)] == list(range(1, 31))
    assert {one["id"] for one in service.walk_statements()} == {JOINT, *(line["id"] for line in LINES)}
    assert [one["value"] for one in service.walk_values("issuer", "commitment")][:1] == ["Nicaragua"]
    assert list(service.walk_changes()) == []


def test_statements_and_their_paragraphs(service: pincite.Client) -> None:
    identity = LINES[0]["id"]
    whole = service.statement(identity)
    assert [one["text"] for one in whole["paragraphs"]] == LINES[0]["paragraphs"]
    assert [one["number"] for one in service.statement(identity, first=2)["paragraphs"]] == [2]
    one = service.paragraph(identity, 2, version=whole["version"])
    assert one["paragraph"] == whole["paragraphs"][1]
    assert "para. 2" in one["cite"]
    assert service.statements("treaty", limit=1)["total"] == 1
    assert service.facets("issuer", match="nicaragua")["total"] == 1
    assert service.suggest("ironcl")["suggestions"][0]["text"] == "ironclad"
    assert service.changes(limit=5)["changes"] == []


def test_quotations_are_checked(service: pincite.Client) -> None:
    true, false = "our commitment to the treaty of peace stands", "our commitment to the treaty of war stands"
    found = service.check(f'He wrote "{true}" and "{false}".')
    assert [one["verdict"] for one in found["quotes"]] == ["verbatim", "altered"]
    assert service.check(quotes=[true], issuer="United States")["quotes"][0]["elsewhere"] == 30


def test_an_export_is_the_file(service: pincite.Client) -> None:
    rows = list(csv.DictReader(io.StringIO(b"".join(service.export("treaty", sort="oldest")).decode())))
    assert [row["paragraph"] for row in rows] == [str(n) for n in range(1, 31)]
    lines = b"".join(service.export("treaty", format="ndjson")).splitlines()
    assert {json.loads(line)["id"] for line in lines} == {"telegram-1927"}


def test_a_refusal_is_an_error_of_the_tree(service: pincite.Client) -> None:
    with pytest.raises(pincite.QueryError) as wrong:
        service.search("treaty", isuer="x", sort="newst")  # type: ignore[call-arg, arg-type]
    assert [(one.parameter, one.code, one.mend) for one in wrong.value.problems] == [
        ("isuer", "unknown_parameter", "issuer"),
        ("sort", "unknown_value", "newest"),
    ]
    assert wrong.value.code == "invalid_request"
    assert "/v1/search?q=treaty" in str(wrong.value.where)
    assert "Try: sort: newest" in wrong.value.__notes__
    with pytest.raises(pincite.NotFound, match="nobody") as absent:
        service.statement("nobody")
    assert absent.value.code == "not_found"
    with pytest.raises(pincite.NotFound, match="paragraphs 1 to 2"):
        service.paragraph(LINES[0]["id"], 3)
    with pytest.raises(pincite.QueryError):
        list(service.walk("(", limit=2))
    with pytest.raises(pincite.QueryError):
        list(service.export("("))
    with pytest.raises(pincite.QueryError, match="lone surrogates"):
        service.search("\ud800")
    with pytest.raises(pincite.QueryError, match="lone surrogates"):
        service.check("\ud800")
    with pytest.raises(pincite.QueryError, match="one address"):
        service.search(issuer=["x" * 900] * 100)


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
                client._ask(_question(f"/{code}"))
            assert told.value.code == code
            assert any("abc123" in note for note in told.value.__notes__)
            if isinstance(told.value, pincite.Withdrawn):
                assert (told.value.time, told.value.reason) == ("2024-02-29", "by order of a court: it said so")


def _question(resource: str) -> Any:
    from pincite.app.api.client.questions import Question

    return Question(resource)


def test_a_busy_service_is_asked_again_as_it_says() -> None:
    def answers(_: str, before: int) -> Any:
        if before < 2:
            status, headers, body = problem(503, "busy", "Try again in a moment.")
            return status, {**headers, "Retry-After": "0"}, body
        return 200, JSON, b'{"paragraphs": 3}'

    with answering(answers) as other, pincite.Client(other.base) as client:
        assert client.search("a")["paragraphs"] == 3
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


JSON = {"Content-Type": "application/json"}
HTML = {"Content-Type": "text/html"}


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
        ("localhost:8000", "https://localhost:8000"),
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


NEW = {"/v1/changes", "/v1/timeline", "/v1/variants", "/v1/compare"}


@pytest.fixture(scope="module")
def older(app: FastAPI) -> Iterator[str]:
    with serving_app(Older(app, NEW, {"relaxed", "added"})) as found:
        yield found


def test_an_older_service_answers_what_it_knows(older: str) -> None:
    with pincite.Client(older) as client:
        found = client.search("treaty")
        assert found["paragraphs"] == 30
        assert found["once_there_was"]  # type: ignore[typeddict-item]
        with pytest.raises(pincite.FieldAbsent, match=r"'relaxed'.*older than this client"):
            found["relaxed"]
        with pytest.raises(KeyError):
            found["hits"][0]["statement"]["added"]
        assert found.get("relaxed") is None
        assert len(list(client.walk("treaty", limit=10))) == 30


def test_an_older_service_says_what_it_does_not_have(older: str) -> None:
    with pincite.Client(older) as client:
        for ask in (
            client.changes,
            lambda: client.timeline("peace", interval="year"),
            lambda: client.variants("peace"),
            lambda: client.variants("peace " * 1_000),
            lambda: client.compare("a", "b"),
        ):
            with pytest.raises(pincite.ServiceLacks, match=r"does not have `(GET|POST) /v1/.*It runs Pincite"):
                ask()
        with pytest.raises(pincite.NotFound):
            client.statement("nobody")


def test_a_base_that_leads_beside_the_service_is_named(base: str) -> None:
    with pincite.Client(f"{base}/v1/") as client, pytest.raises(pincite.ServiceLacks, match="Check the base URL"):
        client.search("treaty")
    with pincite.Client(f"{base}/statements") as client, pytest.raises(pincite.ForeignAnswer, match="base URL"):
        client.search("treaty")


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


def test_the_asynchronous_client_answers_alike(base: str, older: str) -> None:
    async def ask() -> list[Any]:
        async with pincite.AsyncClient(base) as client:
            answers: list[Any] = [
                await client.paragraph(JOINT, 2),
                await client.statements("treaty"),
                await client.facets("issuer"),
                await client.statement(JOINT),
                await client.paragraph(JOINT, 1),
                await client.suggest("ironcl"),
                await client.changes(),
                (await client.check(quotes=["our commitment to the treaty"]))["quotes"],
            ]
            answers += [
                [one async for one in walk]
                for walk in (
                    client.walk("treaty", limit=9),
                    client.walk_statements(),
                    client.walk_values("issuer"),
                    client.walk_changes(),
                    client.export("treaty"),
                )
            ]
            with pytest.raises(pincite.QueryError):
                await client.search("(")
        async with pincite.AsyncClient(older) as client:
            for lacking in (client.timeline("a"), client.variants("a"), client.compare("a")):
                with pytest.raises(pincite.ServiceLacks):
                    await lacking
        return answers

    with pincite.Client(base) as client:
        expected: list[Any] = [
            client.paragraph(JOINT, 2),
            client.statements("treaty"),
            client.facets("issuer"),
            client.statement(JOINT),
            client.paragraph(JOINT, 1),
            client.suggest("ironcl"),
            client.changes(),
            client.check(quotes=["our commitment to the treaty"])["quotes"],
            *(
                list(walk)
                for walk in (
                    client.walk("treaty", limit=9),
                    client.walk_statements(),
                    client.walk_values("issuer"),
                    client.walk_changes(),
                    client.export("treaty"),
                )
            ),
        ]
    found = asyncio.run(ask())
    found[-1], expected[-1] = b"".join(found[-1]), b"".join(expected[-1])
    assert found == expected
