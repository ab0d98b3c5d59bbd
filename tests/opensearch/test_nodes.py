"""Nodes that are killed: an ingest is begun again and ends as if nothing had been; with copies, answers go on.

``PINCITE_TORTURE=1`` kills at 10 moments, otherwise at 2.
"""

import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from pincite.app.dependencies import open_archive, open_for_writing
from pincite.app.settings import Settings
from pincite.index.ingest import ingest, rebuild
from pincite.index.reading.sources import discover
from pincite.index.values.errors import EngineUnavailable
from tests.opensearch.archives import LINES, fill, write_lines
from tests.opensearch.conftest import MakeSettings
from tests.opensearch.pictures import build_queries, picture
from tests.services import report
from tests.services.faults import FaultProxy, Handler
from tests.services.opensearch import RELEASE, Server, build_server, prepare

pytestmark = pytest.mark.slow
MOMENTS = range(1, 11) if os.environ.get("PINCITE_TORTURE") == "1" else (3, 8)
QUERIES = build_queries()
OLDER = tuple({**line, "paragraphs": [*line["paragraphs"], "A paragraph that goes."]} for line in LINES)


@pytest.fixture(scope="module")
def node() -> Iterator[Server]:
    """A server that may be killed."""
    server = build_server(RELEASE)
    try:
        prepare(server.start())
    except report.Missing as error:
        report.refuse(f"OpenSearch {RELEASE}", error)
    yield server
    server.kill()


def ingest_lines(settings: Settings, source: Path) -> None:
    with open_for_writing(settings, 10.0, lambda holder: None, create=True) as archive:
        ingest(archive.record, archive.engine, discover([source]), batch_size=3)


@pytest.mark.torture
def test_a_killed_node_and_an_ingest_begun_again(node: Server, settings_of: MakeSettings, tmp_path: Path) -> None:
    undisturbed = settings_of(node.url, index="undisturbed")
    fill(undisturbed, OLDER)
    expected = picture((archive := fill(undisturbed, keep=True)).engine, QUERIES)
    archive.close()
    for moment in MOMENTS:
        home = tmp_path / f"killed-{moment}"
        with_proxy = kill_at(node, Settings(**{**undisturbed.model_dump(), "home": home}), moment)
        archive = open_archive(with_proxy)
        found = picture(archive.engine, QUERIES)
        archive.close()
        assert found == expected, f"killed at request {moment}"


def kill_at(node: Server, settings: Settings, moment: int) -> Settings:
    """Ingest older texts, then newer ones while the node dies at a request that writes; then again."""
    proxy = FaultProxy(node.url)
    settings = Settings(
        **{**settings.model_dump(), "opensearch_url": proxy.url, "opensearch_index": f"killed-{moment}"}
    )
    ingest_lines(settings, write_lines(settings.home.parent / f"sources-{moment}", OLDER))
    writes = [0]

    def die(handler: Handler) -> None:
        writes[0] += handler.command == "POST" and ("_bulk" in handler.path or "_refresh" in handler.path)
        if writes[0] < moment:
            handler.answer(*handler.fetch())
            return
        if moment % 2:
            handler.fetch()
        node.kill()
        handler.cut()

    proxy.fail(die)
    source = write_lines(settings.home.parent / f"sources-{moment}")
    with pytest.raises(EngineUnavailable):
        ingest_lines(settings, source)
    proxy.heal()
    node.start()
    proxy.close()
    again = Settings(**{**settings.model_dump(), "opensearch_url": node.url})
    wait_for_health(node, "yellow")
    ingest_lines(again, source)
    return again


def wait_for_health(node: Server, least: str, nodes: int = 1) -> None:
    end = time.monotonic() + 120
    wanted = ("yellow", "green") if least == "yellow" else ("green",)
    while time.monotonic() < end:
        health = node.ask("GET", "/_cluster/health")
        if health["status"] in wanted and health["number_of_nodes"] >= nodes:
            return
        time.sleep(0.2)
    raise AssertionError(f"the cluster did not become {least}: {health}")


def start_three() -> list[Server]:
    """One cluster of three processes. The runner of later releases makes a cluster of each."""
    nodes = [build_server("2.19") for _ in range(3)]
    nodes[0].joins = "Node 1"
    try:
        nodes[0].start()
        for node in nodes[1:]:
            node.cluster, node.joins = nodes[0].cluster, nodes[0].transport
            node.start()
    except report.Missing as error:
        report.refuse("OpenSearch 2.19", error)
    return nodes


@pytest.mark.torture
def test_three_nodes_that_lose_one(settings_of: MakeSettings) -> None:
    nodes = start_three()
    prepare(nodes[0], copies=1)
    wait_for_health(nodes[0], "green", 3)
    settings = settings_of(",".join(node.url for node in nodes))
    archive = fill(settings, keep=True)
    wait_for_health(nodes[0], "green", 3)
    expected = picture(archive.engine, QUERIES)
    done, answers, wrong = threading.Event(), [0], list[str]()

    def load() -> None:
        while not done.is_set():
            for at, query in enumerate(QUERIES):
                try:
                    page = archive.engine.search(query)
                except EngineUnavailable:
                    page = archive.engine.search(query)
                answers[0] += 1
                if page.paragraphs != expected[0][at].paragraphs:
                    wrong.append(f"{page.paragraphs} of {query.text}")

    def guarded() -> None:
        try:
            load()
        except EngineUnavailable as error:
            wrong.append(str(error))

    threads = [threading.Thread(target=guarded) for _ in range(3)]
    for thread in threads:
        thread.start()
    time.sleep(1.0)
    nodes[holder_of(nodes, settings.opensearch_index)].kill()
    time.sleep(8.0)
    done.set()
    for thread in threads:
        thread.join()
    print(f"three nodes, one killed: {answers[0]} answers")
    assert wrong == []
    assert answers[0] > 100
    assert picture(archive.engine, QUERIES) == expected
    rebuild(archive.record, archive.engine)
    assert picture(archive.engine, QUERIES) == expected
    archive.close()
    for node in nodes:
        node.kill()


def holder_of(nodes: list[Server], index: str) -> int:
    """Which node has the primary shard."""
    shards = nodes[0].ask("GET", f"/_cat/shards/{index}*?format=json&h=prirep,id")
    [primary] = [shard["id"] for shard in shards if shard["prirep"] == "p"]
    known = [next(iter(node.ask("GET", "/_nodes/_local/http")["nodes"])) for node in nodes]
    return known.index(primary)
