"""``python -m bench.beyond``: what an answer over HTTP costs beyond its search.

A client with one connection asks ``pincite serve`` every question with five facets, and ``/livez`` before each. Beyond
the search is an answer's time without its ``took_ms`` and without the time of ``/livez``: parsing the request, writing
the JSON and sending it. A question's median over the rounds counts.
"""

import argparse
import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from bench import program, workload
from bench.data import STATEMENTS, absence
from bench.figures import p95
from bench.load import Connection, Request
from bench.overhead import path_of

LIMIT = 1.0
"""The most milliseconds, at the median of the questions."""
_LIVEZ: Request = ("GET", "/livez", None)


def beyond(service: str, rounds: int) -> tuple[list[float], float]:
    """Return the milliseconds beyond the search, each question's median, and the median of ``/livez``."""
    connection = Connection(service)
    for question in workload.load("warm"):
        _asked(connection, path_of(question))
    paths = [path_of(question) for question in workload.load("mixed")]
    asked = [[_asked(connection, path) for path in paths] for _ in range(rounds)]
    livez = median(alive for turn in asked for _, alive in turn)
    return [median(more for more, _ in one) for one in zip(*asked, strict=True)], livez


def _asked(connection: Connection, path: str) -> tuple[float, float]:
    livez, _ = _timed(connection, _LIVEZ)
    whole, body = _timed(connection, ("GET", path, None))
    return whole - livez - float(json.loads(body)["took_ms"]), livez


def _timed(connection: Connection, request: Request) -> tuple[float, bytes]:
    began = time.perf_counter()
    body = connection.send(request)
    return (time.perf_counter() - began) * 1e3, body


def main(argv: Sequence[str] | None = None) -> int:
    """Ingest the corpus, ask, print; 1 when it costs more than LIMIT."""
    parser = argparse.ArgumentParser(prog="python -m bench.beyond", description=__doc__)
    parser.add_argument("--paragraphs", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=7)
    given = parser.parse_args(argv)
    if reason := absence(STATEMENTS):
        print(reason, file=sys.stderr)
        return 1
    with TemporaryDirectory() as folder:
        home = Path(folder) / "archive"
        program.ingest(program.write_corpus(Path(folder) / "corpus.jsonl", given.paragraphs), home)
        with program.serving(home, 1) as (url, _):
            more, livez = beyond(url, given.rounds)
    found = median(more)
    print(f"beyond the search: {found:.2f} ms at the median, {p95(more):.2f} at p95 (/livez {livez:.2f})")
    print(f"limit: {LIMIT} ms at the median")
    return int(found > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
