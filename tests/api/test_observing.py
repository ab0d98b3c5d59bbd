"""What operators see: lines of the log with the id of their request, and the numbers of `/metrics`."""

import asyncio
import json
import logging
import os
import re
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client.parser import text_string_to_metric_families as parse

from pincite.app.cli import main
from pincite.app.cli.listening import listen
from pincite.app.dependencies.measuring import kind_of
from pincite.app.logs import REQUEST_ID, JsonLines, TextLines, with_fields
from pincite.app.main import create_app
from pincite.app.settings import Settings
from pincite.index.query.parser import parse as parse_query
from pincite.index.query.understand import understand
from tests.api.test_server import PROGRAM
from tests.conftest import JOINT, ROOT, Client
from tests.waiting import wait_until_ready

HOSTILE = "/v1/search?q=iron%0AWARNING+forged%1B%5B2J"


@pytest.fixture(scope="module")
def observed(home: Path) -> Iterator[FastAPI]:
    with listen("127.0.0.1", 0) as scrapes:
        app = create_app(Settings(home=home, access_log="full"), scrapes=scrapes)

        @app.get("/v1/fails/{name}")
        def fails(name: str) -> None:
            raise RuntimeError(f"never\nforge {name}")

        yield app
        app.state.holder.close()


def numbers_of(app: FastAPI) -> dict[tuple[str, ...], float]:
    from prometheus_client import generate_latest

    return read(generate_latest(app.state.metrics.registry()).decode())


def read(text: str) -> dict[tuple[str, ...], float]:
    """Return the samples by name and label values."""
    samples = (sample for family in parse(text) for sample in family.samples)
    return {(sample.name, *sample.labels.values()): sample.value for sample in samples}


class Written(logging.Handler):
    """Keeps the lines of the log as they are written, at the moment that they are."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[dict[str, Any]] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(json.loads(JsonLines().format(record)))


@pytest.fixture
def written() -> Iterator[Written]:
    handler, logger = Written(), logging.getLogger("pincite")
    before = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    yield handler
    logger.setLevel(before)
    logger.removeHandler(handler)


def test_each_line_has_the_id_that_its_answer_carried(observed: FastAPI, written: Written) -> None:
    client = Client(observed)
    paths = ("/v1/search?q=ironclad", "/v1/nothing", "/v1/fails/them", HOSTILE, "/livez")
    answers = [client.get(path) for path in paths]
    lines = [line for line in written.lines if line["logger"] == "pincite.access"]
    assert [line["request_id"] for line in lines] == [answer.headers["x-request-id"] for answer in answers]
    assert [line["status"] for line in lines] == [answer.status_code for answer in answers]
    assert [line["bytes"] for line in lines] == [int(answer.headers["content-length"]) for answer in answers]
    assert lines[0]["query"] == "q=ironclad"
    (failed,) = (line for line in written.lines if line["level"] == "error")
    assert failed["request_id"] == answers[2].headers["x-request-id"] == answers[2].json()["request_id"]
    assert "RuntimeError" in failed["traceback"]


def test_an_unexpected_error_carries_the_headers_of_every_answer(observed: FastAPI) -> None:
    answer = Client(observed).get("/v1/fails/x", x_request_id="mine-1")
    assert (answer.status_code, answer.headers["x-request-id"]) == (500, "mine-1")
    assert answer.headers["content-security-policy"]


@pytest.mark.parametrize("given_id", ["a\x7fb", "x" * 65, "two words", "é", "<b>"])
def test_an_id_that_could_do_harm_is_replaced(observed: FastAPI, given_id: str) -> None:
    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(observed)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            return await client.get("/livez", headers={b"x-request-id": given_id.encode()})

    assert asyncio.run(ask()).headers["x-request-id"] != given_id


@pytest.mark.parametrize("access", ["path", "full"])
def test_only_the_full_log_says_who_asked_what(home: Path, written: Written, access: str) -> None:
    app = create_app(Settings(home=home, access_log=access))
    Client(app).get("/v1/search?q=treaty")
    app.state.holder.close()
    (line,) = (one for one in written.lines if one["logger"] == "pincite.access")
    assert ("treaty" in json.dumps(line), "client" in line) == (access == "full", access == "full")


@given(text=st.text(), asked=st.text("aZ09._-", min_size=1, max_size=64))
def test_no_text_can_forge_a_line(text: str, asked: str) -> None:
    REQUEST_ID.set(asked)
    record = logging.LogRecord("pincite", logging.WARNING, __file__, 1, "%s is gone", (text,), None)
    record.__dict__.update(with_fields({"path": text}))
    (line,) = JsonLines().format(record).splitlines()
    assert line.isascii()
    assert line.isprintable()
    found = json.loads(line)
    assert (found["message"], found["path"], found["request_id"]) == (f"{text} is gone", text, asked)
    (shown,) = TextLines().format(record).splitlines()
    assert shown.endswith(f" [request {asked}]")


def test_what_is_counted(observed: FastAPI) -> None:
    client, before = Client(observed), numbers_of(observed)
    for path in ("/v1/search?q=ironclad", "/v1/search?q=%22peace+stands%22", f"/v1/statements/{JOINT}", "/v1/nothing"):
        client.get(path)
    client.get(f"/v1/statements/{JOINT}", "HEAD")
    client.get("/v1/search?isuer=x")
    client.get("/livez", "BREW")
    after = numbers_of(observed)

    def more(*key: str) -> float:
        return after.get(key, 0.0) - before.get(key, 0.0)

    assert more("pincite_requests_total", "GET", "/v1/search", "200") == 2
    assert more("pincite_requests_total", "GET", "/v1/search", "422") == 1
    assert more("pincite_requests_total", "HEAD", "/v1/statements/{id}", "200") == 1
    assert more("pincite_requests_total", "GET", "(none)", "404") == 1
    assert more("pincite_request_seconds_count", "/v1/search") == 3
    assert more("pincite_searches_total", "words", "small") == 1
    assert more("pincite_searches_total", "phrases", "small") == 1
    assert more("pincite_refusals_total", "invalid_request") == 1
    assert more("pincite_refusals_total", "not_found") == 1
    assert after["pincite_partial_answers_total",] == 0
    assert (after["pincite_index_statements",], after["pincite_batches_behind",], after["pincite_ready",]) == (4, 0, 1)
    assert not any(JOINT in label or label == "BREW" for key in after for label in key)


@pytest.mark.parametrize(
    ("text", "kind"),
    [("", "everything"), ("peace treaty", "words"), ('"peace treaty"', "phrases"), ("NOT denucl*", "forms")],
)
def test_the_kind_of_a_search(text: str, kind: str) -> None:
    assert kind_of(understand(parse_query(text)).match) == kind


def test_without_an_archive_the_numbers_say_so(tmp_path: Path) -> None:
    with listen("127.0.0.1", 0) as scrapes:
        app = create_app(Settings(home=tmp_path / "none"), scrapes=scrapes)
        found = numbers_of(app)
    assert found["pincite_ready",] == 0
    assert ("pincite_index_commit",) not in found


def test_a_service_with_workers_counts_for_all_and_logs_json(home: Path, tmp_path: Path) -> None:
    log, environment = tmp_path / "log", {**os.environ, "PINCITE_HOME": str(home), "TMPDIR": str(tmp_path)}
    environment |= {"PINCITE_LOG_FORMAT": "json", "PINCITE_ACCESS_LOG": "path", "PINCITE_METRICS_PORT": "0"}
    command = [*PROGRAM, "serve", "--port", "0", "--json", "--workers", "2"]
    with (
        log.open("wb") as errors,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, env=environment, text=True) as process,
    ):
        assert process.stdout is not None
        told = json.loads(process.stdout.readline())
        wait_until_ready(told["url"].rstrip("/"))
        # A connection each, so that both workers answer some.
        answers = [httpx.get(f"{told['url']}v1/search?q=peace", trust_env=False, verify=False) for _ in range(12)]
        with socket.create_connection(("127.0.0.1", httpx.URL(told["url"]).port)) as broken:
            broken.sendall(b"GET /\x01 HTTP/1.1\r\n\r\n")
            assert broken.recv(20).startswith(b"HTTP/1.1 400")
        found = read(httpx.get(told["metrics"], trust_env=False).text)
        assert httpx.get(told["metrics"].replace("metrics", "v1/search"), trust_env=False).status_code == 404
        assert httpx.get(f"{told['url']}metrics", trust_env=False, verify=False).status_code == 404
        process.terminate()
        assert process.wait(30) == 0
    assert found["pincite_requests_total", "GET", "/v1/search", "200"] == 12
    assert found["pincite_refusals_total", "malformed_request"] == 1
    assert found["pincite_index_paragraphs",] == 40
    lines = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    assert {answer.headers["x-request-id"] for answer in answers} <= {line.get("request_id") for line in lines}
    assert [path.name for path in tmp_path.iterdir()] == ["log"]


def test_one_process_says_where_its_numbers_are_and_ends_well(home: Path, tmp_path: Path) -> None:
    environment = {**os.environ, "PINCITE_METRICS_PORT": "0", "TMPDIR": str(tmp_path)}
    command = [*PROGRAM, "serve", "--port", "0", "--home", str(home)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment, text=True) as process:
        assert process.stdout is not None
        lines = [process.stdout.readline() for _ in range(2)]
        wait_until_ready(lines[0].split(" on ")[1].split("/ ")[0])
        assert lines[1].startswith("Metrics are on http://127.0.0.1:")
        assert read(httpx.get(lines[1].split()[-1], trust_env=False).text)["pincite_ready",] == 1
        process.terminate()
        assert process.wait(30) == 0
    assert not list(tmp_path.iterdir())


def test_a_taken_port_of_metrics_is_one_line(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with listen("127.0.0.1", 0) as taken:
        number = str(taken.getsockname()[1])
        monkeypatch.setenv("PINCITE_METRICS_PORT", number)
        assert main(["serve", "--port", "0", "--home", str(home)]) == 74
    says = capsys.readouterr().err
    assert f"cannot listen on 127.0.0.1 port {number}" in says
    assert "PINCITE_METRICS_PORT" in says


def test_the_page_for_operators_lists_every_metric(observed: FastAPI) -> None:
    page = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    families = observed.state.metrics.registry().collect()
    shown = {f"{one.name}_total" if one.type == "counter" else one.name for one in families}
    listed = set(re.findall(r"^\| (`pincite_.*?) \|", page, re.MULTILINE))
    assert shown == {name for cell in listed for name in re.findall(r"`(\w+)`", cell)}
