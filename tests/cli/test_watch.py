"""``pincite watch`` as a process: new files, a slow writer, a folder that goes away, another writer, and a kill."""

import json
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pincite.app.cli import main
from pincite.app.cli.folders import Settling, narrowed
from pincite.index.reading.sources import discover
from pincite.index.record.record import open_record
from pincite.index.record.sqlite import file_url
from pincite.index.storage.home import lock, open_home
from pincite.index.values.errors import PinciteError
from tests.calls import PROGRAM
from tests.conftest import ROOT
from tests.waiting import wait_until

SETTLE = 0.6


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "letters"
    made.mkdir()
    (made / "first.txt").write_text("The first letter is about peace.\n", encoding="utf-8")
    return made


@contextmanager
def watching(home: Path, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run ``pincite watch`` until the end of the block."""
    environment = {**os.environ, "PINCITE_HOME": str(home), "PYTHONPATH": str(ROOT)}
    log = (home.parent / "watch.log").open("ab")
    command = [*PROGRAM, "watch", "--json", "--settle", str(SETTLE), *arguments]
    with log, subprocess.Popen(command, env=environment, stdout=log, stderr=log) as process:
        try:
            yield process
        finally:
            process.kill()


def texts(home: Path) -> dict[str, list[str]]:
    """Return the texts of all versions in the record, by id; nothing while there is no record."""
    try:
        with open_record(file_url(home / "record.sqlite")) as record:
            found = {}
            for entry in record.entries_by_id():
                notes = record.statement(entry.heading.id).versions
                found[entry.heading.id] = [record.statement(entry.heading.id, note.digest).text for note in notes]
            return found
    except PinciteError:
        return {}


def holds(home: Path, *ids: str) -> Callable[[], bool]:
    return lambda: set(texts(home)) == set(ids)


def log_of(home: Path) -> str:
    return (home.parent / "watch.log").read_text(encoding="utf-8")


def test_it_ingests_what_comes_what_changes_and_what_moves(folder: Path, tmp_path: Path) -> None:
    home = tmp_path / "var"
    with watching(home, "--prune", str(folder)) as process:
        wait_until(holds(home, "first"), 60)
        (folder / "second.txt").write_text("The second letter.\n", encoding="utf-8")
        wait_until(holds(home, "first", "second"))
        (folder / "first.txt").write_text("The first letter is about war.\n", encoding="utf-8")
        wait_until(lambda: len(texts(home)["first"]) == 2)
        (folder / "below").mkdir()
        (folder / "first.txt").rename(folder / "below" / "renamed.txt")
        (folder / "second.txt").unlink()
        wait_until(holds(home, "first"))
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
    assert main(["verify", "--home", str(home)]) == 0


def test_a_slow_writer_is_waited_for_and_holds_up_nobody(folder: Path, tmp_path: Path) -> None:
    home = tmp_path / "var"
    with watching(home, str(folder)):
        wait_until(holds(home, "first"), 60)
        with (folder / "slow.txt").open("w", encoding="utf-8") as slow:
            for number in range(30):
                slow.write(f"Sentence number {number} of a long letter.\n\n")
                slow.flush()
                if number == 5:
                    (folder / "quick.txt").write_text("A quick one.\n", encoding="utf-8")
                time.sleep(SETTLE / 5)
            assert set(texts(home)) == {"first", "quick"}
        wait_until(holds(home, "first", "quick", "slow"))
        (only,) = texts(home)["slow"]
        assert only.count("Sentence number") == 30


@pytest.mark.torture
def test_a_killed_watch_goes_on_when_it_is_started_again(folder: Path, tmp_path: Path) -> None:
    home = tmp_path / "var"
    with watching(home, str(folder)) as process:
        wait_until(holds(home, "first"), 60)
        for number in range(40):
            (folder / f"more{number}.txt").write_text(f"Letter number {number}.\n", encoding="utf-8")
        time.sleep(SETTLE)
        process.kill()
        process.wait(30)
    (folder / "late.txt").write_text("Written while nobody watched.\n", encoding="utf-8")
    with watching(home, str(folder)):
        wait_until(holds(home, "first", "late", *(f"more{number}" for number in range(40))), 60)
    assert main(["verify", "--home", str(home)]) == 0


@pytest.mark.torture
def test_it_survives_a_folder_that_goes_and_comes_and_another_writer(folder: Path, tmp_path: Path) -> None:
    home = tmp_path / "var"
    with watching(home, "--prune", "--wait", "0", str(folder)) as process:
        wait_until(holds(home, "first"), 60)
        shutil.move(folder, tmp_path / "away")
        time.sleep(2 * SETTLE)
        # A folder that is away is no folder whose files are gone.
        assert set(texts(home)) == {"first"}
        shutil.move(tmp_path / "away", folder)
        with lock(open_home(home), timeout=30, on_wait=lambda _: None):
            (folder / "second.txt").write_text("The second letter.\n", encoding="utf-8")
            wait_until(lambda: '"failed"' in log_of(home))
        (folder / "bad.yaml").write_text("[", encoding="utf-8")
        (folder / "bad.txt").write_text("A letter with a bad sidecar.\n", encoding="utf-8")
        wait_until(holds(home, "first", "second"), 60)
        (folder / "third.txt").write_text("The third letter.\n", encoding="utf-8")
        wait_until(holds(home, "first", "second", "third"))
        assert process.poll() is None
    events = [json.loads(line)["event"] for line in log_of(home).splitlines() if line.startswith("{")]
    assert "watching" in events


@pytest.mark.torture
def test_the_archive_inside_the_watched_folder_starts_nothing(folder: Path) -> None:
    home = folder / "var"
    with watching(home, str(folder)) as process:
        wait_until(holds(home, "first"), 60)
        time.sleep(3 * SETTLE)
        told = [json.loads(line) for line in log_of(home).splitlines() if '"done"' in line]
        assert len(told) == 1
        assert process.poll() is None


def test_a_file_settles_when_it_has_not_grown_for_so_long(tmp_path: Path) -> None:
    now = [0.0]
    settling = Settling(2, lambda: now[0])
    path = tmp_path / "a.txt"
    path.write_text("a", encoding="utf-8")
    settling.add([path])
    now[0] = 1.9
    assert settling.take() == set()
    # It grew without a word from the system.
    path.write_text("ab", encoding="utf-8")
    now[0] = 2.1
    assert settling.take() == set()
    assert set(settling.growing) == {path}
    now[0] = 4.0
    assert settling.take() == set()
    now[0] = 4.2
    assert settling.take() == {path}
    assert set(settling.growing) == set()


def test_a_change_concerns_a_file_its_sidecar_and_a_whole_folder(tmp_path: Path) -> None:
    for name in ("a.txt", "a.yaml", "b.txt", "below/c.txt"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("x: y" if name.endswith("yaml") else "Words.", encoding="utf-8")
    found = discover([tmp_path])

    def named(changed: str, growing: str = "none") -> list[str]:
        some = narrowed(found, {tmp_path / changed}, {tmp_path / growing})
        return [source.path.name for source in some.sources]

    assert named("a.txt") == named("a.yaml") == ["a.txt"]
    assert named("a.txt", "a.yaml") == []
    assert named("below") == ["c.txt"]
    assert named("_defaults.yaml") == ["a.txt", "b.txt", "c.txt"]
    assert named("below/.pinciteignore") == ["c.txt"]
    assert named("gone.txt") == []
