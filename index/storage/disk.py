"""Owns every write of ours to the file system, one operation a method: what a test makes fail, it makes fail here."""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NoReturn, Protocol


class Disk(Protocol):
    """What can be done to a file system. Every method raises OSError."""

    def create(self, path: Path) -> int:
        """Open an empty file for writing and return its descriptor; what stood there is gone."""

    def write(self, descriptor: int, data: bytes | bytearray | memoryview) -> None:
        """Write all of ``data``."""

    def sync(self, descriptor: int) -> None:
        """Wait until what was written is on the disk."""

    def close(self, descriptor: int) -> None:
        """Let go of the descriptor."""

    def rename(self, source: Path, target: Path) -> None:
        """Put ``source`` in the place of ``target``."""

    def unlink(self, path: Path) -> None:
        """Remove a file."""

    def make_folder(self, path: Path) -> None:
        """Make a folder that only its owner can use; its parent is there."""

    def remove_folder(self, path: Path) -> None:
        """Remove an empty folder."""

    def sync_file(self, path: Path) -> None:
        """Wait until a file that the database wrote is on the disk."""

    def sync_folder(self, path: Path) -> None:
        """Wait until the names in a folder are on the disk."""


class RealDisk:
    """The file system of this machine."""

    def create(self, path: Path) -> int:
        return os.open(path, os.O_CREAT | os.O_TRUNC | os.O_WRONLY | os.O_CLOEXEC, 0o666)

    def write(self, descriptor: int, data: bytes | bytearray | memoryview) -> None:
        rest = memoryview(data)
        try:
            while len(rest):
                rest = rest[os.write(descriptor, rest) :]
        except OSError as error:
            _raise_named(error, descriptor)

    def sync(self, descriptor: int) -> None:
        try:
            os.fsync(descriptor)
        except OSError as error:
            _raise_named(error, descriptor)

    def close(self, descriptor: int) -> None:
        os.close(descriptor)

    def rename(self, source: Path, target: Path) -> None:
        source.replace(target)

    def unlink(self, path: Path) -> None:
        path.unlink()

    def make_folder(self, path: Path) -> None:
        path.mkdir(mode=0o700)

    def remove_folder(self, path: Path) -> None:
        path.rmdir()

    def sync_file(self, path: Path) -> None:
        _sync_path(path, os.O_RDONLY | os.O_CLOEXEC)

    def sync_folder(self, path: Path) -> None:
        _sync_path(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)


def write_synced(disk: Disk, path: Path, data: bytes) -> None:
    """Put ``data`` at ``path`` so that a crash leaves either what stood there or all of it."""
    with open_synced(disk, path) as write:
        write(data)


@contextmanager
def open_synced(disk: Disk, path: Path) -> Iterator[Callable[[bytes], None]]:
    """Give a function that appends to what is to stand at ``path``.

    When the block ends all of it stands there, synced; after a crash or an error, what stood there before.
    """
    temporary = path.with_name(f"{path.name}.new")
    descriptor = disk.create(temporary)
    try:
        try:
            # So that what a stop has left can be told from what is being written, where locks hold.
            with suppress(OSError):
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield partial(disk.write, descriptor)
            disk.sync(descriptor)
        finally:
            disk.close(descriptor)
        disk.rename(temporary, path)
    except BaseException:
        with suppress(OSError):
            disk.unlink(temporary)
        raise
    disk.sync_folder(path.parent)


def make_folders(disk: Disk, path: Path) -> None:
    """Make ``path`` and what is missing above it, so that none of it is lost; what is there stays as it is."""
    missing = [folder for folder in (path, *path.parents) if not folder.exists()]
    for folder in reversed(missing):
        # Another process may make the same folder at this moment.
        with suppress(FileExistsError):
            disk.make_folder(folder)
        disk.sync_folder(folder.parent)


def _sync_path(path: Path, flags: int) -> None:
    descriptor = os.open(path, flags)
    try:
        os.fsync(descriptor)
    except OSError as error:
        _raise_named(error, descriptor)
    finally:
        os.close(descriptor)


def _raise_named(error: OSError, descriptor: int) -> NoReturn:
    """Raise the error again with the file's name in it: the system tells it only where a name was given."""
    name = Path(f"/proc/self/fd/{descriptor}")
    with suppress(OSError):
        error.filename = str(name.readlink())
    raise error


@contextmanager
def temporary_folder(prefix: str) -> Iterator[Path]:
    """Give a folder of the system's for temporary files, gone when the block ends."""
    with TemporaryDirectory(prefix=prefix) as name:
        yield Path(name)
