"""A process that ingests one file into an archive: what the tests kill.

Arguments: home, file, batch size, and the URL of the record where that is not in the home.
"""

import json
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import asdict
from pathlib import Path

from sqlalchemy import URL

# What is imported when it is met: what is measured begins when all modules are read.
import pincite.index.engines.whoosh.engine
import pincite.index.engines.whoosh.generations
import pincite.index.reading.jsonl  # noqa: F401
from pincite.index.engines.whoosh import open_engine
from pincite.index.ingest import ingest
from pincite.index.ingest.events import Report
from pincite.index.reading.sources import discover
from pincite.index.record.record import create_record
from pincite.index.record.sqlite import file_url
from pincite.index.storage.home import create_home, lock

ROOT = Path(__file__).parents[2]
CORPUS = ROOT.parent / "shared" / "data" / "statements" / "seed.jsonl.gz"


def start(home: Path, source: Path, batch_size: int, url: URL | None = None) -> subprocess.Popen[str]:
    """Return a process that has read its modules and begins to ingest."""
    command = [sys.executable, "-m", "tests.unit.ingest_child", str(home), str(source), str(batch_size)]
    elsewhere = [] if url is None else [url.render_as_string(hide_password=False)]
    process = subprocess.Popen([*command, *elsewhere], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def finish(home: Path, source: Path, batch_size: int) -> dict[str, float]:
    """Ingest undisturbed in a process of its own; return what that reported."""
    process = start(home, source, batch_size)
    output, _ = process.communicate(timeout=300)
    assert process.returncode == 0
    usage: dict[str, float] = json.loads(output)
    return usage


def take_in(folder: Path, source: Path, batch_size: int, url: str | URL | None = None) -> Report:
    """Ingest as the command line does."""
    home = create_home(folder)
    with (
        lock(home),
        create_record(url or file_url(home.record)) as record,
        closing(open_engine(home.index, record.cursor_key())) as engine,
    ):
        return ingest(record, engine, discover([source]), batch_size=batch_size)


def main(folder: Path, source: Path, batch_size: int, url: str | None = None) -> None:
    """Say when it begins, ingest, and say what it took in, with the CPU seconds and the peak of memory in MB."""
    print("ready", flush=True)
    begin = time.process_time()
    report = asdict(take_in(folder, source, batch_size, url))
    usage = {"cpu": time.process_time() - begin, "peak_mb": _peak_mb()}
    print(json.dumps({**report, "refused": len(report["refused"]), **usage}))


def _peak_mb() -> float:
    """The most memory of this program: ``ru_maxrss`` would count what its parent had when it started it, too."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) / 1024


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), *sys.argv[4:])
