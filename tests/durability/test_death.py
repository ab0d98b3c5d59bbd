"""Death at each operation of everything that writes: nothing that was reported is lost, and the next run completes."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.durability.conftest import some
from tests.durability.disks import Counting, Died, Dying, put_in
from tests.durability.works import WORKS, Course, begin, check_after

pytestmark = pytest.mark.durability


@pytest.mark.sampled(4)
@pytest.mark.parametrize("name", WORKS)
def test_a_death_at_any_operation_loses_nothing(name: str, courses: Callable[[str], Course], tmp_path: Path) -> None:
    course = courses(name)
    counting = Counting()
    with put_in(counting):
        course.work.do(begin(course.before, tmp_path / "counted"), lambda _: None)
    tried = some(range(1, counting.count + 1))
    for at in tried:
        folder = begin(course.before, tmp_path / str(at))
        reported = [0]
        with pytest.raises(Died), put_in(Dying(at)):
            course.work.do(folder, reported.append)
        check_after(course, folder, reported[-1])
    print(f"{name}: died at {len(tried)} of {counting.count} operations: {dict(counting.kinds)}")
    assert {"create", "write", "sync", "rename", "sync_folder"} <= set(counting.kinds)
