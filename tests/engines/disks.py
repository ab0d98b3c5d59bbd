"""Disks that wait for nothing, fail, lie, or end the process at an operation that is chosen."""

import errno
import os
from collections import Counter

from pincite.index.storage.disk import RealDisk


class QuickDisk(RealDisk):
    """Waits for nothing: what a test does not lose by a power cut needs no syncs."""

    def sync(self, descriptor):
        pass

    def sync_folder(self, path):
        pass


class FailingDisk(QuickDisk):
    """Fails, or ends the process, at operation number ``at``."""

    def __init__(self, at: int, *, dies: bool = False) -> None:
        self.at, self.dies, self.count = at, dies, 0
        self.kinds: Counter[str] = Counter()

    def _step(self, kind: str) -> None:
        self.count += 1
        self.kinds[kind] += 1
        if self.count == self.at:
            if self.dies:
                os._exit(3)
            raise OSError(errno.EIO, "the disk fails on purpose")

    def create(self, path):
        self._step("create")
        return super().create(path)

    def write(self, descriptor, data):
        self._step("write")
        super().write(descriptor, data)

    def sync(self, descriptor):
        self._step("sync")
        super().sync(descriptor)

    def rename(self, source, target):
        self._step("rename")
        super().rename(source, target)

    def unlink(self, path):
        self._step("unlink")
        super().unlink(path)

    def make_folder(self, path):
        self._step("make_folder")
        super().make_folder(path)

    def remove_folder(self, path):
        self._step("remove_folder")
        super().remove_folder(path)

    def sync_folder(self, path):
        self._step("sync_folder")
        super().sync_folder(path)


class LyingDisk(QuickDisk):
    """Writes another last bit than it was given, where much is written at once."""

    def write(self, descriptor, data):
        lies = len(data) > 4000
        super().write(descriptor, bytes(data[:-1]) + bytes([data[-1] ^ 1]) if lies else data)
