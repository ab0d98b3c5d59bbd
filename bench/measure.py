"""One engine in one process: ``python -m bench.measure build|ask|append ENGINE FOLDER``, figures as JSON.

A process of its own for each step, so that memory is the engine's and nothing is warm that should not be.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from bench import workload
from bench.corpus import entries
from bench.peers import Peer, peer
from pincite.index.values.entry import Entry

_BATCH = 1_000
"""Statements that are put at once, as in an ingest."""


def build(name: str, folder: Path, paragraphs: int) -> dict[str, Any]:
    """Index the corpus; the time of making the corpus is taken off, that of background threads is not."""
    engine = peer(name, folder)
    source = entries(paragraphs)
    next(source)  # the real statements are read now
    counts, making = [0, 0], 0.0
    began, wall = time.process_time(), time.perf_counter()
    for batch, spent in _batches(entries(paragraphs)):
        making += spent
        counts[0] += sum(len(entry.paragraphs) for entry in batch)
        counts[1] += len(batch)
        engine.put(batch)
    engine.commit()
    cpu = time.process_time() - began - making
    return {
        "version": engine.version(),
        "paragraphs": counts[0],
        "statements": counts[1],
        "cpu_s": cpu,
        "wall_s": time.perf_counter() - wall - making,
        "per_cpu_s": counts[0] / cpu,
        "peak_mb": _status("VmHWM"),
        "bytes": sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()),
    }


def _batches(source: Iterator[Entry]) -> Iterator[tuple[Sequence[Entry], float]]:
    while True:
        began = time.thread_time()
        batch = list(islice(source, _BATCH))
        if not batch:
            return
        yield batch, time.thread_time() - began


def ask(name: str, folder: Path, every: int) -> dict[str, Any]:
    """Open the index, warm it with other questions, then time each question once, in CPU time of the process."""
    engine = peer(name, folder)
    private = _private_mb()
    opening, wall = time.process_time(), time.perf_counter()
    engine.open()
    opening, wall = time.process_time() - opening, time.perf_counter() - wall
    for question in workload.load("warm"):
        engine.answer(question)
    asked = [_timed(engine, question) for question in workload.load("mixed")[::every]]
    return {
        "opening_cpu_ms": opening * 1e3,
        "opening_wall_ms": wall * 1e3,
        "private_mb": _private_mb() - private,
        "answers": asked,
    }


def _timed(engine: Peer, question: workload.Question) -> dict[str, Any]:
    began = time.process_time()
    answer = engine.answer(question)
    spent = (time.process_time() - began) * 1e3
    words = " ".join(question.words)
    counts = {"paragraphs": answer.paragraphs, "statements": answer.statements, "hits": answer.hits}
    return {"kind": question.kind, "words": words, "ms": spent, "values": answer.values, **counts}


def append(name: str, folder: Path, _: int) -> dict[str, Any]:
    """Add one more statement to what is there, and find it."""
    engine = peer(name, folder)
    engine.open()
    wall = time.perf_counter()
    more: Callable[[], int] = engine.append_one  # type: ignore[attr-defined]
    found = more()
    return {"append_wall_ms": (time.perf_counter() - wall) * 1e3, "found": found}


def _status(key: str) -> float:
    return _kilobytes(Path("/proc/self/status"), f"{key}:") / 1024


def _private_mb() -> float:
    """Pages of this process alone that hold no file: mapped files are shared by all workers."""
    rollup = Path("/proc/self/smaps_rollup")
    return _kilobytes(rollup, "Private_Dirty:") / 1024


def _kilobytes(file: Path, key: str) -> int:
    lines = file.read_text(encoding="ascii").splitlines() if file.exists() else []
    return sum(int(line.split()[1]) for line in lines if line.startswith(key))


_STEPS = {"build": build, "ask": ask, "append": append}


def main() -> None:
    """Run one step and print its figures."""
    parser = argparse.ArgumentParser(prog="python -m bench.measure")
    parser.add_argument("step", choices=_STEPS)
    parser.add_argument("engine")
    parser.add_argument("folder", type=Path)
    parser.add_argument("number", type=int, nargs="?", default=1, help="build: paragraphs; ask: every how many")
    given = parser.parse_args()
    json.dump(_STEPS[given.step](given.engine, given.folder, given.number), sys.stdout)


if __name__ == "__main__":
    main()
