"""How an index on a cluster is filled: how fast, beside the client's helper with the same documents; with what memory.

``python -m bench.filling --paragraphs 1000000`` tells the most memory that ``pincite ingest`` holds.
"""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Any

from opensearchpy import OpenSearch, helpers

from bench import program
from bench.corpus import entries
from bench.data import STATEMENTS, absence
from bench.node import running, used
from bench.overhead import Recorded
from pincite.index.engines.opensearch.connection.address import parse_address
from pincite.index.engines.opensearch.engine import OpenSearchEngine
from pincite.index.values.entry import Entry

LARGEST_INGEST = 500
"""Megabytes that an ingest may hold, whatever the size."""
_BATCH = 1_000

Figures = dict[str, float]


def fill(url: str, paragraphs: int) -> Figures:
    """Fill an index through the engine, and another with the client's helper and the same documents, turn by turn."""
    ratios, rates = [], []
    for turn in range(3):
        source = list(entries(paragraphs))
        cluster = Recorded(parse_address(url, f"fill-{turn}", timeout=120.0))
        began = time.perf_counter()
        with closing(OpenSearchEngine(cluster, cursor_key=b"bench", kept=1)) as engine:
            write(engine, source)
        ours = time.perf_counter() - began
        actions = [action for lines in cluster.sent for action in actions_of(lines, f"helper-{turn}")]
        client = OpenSearch([url], timeout=120)
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


def ingest(release: str, paragraphs: int) -> Figures:
    """Run ``pincite ingest`` into a node of its own."""
    with tempfile.TemporaryDirectory() as folder, running(release) as server:
        corpus = program.write_corpus(Path(folder) / "corpus.jsonl", paragraphs)
        # What is measured is memory: a machine that is busy may take its time.
        with used(server, PINCITE_OPENSEARCH_TIMEOUT="120"):
            return {"paragraphs": corpus.paragraphs, **program.ingest(corpus, Path(folder) / "var")}


def main(argv: Sequence[str] | None = None) -> int:
    """Measure, print, and say with the exit code whether the promise holds."""
    parser = argparse.ArgumentParser(prog="python -m bench.filling", description=__doc__)
    parser.add_argument("--paragraphs", type=int, default=1_000_000)
    parser.add_argument("--release", default="3.5", help="of OpenSearch")
    arguments = parser.parse_args(argv)
    if reason := absence(STATEMENTS):
        print(reason, file=sys.stderr)
        return 1
    found = ingest(arguments.release, arguments.paragraphs)
    peak = found["program_peak_mb"]
    done = f"{found['paragraphs']:,.0f} paragraphs into OpenSearch {arguments.release}"
    print(f"{done}: `pincite ingest` held {peak:.0f} MB at most, promised {LARGEST_INGEST}")
    return 0 if peak <= LARGEST_INGEST else 1


if __name__ == "__main__":
    sys.exit(main())
