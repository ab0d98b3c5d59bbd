"""A pytest plugin (``-p tests.mutations.failures``): write down which tests fail, and run only some of those collected.

Its files are in the folder that pytest runs in. Ids of tests stand in files, one a line: they may hold any character
that a command line or a summary would cut at.
"""

from itertools import compress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

FAILED, ONLY, WITHOUT = "mutation-failed", "mutation-only", "mutation-without"
"""What failed, for the reader; what alone is to run, and what is not to run, where these files exist."""


@pytest.hookimpl(trylast=True)
def pytest_configure() -> None:
    """Let no test fail because it draws its examples slowly: that says nothing of a mutation."""
    slow = (HealthCheck.too_slow,)
    settings.register_profile("patient", settings.get_profile("share"), deadline=None, suppress_health_check=slow)
    settings.load_profile("patient")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is not asked for."""
    only, without = set(read_ids(Path(ONLY))), set(read_ids(Path(WITHOUT)))
    asked = [one.nodeid not in without and (not only or one.nodeid in only) for one in items]
    config.hook.pytest_deselected(items=[one for one, is_asked in zip(items, asked, strict=True) if not is_asked])
    items[:] = compress(items, asked)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Note a test that fails, or whose fixture does."""
    _note(report)


def pytest_collectreport(report: pytest.CollectReport) -> None:
    """Note a file that cannot be imported."""
    _note(report)


def read_ids(path: Path) -> list[str]:
    """Return the ids in a file, none where it is missing."""
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


def _note(report: pytest.TestReport | pytest.CollectReport) -> None:
    if report.failed:
        with Path(FAILED).open("a", encoding="utf-8") as file:
            file.write(f"{report.nodeid}\n")
