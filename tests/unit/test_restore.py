"""What is restored is the archive of that moment or nothing, in an empty place only."""

import os
import shutil
from pathlib import Path

import pytest

from pincite.index.backup import restore
from pincite.index.backup.manifest import read_manifest
from pincite.index.record.schema import REVISIONS, upgrade
from pincite.index.record.sqlite import file_url, open_writer
from pincite.index.storage.disk import RealDisk
from pincite.index.storage.home import Home, create_home, lock, open_home
from pincite.index.values.errors import ArchiveError, ArchiveForeign, ArchiveMissing, LockHeld
from tests.unit.backups import backup, forge, home, names, read_items

__all__ = ["backup", "home"]


def test_it_is_restored_into_an_empty_place_only(home: Home, backup: Path, tmp_path: Path) -> None:
    before = read_items(home.record)
    with pytest.raises(ArchiveForeign, match="already contains an archive"):
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
