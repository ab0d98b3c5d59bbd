"""What a paragraph costs in bytes, in each place that holds it: ``python -m bench.sizes --paragraphs 100000 1000000``.

The record is filled as an ingest fills it, and an index is built from it as ``rebuild`` builds one. The last columns of
the table are extrapolated from the largest size measured: a place that grows with the square would show between sizes.
"""

import argparse
import json
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import URL

from bench.corpus import entries
from bench.data import STATEMENTS, absence
from pincite.index.engines.whoosh import open_engine
from pincite.index.ingest import rebuild
from pincite.index.record.record import Record, create_record, open_record
from pincite.index.record.sqlite import file_url
from pincite.index.record.values import Incoming
from pincite.index.values.entry import Entry
from pincite.index.values.statement import Statement, build_paragraph
from tests.services.opensearch import Server, build_server
from tests.services.postgresql import PostgresqlServer

RESULTS = Path(__file__).parent / "results" / "sizes.json"
EXTRAPOLATED = (10_000_000, 100_000_000)
_BATCH = 1000
_RELEASE = "2.19"
_NOTICED = 65
"""Seconds: leases of copies are looked at every thirty."""
_PROVENANCE = {"id": "record", "title": "record", "dates": "record", "place": "record", "source": "record"}

Measured = dict[str, float]


def measure(paragraphs: int, folder: Path) -> dict[str, Measured]:
    """Return bytes and seconds of each place at one size."""
    record = file_url(folder / "record.sqlite")
    sizes = {"the texts themselves": {"bytes": sum(map(_length, entries(paragraphs))), "seconds": 0.0}}
    sizes["record on SQLite"] = _timed(lambda: _fill_sqlite(record, paragraphs))
    sizes["embedded index"] = _timed(lambda: _build_index(record, folder / "index"))
    # A name of its own: nodes of one machine that share a name find each other.
    cluster = build_server(_RELEASE, f"pincite-sizes-{os.getpid()}")
    try:
        cluster.start()
        sizes["OpenSearch index"] = _timed(lambda: _build_cluster(record, cluster, folder))
        sizes["OpenSearch index, merged"] = _timed(lambda: _merge_cluster(cluster))
    finally:
        cluster.kill()
        shutil.rmtree(cluster.folder)
    server = PostgresqlServer.start()
    try:
        sizes["record on PostgreSQL"] = _timed(lambda: _fill_postgresql(server, paragraphs))
    finally:
        server.close()
    return sizes


def _timed(fill: Callable[[], int]) -> Measured:
    begin = time.monotonic()
    size = fill()
    return {"bytes": size, "seconds": round(time.monotonic() - begin, 1)}


def _fill_sqlite(url: URL, paragraphs: int) -> int:
    with create_record(url) as record:
        _fill(record, paragraphs)
    return _size(Path(url.database or "").parent)


def _fill_postgresql(server: PostgresqlServer, paragraphs: int) -> int:
    """A vacuum writes the maps that the server keeps beside a table, as it does by itself sooner or later."""
    url = server.create_database()
    name = url.database or ""
    create_record(url).close()
    empty = _database_size(server, name)
    with create_record(url) as record:
        _fill(record, paragraphs)
    server.run_sql("VACUUM ANALYZE", name)
    return _database_size(server, name) - empty


def _database_size(server: PostgresqlServer, name: str) -> int:
    return int(str(server.run_sql(f"SELECT pg_database_size('{name}')")[0][0]))


def _build_index(url: URL, folder: Path) -> int:
    with open_record(url) as record, closing(open_engine(folder, record.cursor_key())) as engine:
        rebuild(record, engine)
    return _size(folder)


def _build_cluster(url: URL, server: Server, folder: Path) -> int:
    """One shard without copies, as merges left it."""
    with open_record(url) as record, closing(server.open(folder, record.cursor_key())) as engine:
        rebuild(record, engine)
    return _cluster_size(server)


def _merge_cluster(server: Server) -> int:
    """In one segment, once the cluster has noticed that no copy needs the sources that it keeps for recovery."""
    time.sleep(_NOTICED)
    server.ask("POST", "/_forcemerge?max_num_segments=1&wait_for_completion=false")
    while server.ask("GET", "/_tasks?actions=*forcemerge*")["nodes"]:
        time.sleep(1)
    server.ask("POST", "/_refresh")
    return _cluster_size(server)


def _cluster_size(server: Server) -> int:
    server.ask("POST", "/_flush")
    size: int = server.ask("GET", "/_stats/store")["_all"]["primaries"]["store"]["size_in_bytes"]
    return size


def _fill(record: Record, paragraphs: int) -> None:
    run = record.begin_run()
    for batch in _batches(entries(paragraphs)):
        record.put_batch(run, [_incoming(entry) for entry in batch])
    record.finish_run(run, "done")


def _batches(stream: Iterable[Entry]) -> Iterator[Sequence[Entry]]:
    running = iter(stream)
    while batch := list(islice(running, _BATCH)):
        yield batch


def _incoming(entry: Entry) -> Incoming:
    text = "\n\n".join(paragraph.text for paragraph in entry.paragraphs)
    paragraphs = tuple(build_paragraph(p.number, text, p.spans, p.label) for p in entry.paragraphs)
    statement = Statement(entry.heading, text, paragraphs, _PROVENANCE)
    return Incoming(statement, entry.version, "/srv/statements/2026/seed.jsonl.gz")


def _length(entry: Entry) -> int:
    return sum(len(paragraph.text.encode()) for paragraph in entry.paragraphs)


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def table(results: dict[int, dict[str, Measured]]) -> str:
    """Return the figures as a table in Markdown: bytes a paragraph, and what large archives would need in GB."""
    largest = max(results)
    heads = [
        *(f"bytes at {size:,}" for size in results),
        *(f"GB at {size // 1_000_000} million" for size in EXTRAPOLATED),
    ]
    rows = [f"| | {' | '.join(heads)} |", f"|---|{'---:|' * len(heads)}"]
    for place, last in results[largest].items():
        each = [f"{results[size][place]['bytes'] / size:,.0f}" for size in results]
        larger = [f"{last['bytes'] / largest * size / 1e9:,.1f}" for size in EXTRAPOLATED]
        rows.append(f"| {place} | {' | '.join([*each, *larger])} |")
    return "\n".join(rows)


def main() -> None:
    """Measure, write the figures down and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--paragraphs", type=int, nargs="+", default=[100_000], metavar="N")
    parser.add_argument("--folder", type=Path, help="where to work; a temporary folder unless given")
    parser.add_argument("--output", type=Path, default=RESULTS)
    arguments = parser.parse_args()
    if why := absence(STATEMENTS):
        parser.exit(0, f"{why}\n")
    results: dict[int, Any] = {}
    for paragraphs in sorted(arguments.paragraphs):
        folder = Path(tempfile.mkdtemp(prefix="pincite-sizes-", dir=arguments.folder))
        try:
            results[paragraphs] = measure(paragraphs, folder)
        finally:
            shutil.rmtree(folder)
    arguments.output.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    print(table(results))


if __name__ == "__main__":
    main()
