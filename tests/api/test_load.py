"""A service with too much to do: who is refused and how, who is not, and that it ends when it is told to."""

import asyncio
import json
import os
import signal
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from fastapi import FastAPI
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from pincite.app.answering.related import NOTHING_RELATED
from pincite.app.api.answers import build_whole
from pincite.app.api.beside import build_related
from pincite.app.cli import main
from pincite.app.dependencies.lanes import Lanes
from pincite.app.gate import PAUSE, Brake, Gate
from pincite.app.main import create_app
from pincite.app.settings import Settings
from pincite.index.query.cost import LIGHT
from pincite.index.query.deadline import Abandoned, Deadline
from tests.api.test_server import serving
from tests.conftest import Client

HEAVY = "/v1/search?limit=100&group=statement&explain=hits&q=" + "%20OR%20".join(f"abc{at}*" for at in range(64))


@pytest.fixture
def app(home: Path) -> Iterator[FastAPI]:
    made = create_app(Settings(home=home, url="https://archive.example.org"))
    made.state.lanes = Lanes(processors=1)
    yield made
    made.state.holder.close()


def test_heavy_searches_beyond_the_bound_are_refused_and_nothing_else(app: FastAPI) -> None:
    client, lanes = Client(app), app.state.lanes
    assert client.get(HEAVY).status_code == 200
    with ExitStack() as running:
        for _ in range(2):
            running.enter_context(lanes.admitted(LIGHT, Deadline()))
        for path in (HEAVY, HEAVY.replace("/v1/search", "/")):
            refused = client.get(path)
            assert refused.status_code == 503
            assert int(refused.headers["retry-after"]) > 0
            assert refused.headers["cache-control"] == "no-store"
        assert client.get(HEAVY).json()["code"] == "busy"
        for path in (
            "/v1/search?q=treaty",
            "/?q=treaty",
            "/livez",
            "/readyz",
            "/v1/export?q=treaty",
            "/v1/suggest?q=t",
        ):
            assert client.get(path).status_code == 200, path
    assert client.get(HEAVY).status_code == 200


def test_a_statement_of_many_paragraphs_takes_a_place_of_a_large_search(tmp_path: Path) -> None:
    lines, home = tmp_path / "l.jsonl", tmp_path / "var"
    many = {"id": "many", "title": "T", "paragraphs": [f"peace {at}" for at in range(2_000)]}
    lines.write_text(
        json.dumps(many) + "\n" + json.dumps({**many, "id": "few", "paragraphs": ["war"]}), encoding="utf-8"
    )
    assert main(["ingest", str(lines), "--home", str(home)]) == 0
    app = create_app(Settings(home=home, url="https://archive.example.org"))
    app.state.lanes, client = Lanes(processors=1), Client(app)
    with ExitStack() as running:
        for _ in range(2):
            running.enter_context(app.state.lanes.admitted(LIGHT, Deadline()))
        assert client.get("/v1/statements/many").status_code == 503
        # A page shows a part of it.
        for path in ("/v1/statements/few", "/statements/many", "/v1/statements/many/paragraphs/7"):
            assert client.get(path).status_code == 200
    assert len(client.json("/v1/statements/many")["paragraphs"]) == 2_000
    stored = app.state.holder.get().statement("many")
    links, related = app.state.links, build_related(NOTHING_RELATED, app.state.links)
    with pytest.raises(Abandoned):
        build_whole(stored, links, Deadline(is_wanted=lambda: False).check_wanted, related=related)
    app.state.holder.close()


def test_exports_beyond_the_bound_are_refused(app: FastAPI) -> None:
    client = Client(app)
    for _ in range(5):
        assert client.get("/v1/export?q=treaty").status_code == 200
        assert client.get("/v1/export?q=abc*+%22abc").status_code == 422
    ends = [app.state.lanes.begin_export(Deadline()) for _ in range(2)]
    refused = client.get("/v1/export?q=treaty")
    assert (refused.status_code, refused.json()["code"]) == (503, "busy")
    ends[0]()
    assert client.get("/v1/export?q=treaty").status_code == 200


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive whose export is more than sockets hold."""
    folder = tmp_path_factory.mktemp("large")
    lines = ({"id": f"s{at}", "title": "T", "paragraphs": ["peace " * 16_000] * 8} for at in range(40))
    (folder / "l.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    assert main(["ingest", str(folder / "l.jsonl"), "--home", str(folder / "var")]) == 0
    return folder / "var"


def connect(base: str, sent: bytes) -> socket.socket:
    port = urlsplit(base).port
    assert port is not None
    connection = socket.create_connection(("127.0.0.1", port), timeout=60)
    connection.sendall(sent)
    return connection


GET = b"GET %b HTTP/1.1\r\nhost: a\r\n\r\n"


@pytest.mark.sampled(2)
@pytest.mark.parametrize("workers", ["2", "1"])
def test_a_client_that_does_not_read_holds_no_end_up(large: Path, workers: str) -> None:
    with serving(large, "--workers", workers) as (base, process):
        stalled = connect(base, GET % b"/v1/export?format=ndjson")
        assert stalled.recv(15) == b"HTTP/1.1 200 OK"
        begun = time.monotonic()
        process.send_signal(signal.SIGTERM)
        process.wait(30)
        assert time.monotonic() - begun < 10 * (3 if os.environ.get("CI") else 1)
        stalled.close()


@pytest.mark.slow
def test_clients_that_send_nothing_are_sent_away(home: Path) -> None:
    with serving(home) as (base, _):
        begun = time.monotonic()
        silent, begins = connect(base, b""), connect(base, b"GET / HTTP/1.1\r\nhost: ")
        bodiless = connect(base, b"POST /v1/search HTTP/1.1\r\nhost: a\r\ncontent-length: 9\r\n\r\n")
        for connection in (silent, begins):
            said = read_all(connection)
            assert said.startswith(b"HTTP/1.1 408 ")
            assert b'"request_timeout"' in said
        assert 9 < time.monotonic() - begun < 40
        assert read_all(bodiless).startswith(b"HTTP/1.1 405 ")


@pytest.mark.torture
def test_clients_that_read_nothing_are_sent_away(large: Path) -> None:
    with serving(large) as (base, _):
        kept = connect(base, GET % b"/livez")
        stalled = connect(base, GET % b"/v1/export?format=ndjson")
        assert kept.recv(15) == b"HTTP/1.1 200 OK"
        time.sleep(36)
        assert not read_all(stalled).endswith(b"0\r\n\r\n")
        read_all(kept)


def read_all(connection: socket.socket) -> bytes:
    pieces, read = [], connection.recv
    with connection:
        try:
            while piece := read(1 << 20):
                pieces.append(piece)
        except ConnectionResetError:
            pass
    return b"".join(pieces)


def test_who_hangs_up_frees_what_worked_for_it(large: Path) -> None:
    with serving(large) as (base, process):
        before = processor_seconds(process.pid)
        gone = [connect(base, GET % HEAVY.replace("abc", "pea").encode()) for _ in range(20)]
        for connection in gone:
            connection.close()
        wait_until_idle(lambda: processor_seconds(process.pid))
        assert processor_seconds(process.pid) - before < 20


def processor_seconds(pid: int) -> float:
    """What the process has used so far."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def wait_until_idle(used: Callable[[], float]) -> None:
    """Wait until half a second passes in which next to nothing is used."""
    for _ in range(100):
        before = used()
        time.sleep(0.5)
        if used() - before < 0.05:
            return
    raise AssertionError("it never comes to rest")


def test_what_looks_heavy_is_refused_before_it_is_read() -> None:
    inside, answers = asyncio.Event(), []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["query_string"] == HEAVY.partition("?")[2].encode():
            await inside.wait()
        await Response("done")(scope, receive, send)

    async def get(client: httpx.AsyncClient, path: str) -> None:
        answers.append((path, (await client.get(path)).status_code))

    async def ask() -> None:
        gate = Gate(app, lambda request, error: Response(status_code=503), Brake(0), most=2)
        async with httpx.AsyncClient(transport=httpx.ASGITransport(gate), base_url="http://a") as client:
            held = [asyncio.create_task(get(client, HEAVY)) for _ in range(2)]
            while gate.inside < 2:  # noqa: ASYNC110 - it is another task's turn, and nothing tells
                await asyncio.sleep(0)
            for path in (HEAVY, "/v1/search?q=peace", "/livez", "/v1/export?q=" + "a*+" * 200):
                await get(client, path)
            inside.set()
            await asyncio.gather(*held)
            await get(client, HEAVY)

    asyncio.run(ask())
    assert [status for _, status in answers] == [503, 200, 200, 200, 200, 200, 200]


def test_a_refusal_is_held_and_nobody_else_waits_for_it() -> None:
    """Of three refusals two are held for as long as it takes; the third goes out at once, as does what is light."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["query_string"] == HEAVY.partition("?")[2].encode():
            await asyncio.Event().wait()
        await Response("done")(scope, receive, send)

    async def ask() -> None:
        brake = Brake(3_600, most=2)
        gate = Gate(app, lambda request, error: Response(status_code=503), brake, most=1)
        async with httpx.AsyncClient(transport=httpx.ASGITransport(gate), base_url="http://a") as client:
            waiting = [asyncio.create_task(client.get(HEAVY)) for _ in range(3)]
            while gate.inside + brake.held < 3:  # noqa: ASYNC110 - it is another task's turn, and nothing tells
                await asyncio.sleep(0)
            assert (await client.get("/v1/search?q=peace")).status_code == 200
            assert (await client.get(HEAVY)).status_code == 503
            assert not any(task.done() for task in waiting)
            for task in waiting:
                task.cancel()
            await asyncio.gather(*waiting, return_exceptions=True)
            assert gate.inside == brake.held == 0

    asyncio.run(ask())


def test_a_lane_that_is_full_is_said_a_moment_later(app: FastAPI) -> None:
    """An export asks no gate, and its lane has no queue: only the brake holds its refusal."""
    client = Client(app)
    assert client.get("/v1/export?q=treaty").status_code == 200
    ends = [app.state.lanes.begin_export(Deadline()) for _ in range(2)]
    begun = time.monotonic()
    assert client.get("/v1/export?q=treaty").json()["code"] == "busy"
    assert time.monotonic() - begun >= PAUSE
    for end in ends:
        end()
