"""A cluster behind a connection that fails in every way: no 500, no hang, never a smaller answer in silence."""

import json
import logging
import os
import time
from collections.abc import Iterator

import pytest

from pincite.app.main import create_app
from pincite.index.ingest import rebuild
from tests.conftest import Client
from tests.opensearch.archives import fill
from tests.opensearch.conftest import MakeSettings
from tests.services import report
from tests.services.faults import Fault, FaultProxy, half, refusing, reset, saying, stalled

TIMEOUT = 2.0
SLACK = 3.0
ASKED = 5 if os.environ.get("PINCITE_TORTURE") == "1" else 1
"""How many of the paths are asked beside each lasting fault: in turn, so that each path meets some."""
PATHS = (
    "/v1/search?q=apple&facet=issuer&histogram=auto",
    "/v1/search?q=apple&group=statement",
    "/v1/search?q=apple&cursor=*&limit=1",
    "/v1/suggest?q=app",
    "/v1/export?q=apple&format=csv",
)
HTML = b"<html><title>Not found</title></html>"
PASSING: dict[str, Fault] = {
    "reset": reset,
    "half an answer": half,
    "429": refusing(429, "rejected_execution_exception"),
    "503": refusing(503, "cluster_manager_not_discovered_exception"),
    "502 of a proxy": saying(HTML, "text/html", 502),
}
"""What may be gone a moment later: it is asked again."""
LASTING: dict[str, Fault] = {
    **PASSING,
    "delay": stalled(TIMEOUT + 1),
    "garbage": saying(b"\x00\xff{"),
    "an empty answer": saying(b""),
    "another object": saying(b"{}"),
    "a list": saying(b"[]"),
    "answers without a hit": saying(b'{"responses":[{"hits":{}}]}'),
    "answers of no kind": saying(b'{"responses":[1]}'),
    "a page": saying(HTML, "text/html"),
    "401": refusing(401, "security_exception"),
    "403": refusing(403, "security_exception"),
    "404": refusing(404, "index_not_found_exception_of_another"),
    "500": refusing(500, "null_pointer_exception"),
    "400": refusing(400, "parsing_exception"),
}


@pytest.fixture
def client(proxy: FaultProxy, settings_of: MakeSettings) -> Iterator[Client]:
    """The application on a cluster behind the proxy; what it says while all is well is known to be right."""
    settings = settings_of(proxy.url, opensearch_timeout=TIMEOUT)
    fill(settings_of(proxy.behind))
    app = create_app(settings)
    yield Client(app)
    app.state.holder.close()


def ask(client: Client, path: str) -> tuple[int, object]:
    """Return status and problem, if it is one; the answer came in time."""
    started = time.monotonic()
    answer = client.get(path)
    assert time.monotonic() - started < 2 * TIMEOUT + SLACK, f"{path} hung"
    if answer.status_code == 200:
        return 200, None
    problem = json.loads(answer.content)
    assert answer.headers["content-type"] == "application/problem+json"
    assert int(answer.headers["retry-after"]) > 0
    assert "secret" not in answer.text
    return answer.status_code, problem["code"]


def test_a_lasting_fault_is_503_and_goes_with_its_cause(client: Client, proxy: FaultProxy) -> None:
    said: dict[str, object] = {}
    for path in PATHS:
        assert client.get(path).status_code == 200, client.get(path).text
    for number, (name, fault) in enumerate(LASTING.items()):
        proxy.fail(fault)
        asked = [PATHS[(number + at) % len(PATHS)] for at in range(ASKED)]
        for path in asked:
            said[f"{name} at {path}"] = ask(client, path)
        ready = client.get("/readyz")
        assert ready.status_code == 503, name
        assert [part["part"] for part in ready.json()["parts"] if not part["ready"]] == ["index"], name
        assert client.get("/livez").status_code == 200
        proxy.heal()
        for path in asked:
            assert client.get(path).status_code == 200, f"{path} after {name}"
    report.count(f"faults before the cluster: {len(LASTING)} kinds, {len(said)} answers: {', '.join(LASTING)}")
    assert {name: told for name, told in said.items() if told != (503, "engine_unavailable")} == {}


@pytest.mark.sampled(3)
@pytest.mark.parametrize("name", sorted(PASSING))
def test_a_passing_fault_is_not_seen(client: Client, proxy: FaultProxy, name: str) -> None:
    path = PATHS[0]
    before = client.json(path)
    proxy.fail(PASSING[name], times=1, part="_msearch")
    after = client.json(path)
    assert proxy.met == 1
    del before["took_ms"], after["took_ms"]
    assert after == before


@pytest.mark.sampled(3)
@pytest.mark.parametrize("name", sorted(PASSING))
def test_an_ingest_goes_on_after_a_passing_fault(proxy: FaultProxy, settings_of: MakeSettings, name: str) -> None:
    settings = settings_of(proxy.url)
    proxy.fail(PASSING[name], times=2, part="_bulk")
    archive = fill(settings, keep=True)
    assert proxy.met == 2
    checkpoint = archive.engine.checkpoint()
    assert checkpoint is not None
    assert rebuild(archive.record, archive.engine) is not None
    again = archive.engine.checkpoint()
    assert again is not None
    assert (again.statements, again.paragraphs) == (checkpoint.statements, checkpoint.paragraphs)
    archive.close()


@pytest.mark.parametrize(("times", "lines"), [(2, 0), (4, 1)])
def test_what_is_tried_again_is_told_once_when_it_lasts(
    proxy: FaultProxy, settings_of: MakeSettings, caplog: pytest.LogCaptureFixture, times: int, lines: int
) -> None:
    proxy.fail(PASSING["503"], times=times, part="_bulk")
    fill(settings_of(proxy.url))
    assert proxy.met == times
    told = [(record.name, record.getMessage()) for record in caplog.records if record.levelno >= logging.WARNING]
    assert told == [("pincite", f"OpenSearch at {proxy.url} accepts no writes now; trying again")] * lines


LATE = {"error": {"type": "search_phase_execution_exception", "failed_shards": [{"reason": {"type": "%s"}}]}}


def test_a_cluster_that_is_out_of_time_gives_a_partial_answer(client: Client, proxy: FaultProxy) -> None:
    assert client.json(PATHS[0])["partial"] is False
    late = json.dumps({"responses": [LATE, LATE]}).replace("%s", "time_exceeded_exception").encode()
    proxy.fail(saying(late), times=1, part="_msearch")
    page = client.json(PATHS[0])
    assert (proxy.met, page["partial"], page["paragraphs"], page["hits"]) == (1, True, 0, [])


def test_a_statement_does_not_need_the_cluster(client: Client, proxy: FaultProxy) -> None:
    assert client.get("/readyz").status_code == 200
    proxy.fail(reset)
    assert client.get("/v1/statements/s01").status_code == 200
