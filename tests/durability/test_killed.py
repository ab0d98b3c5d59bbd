"""kill -9 at any moment of everything that writes: SQLite's own writes are broken off too, and the syncs are real."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.durability.conftest import IN_FULL
from tests.durability.killing import kill_often
from tests.durability.works import WORKS, Course

pytestmark = pytest.mark.durability

KILLS = 80 if IN_FULL else 2
"""How often each work is killed."""


def do(tell: Callable[[Any], None], name: str, folder: Path) -> None:
    """Do a work, and tell each batch when it is acknowledged; None says that the work begins."""
    tell(None)
    WORKS[name].do(folder, tell)


@pytest.mark.sampled(4)
@pytest.mark.parametrize("name", WORKS)
def test_a_kill_at_any_moment_loses_nothing(name: str, courses: Callable[[str], Course], tmp_path: Path) -> None:
    kill_often(courses(name), tmp_path, KILLS, do, name)
