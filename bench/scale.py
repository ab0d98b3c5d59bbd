"""``python -m bench.scale``: what an archive of one size costs to make, to keep, to open, to serve and to add to.

The archive is made by the real program from JSON lines. ``CEILINGS`` holds what is promised at a million paragraphs.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

from bench import program, workload
from bench.data import STATEMENTS, absence
from pincite.index.engines.whoosh import open_engine
from pincite.index.ingest import ingest
from pincite.index.query.clauses import Term
from pincite.index.query.query import Query
from pincite.index.reading.sources import discover
from pincite.index.record.record import create_record
from pincite.index.record.sqlite import file_url
from pincite.index.storage.home import open_home

Figures = dict[str, float]
WORKERS = 2
ROUNDS = 5
PASSES = 4
"""How often every question is asked of the workers: until each has touched the pages that the others have touched."""
NEW_WORD = "aardwolfishly"
CEILINGS: Mapping[str, float] = {
    "program_peak_mb": 700,
    "bytes_per_text_byte": 3,
    "opening_ms": 100,
    "worker_mb": 60,
    "append_ms": 1000,
    "rebuild_own_mb": 400,
    "rebuild_per_ingest": 1,
    "verify_own_mb": 400,
}
LABELS: Mapping[str, str] = {
    "program_peak_mb": "most memory held by `pincite ingest`, MB",
    "bytes_per_text_byte": "record and index, bytes for each byte of text",
    "opening_ms": "opening the index, ms",
    "worker_mb": "private memory of a worker, MB more than over one statement",
    "append_ms": "one more statement: from ingest to the first answer with it, ms",
    "rebuild_own_mb": "`pincite rebuild`: most memory but for pages of files, MB",
    "rebuild_per_ingest": "`pincite rebuild`: seconds for each second of the ingest",
    "verify_own_mb": "`pincite verify --deep`: most memory but for pages of files, MB",
}


def measure(paragraphs: int, folder: Path) -> Figures:
    """Make an archive of so many paragraphs in ``folder``, where there is none yet, and measure it."""
    home = folder / "home"
    if not home.exists():
        _make(paragraphs, folder, home)
    made: Figures = json.loads((folder / "made.json").read_text(encoding="utf-8"))
    stored = program.sizes(home)
    rebuilt = program.run(["rebuild", "--home", str(home)])
    return {
        **made,
        **stored,
        "rebuild_own_mb": rebuilt["own_mb"],
        "rebuild_per_ingest": rebuilt["wall_s"] / made["program_wall_s"],
        "verify_own_mb": program.run(["verify", "--deep", "--home", str(home)])["own_mb"],
        "bytes_per_text_byte": (stored["record_bytes"] + stored["index_bytes"]) / made["text_bytes"],
        "opening_ms": statistics.median(_step("opening", home) for _ in range(ROUNDS)),
        "worker_mb": _worker_mb(home) - _worker_mb(_one_statement(folder / "one")),
        "append_ms": statistics.median(_step("append", home) for _ in range(ROUNDS)),
    }


def _make(paragraphs: int, folder: Path, home: Path) -> None:
    corpus = program.write_corpus(folder / "corpus.jsonl", paragraphs)
    spent = program.ingest(corpus, home)
    counted = {"paragraphs": corpus.paragraphs, "text_bytes": corpus.text_bytes, **spent}
    (folder / "made.json").write_text(json.dumps(counted), encoding="utf-8")
    corpus.path.unlink()


def _step(step: str, home: Path) -> float:
    command = [sys.executable, "-m", "bench.scale", f"--{step}", str(home)]
    return float(subprocess.run(command, cwd=program.ROOT, stdout=subprocess.PIPE, check=True).stdout)


def opening(home: Path) -> float:
    """Open the index of an archive; return the milliseconds."""
    began = time.perf_counter()
    with closing(open_engine(open_home(home).index, b"bench")) as engine:
        engine.checkpoint()
        return (time.perf_counter() - began) * 1000


def append(home: Path) -> float:
    """Ingest one more statement; return the milliseconds until another reader finds its word."""
    where = open_home(home)
    with tempfile.TemporaryDirectory() as folder:
        name = f"{NEW_WORD}{time.time_ns()}"
        source = Path(folder) / f"{name}.jsonl"
        texts = [f"The {NEW_WORD} text of paragraph {number} of one more statement." for number in range(57)]
        source.write_text(json.dumps({"id": name, "title": name, "paragraphs": [name, *texts]}), encoding="utf-8")
        with (
            closing(create_record(file_url(where.record))) as record,
            closing(open_engine(where.index, b"bench")) as engine,
            closing(open_engine(where.index, b"bench")) as reader,
        ):
            reader.search(Query(match=Term("the")))
            began = time.perf_counter()
            ingest(record, engine, discover([source]))
            while not reader.search(Query(match=Term(name))).paragraphs:
                time.sleep(0.005)
            return (time.perf_counter() - began) * 1000


def _one_statement(home: Path) -> Path:
    source = home.with_suffix(".jsonl")
    source.write_text(json.dumps({"id": "one", "title": "One", "paragraphs": ["One."]}), encoding="utf-8")
    program.ingest(program.Corpus(source, 1, 4), home)
    return home


def _worker_mb(home: Path) -> float:
    """Return the private memory of the largest worker once all questions were asked."""
    questions = [text_of(question) for name in ("warm", "mixed") for question in workload.load(name)]
    with program.serving(home, WORKERS) as (base, workers), ThreadPoolExecutor(2 * WORKERS) as clients:
        list(clients.map(lambda question: program.ask(base, [question]), questions * PASSES))
        return max(program.private_mb(worker) for worker in workers)


def text_of(question: workload.Question) -> str:
    """Return ``question`` as it is typed."""
    joined = (" OR " if question.kind == "or" else " ").join(question.words)
    return {"phrase": f'"{joined}"', "prefix": f"{joined}*"}.get(question.kind, joined)


def table(figures: Figures) -> list[str]:
    """Return the lines that a person reads."""
    sizes = [figures[key] / 1e6 for key in ("text_bytes", "record_bytes", "index_bytes", "earlier_bytes")]
    spent = [figures[f"program_{key}"] for key in ("cpu_s", "wall_s", "per_cpu_s")]
    held = "{:,.0f} MB of text; the record holds {:,.0f} MB, the index {:,.0f} MB, earlier commits {:,.0f} MB".format(
        *sizes
    )
    made = "`pincite ingest`: {:,.1f} s of processor time, {:,.1f} s; {:,.0f} paragraphs a processor second".format(
        *spent
    )
    promised = [f"{LABELS[key]:66}{figures[key]:>9.1f}  promised {most:g}" for key, most in CEILINGS.items()]
    return [f"{figures['paragraphs']:,.0f} paragraphs, {held}", made, *promised]


def broken(figures: Figures, times: float = 1) -> list[str]:
    """Return what is over ``times`` its ceiling."""
    return [key for key, most in CEILINGS.items() if figures[key] > most * times]


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and write the figures down; 1 when a promise is broken or the data is absent."""
    parser = argparse.ArgumentParser(prog="python -m bench.scale", description=__doc__)
    parser.add_argument("--paragraphs", type=int, default=1_000_000)
    parser.add_argument("--folder", type=Path, help="keep the archive here, and measure the one that is here already")
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    parser.add_argument("--opening", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--append", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args(arguments)
    if given.opening or given.append:
        print(opening(given.opening) if given.opening else append(given.append))
        return 0
    if reason := absence(STATEMENTS):
        print(reason, file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as scratch:
        folder = given.folder or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        figures = measure(given.paragraphs, folder)
    print(*table(figures), sep="\n")
    if given.json:
        given.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    return 1 if broken(figures) else 0


if __name__ == "__main__":
    sys.exit(main())
