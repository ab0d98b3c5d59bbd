"""kill -9 at random moments of a work, each in an archive of its own, and the check of what is left."""

import random
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.durability.processes import Child
from tests.durability.works import Course, begin, check_after


def kill_often(course: Course, folder: Path, kills: int, do: Callable[..., None], *arguments: Any) -> None:
    """Do the work once undisturbed, then kill it so often within that time; each time check what is there.

    ``do`` gets what tells, ``arguments`` and the folder. It tells that the work begins, then each batch.
    """
    dice = random.Random(9)
    child = Child(do, *arguments, begin(course.before, folder / "undisturbed"))
    child.hear()
    start = time.monotonic()
    child.wait()
    duration = time.monotonic() - start
    hit = 0
    for number in range(kills):
        place = begin(course.before, folder / str(number))
        child = Child(do, *arguments, place)
        child.hear()
        time.sleep(dice.uniform(0, duration))
        child.process.kill()
        reported = [0, *child.wait()]
        hit += child.process.exitcode == -9
        check_after(course, place, reported[-1])
    print(f"{course.work.name}: {kills} kills within {duration:.2f} s, {hit} of them while it worked")
    assert hit
