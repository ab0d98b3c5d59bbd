"""``restore``: put record and source files of a backup into an empty place; the index is built from it afterwards.

The backup is checked whole before anything is written. While the record is copied the folder's marker says that a
restore is not finished, and nothing believes what stands there; the marker of an archive takes its place at the end.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pincite.index.backup.backing_up import RECORD
from pincite.index.backup.events import Checked, Copied, Listener, ignore
from pincite.index.backup.files import read_chunks, stamp_file
from pincite.index.backup.manifest import BackupManifest, identify, read_manifest
from pincite.index.backup.source_copies import FilesStamp, copy_files, find_wrong_file, store_of
from pincite.index.record.copies import check_copy, open_copy, read_copy_revision, upgrade_copy
from pincite.index.record.damage import MEND
from pincite.index.record.schema import HEAD, REVISIONS
from pincite.index.storage.disk import Disk, RealDisk, open_synced
from pincite.index.storage.home import Home, being_restored, cease_restoring
from pincite.index.storage.source_store import SourceStore
from pincite.index.values.errors import ArchiveDamaged, ArchiveError, ArchiveForeign, SourceError

_BESIDE = ("-wal", "-shm", "-journal", ".new", "")
"""The files that may be in a record's place, the record itself last."""


def restore(
    folder: Path, home: Path, record: Path | None = None, *, disk: Disk | None = None, on_event: Listener = ignore
) -> BackupManifest:
    """Put the record of the backup in ``folder`` into the archive ``home``, which is empty or made here.

    ``record`` is the record's file where that is not in ``home``. An older schema is brought to ours. A restore that
    was stopped is begun again. SourceError when the backup is damaged, foreign or newer; ArchiveForeign when the place
    is not empty; LockHeld.
    """
    disk = disk or RealDisk()
    manifest = check_backup(folder, on_event)
    with being_restored(home, disk) as place:
        path = record or place.record
        _make_room(place, path, disk)
        _copy(folder / RECORD, path, manifest, disk, on_event)
        if manifest.files is not None:
            _copy_files(folder, place, disk, on_event)
        if manifest.schema_revision != HEAD:
            with _refused(folder / RECORD):
                upgrade_copy(path)
                _check_held(path, manifest)
    return manifest


def check_backup(folder: Path, on_event: Listener = ignore) -> BackupManifest:
    """Check every byte of a backup, and return its manifest. Raises SourceError.

    With our schema every row is read too; with an older one there is nothing yet to check a row by.
    """
    manifest, path = read_manifest(folder), folder / RECORD
    if manifest.schema_revision not in REVISIONS:
        reason = f"its record has schema {manifest.schema_revision[:40]!r}, and this version of Pincite reads {HEAD}"
        raise SourceError(str(folder), None, reason, "install the version that wrote it, or a newer one")
    if not path.is_file():
        raise SourceError(str(path), None, "is missing", _MEND)
    length, digest = stamp_file(path, lambda done, total: on_event(Checked(done, total)))
    if (length, digest) != (manifest.record.length, manifest.record.sha256):
        raise SourceError(str(path), None, "is not as it was written", _MEND)
    with _refused(path):
        if read_copy_revision(path) != manifest.schema_revision:
            raise ArchiveDamaged(_ANOTHER_RECORD)
        if manifest.schema_revision == HEAD:
            _check_held(path, manifest)
        if manifest.files is not None:
            _check_files(folder, manifest.files)
    return manifest


_MEND = "take another backup"
_ANOTHER_RECORD = "is not the record that the manifest describes"


def _check_held(path: Path, manifest: BackupManifest) -> None:
    """Read every row of a record; ArchiveDamaged when it does not match the manifest."""
    counts = check_copy(path)
    with open_copy(path) as record:
        archive = identify(record.cursor_key())
    if archive != manifest.archive or not manifest.matches(counts):
        raise ArchiveDamaged(_ANOTHER_RECORD)


def _check_files(folder: Path, stamp: FilesStamp) -> None:
    """Read every source file of a backup; ArchiveDamaged when they do not match the manifest."""
    with open_copy(folder / RECORD) as record:
        wrong = find_wrong_file(record.files(), store_of(folder, RealDisk()), stamp)
    if wrong is not None:
        raise ArchiveDamaged(wrong)


def _copy_files(folder: Path, home: Home, disk: Disk, on_event: Listener) -> None:
    with open_copy(folder / RECORD) as record:
        store = store_of(folder, disk)
        files = [file for file in record.files() if store.holds(file)]
    if copy_files(files, store, SourceStore(home.sources, disk), on_event):
        raise ArchiveError(f"{folder} changed while it was copied: run the same command again")


@contextmanager
def _refused(path: Path) -> Iterator[None]:
    try:
        yield
    except ArchiveDamaged as error:
        raise SourceError(str(path), None, str(error).removesuffix(f": {MEND}"), _MEND) from error


def find_beside(record: Path) -> list[Path]:
    """Return the files in a record's place and beside it, the record itself last."""
    return [path for end in _BESIDE if (path := record.with_name(record.name + end)).exists()]


def forsake(home: Home, disk: Disk) -> None:
    """Remove the leftovers of an interrupted restore from the archive's folder, the marker last. Raises LockHeld."""
    with cease_restoring(home, disk):
        _make_room(home, home.record, disk)


def _make_room(home: Home, record: Path, disk: Disk) -> None:
    """Remove the leftovers of an interrupted restore from the archive's folder; files elsewhere are not ours."""
    left = find_beside(record)
    if left and record != home.record:
        raise ArchiveForeign(f"{left[0]} already exists: remove it, or set PINCITE_RECORD_URL to another file")
    SourceStore(home.sources, disk).clear()
    for path in left:
        disk.unlink(path)


def _copy(source: Path, target: Path, manifest: BackupManifest, disk: Disk, on_event: Listener) -> None:
    digest = hashlib.sha256()
    with open_synced(disk, target) as write:
        for chunk in read_chunks(source, lambda done, total: on_event(Copied(done, total))):
            digest.update(chunk)
            write(chunk)
        if digest.hexdigest() != manifest.record.sha256:
            raise ArchiveError(f"{source} changed while it was copied: run the same command again")
