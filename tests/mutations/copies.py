"""A copy of the repository, in which a mutation harms nobody, and what the tests say there."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.conftest import ROOT
from tests.mutations.drawing import Drawn
from tests.mutations.failures import FAILED, ONLY, WITHOUT, read_ids
from tests.mutations.rooms import EVERYWHERE

_SECONDS = 1800
"""A run that takes longer counts as killed: it is a loop."""
_TRIES = 3
"""Runs in which each time another test fails that passes alone: then none of them tells anything."""
_COPIED = ("index", "app", "pincite", "tests", "seeds", "docs", "bench", "deploy")
_QUICK = "not browser and not slow and not torture and not packaging"
_NO_SERVER = "not opensearch and not postgresql"
_PYTEST = ("-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "tests.mutations.failures")
_NOTHING_FAILED = (0, 5)
"""Exit codes of pytest: all passed, and there was nothing to run."""
_SOME_FAILED = 1
_NOT_THERE = b"file or directory not found"
"""What pytest says of a test file that came after the copy: with it, nothing runs, and nothing is killed."""


class Copy:
    """A copy of the repository, with tests that are left out as they fail without any mutation."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        ignored = shutil.ignore_patterns("__pycache__")
        for name in _COPIED:
            shutil.copytree(ROOT / name, folder / name, symlinks=True, ignore=ignored)
        for path in (*ROOT.glob("*.md"), *ROOT.glob("*.toml"), *ROOT.glob("*.yaml"), ROOT / "Dockerfile"):
            shutil.copy(path, folder)

    def killer(self, drawn: Drawn, files: Sequence[str]) -> str | None:
        """Return the first test of ``files`` that fails with a mutation, None where none does."""
        with self._mutated(drawn):
            return self._first_failure(files)

    def leave_out(self, tests: Sequence[str]) -> list[str]:
        """Return those of ``tests`` that fail without a mutation too. They are not asked again.

        Raises SystemExit where no test can run at all: then nothing was killed.
        """
        files = {file for file, is_test, _ in (test.partition("::") for test in tests) if is_test}
        with self._asking(tests):
            if self._run(sorted({*EVERYWHERE, *files})) not in (*_NOTHING_FAILED, _SOME_FAILED):
                raise SystemExit("the tests cannot run without a mutation either")
        failing = [test for test in read_ids(self._folder / FAILED) if test in tests]
        with (self._folder / WITHOUT).open("a", encoding="utf-8") as file:
            file.writelines(f"{test}\n" for test in failing)
        return failing

    @contextmanager
    def _mutated(self, drawn: Drawn) -> Iterator[None]:
        path = self._folder / drawn.module
        source, times = path.read_bytes(), path.stat()
        path.write_text(drawn.mutation.apply(source.decode()), encoding="utf-8")
        try:
            yield
        finally:
            path.write_bytes(source)
            # Compiled code is told from the mutated one by the time of its source.
            os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))

    def _first_failure(self, files: Sequence[str]) -> str | None:
        """Return the first test that fails, and fails again alone: on a busy machine others fail once."""
        passed_alone: list[str] = []
        for _ in range(_TRIES):
            if (test := self._failure("-x", *(f"--deselect={one}" for one in passed_alone), *files)) is None:
                return None
            if "::" not in test or self._fails_alone(test):
                return test
            passed_alone.append(test)
        return None

    def _fails_alone(self, test: str) -> bool:
        with self._asking([test]):
            return self._failure(test.partition("::")[0]) is not None

    def _failure(self, *arguments: str) -> str | None:
        try:
            code = self._run(arguments)
        except subprocess.TimeoutExpired:
            return "a run without an end"
        return None if code in _NOTHING_FAILED else next(iter(read_ids(self._folder / FAILED)), "what all tests import")

    @contextmanager
    def _asking(self, tests: Iterable[str]) -> Iterator[None]:
        only = self._folder / ONLY
        only.write_text("".join(f"{test}\n" for test in tests), encoding="utf-8")
        try:
            yield
        finally:
            only.unlink()

    def _run(self, arguments: Sequence[str]) -> int:
        (self._folder / FAILED).unlink(missing_ok=True)
        command = [sys.executable, *_PYTEST, "-m", _QUICK, "-k", _NO_SERVER, *arguments]
        compiled = {"PYTHONPYCACHEPREFIX": str(self._folder / "compiled"), "PYTHONDONTWRITEBYTECODE": ""}
        done = subprocess.run(
            command, cwd=self._folder, env=os.environ | compiled, capture_output=True, check=False, timeout=_SECONDS
        )
        if _NOT_THERE in done.stderr:
            raise SystemExit(done.stderr.decode())
        return done.returncode
