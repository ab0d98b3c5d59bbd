"""``make bench-http``: whole answers over HTTP of Pincite embedded, Pincite on OpenSearch and OpenSearch alone.

All three get the same questions at one rate, half of what OpenSearch alone can do. Beside it: what Pincite adds to the
very requests that it sends, and how fast it fills an index beside the client's own bulk helper with the same documents.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from opensearchpy import OpenSearch

from bench import program, raw, workload
from bench.corpus import entries
from bench.data import STATEMENTS, absence
from bench.filling import LARGEST_INGEST, fill
from bench.load import Request, Taken, ask_at, saturate
from bench.node import running, used
from bench.overhead import compare_known, compare_new, path_of
from tests.services.opensearch import Server

WORKERS = 2
CLIENTS = 32
BUSY = 8
"""Clients that saturate OpenSearch alone."""
LARGEST_OVERHEAD, SLOWEST_INGEST = 1.3, 0.7
"""Times its own requests, and share of the client's own speed."""

Figures = dict[str, Any]


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
        with used(server):
            found["ingest"] = program.ingest(corpus, Path(folder) / "cluster")
            with program.serving(Path(folder) / "cluster", WORKERS) as (url, _):
                found["cluster"] = told(warmed(url, ours, rate, seconds))
                found["known"] = compare_known(server.url, url, questions)
            with program.serving(Path(folder) / "cluster", 1) as (url, _):
                found["new"] = compare_new(server.url, url, questions)
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


def show(found: Figures) -> None:
    """Print one size as a table."""
    print(f"\n{found['paragraphs']:,} paragraphs, {found['rate']:.1f} questions a second, milliseconds over HTTP")
    for name in ("embedded", "cluster", "raw"):
        told = found[name]
        failed = f", {told['failed']} failed" if told["failed"] else ""
        print(f"  {name:>9}: p50 {told['p50_ms']:8.1f}  p99 {told['p99_ms']:8.1f}  ({told['answers']} answers{failed})")
    for name in ("known", "new"):
        over = found[name]
        sent = f"{over['requests']:.1f} requests an answer, {over['raw_p95_ms']:.1f} ms raw"
        print(f"  Pincite over its own requests, words {name}, p95: {over['ratio']:.2f} × ({sent})")
    print(f"  `pincite ingest` into the cluster held {found['ingest']['program_peak_mb']:.0f} MB at most")


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
    with running(release) as server:
        filled = fill(server.url, min(paragraphs, 50_000))
        found = {**compare(server, paragraphs, seconds), "filling": filled, "release": release}
    show(found)
    rate, ratio = filled["paragraphs_per_s"], filled["ratio"]
    print(f"  filling: {rate:,.0f} paragraphs a second, {ratio:.2f} × the client's helper")
    return found


def holds(found: Figures) -> bool:
    """Whether what is promised holds."""
    return bool(
        found["embedded"]["p99_ms"] <= found["raw"]["p99_ms"]
        and found["known"]["ratio"] <= LARGEST_OVERHEAD
        and found["filling"]["ratio"] >= SLOWEST_INGEST
        and found["ingest"]["program_peak_mb"] <= LARGEST_INGEST
    )


if __name__ == "__main__":
    sys.exit(main())
