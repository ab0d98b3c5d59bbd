"""The disks of the tests. While one is put in, every write of this process that is not SQLite's goes through it."""

import errno
import inspect
import os
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Protocol

from pincite.index.storage.disk import Disk, RealDisk

OPERATIONS = tuple(name for name, _ in inspect.getmembers(Disk, inspect.isfunction) if not name.startswith("_"))
SYNCS = tuple(name for name in OPERATIONS if name.startswith("sync"))
REMOVALS = ("unlink", "remove_folder")

_ORIGINALS = {name: getattr(RealDisk, name) for name in OPERATIONS}


class Fault(Protocol):
    """Decides what becomes of one operation: ``go`` does it."""

    def __call__(self, operation: str, arguments: tuple[Any, ...], go: Callable[[], Any]) -> Any:
        """Return what the operation returns, or raise."""


@contextmanager
def put_in(fault: Fault) -> Iterator[None]:
    """Let the file system of this machine be one with ``fault``."""
    for name, original in _ORIGINALS.items():
        setattr(RealDisk, name, _through(fault, name, original))
    try:
        yield
    finally:
        for name, original in _ORIGINALS.items():
            setattr(RealDisk, name, original)


def _through(fault: Fault, name: str, original: Callable[..., Any]) -> Callable[..., Any]:
    def operation(self: RealDisk, *arguments: Any) -> Any:
        return fault(name, arguments, lambda: original(self, *arguments))

    return operation


class Died(BaseException):
    """The process was killed. Nothing catches it, as nothing catches SIGKILL."""


class Counting:
    """Counts the operations; a descriptor's end is none, since the system does that for the dead too.

    Syncs are counted and not done: a process that dies takes nothing along that was written.
    """

    def __init__(self) -> None:
        self.kinds: Counter[str] = Counter()

    @property
    def count(self) -> int:
        """How many operations there were so far."""
        return self.kinds.total()

    def __call__(self, operation: str, arguments: tuple[Any, ...], go: Callable[[], Any]) -> Any:
        if operation == "close":
            return go()
        self.kinds[operation] += 1
        self.before(operation, arguments)
        return None if operation in SYNCS else go()

    def before(self, operation: str, arguments: tuple[Any, ...]) -> None:
        """What goes wrong, if anything."""


class Dying(Counting):
    """Dies at operation number ``at``, in the middle of it if it writes; nothing after that reaches the disk."""

    def __init__(self, at: int) -> None:
        super().__init__()
        self._at = at

    def before(self, operation: str, arguments: tuple[Any, ...]) -> None:
        if self.count == self._at and operation == "write":
            descriptor, data = arguments
            os.write(descriptor, memoryview(data)[: len(data) // 2])
        if self.count >= self._at:
            raise Died


class Failing(Counting):
    """Answers operation number ``at`` with an error; with ``lasting`` also all that follow and make or grow a file."""

    def __init__(self, at: int, number: int = errno.EIO, *, lasting: bool = False) -> None:
        super().__init__()
        self._at, self._number, self._lasting = at, number, lasting
        self.failed: str | None = None

    def before(self, operation: str, arguments: tuple[Any, ...]) -> None:
        grows = operation not in (*REMOVALS, *SYNCS)
        if self.count == self._at or (self._lasting and self.count > self._at and grows):
            self.failed = self.failed or operation
            name = next((str(value) for value in arguments if isinstance(value, os.PathLike)), None)
            raise OSError(self._number, os.strerror(self._number), name)
