"""``backup``: the record's file, the source files and a manifest in a folder of their own, taken while others write.

The manifest is written last: a folder without it is no backup, whatever stopped this, and a marker says until then
whose it is. There is no index in it: an index holds pickles, and a stranger's backup must not run code.
"""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path

from pincite.index.backup.events import Checked, Copied, Listener, ignore
from pincite.index.backup.files import stamp_file
from pincite.index.backup.manifest import NAME, BackupManifest, FileStamp, identify, render_manifest
from pincite.index.backup.marker import being_taken, is_marked, mark
from pincite.index.backup.source_copies import FilesStamp, copy_files, find_wrong_file, stamp_files, store_of
from pincite.index.record.copies import check_copy, open_copy, read_copy_revision
from pincite.index.record.record import Record
from pincite.index.record.values import Counts
from pincite.index.storage.disk import Disk, RealDisk, make_folders, write_synced
from pincite.index.storage.home import MARKER
from pincite.index.storage.source_store import SourceStore
from pincite.index.values.errors import ArchiveDamaged, ArchiveForeign

RECORD = "record.sqlite"
_FILES = (f"{NAME}.new", NAME, RECORD, f"{RECORD}-journal")
"""What a backup writes, the journal behind the file that it would make empty again."""
# What a stop left before the marker stood, and what a file system puts into the root of a volume.
_STILL_EMPTY = frozenset({f"{MARKER}.new", "lost+found"})


def back_up(
    record: Record,
    folder: Path,
    *,
    pincite: str,
    now: datetime.datetime,
    sources: SourceStore | None = None,
    disk: Disk | None = None,
    on_event: Listener = ignore,
) -> BackupManifest:
    """Write a backup into ``folder``, which is empty or made here; return its manifest.

    It holds everything up to one batch, whatever is written meanwhile, and all of it is read back. The source files
    come from ``sources``, or none are in it; those that are not whole there are counted as lacking.
    ArchiveForeign when the folder holds anything,
    ArchiveError when the record is no file, ArchiveDamaged when what was read back is not what was to be written.
    """
    disk = disk or RealDisk()
    _check_empty(folder)
    with _undone_after_an_error(disk, folder):
        make_folders(disk, folder)
        with being_taken(folder, disk):
            manifest = _write(record, sources, folder, pincite, now, disk, on_event)
    return manifest


def _write(
    record: Record,
    sources: SourceStore | None,
    folder: Path,
    pincite: str,
    now: datetime.datetime,
    disk: Disk,
    on_event: Listener,
) -> BackupManifest:
    path = folder / RECORD
    counts = record.copy(path, lambda done, total: on_event(Copied(done, total)))
    length, digest = stamp_file(path, lambda done, total: on_event(Checked(done, total)))
    manifest = BackupManifest(
        archive=identify(record.cursor_key()),
        schema_revision=_check(path, counts),
        counts=asdict(counts),
        record=FileStamp(length=length, sha256=digest),
        files=None if sources is None else _write_files(path, sources, store_of(folder, disk), on_event),
        pincite=pincite,
        time=now.isoformat(timespec="seconds"),
    )
    write_synced(disk, folder / NAME, render_manifest(manifest))
    return manifest


def _write_files(copy: Path, sources: SourceStore, target: SourceStore, on_event: Listener) -> FilesStamp:
    """Copy the files that the copy of the record names, and read them back. What is never written to is as it was."""
    with open_copy(copy) as record:
        files = list(record.files())
    lacking = {file.digest for file in copy_files(files, sources, target, on_event)}
    stamp = stamp_files((file for file in files if file.digest not in lacking), len(lacking))
    wrong = find_wrong_file(files, target, stamp)
    if wrong is not None:
        raise ArchiveDamaged(f"{wrong}: check the disk, then make another backup")
    return stamp


def _check(path: Path, counts: Counts) -> str:
    """Check the copy, and return its schema revision."""
    revision = read_copy_revision(path)
    held = check_copy(path)
    if revision is None or held != counts:
        raise ArchiveDamaged(f"{path} differs from the original: check the disk, then make another backup")
    return revision


def _check_empty(folder: Path) -> None:
    if not folder.exists():
        return
    if not folder.is_dir():
        raise ArchiveForeign(f"{folder} is not a folder: choose a new folder for the backup")
    names = {entry.name for entry in folder.iterdir()} - _STILL_EMPTY
    if RECORD in names and NAME not in names and not is_marked(folder):
        raise ArchiveForeign(f"{folder} contains an unfinished backup: remove it, or choose another folder")
    if NAME not in names and is_marked(folder):
        mend = f"run `pincite doctor --fix {folder}`, or choose another folder"
        raise ArchiveForeign(f"{folder} contains an unfinished backup: {mend}")
    if names:
        raise ArchiveForeign(f"{folder} is not empty: choose a new or an empty folder for the backup")


@contextmanager
def _undone_after_an_error(disk: Disk, folder: Path) -> Iterator[None]:
    was_there = folder.exists()
    try:
        yield
    except BaseException:
        with suppress(OSError):
            store_of(folder, disk).clear()
        for name in (*_FILES, MARKER):
            with suppress(OSError):
                disk.unlink(folder / name)
        if not was_there:
            with suppress(OSError):
                disk.remove_folder(folder)
        raise


def undo(folder: Path, disk: Disk) -> None:
    """Remove what a backup that was stopped has left in ``folder``, which carries our marker, and it, if it is empty.

    OSError when that cannot be done; what is not ours stays.
    """
    store_of(folder, disk).clear()
    for name in _FILES:
        with suppress(FileNotFoundError):
            disk.unlink(folder / name)
    # No power cut is to bring files back into a folder that has lost its marker.
    mark(folder, disk)
    disk.unlink(folder / MARKER)
    with suppress(OSError):
        disk.remove_folder(folder)
