"""The real program over the corpus: ``pincite ingest`` reads, records and indexes, ``pincite serve`` answers.

Processor time is what the kernel says of the process when it has ended; the most memory held is read while it runs,
since what the kernel says at the end is at least what the process held that started it.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from urllib.request import urlopen

from bench.corpus import entries
from pincite.index.engines.whoosh.commits.manifest import manifest_name
from pincite.index.engines.whoosh.commits.storage import SyncStorage, toc_name
from pincite.index.engines.whoosh.generations import latest_commit
from pincite.index.values.entry import Entry

PROGRAM = (sys.executable, "-m", "pincite.app.cli")
_LOOKS = 0.01
ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True)
class Corpus:
    """A file of JSON lines with the corpus, its paragraphs, and the bytes of their text in UTF-8."""

    path: Path
    paragraphs: int
    text_bytes: int


def write_corpus(path: Path, paragraphs: int) -> Corpus:
    """Write the corpus of so many paragraphs as JSON lines."""
    count = size = 0
    with path.open("w", encoding="utf-8") as lines:
        for entry in entries(paragraphs):
            lines.write(json.dumps(line_of(entry), ensure_ascii=False) + "\n")
            count += len(entry.paragraphs)
            size += sum(len(paragraph.text.encode()) for paragraph in entry.paragraphs)
    return Corpus(path, count, size)


def line_of(entry: Entry) -> dict[str, Any]:
    """Return ``entry`` as a line of the JSON lines that the program reads."""
    heading = entry.heading
    values = {
        "date": heading.dates.edtf,
        "place": heading.place,
        "series": heading.series,
        "language": heading.language,
        "source": heading.source,
        "url": heading.source_url,
        "people": [person.name for person in heading.people],
    }
    texts = [paragraph.text for paragraph in entry.paragraphs]
    return {"id": heading.id, "title": heading.title, "paragraphs": texts, **{k: v for k, v in values.items() if v}}


def ingest(corpus: Corpus, home: Path, tree: Path = ROOT) -> dict[str, float]:
    """Run ``pincite ingest`` in a new archive; return its processor seconds, seconds, MB and paragraphs a second.

    ``tree`` is the tree of sources whose program it is; one that is not this one has its own ``.venv``.
    """
    spent = run(["ingest", str(corpus.path), "--home", str(home)], tree)
    return {
        **{f"program_{name}": spent[name] for name in ("cpu_s", "wall_s", "peak_mb")},
        "program_per_cpu_s": corpus.paragraphs / spent["cpu_s"],
    }


def run(arguments: Sequence[str], tree: Path = ROOT) -> dict[str, float]:
    """Run a command; return its processor seconds and seconds, and the most memory that its first process held, in MB.

    ``own_mb`` is without the pages of files, which the system takes back when it needs them. It is looked at every
    hundredth of a second.
    """
    began = time.perf_counter()
    program = PROGRAM if tree == ROOT else (str(tree / ".venv/bin/python"), *PROGRAM[1:])
    command = [*program, *arguments, "--json"]
    # Whatever a shell says: no start is to be measured that compiles the sources.
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": ""}
    process = subprocess.Popen(command, cwd=tree, stdout=subprocess.DEVNULL, env=environment)
    peak = own = 0.0
    while not (ended := os.wait4(process.pid, os.WNOHANG))[0]:
        status = Path(f"/proc/{process.pid}/status").read_text(encoding="utf-8")
        peak, own = max(peak, _status_mb(status, "VmHWM")), max(own, _status_mb(status, "RssAnon"))
        time.sleep(_LOOKS)
    _, code, used = ended
    process.returncode = os.waitstatus_to_exitcode(code)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    spent = {"cpu_s": used.ru_utime + used.ru_stime, "wall_s": time.perf_counter() - began}
    return {**spent, "peak_mb": peak, "own_mb": own}


def sizes(home: Path) -> dict[str, int]:
    """Return the bytes of the record, of the index, and of earlier commits, which are kept for a quarter of an hour."""
    record = sum(file.stat().st_size for file in home.glob("record.sqlite*"))
    name, commit = latest_commit(home / "index")
    storage = SyncStorage(home / "index" / name)
    needed = {toc_name(commit), manifest_name(commit), *storage.manifest(commit).files}
    held = {file.name: file.stat().st_size for file in storage.path.iterdir()}
    live = sum(held[name] for name in needed)
    return {"record_bytes": record, "index_bytes": live, "earlier_bytes": sum(held.values()) - live}


@contextmanager
def serving(home: Path, workers: int) -> Iterator[tuple[str, list[int]]]:
    """Run ``pincite serve`` on a free port; yield its address and the numbers of the worker processes."""
    command = [*PROGRAM, "serve", "--home", str(home), "--port", "0", "--workers", str(workers), "--json"]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE)
    assert process.stdout is not None
    try:
        url = json.loads(process.stdout.readline())["url"]
        fetch(f"{url}livez")
        yield url, _workers_of(process.pid) if workers > 1 else [process.pid]
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)
        process.stdout.close()


def _workers_of(parent: int) -> list[int]:
    """Return the children that answer."""
    return sorted(map(int, Path(f"/proc/{parent}/task/{parent}/children").read_text(encoding="ascii").split()))


def fetch(url: str) -> bytes:
    """Return what ``url`` answers; a service that only begins to listen is waited for."""
    with urlopen(url, timeout=60) as answer:
        body: bytes = answer.read()
        return body


def ask(base: str, questions: Sequence[str]) -> None:
    """Ask the service every question, with facets."""
    for question in questions:
        fetch(f"{base}v1/search?{urlencode({'q': question, 'facet': 'place'})}")


def _status_mb(status: str, name: str) -> float:
    """Return a figure of /proc/PID/status; 0 when the process has ended."""
    told = status.partition(f"{name}:")[2].split()
    return int(told[0]) / 1024 if told else 0.0


def private_mb(process: int) -> float:
    """Return the memory that would be free if ``process`` ended: pages that no other process has too."""
    lines = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii").splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith(("Private_Clean:", "Private_Dirty:"))) / 1024
