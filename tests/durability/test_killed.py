"""kill -9 at any moment of everything that writes: SQLite's own writes are broken off too, and the syncs are real."""

import random
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.durability.conftest import IN_FULL
from tests.durability.processes import Child
from tests.durability.works import WORKS, Course, begin, check_after

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
    course, dice = courses(name), random.Random(9)
    begin(course.before, tmp_path / "undisturbed")
    child = Child(do, name, tmp_path / "undisturbed")
    child.hear()
    start = time.monotonic()
    child.wait()
    duration = time.monotonic() - start
    hit = 0
    for number in range(KILLS):
        folder = begin(course.before, tmp_path / str(number))
        child = Child(do, name, folder)
        child.hear()
        time.sleep(dice.uniform(0, duration))
        child.process.kill()
        reported = [0, *child.wait()]
        hit += child.process.exitcode == -9
        check_after(course, folder, reported[-1])
    print(f"{name}: {KILLS} kills within {duration:.2f} s, {hit} of them while it worked")
    assert hit
