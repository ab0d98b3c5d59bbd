"""kill -9 at any moment of an ingest with a process beside it: what is there then is what an undisturbed run had."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from pincite.index.engines.whoosh.writing import text_process
from tests.durability.archives import Report, take_in, write_source
from tests.durability.conftest import IN_FULL
from tests.durability.killing import kill_often
from tests.durability.works import HOME, Work, follow

pytestmark = pytest.mark.durability

KILLS = 20 if IN_FULL else 1


def _prepare(folder: Path) -> None:
    write_source(folder / "first.jsonl", "first", range(60))


def _take_in(folder: Path, report: Report) -> None:
    with patch.object(text_process, "LEAST", 0), patch.object(text_process, "can_work_beside", lambda: True):
        take_in(folder / HOME, folder / "first.jsonl", report)


WORK = Work("beside", _prepare, _take_in, ("ingest", "{folder}/first.jsonl"))


def do(tell: Callable[[Any], None], folder: Path) -> None:
    """Ingest, and tell each batch when it is acknowledged; None says that the work begins."""
    tell(None)
    WORK.do(folder, tell)


def test_a_kill_at_any_moment_of_a_parallel_ingest_loses_nothing(tmp_path: Path) -> None:
    kill_often(follow(WORK, tmp_path), tmp_path, KILLS, do)
