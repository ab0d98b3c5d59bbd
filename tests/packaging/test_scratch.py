"""The folder that the tests write in: in memory where there is room, among temporary files otherwise."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.conftest import ROOT

pytestmark = pytest.mark.packaging


def make(memory: Path, temporary: Path) -> Path:
    """Return the folder that the script makes, where these are the two places."""
    script = ROOT / "tests" / "services" / "scratch.sh"
    environment = {**os.environ, "TMPDIR": str(temporary)}
    done = subprocess.run([script, memory], env=environment, capture_output=True, text=True, check=True)
    return Path(done.stdout.strip())


def test_without_a_folder_in_memory_it_is_among_temporary_files(tmp_path: Path) -> None:
    made = make(tmp_path / "none", tmp_path)
    assert (made.parent, made.is_dir()) == (tmp_path, True)


def test_other_users_get_through_it_and_see_nothing(tmp_path: Path) -> None:
    assert make(tmp_path / "none", tmp_path).stat().st_mode & 0o777 == 0o711


def test_where_there_is_room_it_is_in_memory(tmp_path: Path) -> None:
    (tmp_path / "memory").mkdir()
    free = os.statvfs(tmp_path)
    [available] = [
        int(line.split()[1])
        for line in Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
        if line.startswith("MemAvailable:")
    ]
    has_room = free.f_bavail * free.f_frsize >= 5 << 30 and available >= 9 << 20
    made = make(tmp_path / "memory", tmp_path)
    assert made.parent == (tmp_path / "memory" if has_room else tmp_path)
    assert list(made.iterdir()) == []
