"""The archive's folder: its marker, where record and index stand in it, and the one lock for whoever writes.

::

    HOME/
      PINCITE        marker: this folder is ours
      record.sqlite  the record, unless a URL names another
      index/         the engine's
      lock, holder   held by the one writer, and who that is
"""

import json
import os
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from index.disk import RealDisk, write_synced
from index.errors import ArchiveError, ArchiveForeign, ArchiveMissing, LockHeld, SchemaMismatch

MARKER = "PINCITE"
_FIRST_LINE = "A Pincite archive. Format:"
_FORMAT = "1"
# A marker that a crash left unfinished, and what a file system puts into the root of a volume.
_STILL_EMPTY = frozenset({f"{MARKER}.new", "lost+found"})


@dataclass(frozen=True, slots=True)
class Home:
    """An archive's folder that was checked: it carries our marker."""

    path: Path

    @property
    def record(self) -> Path:
        """The SQLite file of the record."""
        return self.path / "record.sqlite"

    @property
    def index(self) -> Path:
        """The folder that belongs to the engine."""
        return self.path / "index"


def open_home(path: Path) -> Home:
    """Return the archive in ``path``; ArchiveMissing, ArchiveForeign or SchemaMismatch when there is none of ours."""
    if _read_marker(path) is None:
        raise ArchiveMissing(f"there is no archive in {path}: run `pincite ingest PATH...`, or set PINCITE_HOME")
    return Home(path)


def create_home(path: Path) -> Home:
    """Return the archive in ``path``. A folder that is missing or empty becomes one; a foreign one is refused."""
    if _read_marker(path) is None:
        with _ours_to_report(path, "made an archive"):
            path.mkdir(parents=True, exist_ok=True)
            write_synced(RealDisk(), path / MARKER, f"{_FIRST_LINE} {_FORMAT}\n".encode())
    return Home(path)


@contextmanager
def lock(home: Home, *, timeout: float = 10.0, on_wait: Callable[[str], None] | None = None) -> Iterator[None]:
    """Be the one writer. When another is, ``on_wait`` gets its name once; LockHeld after ``timeout`` seconds.

    The lock goes with its process, however that ends.
    """
    held = FileLock(home.path / "lock")
    with _ours_to_report(home.path, "written to"):
        _acquire(held, home, timeout, on_wait)
    try:
        with _ours_to_report(home.path, "written to"):
            _write_holder(home)
        yield
    finally:
        held.release()


def _acquire(held: FileLock, home: Home, timeout: float, on_wait: Callable[[str], None] | None) -> None:
    try:
        held.acquire(timeout=0)
    except Timeout:
        if on_wait is not None:
            on_wait(_read_holder(home))
        try:
            held.acquire(timeout=timeout, poll_interval=0.1)
        except Timeout as error:
            raise LockHeld(_read_holder(home)) from error


def _write_holder(home: Home) -> None:
    holder = {"process": os.getpid(), "host": socket.gethostname(), "since": time.strftime("%Y-%m-%d %H:%M:%S %z")}
    write_synced(RealDisk(), home.path / "holder", json.dumps(holder).encode())


def _read_holder(home: Home) -> str:
    try:
        holder = json.loads((home.path / "holder").read_text(encoding="utf-8"))
        return f"process {holder['process']} on {holder['host']}, since {holder['since']}"
    except (OSError, ValueError, KeyError, TypeError):
        return "a process that gives no name"


def _read_marker(path: Path) -> str | None:
    """Return the format that the marker names; None when the folder is missing or empty."""
    with _ours_to_report(path, "read"):
        try:
            text = (path / MARKER).read_text(encoding="utf-8", errors="replace")
        except (FileNotFoundError, NotADirectoryError):
            _check_empty(path)
            return None
    first, _, format_ = text.strip().rpartition(" ")
    if first != _FIRST_LINE:
        raise ArchiveForeign(f"the file {path / MARKER} is not our marker: set PINCITE_HOME to another folder")
    if format_ != _FORMAT:
        raise SchemaMismatch(
            f"{path} has format {format_[:20]!r}, and this Pincite knows {_FORMAT}: install a newer one"
        )
    return format_


def _check_empty(path: Path) -> None:
    if not path.exists():
        return
    if not path.is_dir():
        raise ArchiveForeign(f"{path} is not a folder: set PINCITE_HOME to one")
    if any(entry.name not in _STILL_EMPTY for entry in path.iterdir()):
        raise ArchiveForeign(f"{path} holds files and no archive: set PINCITE_HOME to an empty or a new folder")


@contextmanager
def _ours_to_report(path: Path, done: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        mend = "give yourself the right to it, or set PINCITE_HOME to another folder"
        raise ArchiveError(f"{path} cannot be {done} ({reason}): {mend}") from error
