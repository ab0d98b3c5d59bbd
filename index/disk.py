"""Owns every write of ours to the file system, one operation a method: what a test makes fail, it makes fail here."""

import os
from pathlib import Path
from typing import Protocol


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

    def sync_folder(self, path: Path) -> None:
        """Wait until the names in a folder are on the disk."""


class RealDisk:
    """The file system of this machine."""

    def create(self, path: Path) -> int:
        return os.open(path, os.O_CREAT | os.O_TRUNC | os.O_WRONLY | os.O_CLOEXEC, 0o666)

    def write(self, descriptor: int, data: bytes | bytearray | memoryview) -> None:
        rest = memoryview(data)
        while len(rest):
            rest = rest[os.write(descriptor, rest) :]

    def sync(self, descriptor: int) -> None:
        os.fsync(descriptor)

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

    def sync_folder(self, path: Path) -> None:
        descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def write_synced(disk: Disk, path: Path, data: bytes) -> None:
    """Put ``data`` at ``path`` so that a crash leaves either what stood there or all of it."""
    temporary = path.with_name(f"{path.name}.new")
    descriptor = disk.create(temporary)
    try:
        disk.write(descriptor, data)
        disk.sync(descriptor)
    finally:
        disk.close(descriptor)
    disk.rename(temporary, path)
    disk.sync_folder(path.parent)
