"""A service notices commits by itself: no question waits for one to be opened, and none is answered from a bad one."""

import logging
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from pincite.index.engines.whoosh import engine as module
from pincite.index.engines.whoosh import open_engine
from pincite.index.engines.whoosh.arrays.segment import Snapshot
from pincite.index.engines.whoosh.engine import WhooshEngine
from pincite.index.engines.whoosh.generations import IndexFolder, open_writer
from pincite.index.engines.whoosh.layout import current_generation, drop_old, generations
from pincite.index.values.entry import Entry
from pincite.index.values.errors import SchemaMismatch
from tests.builders import build_statement
from tests.conftest import ROOT
from tests.contract.archive import asked

KEY = b"k" * 32


def commit(path: Path, batch: int, *texts: str, fresh: bool = False) -> None:
    """Write a commit, as another process would."""
    with open_writer(path, fresh=fresh) as writer:
        made = [build_statement(f"s{batch}-{number}", text) for number, text in enumerate(texts)]
        writer.put([Entry(one.heading, one.digest, one.paragraphs) for one in made])
        writer.commit(batch)


def batch_of(engine: WhooshEngine) -> int:
    checkpoint = engine.checkpoint()
    return 0 if checkpoint is None else checkpoint.batch


def has_batch(engine: WhooshEngine, batch: int) -> bool:
    return batch_of(engine) == batch


def wait_until(holds: Callable[[], bool], seconds: float = 20.0) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.02)


def watchers() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "pincite-watcher"]


@pytest.fixture(autouse=True)
def look_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pincite.index.engines.whoosh.watching.Watcher.__init__.__defaults__", (0.02,))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """An index of one commit."""
    commit(tmp_path / "index", 1, "apple pie", "apple")
    return tmp_path / "index"


@pytest.fixture
def engine(path: Path) -> Iterator[WhooshEngine]:
    """An engine that watches it, and has answered once."""
    with closing(open_engine(path, KEY, startup_check="full", watch=True)) as opened:
        assert opened.search(asked("apple")).paragraphs == 2
        yield opened
    assert watchers() == [], "closing ends the thread"


def test_a_commit_is_noticed_without_a_question(path: Path, engine: WhooshEngine) -> None:
    commit(path, 2, "apple tart")
    wait_until(lambda: engine._current is not None and engine._current.key[1] == 2)
    assert engine.search(asked("apple")).paragraphs == 3
    commit(path, 3, "apple", fresh=True)
    wait_until(lambda: batch_of(engine) == 3)
    assert engine.search(asked("apple")).paragraphs == 1


def test_no_question_waits_for_a_commit_to_be_opened(
    path: Path, engine: WhooshEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened_by, begun, go_on = [], threading.Event(), threading.Event()
    original = IndexFolder.open

    def slowly(folder: IndexFolder) -> Snapshot:
        opened_by.append(threading.current_thread().name)
        begun.set()
        assert go_on.wait(30)
        return original(folder)

    monkeypatch.setattr(IndexFolder, "open", slowly)
    commit(path, 2, "apple tart")
    assert begun.wait(30)
    for _ in range(50):
        assert engine.search(asked("apple")).paragraphs == 2
        assert batch_of(engine) == 1
    go_on.set()
    wait_until(lambda: batch_of(engine) == 2)
    assert set(opened_by) == {"pincite-watcher"}


def test_a_damaged_commit_is_not_served_and_the_one_before_goes_on(
    path: Path, engine: WhooshEngine, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = path / current_generation(path)
    before = set(folder.glob("*.arrays"))
    with caplog.at_level(logging.WARNING, "pincite"):
        with monkeypatch.context() as held:
            held.setattr(IndexFolder, "newest", lambda _: ("gen-000001", 1))
            commit(path, 2, "apple tart")
            (segment,) = set(folder.glob("*.arrays")) - before
            damaged = bytearray(segment.read_bytes())
            damaged[-70] ^= 1
            segment.write_bytes(damaged)
        wait_until(lambda: f"{segment.name} is not as it was written" in caplog.text)
        time.sleep(0.2)
    assert len(caplog.records) == 1
    assert (engine.search(asked("apple")).paragraphs, batch_of(engine)) == (2, 1)
    assert segment.name in str(next(engine.check("bytes")))
    commit(path, 2, "apple", fresh=True)
    wait_until(lambda: batch_of(engine) == 2)


def test_an_index_that_vanishes_goes_on_answering(
    path: Path, engine: WhooshEngine, caplog: pytest.LogCaptureFixture
) -> None:
    pointer = path / "CURRENT"
    content = pointer.read_bytes()
    with caplog.at_level(logging.WARNING, "pincite"):
        pointer.unlink()
        wait_until(lambda: "CURRENT is missing" in caplog.text)
        pointer.write_bytes(content[:-5])
        wait_until(lambda: "CURRENT is not as it was written" in caplog.text)
        time.sleep(0.2)
    assert len(caplog.records) == 2, "each is told once"
    assert engine.search(asked("apple")).paragraphs == 2
    pointer.write_bytes(content)
    commit(path, 2, "apple")
    wait_until(lambda: batch_of(engine) == 2)


def test_commits_that_no_walk_asks_for_are_let_go(
    path: Path, engine: WhooshEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    for batch in range(2, 5):
        commit(path, batch, "apple", fresh=True)
        wait_until(partial(has_batch, engine, batch))
    assert drop_old(path, kept=0) == [], "a walk may go on over them"
    monkeypatch.setattr(module, "RESTED_SECONDS", 0.0)
    wait_until(lambda: len(engine._views) == 1)
    wait_until(lambda: drop_old(path, kept=0) != [] or len(generations(path)) == 1)
    assert engine.search(asked("apple")).paragraphs == 1


NEWER = """
import sys
from pathlib import Path
import pincite.index.values.fields
pincite.index.values.fields.SCHEMA_VERSION = 99
from tests.engines.test_watching import *

path = Path(sys.argv[1])
with closing(open_engine(path, KEY)) as newer:
    try:
        newer.checkpoint()
    except SchemaMismatch as error:
        print(error)
    commit(path, 2, "apple", "apple", "apple", fresh=True)
    print(newer.search(asked("apple")).paragraphs)
"""


def test_a_newer_version_rebuilds_while_the_older_one_goes_on_answering(
    path: Path, engine: WhooshEngine, caplog: pytest.LogCaptureFixture
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", NEWER, str(path)], cwd=ROOT, capture_output=True, text=True, timeout=120, check=True
    )
    refused, found = done.stdout.splitlines()
    assert "run `pincite rebuild`" in refused
    assert found == "3"
    wait_until(lambda: "another version of Pincite" in caplog.text)
    assert (engine.search(asked("apple")).paragraphs, batch_of(engine)) == (2, 1)
    engine.look()  # it is as ready as before
    assert [drop_old(path, kept=0), generations(path)] == [[], ["gen-000001", "gen-000002"]], "it is held"
    with closing(open_engine(path, KEY)) as other, pytest.raises(SchemaMismatch, match="pincite rebuild"):
        other.search(asked("apple"))


def test_what_watches_keeps_no_process_from_ending(engine: WhooshEngine) -> None:
    engine.search(asked())
    assert [thread.daemon for thread in watchers()] == [True]
