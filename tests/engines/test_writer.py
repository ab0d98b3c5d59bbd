"""What a commit promises: all or nothing, durable, checked when it is opened, never a stranger's."""

import errno
import multiprocessing
import os
import pickle
import random
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from index.disk import RealDisk
from index.engine import Entry
from index.engines.whoosh.arrays.segment import Snapshot
from index.engines.whoosh.checking.folder import check_folder
from index.engines.whoosh.commits.storage import SyncStorage, toc_name
from index.engines.whoosh.generations import (
    latest_commit,
    open_commit,
    open_snapshot,
    open_writer,
)
from index.engines.whoosh.layout import MARKER, current_generation, drop_old, generations
from index.errors import (
    ArchiveDamaged,
    ArchiveError,
    ArchiveForeign,
    ArchiveMissing,
    CursorExpired,
    LockHeld,
    SchemaMismatch,
)
from index.statement import Heading, Paragraph
from tests.conftest import ROOT

State = dict[str, tuple[str, ...]]


def entry(id_: str, *texts: str) -> Entry:
    paragraphs = tuple(Paragraph(n, text, None, ((0, len(text)),)) for n, text in enumerate(texts, 1))
    return Entry(Heading(id_, f"Title of {id_}"), "ab" * 32, paragraphs)


def state(snapshot: Snapshot) -> State:
    """What lives: texts by statement."""
    found: State = {}
    for part in snapshot.parts:
        for row in range(part.arrays.s):
            if part.live is None or part.live[row]:
                docs = range(int(part.arrays.first[row]), int(part.arrays.first[row + 1]))
                assert part.arrays.ids[row] not in found
                found[part.arrays.ids[row]] = tuple(part.arrays.passage(doc).text for doc in docs)
    return found


def damage(path: Path) -> list[str]:
    """What is found wrong, looking as deep as can be."""
    return [str(finding) for finding in check_folder(path, "deep")]


def write(path: Path, batch: int, entries: list[Entry], deleted: list[str] = [], **options) -> None:  # noqa: B006
    with open_writer(path, **options) as writer:
        writer.put(entries)
        writer.delete(deleted)
        writer.commit(batch)


def break_off(path: Path, entries: list[Entry], *, commit: bool = False, **options) -> None:
    """Put, then fail in the middle of the session."""

    def session() -> None:
        with open_writer(path, **options) as writer:
            writer.put(entries)
            if commit:
                writer.commit(2)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        session()


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
        with pytest.raises(ValueError, match="twice"):
            writer.delete(["a"])
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
    monkeypatch.setattr("index.engines.whoosh.commits.storage.KEPT_SECONDS", -1.0)
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


def test_a_fresh_build_takes_over_at_the_end(tmp_path) -> None:
    path = tmp_path / "i"
    write(path, 1, [entry("a", "old")])
    reader = open_snapshot(path)
    with open_writer(path, fresh=True) as writer:
        writer.put([entry("z", "new")])
        writer.commit(9)
        assert state(open_snapshot(path)) == {"a": ("old",)}
    fresh = open_snapshot(path)
    assert (fresh.generation, fresh.checkpoint.batch, state(fresh)) == ("gen-000002", 9, {"z": ("new",)})
    assert state(reader) == {"a": ("old",)}


def test_a_first_build_that_is_killed_leaves_an_index_to_write_to(tmp_path) -> None:
    break_off(tmp_path / "i", [entry("z", "new")], fresh=True, commit=True)
    assert state(open_snapshot(tmp_path / "i")) == {}
    write(tmp_path / "i", 1, [entry("a", "one")])
    assert state(open_snapshot(tmp_path / "i")) == {"a": ("one",)}


def test_a_fresh_build_that_fails_changes_nothing(tmp_path) -> None:
    path = tmp_path / "i"
    write(path, 1, [entry("a", "old")])
    break_off(path, [entry("z", "new")], fresh=True, commit=True)
    assert state(open_snapshot(path)) == {"a": ("old",)}
    write(path, 2, [entry("b", "next")])
    assert generations(path) == ["gen-000001"]


def test_generations_go_by_number_unless_a_reader_holds_them(tmp_path) -> None:
    path = tmp_path / "i"
    write(path, 1, [entry("a", "1")])
    held = open_snapshot(path)
    for batch in range(2, 6):
        write(path, batch, [entry("a", str(batch))], fresh=True)
    assert generations(path) == ["gen-000001", "gen-000003", "gen-000004", "gen-000005"]
    assert state(held) == {"a": ("1",)}
    held.lease.close()
    assert drop_old(path) == ["gen-000001"]


def test_nothing_missing_or_foreign_is_opened_or_touched(tmp_path) -> None:
    with pytest.raises(ArchiveMissing, match="pincite ingest"):
        open_snapshot(tmp_path / "absent")
    with pytest.raises(ArchiveMissing):
        open_snapshot(tmp_path)
    (tmp_path / "letters.txt").write_text("mine")
    for opening in (lambda: open_snapshot(tmp_path), lambda: open_writer(tmp_path).__enter__()):
        with pytest.raises(ArchiveForeign):
            opening()
    assert [file.name for file in tmp_path.iterdir()] == ["letters.txt"]


def test_a_folder_of_another_user_is_refused(tmp_path, monkeypatch) -> None:
    write(tmp_path / "i", 1, [entry("a", "one")])
    monkeypatch.setattr(os, "geteuid", lambda: (tmp_path / "i").stat().st_uid + 1)
    if (tmp_path / "i").stat().st_uid == 0:
        os.chown(tmp_path / "i", 12345, -1)
    with pytest.raises(ArchiveForeign, match="another user"):
        open_snapshot(tmp_path / "i")


def test_a_damaged_segment_is_not_merged_into_one_with_a_sound_checksum(tmp_path) -> None:
    path = tmp_path / "i"
    write(path, 1, [entry(f"s{n}", "some words") for n in range(60)])
    for batch in range(2, 10):
        write(path, batch, [entry(f"t{batch}", "more")])
    large = max((path / "gen-000001").glob("*.arrays"), key=lambda file: file.stat().st_size)
    data = large.read_bytes()
    large.write_bytes(data[:-99] + bytes([data[-99] ^ 1]) + data[-98:])
    with pytest.raises(ArchiveDamaged, match="pincite rebuild"):
        write(path, 10, [entry("t10", "the tenth segment makes a merge")])
    large.write_bytes(data)
    write(path, 10, [entry("t10", "the tenth segment makes a merge")])
    assert not large.exists() or len(open_snapshot(path).parts) == 1
    assert len(state(open_snapshot(path))) == 69
    assert damage(path) == []


class Trap:
    """What a stranger's pickle could run."""

    def __reduce__(self):
        return (os.system, ("touch trapped",))


def test_nothing_is_unpickled_before_its_checksum_is_checked(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "i"
    write(path, 1, [entry("a", "one")])
    toc = path / "gen-000001" / toc_name(1)
    toc.write_bytes(toc.read_bytes() + pickle.dumps(Trap()))
    for opening in (lambda: open_snapshot(path), lambda: open_writer(path).__enter__()):
        with pytest.raises(ArchiveDamaged, match="pincite rebuild"):
            opening()
    assert not (tmp_path / "trapped").exists()
    write(path, 2, [entry("a", "rebuilt")], fresh=True)
    assert state(open_snapshot(path)) == {"a": ("rebuilt",)}


def damaged_files(path: Path) -> list[Path]:
    files = [path / "CURRENT", path / MARKER]
    folder = path / current_generation(path)
    return files + [file for file in folder.iterdir() if file.stat().st_size and file.name != MARKER]


def test_a_missing_or_truncated_file_is_an_error_at_opening(tmp_path) -> None:
    path = tmp_path / "i"
    write(path, 1, [entry("a", "one")])
    write(path, 2, [entry("b", "two")])
    needed = {toc_name(2), "MANIFEST-2.json"}
    for file in damaged_files(path):
        if file.name not in needed and not file.name.endswith(".arrays") and file.parent != path:
            continue
        data = file.read_bytes()
        file.write_bytes(data[:-1])
        with pytest.raises(ArchiveError, match=r"pincite|folder"):
            open_snapshot(path)
        if file.name != toc_name(2):
            file.unlink()
            with pytest.raises(ArchiveError, match=r"pincite|folder"):
                open_snapshot(path)
        file.write_bytes(data)
    assert state(open_snapshot(path, check="full")) == {"a": ("one",), "b": ("two",)}


def test_every_flipped_bit_is_found(tmp_path) -> None:
    path = tmp_path / "i"
    write(path, 1, [entry("a", "one two three")])
    write(path, 2, [entry("b", "four")], ["a"])
    assert damage(path) == []
    chance = random.Random(9)
    for file in damaged_files(path):
        data = file.read_bytes()
        for _ in range(25):
            changed = bytearray(data)
            changed[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
            file.write_bytes(changed)
            try:
                found = damage(path)
            except ArchiveError as error:
                found = [str(error)]
            assert found, file.name
        file.write_bytes(data)


def test_another_schema_is_one_line(tmp_path, monkeypatch) -> None:
    write(tmp_path / "i", 1, [entry("a", "one")])
    monkeypatch.setattr("index.engines.whoosh.commits.manifest.SCHEMA_VERSION", 99)
    with pytest.raises(SchemaMismatch, match="pincite rebuild"):
        open_snapshot(tmp_path / "i")


class QuickDisk(RealDisk):
    """Waits for nothing: what a test does not lose by a power cut needs no syncs."""

    def sync(self, descriptor):
        pass

    def sync_folder(self, path):
        pass


class FailingDisk(QuickDisk):
    """Fails, or ends the process, at operation number ``at``."""

    def __init__(self, at: int, *, dies: bool = False) -> None:
        self.at, self.dies, self.count = at, dies, 0
        self.kinds: Counter[str] = Counter()

    def _step(self, kind: str) -> None:
        self.count += 1
        self.kinds[kind] += 1
        if self.count == self.at:
            if self.dies:
                os._exit(3)
            raise OSError(errno.EIO, "the disk fails on purpose")

    def create(self, path):
        self._step("create")
        return super().create(path)

    def write(self, descriptor, data):
        self._step("write")
        super().write(descriptor, data)

    def sync(self, descriptor):
        self._step("sync")
        super().sync(descriptor)

    def rename(self, source, target):
        self._step("rename")
        super().rename(source, target)

    def unlink(self, path):
        self._step("unlink")
        super().unlink(path)

    def make_folder(self, path):
        self._step("make_folder")
        super().make_folder(path)

    def remove_folder(self, path):
        self._step("remove_folder")
        super().remove_folder(path)

    def sync_folder(self, path):
        self._step("sync_folder")
        super().sync_folder(path)


class LyingDisk(QuickDisk):
    """Writes another last bit than it was given, where much is written at once."""

    def write(self, descriptor, data):
        lies = len(data) > 4000
        super().write(descriptor, bytes(data[:-1]) + bytes([data[-1] ^ 1]) if lies else data)


def test_what_was_not_built_as_it_was_written_does_not_take_over(tmp_path) -> None:
    path = tmp_path / "i"
    write(path, 1, [entry("a", "old")])
    with pytest.raises(ArchiveDamaged, match="what was built is damaged"):
        write(path, 2, [entry("z", "new")], fresh=True, disk=LyingDisk())
    assert state(open_snapshot(path)) == {"a": ("old",)}
    write(path, 2, [entry("b", "next")])
    assert generations(path) == ["gen-000001"]
    assert damage(path) == []


AT_EXIT = """
import sys
from pathlib import Path
from index.engines.whoosh.generations import open_snapshot
kept = open_snapshot(Path(sys.argv[1]))
sys.kept = kept  # Still there when the modules are taken apart.
"""


def test_an_open_commit_is_let_go_in_silence_at_the_end_of_the_interpreter(tmp_path) -> None:
    write(tmp_path / "i", 1, [entry("a", "one")])
    command = [sys.executable, "-W", "error", "-c", AT_EXIT, str(tmp_path / "i")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stderr == ""


FIRST = [entry(f"s{n}", f"first {n}") for n in range(6)]
THEN = [entry(f"s{n}", f"then {n}", "more") for n in range(3, 9)]
BEFORE = {f"s{n}": (f"first {n}",) for n in range(6)}
AFTER = {**{f"s{n}": (f"first {n}",) for n in range(1, 3)}, **{f"s{n}": (f"then {n}", "more") for n in range(3, 9)}}


def work(path: Path, disk: RealDisk, *, fresh: bool) -> None:
    """A commit of several segments, with deletions, and the merge at the end; or a build beside."""
    with open_writer(path, memory=16 * 30, disk=disk, fresh=fresh) as writer:
        if fresh:
            writer.put([item for item in FIRST if item.heading.id in ("s1", "s2")])
            writer.put(THEN)
        else:
            writer.put(THEN)
            writer.delete(["s0"])
        writer.commit(2)


@pytest.fixture(scope="module")
def template(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("template") / "i"
    for batch in (1, 2):
        write(path, batch, FIRST, fresh=batch > 1)
    return path


@pytest.mark.parametrize("fresh", [False, True])
def test_an_error_at_any_operation_leaves_the_old_commit_or_the_new_one(tmp_path, template, fresh) -> None:
    counting = FailingDisk(0)
    shutil.copytree(template, tmp_path / "count")
    work(tmp_path / "count", counting, fresh=fresh)
    print(f"{counting.count} operations: {dict(counting.kinds)}")
    assert counting.count > 30
    for at in range(1, counting.count + 1):
        path = tmp_path / f"i{at}"
        shutil.copytree(template, path)
        failed = errno_of(lambda path=path, at=at: work(path, FailingDisk(at), fresh=fresh))
        assert failed in (None, errno.EIO)
        allowed = (BEFORE, AFTER) if failed else (AFTER,)
        assert state(open_snapshot(path, check="full")) in allowed
        work(path, QuickDisk(), fresh=fresh)
        assert state(open_snapshot(path, check="full")) == AFTER
        assert damage(path) == []


def errno_of(work: Callable[[], None]) -> int | None:
    try:
        work()
    except OSError as error:
        return error.errno
    return None


def _die(path: Path, at: int, fresh: bool) -> None:
    work(path, FailingDisk(at, dies=True), fresh=fresh)


@pytest.mark.parametrize("fresh", [False, True])
def test_a_death_at_any_operation_leaves_the_old_commit_or_the_new_one(tmp_path, template, fresh) -> None:
    counting = FailingDisk(0)
    shutil.copytree(template, tmp_path / "count")
    work(tmp_path / "count", counting, fresh=fresh)
    context = multiprocessing.get_context("fork")
    for at in range(1, counting.count + 1, 3):
        path = tmp_path / f"i{at}"
        shutil.copytree(template, path)
        child = context.Process(target=_die, args=(path, at, fresh))
        child.start()
        child.join()
        assert child.exitcode == 3
        assert state(open_snapshot(path, check="full")) in (BEFORE, AFTER)
        work(path, QuickDisk(), fresh=fresh)
        assert state(open_snapshot(path, check="full")) == AFTER
        assert damage(path) == []
        names = {file.name for file in (path / current_generation(path)).iterdir()}
        assert not [name for name in names if "spool" in name or name.endswith(".new")]
