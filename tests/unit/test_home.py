"""The archive's folder: only ours or an empty one is used, and one process writes at a time."""

import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from pincite.index.storage.home import MARKER, create_home, lock, open_home
from pincite.index.values.errors import ArchiveError, ArchiveForeign, ArchiveMissing, LockHeld, SchemaMismatch

ROOT = Path(__file__).parents[2]
HOLD = """
import sys
from pathlib import Path
from pincite.index.storage.home import create_home, lock

with lock(create_home(Path(sys.argv[1]))):
    print("held", flush=True)
    sys.stdin.read()
"""


def hold(path: Path) -> subprocess.Popen[str]:
    """Return a process that holds the lock until its input ends."""
    command = [sys.executable, "-c", HOLD, str(path)]
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_a_missing_folder_becomes_an_archive(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "var"

    home = create_home(path)

    assert [entry.name for entry in path.iterdir()] == [MARKER]
    assert home == open_home(path) == create_home(path)
    assert (home.record.parent, home.index.parent) == (path, path)


@pytest.mark.parametrize("leftover", [None, "PINCITE.new", "lost+found"])
def test_an_empty_folder_becomes_an_archive(tmp_path: Path, leftover: str | None) -> None:
    if leftover is not None:
        (tmp_path / leftover).touch()
    with pytest.raises(ArchiveMissing, match="run `pincite ingest"):
        open_home(tmp_path)

    create_home(tmp_path)

    open_home(tmp_path)


def test_many_at_once_make_one_archive_and_write_to_it(tmp_path: Path) -> None:
    begin = threading.Barrier(8)

    def create(number: int) -> None:
        begin.wait()
        home = create_home(tmp_path / str(number) / "var")
        # What a writer makes first: whoever comes later may see this and must have seen the marker.
        (home.path / "record.sqlite").touch()

    with ThreadPoolExecutor(8) as pool:
        for number in range(150):
            list(pool.map(create, [number] * 8))
            open_home(tmp_path / str(number) / "var")


def test_an_archive_that_is_made_between_two_looks_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    looks = []
    read_text = Path.read_text

    def look(path: Path, **options: str) -> str:
        looks.append(path)
        try:
            return read_text(path, **options)
        finally:
            if len(looks) == 1:
                (create_home(tmp_path).path / "record.sqlite").touch()

    monkeypatch.setattr(Path, "read_text", look)
    assert open_home(tmp_path).path == tmp_path


def test_opening_a_missing_folder_makes_none(tmp_path: Path) -> None:
    with pytest.raises(ArchiveMissing, match="run `pincite ingest"):
        open_home(tmp_path / "var")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["thesis.docx", ".hidden", "record.sqlite", "index/"])
def test_a_foreign_folder_is_refused_and_left_alone(tmp_path: Path, name: str) -> None:
    foreign = tmp_path / name
    foreign.mkdir() if name.endswith("/") else foreign.write_text("mine", encoding="utf-8")

    for use in (create_home, open_home):
        with pytest.raises(ArchiveForeign, match="set PINCITE_HOME") as caught:
            use(tmp_path)
        assert "\n" not in str(caught.value)

    assert list(tmp_path.iterdir()) == [foreign]


@pytest.mark.parametrize("content", ["", "mine\n", "A Pincite archive. Format:", "\0\xff 1"])
def test_a_foreign_marker_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / MARKER).write_bytes(content.encode("latin-1"))
    for use in (create_home, open_home):
        with pytest.raises(ArchiveForeign, match="not a marker of Pincite"):
            use(tmp_path)


def test_a_newer_format_is_refused(tmp_path: Path) -> None:
    create_home(tmp_path)
    (tmp_path / MARKER).write_text("A Pincite archive. Format: 2\n", encoding="utf-8")
    for use in (create_home, open_home):
        with pytest.raises(SchemaMismatch, match="install a newer one"):
            use(tmp_path)


def test_a_file_is_no_archive(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.touch()
    for use in (create_home, open_home):
        with pytest.raises(ArchiveForeign, match="is not a folder"):
            use(path)
    with pytest.raises(ArchiveError, match="cannot be made an archive"):
        create_home(path / "below")


def test_where_nothing_can_be_written_one_line_says_so() -> None:
    with pytest.raises(ArchiveError, match="set PINCITE_HOME to another folder") as caught:
        create_home(Path("/proc/pincite"))
    assert "\n" not in str(caught.value)


def test_the_second_writer_is_told_who_holds_the_lock(tmp_path: Path) -> None:
    home = create_home(tmp_path)
    holder = hold(tmp_path)
    told: list[str] = []
    try:
        start = time.monotonic()
        with (
            pytest.raises(LockHeld, match=f"process {holder.pid} on ") as caught,
            lock(home, timeout=0.3, on_wait=told.append),
        ):
            pytest.fail("two writers")
        assert time.monotonic() - start >= 0.3
    finally:
        holder.communicate("")
    assert told == [caught.value.holder]


def test_the_second_writer_gets_the_lock_when_the_first_ends(tmp_path: Path) -> None:
    home = create_home(tmp_path)
    holder = hold(tmp_path)
    stdin, stdout = holder.stdin, holder.stdout
    assert stdin is not None
    assert stdout is not None

    with lock(home, timeout=30, on_wait=lambda _: stdin.close()):
        assert holder.wait(30) == 0
    stdout.close()


def test_a_killed_writer_leaves_no_lock(tmp_path: Path) -> None:
    home = create_home(tmp_path)
    holder = hold(tmp_path)
    holder.kill()
    holder.communicate()

    with lock(home, timeout=0):
        pass


def test_an_error_inside_lets_the_lock_go(tmp_path: Path) -> None:
    home = create_home(tmp_path)
    with pytest.raises(ZeroDivisionError), lock(home):
        raise ZeroDivisionError
    with lock(home, timeout=0):
        pass
