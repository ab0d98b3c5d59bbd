"""The archive's folder: its marker, where record and index stand in it, and the one lock for whoever writes.

::

    HOME/
      PINCITE        marker: this folder is ours
      record.sqlite  the record, unless a URL names another
      index/         the engine's
      sources/       the files that statements were read from, unless none are to be kept
      lock, holder   held by the one writer, and who that is (or was, if it was killed)
"""

import fcntl
import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from pincite.index.storage.disk import Disk, RealDisk, make_folders, write_synced
from pincite.index.storage.holder import NAMELESS, LockHolder
from pincite.index.storage.mounts import network_filesystem
from pincite.index.values.errors import ArchiveError, ArchiveForeign, ArchiveMissing, LockHeld, SchemaMismatch

MARKER = "PINCITE"
_FIRST_LINE = "A Pincite archive. Format:"
_FORMAT = "1"
_RESTORING = "A Pincite archive that is being restored. Until that is finished nothing in this folder is believed.\n"
_POLL_SECONDS = 0.05
# What a crash left before the marker stood, and what a file system puts into the root of a volume.
_STILL_EMPTY = frozenset({f"{MARKER}.new", "lock", "holder", "holder.new", "lost+found"})


@dataclass(frozen=True, slots=True)
class Home:
    """An archive's folder that was checked: it carries our marker."""

    path: Path

    @property
    def record(self) -> Path:
        """The SQLite file of the record."""
        return self.path / "record.sqlite"

    @property
    def holder(self) -> Path:
        """The file that names the one writer."""
        return self.path / "holder"

    @property
    def index(self) -> Path:
        """The folder that belongs to the engine."""
        return self.path / "index"

    @property
    def sources(self) -> Path:
        """The folder of the source files."""
        return self.path / "sources"


def open_home(path: Path) -> Home:
    """Return the archive in ``path``; ArchiveMissing, ArchiveForeign or SchemaMismatch when there is none of ours."""
    if _read_marker(path) is None:
        raise ArchiveMissing(f"there is no archive in {path}: run `pincite ingest PATH...`, or set PINCITE_HOME")
    return Home(path)


def create_home(path: Path, disk: Disk | None = None) -> Home:
    """Return the archive in ``path``. A folder that is missing or empty becomes one; a foreign one is refused."""
    disk = disk or RealDisk()
    if _read_marker(path) is None:
        with _ours_to_report(path, "made an archive"):
            make_folders(disk, path)
            with _alone_in(path):
                # Two first ingests may meet here: the second one finds the archive of the first.
                if _read_marker(path) is None:
                    write_synced(disk, path / MARKER, f"{_FIRST_LINE} {_FORMAT}\n".encode())
    return Home(path)


@contextmanager
def _alone_in(path: Path) -> Iterator[None]:
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


@contextmanager
def being_restored(path: Path, disk: Disk) -> Iterator[Home]:
    """Give the archive in ``path`` to whoever restores it, locked; it is one when the block ends without an error.

    Until then its marker says what it is, and it can only be restored again. ArchiveForeign when the folder holds
    anything else, LockHeld when somebody restores into it now.
    """
    _check_no_archive(path)
    with _ours_to_report(path, "made an archive"):
        make_folders(disk, path)
    with lock(Home(path), timeout=0, disk=disk):
        with _alone_in(path):
            # Whoever had the lock before may have made an archive here.
            _check_no_archive(path)
            write_synced(disk, path / MARKER, _RESTORING.encode())
        yield Home(path)
        write_synced(disk, path / MARKER, f"{_FIRST_LINE} {_FORMAT}\n".encode())


@contextmanager
def cease_restoring(home: Home, disk: Disk) -> Iterator[None]:
    """Give a folder that a restore was stopped in to whoever empties it, locked; it is no archive when this ends.

    LockHeld when somebody restores into it now.
    """
    with lock(home, timeout=0, disk=disk):
        if not is_being_restored(home.path):
            raise LockHeld(NAMELESS)
        yield
        # Written once more, it syncs the folder: no power cut brings files back into one that has lost its marker.
        write_synced(disk, home.path / MARKER, _RESTORING.encode())
        disk.unlink(home.path / MARKER)


@contextmanager
def lock(
    home: Home, *, timeout: float = 10.0, on_wait: Callable[[str], None] | None = None, disk: Disk | None = None
) -> Iterator[None]:
    """Be the one writer. When another is, ``on_wait`` gets its name once; LockHeld after ``timeout`` seconds.

    The lock goes with its process, however that ends. ArchiveError on a network's file system: locks there do not
    hold, and neither does the record's shared memory.
    """
    disk = disk or RealDisk()
    kind = network_filesystem(home.path)
    if kind is not None:
        raise ArchiveError(
            f"{home.path} is on a network file system ({kind}): set PINCITE_HOME to a local disk's folder"
        )
    with _ours_to_report(home.path, "written to"):
        descriptor = disk.create(home.path / "lock")
    try:
        _acquire(descriptor, home, timeout, on_wait)
        with _ours_to_report(home.path, "written to"):
            _write_holder(home, disk)
        try:
            yield
        finally:
            # Before the lock goes: the next writer's name stands there as soon as it has the lock.
            with suppress(OSError):
                disk.unlink(home.holder)
    finally:
        disk.close(descriptor)


def is_locked(home: Home) -> bool:
    """Whether a process is writing now."""
    try:
        descriptor = os.open(home.path / "lock", os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        return not _try_lock(descriptor)
    finally:
        os.close(descriptor)


def _acquire(descriptor: int, home: Home, timeout: float, on_wait: Callable[[str], None] | None) -> None:
    if _try_lock(descriptor):
        return
    if on_wait is not None:
        on_wait(read_holder(home))
    end = time.monotonic() + timeout
    while time.monotonic() < end:
        time.sleep(_POLL_SECONDS)
        if _try_lock(descriptor):
            return
    raise LockHeld(read_holder(home))


def _try_lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _write_holder(home: Home, disk: Disk) -> None:
    write_synced(disk, home.holder, json.dumps(asdict(LockHolder.here())).encode())


def read_holder(home: Home) -> str:
    """Return who writes, in words."""
    try:
        return str(LockHolder(**json.loads(home.holder.read_text(encoding="utf-8"))))
    except (OSError, ValueError, TypeError):
        return NAMELESS


def _read_marker(path: Path) -> str | None:
    """Return the format that the marker names; None when the folder is missing or empty."""
    with _ours_to_report(path, "read"):
        text = _marker_text(path)
        if text is None and _is_empty(path):
            return None
        # Another process may have made the archive between these two looks: its marker came first.
        text = _marker_text(path) if text is None else text
    if text is None:
        raise ArchiveForeign(f"{path} contains files but no archive: set PINCITE_HOME to an empty or a new folder")
    if text == _RESTORING:
        raise ArchiveMissing(
            f"a restore into {path} was not finished: run `pincite restore SOURCE` again, or empty the folder"
        )
    first, _, format_ = text.strip().rpartition(" ")
    if first != _FIRST_LINE:
        raise ArchiveForeign(f"the file {path / MARKER} is not a marker of Pincite: set PINCITE_HOME to another folder")
    if format_ != _FORMAT:
        raise SchemaMismatch(
            f"{path} has format {format_[:20]!r}, and this version of Pincite reads {_FORMAT}: install a newer one"
        )
    return format_


def _marker_text(path: Path) -> str | None:
    try:
        return (path / MARKER).read_text(encoding="utf-8", errors="replace")
    except (FileNotFoundError, NotADirectoryError):
        return None


def is_being_restored(path: Path) -> bool:
    """Whether the folder's marker says that a restore into it is not finished."""
    return _marker_text(path) == _RESTORING


def _check_no_archive(path: Path) -> None:
    if not is_being_restored(path) and _read_marker(path) is not None:
        raise ArchiveForeign(f"{path} already contains an archive: set PINCITE_HOME to an empty or a new folder")


def _is_empty(path: Path) -> bool:
    if not path.exists():
        return True
    if not path.is_dir():
        raise ArchiveForeign(f"{path} is not a folder: set PINCITE_HOME to a folder")
    return all(entry.name in _STILL_EMPTY for entry in path.iterdir())


@contextmanager
def _ours_to_report(path: Path, done: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        mend = "get the permission, or set PINCITE_HOME to another folder"
        raise ArchiveError(f"{path} cannot be {done} ({reason}): {mend}") from error
