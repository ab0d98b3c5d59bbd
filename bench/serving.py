"""``make bench-http``: whole answers over HTTP of Pincite embedded, Pincite on OpenSearch and OpenSearch alone.

All three get the same questions at one rate, half of what OpenSearch alone can do. Beside it: what Pincite adds to the
very requests that it sends, and how fast it fills an index beside the client's own bulk helper with the same documents.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from opensearchpy import OpenSearch, helpers

from app.request import parse_search
from bench import program, raw, workload
from bench.corpus import entries
from bench.data import STATEMENTS, absence
from bench.figures import p95
from bench.load import Connection, Request, Taken, ask_at, saturate
from bench.peers import FACETS
from bench.workload import Question
from index.engine import Entry
from index.engines.opensearch.address import Address, parse_address
from index.engines.opensearch.cluster import Cluster, render_lines
from index.engines.opensearch.engine import OpenSearchEngine
from tests.services.opensearch import Server, build_server, prepare
from tests.services.report import Missing

WORKERS = 2
CLIENTS = 32
BUSY = 8
"""Clients that saturate OpenSearch alone."""
ROUNDS = 5
LARGEST_OVERHEAD, SLOWEST_INGEST = 1.3, 0.7
_HEAP = ("-Xms1g", "-Xmx1g")
_BATCH = 1_000

Figures = dict[str, Any]


class Recorded(Cluster):
    """Remembers what it was asked last, and every bulk request."""

    def __init__(self, address: Address) -> None:
        super().__init__(address)
        self.asked: bytes = b""
        self.sent: list[bytes] = []

    def search_many(self, index: str | None, bodies: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        """Search, and keep the request."""
        header: dict[str, Any] = {} if index is None else {"index": index}
        self.asked = render_lines(iter([line for body in bodies for line in (header, body)]))
        return super().search_many(index, bodies)

    def bulk(self, index: str, lines: bytes) -> list[tuple[str, dict[str, Any]]]:
        """Write, and keep the request."""
        self.sent.append(lines)
        return super().bulk(index, lines)


def path_of(question: Question) -> str:
    """Return the address of the whole answer to ``question`` in Pincite's API."""
    words = question.words
    text = {
        "prefix": f"{words[0]}*",
        "phrase": f'"{" ".join(words)}"',
        "or": " OR ".join(words),
    }.get(question.kind, " ".join(words))
    return f"/v1/search?{urlencode([('q', text), *(('facet', name) for name in FACETS)])}"


def compare(server: Server, paragraphs: int, seconds: float) -> Figures:
    """Measure all three at one size."""
    questions = workload.load("mixed")
    with tempfile.TemporaryDirectory() as folder:
        corpus = program.write_corpus(Path(folder) / "corpus.jsonl", paragraphs)
        raw.build(OpenSearch([server.url], timeout=120), entries(paragraphs))
        ours, theirs = [("GET", path_of(q), None) for q in questions], [raw.request_of(q) for q in questions]
        rate = saturate(server.url, theirs, seconds, BUSY).rate / 2
        found: Figures = {"paragraphs": paragraphs, "rate": rate}
        found["raw"] = told(ask_at(server.url, theirs, rate, seconds, CLIENTS))
        home = Path(folder) / "var"
        program.ingest(corpus, home)
        with program.serving(home, WORKERS) as (url, _):
            found["embedded"] = told(warmed(url, ours, rate, seconds))
        with environment(PINCITE_ENGINE="opensearch", PINCITE_OPENSEARCH_URL=server.url):
            found["ingest"] = program.ingest(corpus, Path(folder) / "cluster")
            with program.serving(Path(folder) / "cluster", WORKERS) as (url, _):
                found["cluster"] = told(warmed(url, ours, rate, seconds))
                found["overhead"] = overhead(server, url, questions)
    return found


def warmed(url: str, requests: Sequence[Request], rate: float, seconds: float) -> Taken:
    """Ask everything once of each worker, then at the rate."""
    saturate(url, requests, max(1.0, seconds / 4), WORKERS)
    return ask_at(url, requests, rate, seconds, CLIENTS)


def told(taken: Taken) -> Figures:
    """The figures of a run."""
    return {
        "p50_ms": taken.quantile(0.5),
        "p99_ms": taken.quantile(0.99),
        "answers": len(taken.ms),
        "failed": taken.failed,
    }


def overhead(server: Server, url: str, questions: Sequence[Question]) -> Figures:
    """Time each answer of Pincite beside the very request that it sends, turn by turn on kept connections."""
    requests = [(path_of(question), recorded(server, path_of(question))) for question in questions]
    service, cluster = Connection(url), Connection(server.url)
    spent: dict[str, list[list[float]]] = {"pincite": [], "raw": []}
    for path, body in requests:
        rounds: dict[str, list[float]] = {"pincite": [], "raw": []}
        for _ in range(ROUNDS):
            rounds["raw"].append(timed(cluster, ("POST", "/_msearch", body)))
            rounds["pincite"].append(timed(service, ("GET", path, None)))
        for name, times in rounds.items():
            spent[name].append(times)
    middle = {name: p95([median(times) for times in lists]) for name, lists in spent.items()}
    return {
        "pincite_p95_ms": middle["pincite"],
        "raw_p95_ms": middle["raw"],
        "ratio": middle["pincite"] / middle["raw"],
    }


def recorded(server: Server, path: str) -> bytes:
    """Return the request that the answer at ``path`` is made of, its words being known."""
    cluster = Recorded(parse_address(server.url))
    with closing(OpenSearchEngine(cluster, cursor_key=b"bench", kept=1)) as engine:
        query = parse_search(parse_qsl(urlsplit(path).query)).query
        engine.search(query)
        return cluster.asked


def timed(connection: Connection, request: Request) -> float:
    """Return the milliseconds of one answer."""
    began = time.perf_counter()
    connection.send(request)
    return (time.perf_counter() - began) * 1000


def fill(server: Server, paragraphs: int) -> Figures:
    """Fill an index through the engine, and another with the client's helper and the same documents, turn by turn."""
    ratios, rates = [], []
    for turn in range(3):
        source = list(entries(paragraphs))
        cluster = Recorded(parse_address(server.url, f"fill-{turn}", timeout=120.0))
        began = time.perf_counter()
        with closing(OpenSearchEngine(cluster, cursor_key=b"bench", kept=1)) as engine:
            write(engine, source)
        ours = time.perf_counter() - began
        actions = [action for lines in cluster.sent for action in actions_of(lines, f"helper-{turn}")]
        client = OpenSearch([server.url], timeout=120)
        body = client.indices.get(index=f"fill-{turn}-000001")[f"fill-{turn}-000001"]
        client.indices.create(index=f"helper-{turn}", body={"settings": same(body), "mappings": body["mappings"]})
        began = time.perf_counter()
        helpers.bulk(client, actions, raise_on_error=False)
        client.indices.refresh(index=f"helper-{turn}")
        ratios.append((time.perf_counter() - began) / ours)
        rates.append(paragraphs / ours)
        client.indices.delete(index=f"fill-{turn}-000001,helper-{turn}")
    return {"paragraphs_per_s": median(rates), "ratio": median(ratios)}


def write(engine: OpenSearchEngine, source: Sequence[Entry]) -> None:
    """Commit batch by batch, as an ingest does."""
    held = iter(source)
    for batch, some in enumerate(iter(lambda: list(islice(held, _BATCH)), []), 1):
        with engine.writer() as writer:
            writer.put(some)
            writer.commit(batch)


def actions_of(lines: bytes, index: str) -> Iterator[dict[str, Any]]:
    """Return the operations of a bulk request as the helper takes them."""
    pairs = iter(map(json.loads, lines.splitlines()))
    for action in pairs:
        ((kind, place),) = action.items()
        yield {"_op_type": kind, "_index": index, **place, "_source": next(pairs)}


def same(index: Mapping[str, Any]) -> dict[str, Any]:
    """Return the settings of an index without what is its own."""
    settings = dict(index["settings"]["index"])
    for own in ("uuid", "creation_date", "provided_name", "version"):
        settings.pop(own)
    return {"index": settings}


@contextmanager
def environment(**values: str) -> Iterator[None]:
    """Set the environment of what is started within."""
    before = dict(os.environ)
    os.environ.update(values)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def show(found: Figures) -> None:
    """Print one size as a table."""
    print(f"\n{found['paragraphs']:,} paragraphs, {found['rate']:.1f} questions a second, milliseconds over HTTP")
    for name in ("embedded", "cluster", "raw"):
        told = found[name]
        failed = f", {told['failed']} failed" if told["failed"] else ""
        print(f"  {name:>9}: p50 {told['p50_ms']:8.1f}  p99 {told['p99_ms']:8.1f}  ({told['answers']} answers{failed})")
    over = found["overhead"]
    print(f"  Pincite over its own request, p95: {over['ratio']:.2f} × ({over['raw_p95_ms']:.1f} ms raw)")


def main(argv: Sequence[str] | None = None) -> int:
    """Measure, print, and say with the exit code whether the promises hold."""
    parser = argparse.ArgumentParser(prog="python -m bench.serving", description=__doc__)
    parser.add_argument("--paragraphs", type=int, nargs="+", default=[100_000, 500_000])
    parser.add_argument("--seconds", type=float, default=60.0, help="how long each is asked")
    parser.add_argument("--release", default="3.5", help="of OpenSearch")
    parser.add_argument("--output", type=Path, help="a file for the figures")
    arguments = parser.parse_args(argv)
    if reason := absence(STATEMENTS):
        print(reason, file=sys.stderr)
        return 1
    sizes = [measure(arguments.release, size, arguments.seconds) for size in arguments.paragraphs]
    if arguments.output:
        arguments.output.write_text(json.dumps(sizes, indent=1) + "\n", encoding="utf-8")
    return 0 if all(map(holds, sizes)) else 1


def measure(release: str, paragraphs: int, seconds: float) -> Figures:
    """Start a server of its own for one size."""
    server = build_server(release)
    server.java = _HEAP
    try:
        prepare(server.start())
    except Missing as error:
        sys.exit(f"no OpenSearch {release}: {error}")
    filled = fill(server, min(paragraphs, 50_000))
    found = {**compare(server, paragraphs, seconds), "filling": filled, "release": release}
    server.kill()
    show(found)
    print(
        f"  filling: {filled['paragraphs_per_s']:,.0f} paragraphs a second, {filled['ratio']:.2f} × the client's helper"
    )
    return found


def holds(found: Figures) -> bool:
    """Whether what is promised holds."""
    quick = found["embedded"]["p99_ms"] <= found["raw"]["p99_ms"]
    return quick and found["overhead"]["ratio"] <= LARGEST_OVERHEAD and found["filling"]["ratio"] >= SLOWEST_INGEST


if __name__ == "__main__":
    sys.exit(main())
