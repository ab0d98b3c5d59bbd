"""The source files of an archive, each under the SHA-256 of its bytes: synced before the record names it.

::

    HOME/sources/
      ab/ab12…       the bytes as they were read
      ab/ab12….new   not yet synced, or left by a stop
"""

import hashlib
from collections.abc import Iterator
from contextlib import suppress
from io import BufferedReader
from pathlib import Path

from pincite.index.storage.disk import Disk, RealDisk, make_folders
from pincite.index.values.source_file import SourceFile, is_digest

_NEW = ".new"


class SourceStore:
    """A folder of source files. Whoever writes to it holds home.lock; reading is safe from many threads."""

    def __init__(self, folder: Path, disk: Disk | None = None) -> None:
        """Make nothing yet: the folder comes with its first file."""
        self._folder, self._disk = folder, disk or RealDisk()
        self._staged: dict[str, Path] = {}

    def path(self, digest: str) -> Path:
        """Return where the file with this digest stands. ValueError for anything that is not a digest."""
        if not is_digest(digest):
            raise ValueError(f"{digest!r} is not a SHA-256 in hex")
        return self._folder / digest[:2] / digest

    def holds(self, file: SourceFile) -> bool:
        """Whether the file is there in its length; its bytes are not read."""
        try:
            return self.path(file.digest).stat().st_size == file.length
        except OSError:
            return False

    def put(self, file: SourceFile, data: bytes) -> None:
        """Write ``data`` where it is not there yet; it is kept once ``settle`` has returned. Raises OSError."""
        if file.digest in self._staged or self.holds(file):
            return
        path = self.path(file.digest)
        make_folders(self._disk, path.parent)
        temporary = path.with_name(path.name + _NEW)
        # Before the first byte: what an error leaves behind is discarded with the rest.
        self._staged[file.digest] = temporary
        descriptor = self._disk.create(temporary)
        try:
            self._disk.write(descriptor, data)
        finally:
            self._disk.close(descriptor)

    def settle(self) -> None:
        """Sync what was put since the last call: all files first, then the names, a folder once. Raises OSError."""
        for temporary in self._staged.values():
            self._disk.sync_file(temporary)
        for temporary in self._staged.values():
            self._disk.rename(temporary, temporary.with_suffix(""))
        for folder in dict.fromkeys(temporary.parent for temporary in self._staged.values()):
            self._disk.sync_folder(folder)
        self._staged.clear()

    def discard(self) -> None:
        """Remove what was put and did not settle, as far as that can be done."""
        for temporary in self._staged.values():
            with suppress(OSError):
                self._disk.unlink(temporary)
        self._staged.clear()

    def open_file(self, file: SourceFile) -> BufferedReader:
        """Open a file for reading. Raises OSError."""
        return self.path(file.digest).open("rb")

    def find_damage(self, file: SourceFile) -> str | None:
        """Return what is wrong with the bytes of a file, all of which are read; None when they are as written."""
        try:
            with self.open_file(file) as opened:
                digest = hashlib.file_digest(opened, "sha256").hexdigest()
                length = opened.tell()
        except OSError as error:
            return f"cannot be read ({error.strerror or error})"
        return None if (digest, length) == (file.digest, file.length) else "is not as it was written"

    def digests(self) -> Iterator[str]:
        """Yield the digests of all files, in order."""
        for path in self._files():
            if is_digest(path.name):
                yield path.name

    def unsettled(self) -> list[Path]:
        """Return what a stop left behind before it was synced."""
        return [path for path in self._files() if path.suffix == _NEW and is_digest(path.stem)]

    def remove(self, path: Path) -> None:
        """Remove one file of this folder. Raises OSError."""
        self._disk.unlink(path)

    def clear(self) -> None:
        """Remove every file that is ours, and the folders that this leaves empty. Raises OSError."""
        for path in [*map(self.path, self.digests()), *self.unsettled()]:
            self._disk.unlink(path)
        for folder in (*self._folders(), self._folder):
            with suppress(OSError):
                self._disk.remove_folder(folder)

    def _files(self) -> Iterator[Path]:
        for folder in self._folders():
            yield from sorted(folder.iterdir())

    def _folders(self) -> list[Path]:
        try:
            return sorted(path for path in self._folder.iterdir() if len(path.name) == 2 and path.is_dir())
        except FileNotFoundError:
            return []
