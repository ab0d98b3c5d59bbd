"""Which tests reach a line: no other can tell that it was changed.

A pytest plugin (``-p tests.mutations.reach``) that names the test that runs to coverage.py, which notes it beside each
line; and what its data say afterwards. What a fixture of many tests does counts for the first of them alone.
"""

from collections import defaultdict
from pathlib import Path

import coverage
import pytest

NEARBY = 12
"""An expression over several lines is noted at its first: so many lines before are looked at."""


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Note from now on that ``item`` runs."""
    running = coverage.Coverage.current()
    assert running is not None
    running.switch_context(item.nodeid)


class Reach:
    """The tests that reached each line of the modules, by the data of one run."""

    def __init__(self, data: Path) -> None:
        self._data = coverage.CoverageData(str(data))
        self._data.read()

    def tests_of(self, module: Path, line: int) -> list[str]:
        """Return the tests that reached a line of ``module`` (1-based); none of one that ran on import alone.

        The fewer places of the module a test reaches, the earlier it stands: it is about them.
        """
        lines = self._data.contexts_by_lineno(str(module.resolve()))
        reached = defaultdict[str, int](int)
        for tests in lines.values():
            for test in filter(None, tests):
                reached[test] += 1
        if lines.get(line) == [""]:
            return []
        nearest = (set(filter(None, lines.get(at, []))) for at in range(line, max(0, line - NEARBY), -1))
        return sorted(next(filter(None, nearest), set(reached)), key=lambda test: (reached[test], test))
