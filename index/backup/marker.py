"""The marker and the lock of a backup in progress: how Pincite recognizes its files outside an archive.

Without the marker no folder outside an archive is ever emptied; the lock tells what is being written from what was
left behind, since it goes with its process, however that ends.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Literal

from pincite.index.storage.disk import Disk, write_synced
from pincite.index.storage.home import MARKER

Hold = Literal["held", "free", "unknown"]
"""Whether a process holds a file; some file systems have no locks."""

_TEXT = b"A Pincite backup that is being taken. Until that is finished nothing in this folder is believed.\n"


@contextmanager
def being_taken(folder: Path, disk: Disk) -> Iterator[None]:
    """Mark ``folder`` while a backup is written into it; an interruption leaves the marker."""
    mark(folder, disk)
    descriptor = os.open(folder / MARKER, os.O_RDONLY | os.O_CLOEXEC)
    try:
        with suppress(OSError):
            fcntl.flock(descriptor, fcntl.LOCK_SH)
        yield
    finally:
        os.close(descriptor)
    # A marker that stays beside a manifest does no harm: the manifest says that the backup is whole.
    with suppress(OSError):
        disk.unlink(folder / MARKER)


def mark(folder: Path, disk: Disk) -> None:
    """Put the marker into ``folder``. What was removed there before is synced with it."""
    write_synced(disk, folder / MARKER, _TEXT)


def is_marked(folder: Path) -> bool:
    """Whether a folder has our marker."""
    try:
        return (folder / MARKER).read_bytes() == _TEXT
    except OSError:
        return False


def read_hold(file: Path) -> Hold:
    """Return whether somebody is writing ``file``, or the backup of which it is the marker."""
    descriptor = os.open(file, os.O_RDONLY | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return "held"
    except OSError:
        return "unknown"
    else:
        return "free"
    finally:
        os.close(descriptor)
