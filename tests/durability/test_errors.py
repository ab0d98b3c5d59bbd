"""A disk that fails or is full: one line, exit code 74, and the archive goes on answering with what it had."""

import errno
import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from pincite.app.cli import main
from tests.conftest import ROOT
from tests.durability.archives import read_held
from tests.durability.conftest import IN_FULL, some
from tests.durability.disks import Counting, Failing, put_in
from tests.durability.works import HOME, WORKS, begin, by_command, check_after, follow
from tests.services import report

pytestmark = pytest.mark.durability


@pytest.mark.sampled(14)
@pytest.mark.parametrize("number", [errno.EIO, errno.ENOSPC], ids=errno.errorcode.get)
@pytest.mark.parametrize("name", WORKS)
def test_an_error_at_any_operation_is_one_line_and_the_old_index_answers(
    name: str, number: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "course").mkdir()
    course = follow(by_command(WORKS[name]), tmp_path / "course")
    counting = Counting()
    with put_in(counting):
        assert main(course.work.arguments(begin(course.before, tmp_path / "counted"))) == 0
    tried = some(range(1, counting.count + 1))
    passed_over = []
    for at in tried:
        folder = begin(course.before, tmp_path / str(at))
        failing = Failing(at, number, lasting=number == errno.ENOSPC)
        capsys.readouterr()
        with put_in(failing):
            code = main(course.work.arguments(folder))
        says = capsys.readouterr().err
        texts = read_held(folder / HOME).texts
        if code == 0:
            passed_over.append(failing.failed)
            assert (says, texts) == ("", course.history[course.last])
        else:
            assert code == 74
            assert (says[:9], says.count("\n")) == ("pincite: ", 1)
            assert os.strerror(number) in says
            assert texts in (course.history[min(course.history)], course.history[course.last])
        check_after(course, folder, 0)
    kind = errno.errorcode[number]
    report.count(f"{name}: {kind} at {len(tried)} of {counting.count} operations; no harm by {Counter(passed_over)}")


NAMESPACES = (["unshare", "--mount"], ["unshare", "--map-root-user", "--mount"])


def test_a_full_file_system_is_one_line_and_the_old_index_answers(tmp_path: Path) -> None:
    steps = 60 if IN_FULL else 3
    for namespace in NAMESPACES:
        command = [*namespace, sys.executable, "-m", "tests.durability.full_disk", str(tmp_path), str(steps)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
        if "cannot mount" not in done.stderr and "unshare" not in done.stderr:
            assert done.returncode == 0, done.stderr
            came_to = done.stdout.splitlines()[-1]
            print(f"on a tmpfs by {' '.join(namespace)}: {came_to}")
            assert json.loads(came_to)["full"] > 0
            return
    pytest.skip("no right to mount a tmpfs here: only the disk of the tests was filled, in the test above")
