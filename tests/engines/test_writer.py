"""What a commit promises: all or nothing, seen at once, kept for who reads it."""

import random
import subprocess
import sys

import pytest

from pincite.index.engines.whoosh.commits.storage import SyncStorage
from pincite.index.engines.whoosh.generations import latest_commit, open_commit, open_snapshot, open_writer
from pincite.index.values.errors import CursorExpired, LockHeld
from tests.conftest import ROOT
from tests.engines.sessions import State, break_off, damage, entry, state, write


def test_a_commit_is_seen_and_counted(tmp_path) -> None:
    path = tmp_path / "index"
    with open_writer(path) as writer:
        assert open_snapshot(path).commit == 0
        writer.put([entry("b", "one two", "three"), entry("a", "four")])
        assert state(open_snapshot(path)) == {}
        point = writer.commit(7)
    snapshot = open_snapshot(path, check="full")
    assert snapshot.checkpoint == point
    assert (point.batch, point.statements, point.paragraphs, point.commit) == (7, 2, 3, 1)
    assert (snapshot.paragraphs, snapshot.statements, snapshot.tokens) == (3, 2, 4)
    assert state(snapshot) == {"a": ("four",), "b": ("one two", "three")}
    assert latest_commit(path) == ("gen-000001", 1)
    assert path.stat().st_mode & 0o777 == 0o700


def test_replaced_and_deleted_statements_are_gone(tmp_path) -> None:
    write(tmp_path / "i", 1, [entry("a", "old"), entry("b", "stays"), entry("c", "goes")])
    write(tmp_path / "i", 2, [entry("a", "new", "longer")], ["c", "unknown"])
    snapshot = open_snapshot(tmp_path / "i")
    assert state(snapshot) == {"a": ("new", "longer"), "b": ("stays",)}
    assert (snapshot.statements, snapshot.paragraphs, snapshot.tokens) == (2, 3, 3)
    assert snapshot.checkpoint.paragraphs == 3
    write(tmp_path / "i", 3, [], ["a", "b"])
    assert state(open_snapshot(tmp_path / "i")) == {}


def test_what_is_not_committed_is_gone_and_leaves_no_file(tmp_path) -> None:
    path = tmp_path / "i"
    write(path, 1, [entry("a", "one")])
    before = sorted(file.name for file in (path / "gen-000001").iterdir())
    with open_writer(path, memory=1) as writer:
        writer.put([entry("a", "two"), entry("b", "three")])
    break_off(path, [entry("a", "two")], memory=1)
    assert state(open_snapshot(path)) == {"a": ("one",)}
    assert sorted(file.name for file in (path / "gen-000001").iterdir()) == before
    write(path, 2, [entry("a", "four")])
    assert state(open_snapshot(path)) == {"a": ("four",)}


def test_an_id_twice_in_a_commit_is_refused_and_allowed_in_the_next(tmp_path) -> None:
    with open_writer(tmp_path / "i") as writer:
        writer.put([entry("a", "one")])
        with pytest.raises(ValueError, match="twice"):
            writer.put([entry("a", "two")])
        writer.commit(1)
        writer.put([entry("a", "two")])
        writer.commit(2)
    assert state(open_snapshot(tmp_path / "i")) == {"a": ("two",)}


def test_small_memory_makes_many_segments_in_one_commit(tmp_path) -> None:
    entries = [entry(f"s{n:02d}", f"text {n}", "end") for n in range(8)]
    with open_writer(tmp_path / "i", memory=16) as writer:
        writer.put(entries)
        writer.commit(1)
        assert len(open_snapshot(tmp_path / "i").parts) == 8
    assert len(open_snapshot(tmp_path / "i").parts) == 1, "the end of a session joins what it added"
    assert len(list((tmp_path / "i" / "gen-000001").glob("*.arrays"))) == 1, "in a new index nothing old is kept"
    assert state(open_snapshot(tmp_path / "i")) == {f"s{n:02d}": (f"text {n}", "end") for n in range(8)}


def test_random_batches_over_merges_equal_a_plain_dictionary(tmp_path) -> None:
    chance = random.Random(5)
    expected: State = {}
    path = tmp_path / "i"
    batch = 0
    for _ in range(4):
        with open_writer(path, memory=chance.choice([64, 1 << 28])) as writer:
            for _ in range(12):
                batch += 1
                ids = chance.sample(range(60), k=chance.randint(0, 9))
                put = [entry(f"s{n}", *(f"w{chance.randrange(9)} é" for _ in range(n % 4))) for n in ids]
                gone = [f"s{n}" for n in chance.sample(range(60), k=3) if n not in ids]
                writer.put(put)
                writer.delete(gone)
                point = writer.commit(batch)
                expected.update({item.heading.id: tuple(p.text for p in item.paragraphs) for item in put})
                for id_ in gone:
                    expected.pop(id_, None)
                assert (point.statements, point.paragraphs) == (len(expected), sum(map(len, expected.values())))
                assert state(open_snapshot(path)) == expected
    assert damage(path) == []


def test_old_commits_are_kept_for_walks_and_swept_later(tmp_path, monkeypatch) -> None:
    path = tmp_path / "i"
    write(path, 1, [entry("a", "one")])
    write(path, 2, [entry("a", "two")])
    assert state(open_commit(path, "gen-000001", 1)) == {"a": ("one",)}
    monkeypatch.setattr("pincite.index.engines.whoosh.commits.storage.RESTED_SECONDS", -1.0)
    held = open_snapshot(path)
    write(path, 3, [entry("a", "three")])
    with pytest.raises(CursorExpired):
        open_commit(path, "gen-000001", 1)
    assert SyncStorage(path / "gen-000001").commits() == [3]
    assert state(held) == {"a": ("two",)}, "an open reader keeps its files"
    assert state(open_snapshot(path)) == {"a": ("three",)}


def test_a_second_writer_is_refused(tmp_path) -> None:
    with open_writer(tmp_path / "i") as writer:
        writer.put([entry("a", "one")])
        with pytest.raises(LockHeld), open_writer(tmp_path / "i", fresh=True):
            pass
        writer.commit(1)
    write(tmp_path / "i", 2, [entry("b", "two")])


AT_EXIT = """
import sys
from pathlib import Path
from pincite.index.engines.whoosh.generations import open_snapshot
kept = open_snapshot(Path(sys.argv[1]))
sys.kept = kept  # Still there when the modules are taken apart.
"""


def test_an_open_commit_is_let_go_in_silence_at_the_end_of_the_interpreter(tmp_path) -> None:
    write(tmp_path / "i", 1, [entry("a", "one")])
    command = [sys.executable, "-W", "error", "-c", AT_EXIT, str(tmp_path / "i")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stderr == ""
