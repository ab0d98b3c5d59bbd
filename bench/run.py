"""``make bench``: Pincite and its peers on the same paragraphs with the same job, in one run.

Each engine indexes and answers in processes of its own, in turns, so that a busy minute of the machine hits all alike.
"""

import argparse
import datetime
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench import program
from bench.curve import curve
from bench.data import STATEMENTS, absence
from bench.figures import ratios, summarise, table
from bench.peers import NAMES

RESULTS = Path(__file__).parent / "results"
ROOT = Path(__file__).resolve().parents[1]
QUICK = 10_000
_LARGEST = {"whoosh": 100_000}
"""Beyond this an engine is left out: it would take hours."""
_EVERY = {"whoosh": 4}
"""Of the slow only every so manyth question is asked."""


def measure(paragraphs: int, names: Sequence[str], rounds: int, home: Path) -> dict[str, Any]:
    """Measure the engines ``names`` at one size; return their figures by name."""
    able = [name for name in names if paragraphs <= _LARGEST.get(name, paragraphs)]
    folders = {name: home / f"{paragraphs}-{name}" for name in able}
    built: dict[str, Any] = {}
    for name, folder in folders.items():
        folder.mkdir()
        built[name] = _step("build", name, folder, paragraphs)
    asked: dict[str, list[Any]] = {name: [] for name in able}
    for turn in range(rounds):
        for name in able:
            if turn == 0 or name not in _EVERY:
                asked[name].append(_step("ask", name, folders[name], _EVERY.get(name, 1)))
    if "pincite" in able:
        built["pincite"] |= _step("append", "pincite", folders["pincite"], 1)
        built["pincite"] |= program.ingest(program.write_corpus(home / "corpus.jsonl", paragraphs), home / "archive")
    for folder in folders.values():
        shutil.rmtree(folder)
    return {name: summarise(built[name], asked[name]) for name in able}


def _step(step: str, name: str, folder: Path, number: int) -> Any:
    command = [sys.executable, "-m", "bench.measure", step, name, str(folder), str(number)]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout)


def report(paragraphs: int, engines: dict[str, Any]) -> dict[str, Any]:
    """Return what is written down: figures and ratios, with commit, versions and machine."""
    return {
        "paragraphs": paragraphs,
        "commit": _commit(),
        "date": datetime.datetime.now(datetime.UTC).date().isoformat(),
        "machine": _machine(),
        "versions": {name: figures["version"] for name, figures in engines.items()},
        "ratios": ratios(engines) if "pincite" in engines else {},
        "engines": engines,
    }


def _commit() -> str:
    command = ["git", "describe", "--always", "--dirty", "--abbrev=12"]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip() or "unknown"


def _machine() -> dict[str, Any]:
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    model = next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.machine())
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**30
    return {"cpu": model, "cores": os.cpu_count(), "memory_gib": memory, "python": platform.python_version()}


def save(result: dict[str, Any], folder: Path = RESULTS) -> Path:
    """Write ``result`` under its number of paragraphs; the matches of each question are left out."""
    engines = {name: {k: v for k, v in f.items() if k != "matches"} for name, f in result["engines"].items()}
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{result['paragraphs']}.json"
    path.write_text(json.dumps({**result, "engines": engines}, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return path


def main() -> int:
    """Measure, print the tables, and write the results down unless ``--dry`` is given."""
    parser = argparse.ArgumentParser(prog="python -m bench.run", description=__doc__)
    parser.add_argument("--quick", action="store_true", help=f"{QUICK:,} paragraphs, about a minute")
    parser.add_argument("--paragraphs", type=int, nargs="+", default=[QUICK, 100_000])
    parser.add_argument("--engines", nargs="+", choices=NAMES, default=list(NAMES))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--dry", action="store_true", help="write nothing")
    given = parser.parse_args()
    if reason := absence(STATEMENTS):
        print(reason, file=sys.stderr)
        return 1
    measured: dict[int, Any] = {}
    for paragraphs in [QUICK] if given.quick else given.paragraphs:
        with tempfile.TemporaryDirectory() as home:
            result = report(paragraphs, measure(paragraphs, given.engines, given.rounds, Path(home)))
        measured[paragraphs] = result["engines"]
        print(f"\n{paragraphs:,} paragraphs, commit {result['commit']}", *table(result["engines"]), sep="\n")
        if not given.dry:
            print(save(result).relative_to(ROOT))
    print(*curve(measured), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
