"""A backup is whole or is none, and what is restored from it is the archive of that moment or nothing."""

import datetime
import hashlib
import json
import os
import random
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from index.backup import back_up, restore
from index.backup.canonical import render_canonical
from index.backup.events import Copied
from index.backup.manifest import NAME, Manifest, read_manifest
from index.disk import RealDisk
from index.errors import ArchiveDamaged, ArchiveError, ArchiveForeign, ArchiveMissing, LockHeld, SourceError
from index.home import Home, create_home, lock, open_home
from index.record.contents import Item
from index.record.record import Record, create_record, open_record
from index.record.schema import HEAD, REVISIONS, upgrade
from index.record.sqlite import file_url, open_writer
from index.record.values import Incoming
from tests.builders import build_statement

NOON = datetime.datetime(2026, 1, 31, 12, tzinfo=datetime.UTC)
FLIPS = 200


def put(record: Record, *ids: str) -> None:
    incoming = [Incoming(build_statement(each, f"The text of {each}."), "d", "/a.jsonl") for each in ids]
    record.put_batch(record.begin_run(), incoming)


def back_up_to(record: Record, folder: Path) -> Manifest:
    return back_up(record, folder, pincite="1.2.3", now=NOON)


def read_items(path: Path) -> list[Item]:
    with open_record(file_url(path)) as record:
        return list(record.contents())


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = create_home(tmp_path / "var")
    with create_record(file_url(made.record)) as record:
        put(record, "one", "two")
        put(record, "three")
        record.withdraw("two", "In error")
    return made


@pytest.fixture
def backup(home: Home, tmp_path: Path) -> Path:
    folder = tmp_path / "backup"
    with open_record(file_url(home.record)) as record:
        back_up_to(record, folder)
    return folder


def test_what_is_restored_is_what_was_backed_up(home: Home, backup: Path, tmp_path: Path) -> None:
    manifest = restore(backup, tmp_path / "new")
    assert read_items(open_home(tmp_path / "new").record) == read_items(home.record)
    assert (manifest.batch, manifest.counts["statements"], manifest.counts["withdrawn"]) == (3, 2, 1)
    assert (manifest.pincite, manifest.time, manifest.schema_revision) == ("1.2.3", "2026-01-31T12:00:00+00:00", HEAD)
    assert names(tmp_path / "new") == {"PINCITE", "record.sqlite", "lock"}


def test_a_backup_is_two_files_and_looking_at_it_leaves_no_third(backup: Path, tmp_path: Path) -> None:
    assert names(backup) == {"manifest.json", "record.sqlite"}
    restore(backup, tmp_path / "new")
    assert names(backup) == {"manifest.json", "record.sqlite"}


def test_the_manifest_can_be_checked_by_hand(backup: Path) -> None:
    values = json.loads((backup / NAME).read_text())
    digest = values.pop("sha256")
    assert digest == hashlib.sha256(render_canonical(values)).hexdigest()
    data = (backup / "record.sqlite").read_bytes()
    assert values["record"] == {"length": len(data), "sha256": hashlib.sha256(data).hexdigest()}


def test_a_copy_is_of_one_moment_and_the_writer_does_not_wait(home: Home, tmp_path: Path) -> None:
    """The writer commits at each step of the copy: it neither waits nor makes the copy begin again."""
    with create_record(file_url(home.record)) as writer, open_record(file_url(home.record)) as record:
        for number in range(40):
            put(writer, *(f"{number} {each} {'long ' * 2000}" for each in range(10)))
        before = list(record.contents())
        steps: list[int] = []

        def write_more(event: object) -> None:
            if isinstance(event, Copied):
                steps.append(event.bytes)
                put(writer, f"meanwhile {len(steps)}")

        back_up(record, tmp_path / "backup", pincite="1", now=NOON, on_event=write_more)
    assert len(steps) > 3
    assert steps == sorted(set(steps))
    restore(tmp_path / "backup", tmp_path / "new")
    assert read_items(tmp_path / "new" / "record.sqlite") == before


@pytest.mark.parametrize("name", ["letter.txt", "manifest.json"])
def test_a_folder_that_holds_anything_is_left_alone(home: Home, tmp_path: Path, name: str) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / name).write_text("mine")
    with open_record(file_url(home.record)) as record, pytest.raises(ArchiveForeign, match="not empty"):
        back_up_to(record, tmp_path / "full")
    assert names(tmp_path / "full") == {name}
    with open_record(file_url(home.record)) as record, pytest.raises(ArchiveForeign, match="not a folder"):
        back_up_to(record, tmp_path / "full" / name)


@pytest.mark.parametrize("made", [True, False], ids=["a folder that was there", "a new folder"])
def test_an_error_leaves_nothing_behind(home: Home, tmp_path: Path, *, made: bool) -> None:
    folder = tmp_path / "backup"
    if made:
        folder.mkdir()

    def full(_event: object) -> None:
        raise OSError(28, "No space left on device")

    with open_record(file_url(home.record)) as record, pytest.raises(OSError, match="No space"):
        back_up(record, folder, pincite="1", now=NOON, on_event=full)
    assert folder.exists() == made
    assert not made or names(folder) == set()


def test_a_backup_without_its_manifest_is_none(home: Home, backup: Path, tmp_path: Path) -> None:
    (backup / NAME).unlink()
    with pytest.raises(SourceError, match="not finished"):
        restore(backup, tmp_path / "new")
    with open_record(file_url(home.record)) as record, pytest.raises(ArchiveForeign, match="not finished"):
        back_up_to(record, backup)


@pytest.mark.parametrize("what", ["absent", "a file"])
def test_what_is_no_backup_is_refused(tmp_path: Path, what: str) -> None:
    if what == "a file":
        (tmp_path / what).write_text("mine")
    with pytest.raises(SourceError, match="manifest"):
        restore(tmp_path / what, tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_any_flipped_bit_and_any_cut_is_found(backup: Path, tmp_path: Path) -> None:
    dice = random.Random(20180602)
    for name in ("manifest.json", "record.sqlite"):
        path = backup / name
        whole = path.read_bytes()
        for number in range(FLIPS):
            changed = bytearray(whole)
            if number % 4:
                changed[dice.randrange(len(whole))] ^= 1 << dice.randrange(8)
            else:
                del changed[dice.randrange(len(whole)) :]
            path.write_bytes(changed)
            with pytest.raises(SourceError, match=name):
                restore(backup, tmp_path / "new")
        path.write_bytes(whole)
    assert not (tmp_path / "new").exists()
    restore(backup, tmp_path / "new")
    print(f"{2 * FLIPS} flips and cuts")


def forge(backup: Path, change: Callable[[sqlite3.Connection], object] | None = None, **values: object) -> None:
    """Change a backup as somebody can who knows how a manifest is made."""
    if change is not None:
        with sqlite3.connect(backup / "record.sqlite") as connection:
            change(connection)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
    data = (backup / "record.sqlite").read_bytes()
    stamp = {"length": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    found = {**json.loads((backup / NAME).read_text()), "record": stamp, **values}
    del found["sha256"]
    found["sha256"] = hashlib.sha256(render_canonical(found)).hexdigest()
    (backup / NAME).write_bytes(render_canonical(found) + b"\n")


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"format": 2}, "format 2"),
        ({"kind": "another"}, "not the manifest"),
        ({"schema_revision": "9999"}, "newer"),
        ({"schema_revision": REVISIONS[0]}, "not the record"),
        ({"archive": "0" * 16}, "not the record"),
        ({"counts": {"batch": 7}}, "not the record"),
        ({"colour": "red"}, "not as it was written"),
        ({"pincite": 1}, "not as it was written"),
    ],
)
def test_a_manifest_that_does_not_fit_is_refused(
    backup: Path, tmp_path: Path, values: dict[str, object], says: str
) -> None:
    forge(backup, **values)
    with pytest.raises(SourceError, match=says) as error:
        restore(backup, tmp_path / "new")
    assert "\n" not in str(error.value)
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    ("sql", "says"),
    [
        ("UPDATE versions SET text = 'Altered.' WHERE statement = 'one'", "not as it was written"),
        ("DELETE FROM versions WHERE statement = 'one'", "not there"),
        ("DELETE FROM runs", "not there"),
    ],
)
def test_rows_that_do_not_fit_are_refused_whatever_the_digest_says(
    backup: Path, tmp_path: Path, sql: str, says: str
) -> None:
    forge(backup, lambda connection: connection.execute(sql))
    with pytest.raises(SourceError, match=says):
        restore(backup, tmp_path / "new")


def test_it_is_restored_into_an_empty_place_only(home: Home, backup: Path, tmp_path: Path) -> None:
    before = read_items(home.record)
    with pytest.raises(ArchiveForeign, match="holds an archive already"):
        restore(backup, home.path)
    assert read_items(home.record) == before
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter.txt").write_text("mine")
    with pytest.raises(ArchiveForeign):
        restore(backup, tmp_path / "full")
    assert names(tmp_path / "full") == {"letter.txt"}
    (tmp_path / "empty").mkdir()
    restore(backup, tmp_path / "empty")


class Failing(RealDisk):
    """Has no space for more than a few writes."""

    def __init__(self, writes: int) -> None:
        self.left = writes

    def write(self, descriptor: int, data: bytes | bytearray | memoryview) -> None:
        if not self.left:
            raise OSError(28, "No space left on device")
        self.left -= 1
        super().write(descriptor, data)


@pytest.mark.parametrize("writes", [0, 1, 2, 3])
def test_a_restore_that_was_stopped_is_believed_by_nobody_and_begun_again(
    home: Home, backup: Path, tmp_path: Path, writes: int
) -> None:
    new = tmp_path / "new"
    with pytest.raises((OSError, ArchiveError), match="No space"):
        restore(backup, new, disk=Failing(writes))
    with pytest.raises(ArchiveMissing, match=r"pincite (restore|ingest)"):
        open_home(new)
    if "PINCITE" in names(new):
        with pytest.raises(ArchiveMissing, match="pincite restore"):
            create_home(new)
        (new / "record.sqlite-wal").write_bytes(b"of the restore before")
    restore(backup, new)
    assert read_items(open_home(new).record) == read_items(home.record)


class Noting(RealDisk):
    """Notes what is done, in order, and to which file or folder."""

    def __init__(self) -> None:
        self.done: list[tuple[str, str]] = []
        self._open: dict[int, str] = {}

    def create(self, path: Path) -> int:
        descriptor = super().create(path)
        self._open[descriptor] = path.name
        self.done.append(("create", path.name))
        return descriptor

    def sync(self, descriptor: int) -> None:
        self.done.append(("sync", self._open[descriptor]))
        super().sync(descriptor)

    def rename(self, source: Path, target: Path) -> None:
        self.done.append(("rename", target.name))
        super().rename(source, target)

    def sync_folder(self, path: Path) -> None:
        self.done.append(("sync folder", path.name))
        super().sync_folder(path)


def test_the_record_is_safe_before_the_marker_says_so(backup: Path, tmp_path: Path) -> None:
    disk = Noting()
    restore(backup, tmp_path / "new", disk=disk)
    copied = disk.done.index(("create", "record.sqlite.new"))
    assert disk.done[copied : copied + 5] == [
        ("create", "record.sqlite.new"),
        ("sync", "record.sqlite.new"),
        ("rename", "record.sqlite"),
        ("sync folder", "new"),
        ("create", "PINCITE.new"),
    ]
    assert ("rename", "PINCITE") in disk.done[:copied]


def test_two_restores_into_one_place_do_not_mix(backup: Path, tmp_path: Path) -> None:
    new = tmp_path / "new"
    new.mkdir()
    with lock(Home(new)), pytest.raises(LockHeld, match=f"process {os.getpid()}"):
        restore(backup, new)


def test_a_record_with_its_own_place_is_restored_there(home: Home, backup: Path, tmp_path: Path) -> None:
    restore(backup, tmp_path / "new", tmp_path / "elsewhere.sqlite")
    assert read_items(tmp_path / "elsewhere.sqlite") == read_items(home.record)
    assert names(tmp_path / "new") == {"PINCITE", "lock"}
    with pytest.raises(ArchiveForeign, match="elsewhere"):
        restore(backup, tmp_path / "newer", tmp_path / "elsewhere.sqlite")


def test_an_older_schema_is_brought_to_ours(home: Home, backup: Path, tmp_path: Path) -> None:
    old = tmp_path / "old.sqlite"
    database = open_writer(file_url(old))
    database.prepare()
    with database.write() as connection:
        upgrade(connection, REVISIONS[0])
        connection.exec_driver_sql(f"ATTACH '{backup / 'record.sqlite'}' AS new")
        for table in ("archive", "runs", "batches", "sources", "statements", "versions"):
            columns = ", ".join(row[1] for row in connection.exec_driver_sql(f"PRAGMA table_info({table})"))
            connection.exec_driver_sql(f"INSERT INTO {table} SELECT {columns} FROM new.{table}")
    database.close()
    shutil.copy(old, backup / "record.sqlite")
    counts = {"statements": 3, "paragraphs": 3, "versions": 3, "sources": 0, "batch": 3}
    forge(backup, schema_revision=REVISIONS[0], counts=counts)

    restore(backup, tmp_path / "new")

    kept = [item for item in read_items(tmp_path / "new" / "record.sqlite") if not hasattr(item, "reason")]
    assert len(kept) == len([item for item in read_items(home.record) if not hasattr(item, "reason")])
    assert read_manifest(backup).schema_revision == REVISIONS[0]


def test_a_record_that_is_damaged_gives_no_backup(home: Home, tmp_path: Path) -> None:
    with sqlite3.connect(home.record) as connection:
        connection.execute("UPDATE versions SET text = 'Altered.' WHERE statement = 'one'")
    connection.close()
    with open_record(file_url(home.record)) as record, pytest.raises(ArchiveDamaged, match="not as it was written"):
        back_up_to(record, tmp_path / "backup")
    assert not (tmp_path / "backup").exists()
