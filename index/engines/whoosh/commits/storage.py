"""Owns the order of writes to the index: every file of a generation is created, renamed and deleted here.

A file is synced when it is closed. Before a table of contents gets its name, its manifest and the folder are synced.
Files are deleted only after that, and only when no kept commit needs them.
"""

import fcntl
import hashlib
import os
import re
import time
from collections.abc import Iterable, Iterator
from contextlib import closing, suppress
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Any

from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import StructFile

from pincite.index.engine import Checkpoint
from pincite.index.engines.whoosh.commits.manifest import (
    Manifest,
    manifest_name,
    parse_manifest,
    render_manifest,
)
from pincite.index.engines.whoosh.commits.stamps import Stamp
from pincite.index.query.signing import OUTLIVED_COMMITS, RESTED_SECONDS
from pincite.index.storage.disk import Disk, RealDisk
from pincite.index.values.errors import ArchiveError
from pincite.index.values.fields import SCHEMA_VERSION

INDEX_NAME = "MAIN"
ARRAYS = ".arrays"
REPLACED = ".replaced"
"""The ends of the names of segments: of current versions, and of replaced ones."""

TOC_NAME = re.compile(rf"^_{INDEX_NAME}_([0-9]+)\.toc$")
_OURS = re.compile(rf"^(_{INDEX_NAME}_[0-9]+\.toc|{INDEX_NAME}_[0-9a-z]+\.|MANIFEST-[0-9]+\.json)")
_BUFFER = 1 << 20


class NewFile:
    """A file that is being written: hashed on the way, if it is to be, and synced when it is closed."""

    def __init__(self, disk: Disk, path: Path, *, synced: bool = True, hashed: bool = True) -> None:
        self._disk, self._path, self._synced, self._hashed = disk, path, synced, hashed
        self._descriptor = disk.create(path)
        self._hash = hashlib.sha256()
        self._waiting = bytearray()
        self._length = 0
        self.closed = False

    @property
    def stamp(self) -> Stamp:
        """The length and digest of the bytes written so far."""
        return Stamp(self._length, self._hash.hexdigest())

    def write(self, data: bytes | bytearray | memoryview) -> int:
        self._length += len(data)
        if self._hashed:
            self._hash.update(data)
        if len(data) >= _BUFFER:
            self.flush()
            self._disk.write(self._descriptor, data)
        else:
            self._waiting += data
            if len(self._waiting) >= _BUFFER:
                self.flush()
        return len(data)

    def flush(self) -> None:
        if self._waiting:
            self._disk.write(self._descriptor, self._waiting)
            self._waiting = bytearray()

    def tell(self) -> int:
        return self._length

    def close(self) -> None:
        if self.closed:
            return
        self.closed = True
        try:
            self.flush()
            if self._synced:
                self._disk.sync(self._descriptor)
        finally:
            self._disk.close(self._descriptor)

    def __del__(self) -> None:
        # Whoosh leaves a file open when writing it fails.
        if not getattr(self, "closed", True):
            self.closed = True
            self._disk.close(self._descriptor)


class SyncStorage(FileStorage):  # type: ignore[misc]
    """A generation's folder for Whoosh. With ``keeps`` False no cursor began here, so old commits go at once.

    New commits belong to ``archive``, unless that is empty.
    """

    def __init__(self, folder: Path, disk: Disk | None = None, *, keeps: bool = True, archive: str = "") -> None:
        super().__init__(str(folder), supports_mmap=False)
        self.path = folder
        self.disk = disk or RealDisk()
        self._keeps = keeps
        self.next = Manifest(Checkpoint(0, SCHEMA_VERSION, 0, 0, 0), Stamp(0, ""), {}, archive)
        self._stamps: dict[str, Stamp] = {}

    def create_file(self, name: str, **_: Any) -> StructFile:
        """Open a new file of the folder for writing; it is synced when it is closed."""
        file = NewFile(self.disk, self.path / name)
        return StructFile(file, name=name, onclose=lambda _: self._note(name, file))

    def write_arrays(self, name: str, chunks: Iterator[bytes | memoryview]) -> None:
        """Write a whole file of arrays, of which the first chunk is the head, and sync it."""
        file = NewFile(self.disk, self.path / name, hashed=False)
        try:
            head = next(chunks)
            for chunk in chain((head,), chunks):
                file.write(chunk)
        finally:
            file.close()
        self._stamps[name] = Stamp(file.tell(), hashlib.sha256(head).hexdigest())

    def create_spool(self, name: str) -> NewFile:
        """Open a scratch file, which is never synced. The caller deletes it with ``discard``."""
        return NewFile(self.disk, self.path / name, synced=False, hashed=False)

    def discard(self, names: Iterable[str]) -> None:
        """Delete files that no commit names, as far as possible. The next sweep deletes the rest."""
        for name in names:
            self._stamps.pop(name, None)
            with suppress(OSError):
                self.disk.unlink(self.path / name)

    def written(self, name: str) -> Stamp | None:
        """Return length and digest of a file that was written through this object, else None."""
        return self._stamps.get(name)

    def rename_file(self, oldname: str, newname: str, safe: bool = False) -> None:
        """Rename a file. A table of contents is preceded by its manifest, and the folder is synced around it."""
        if safe and (self.path / newname).exists():
            raise ArchiveError(f"{newname} is there already; run `pincite doctor`")
        found = TOC_NAME.match(newname)
        if found:
            self._write_manifest(int(found.group(1)), self._stamps[oldname])
        self.disk.sync_folder(self.path)
        self.disk.rename(self.path / oldname, self.path / newname)
        self.disk.sync_folder(self.path)

    def delete_file(self, name: str) -> None:
        """Do nothing: Whoosh calls this too early, and does not know which commits are kept; see ``sweep``."""

    def temp_storage(self, _name: str | None = None) -> "NoScratch":
        """Return an empty place, because our writer needs no scratch files from Whoosh."""
        return NoScratch()

    def lock(self, _name: str) -> "FolderLock":
        """Return Whoosh's lock. It is on the folder itself, so no lock file is needed."""
        return FolderLock(self.path)

    def commits(self) -> list[int]:
        """Return the commits in the folder, oldest first."""
        found = (TOC_NAME.match(entry.name) for entry in self.path.iterdir())
        return sorted(int(match.group(1)) for match in found if match)

    def manifest(self, commit: int) -> Manifest:
        """Return the manifest of a commit. Raises FileNotFoundError, ArchiveDamaged, SchemaMismatch."""
        name = manifest_name(commit)
        return parse_manifest((self.path / name).read_bytes(), name)

    def sweep(self) -> list[str]:
        """Delete files that no kept commit needs, and return their names. Only for the lock holder, between commits."""
        commits = self.commits()
        needed = set(self._needed(commits))
        surplus = [name for name in sorted(self.list()) if is_our_file(name) and name not in needed]
        # A table of contents is deleted before its files. If that fails, its files stay until the next time.
        tocs = [name for name in surplus if TOC_NAME.match(name)]
        self.discard(tocs)
        if not any((self.path / name).exists() for name in tocs):
            self.discard(name for name in surplus if name not in tocs)
        return surplus

    def _needed(self, commits: list[int]) -> Iterator[str]:
        last = commits[-1]
        yield from (toc_name(last), manifest_name(last), *self.manifest(last).files)
        # Some old commits are kept for a while, for cursors that began on them.
        oldest = time.time() - RESTED_SECONDS
        for commit in commits[-OUTLIVED_COMMITS:-1] if self._keeps else ():
            # An incomplete or damaged old commit is not worth keeping.
            with suppress(OSError, ArchiveError):
                if (self.path / toc_name(commit)).stat().st_mtime >= oldest:
                    yield from (*self.manifest(commit).files, toc_name(commit), manifest_name(commit))

    def _note(self, name: str, file: NewFile) -> None:
        file.close()
        self._stamps[name] = file.stamp

    def _write_manifest(self, commit: int, toc: Stamp) -> None:
        point = replace(self.next.checkpoint, commit=commit)
        with closing(NewFile(self.disk, self.path / manifest_name(commit), hashed=False)) as file:
            file.write(render_manifest(replace(self.next, checkpoint=point, toc=toc)))


class FolderLock:
    """The lock of Whoosh's only writer of a generation. It ends with its process."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._descriptor = -1

    def acquire(self, blocking: bool = False) -> bool:
        """Take the lock. Return False if another process has it."""
        descriptor = os.open(self._folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if blocking else fcntl.LOCK_NB))
        except BlockingIOError:
            os.close(descriptor)
            return False
        self._descriptor = descriptor
        return True

    def release(self) -> None:
        """Release the lock."""
        os.close(self._descriptor)


class NoScratch:
    """A scratch folder that was never created."""

    def destroy(self) -> None:
        """Nothing to remove."""


def is_our_file(name: str) -> bool:
    """Whether a file of a generation has one of our names, except the marker."""
    return _OURS.match(name) is not None


def toc_name(commit: int) -> str:
    """Return the name of the table of contents of a commit."""
    return f"_{INDEX_NAME}_{commit}.toc"
