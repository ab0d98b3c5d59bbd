"""Draw mutations with a fixed seed, run the tests of each one's room on a copy, and print what survives.

``python -m tests.mutations`` draws 40 mutations in 40 files. One run of all rooms notes which tests reach which line;
then each mutation is shown to those of its room that reach it, as no other can tell. A test that fails without any
mutation is named and left out: it would kill everything. ``--whole`` shows survivors to the whole room too: what a
shared fixture did is noted for its first test alone. Exit code 1: fewer than nine tenths were killed.
"""

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice
from pathlib import Path

from tests.conftest import ROOT
from tests.mutations.operators import OPERATORS, Mutation, mutations_of
from tests.mutations.reach import Reach
from tests.mutations.rooms import EVERYWHERE, tests_of

SEED = 15
COUNT = 40
ENOUGH = 0.9
_SECONDS = 900
_TIMES = 4
"""A run that takes longer than both, seconds and times the run without a mutation, counts as killed: it is a loop."""
_COPIED = ("index", "app", "pincite", "tests", "seeds", "docs", "bench", "deploy")
_QUICK = "not browser and not slow and not torture and not packaging"
_NO_SERVER = "not opensearch and not postgresql"
_FAILED = re.compile(r"^(?:FAILED|ERROR) (\S+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A mutation of a module, whose path is from the root."""

    module: str
    mutation: Mutation

    def __str__(self) -> str:
        return f"{self.module}:{self.mutation.line} {self.mutation.operator} -> {self.mutation.text!r}"


def draw(seed: int, count: int) -> list[Drawn]:
    """Return ``count`` mutations, each in another module.

    Each module and each of its mutations has a rank by the seed, so that a change of one line leaves the rest of the
    draw as it was: what survived can be mended, and asked again.
    """
    paths = (path.relative_to(ROOT) for room in ("index", "app") for path in (ROOT / room).rglob("*.py"))
    ranked = sorted((str(path) for path in paths if tests_of(str(path))), key=lambda path: _rank(seed, path))
    drawn = (_first_of(seed, module) for module in ranked)
    return list(islice(filter(None, drawn), count))


def _first_of(seed: int, module: str) -> Drawn | None:
    source = (ROOT / module).read_text(encoding="utf-8")
    lines, found = source.splitlines(), mutations_of(source)
    if not found:
        return None
    return Drawn(module, min(found, key=lambda one: _rank(seed, f"{module} {lines[one.line - 1].strip()} {one.text}")))


def _rank(seed: int, name: str) -> bytes:
    return sha256(f"{seed} {name}".encode()).digest()


class Copy:
    """A copy of the repository, in which a mutation harms nobody."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        ignored = shutil.ignore_patterns("__pycache__")
        for name in _COPIED:
            shutil.copytree(ROOT / name, folder / name, symlinks=True, ignore=ignored)
        for path in (*ROOT.glob("*.md"), *ROOT.glob("*.toml"), *ROOT.glob("*.yaml"), ROOT / "Dockerfile"):
            shutil.copy(path, folder)
        self._without: tuple[str, ...] = ()
        self._seconds = 0.0

    def look(self, tests: Sequence[str]) -> Reach:
        """Run all ``tests`` without a mutation: note those that fail, how long they take, and what each reaches."""
        began = time.monotonic()
        coverage = ("coverage", "run", f"--include={self._folder.resolve()}/*", "-m")
        done = self._run("-p", "tests.mutations.reach", *tests, under=coverage)
        self._seconds = time.monotonic() - began
        if done.returncode not in (0, 1):
            raise SystemExit(f"the tests cannot run without a mutation:\n{done.stdout}{done.stderr}")
        self._without = tuple(_FAILED.findall(done.stdout))
        for name in self._without:
            print(f"left out, as it fails without a mutation: {name}", flush=True)
        return Reach(self._folder / ".coverage")

    def is_killed(self, drawn: Drawn, reach: Reach, *, whole: bool = False) -> bool:
        """Whether a test of the room fails with the mutation that passes without."""
        room = tests_of(drawn.module)
        reached = [
            test
            for test in reach.tests_of(self._folder / drawn.module, drawn.mutation.line)
            if test.startswith(room) and test not in self._without
        ]
        # Where a line runs on import alone, as those of a table, no test is noted.
        if not reached:
            return self._kill(drawn, room)
        return self._kill(drawn, [*reached, *EVERYWHERE]) or (whole and self._kill(drawn, room))

    def _kill(self, drawn: Drawn, tests: Sequence[str]) -> bool:
        path = self._folder / drawn.module
        source = path.read_text(encoding="utf-8")
        path.write_text(drawn.mutation.apply(source), encoding="utf-8")
        chosen = self._folder / "chosen"
        chosen.write_text("".join(f"{test}\n" for test in tests), encoding="utf-8")
        try:
            left_out = (f"--deselect={name}" for name in self._without)
            longest = max(_SECONDS, _TIMES * self._seconds)
            return self._run("-x", *left_out, f"@{chosen}", timeout=longest).returncode != 0
        except subprocess.TimeoutExpired:
            return True
        finally:
            path.write_text(source, encoding="utf-8")

    def _run(
        self, *arguments: str, timeout: float | None = None, under: Sequence[str] = ()
    ) -> subprocess.CompletedProcess[str]:
        command = [
            sys.executable,
            "-B",
            "-m",
            *under,
            "pytest",
            "-q",
            "-p",
            "no:cacheprovider",
            "-m",
            _QUICK,
            "-k",
            _NO_SERVER,
        ]
        return subprocess.run(
            [*command, *arguments], cwd=self._folder, capture_output=True, text=True, check=False, timeout=timeout
        )


def main() -> int:
    """Draw, run and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutations", description=__doc__)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--count", type=int, default=COUNT, help="number of mutations, each in another file")
    parser.add_argument("--whole", action="store_true", help="show survivors to all tests of their room: takes hours")
    given = parser.parse_args()
    print(f"seed {given.seed}, {given.count} mutations, operators: {', '.join(OPERATORS)}", flush=True)
    survivors = []
    with tempfile.TemporaryDirectory() as folder:
        copy = Copy(Path(folder))
        every = draw(given.seed, given.count)
        reach = copy.look(sorted({test for drawn in every for test in tests_of(drawn.module)}))
        for drawn in every:
            killed = copy.is_killed(drawn, reach, whole=given.whole)
            print(f"{'killed  ' if killed else 'SURVIVED'} {drawn}", flush=True)
            survivors += [] if killed else [drawn]
    killed = given.count - len(survivors)
    print(f"{killed} of {given.count} killed")
    return 0 if killed >= ENOUGH * given.count else 1


if __name__ == "__main__":
    raise SystemExit(main())
