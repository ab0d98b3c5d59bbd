"""Owns the folder of the index: its marker, the generations, the pointer to the live one, and their locks.

::

    index/
    ├── PINCITE-INDEX     the marker: without it nothing here is touched
    ├── CURRENT           the name of the live generation, and a checksum
    ├── gen-000001/       a marker, manifests, tables of contents, segments
    └── gen-000002/
"""

import fcntl
import hashlib
import os
import re
import weakref
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from pincite.index.engines.whoosh.commits.storage import SyncStorage, is_our_file
from pincite.index.engines.whoosh.commits.toc import check_owner, create_index
from pincite.index.storage.disk import Disk, RealDisk, write_synced
from pincite.index.values.errors import ArchiveDamaged, ArchiveForeign, ArchiveMissing, LockHeld

MARKER = "PINCITE-INDEX"
POINTER = "CURRENT"
KEPT_GENERATIONS = 2
"""How many older generations are kept, unless the settings say otherwise."""

_MARK = b"This folder holds an index of Pincite. It is made from the record and can be made again.\n"
_GENERATION = re.compile(r"^gen-([0-9]{6,})$")


def current_generation(path: Path) -> str:
    """Return the name of the live generation in the index folder ``path``.

    Raises ArchiveMissing, ArchiveForeign, ArchiveDamaged.
    """
    check_marker(path)
    try:
        data = (path / POINTER).read_bytes()
    except FileNotFoundError as error:
        if any(SyncStorage(path / name).commits()[-1:] > [0] for name in generations(path)):
            raise ArchiveDamaged(f"{POINTER} is missing; run `pincite doctor --fix`") from error
        raise ArchiveMissing(f"there is no index in {path.name}/ yet; run `pincite ingest`") from error
    name = data[:-66].decode("ascii", "replace")
    if data != _render_pointer(name) or not _GENERATION.match(name):
        raise ArchiveDamaged(f"{POINTER} is not as it was written; run `pincite doctor --fix`")
    return name


def check_marker(path: Path) -> None:
    """Check that ``path`` is our folder. Raises ArchiveMissing when there is nothing, or ArchiveForeign."""
    if not path.exists() or not any(entry.name != f"{MARKER}.new" for entry in path.iterdir()):
        raise ArchiveMissing("there is no index yet; run `pincite ingest`")
    if not is_marked(path):
        raise ArchiveForeign(
            f"{path.name}/ is not an index of Pincite: it has no {MARKER} as we write it; "
            "move the folder away and run `pincite rebuild`"
        )
    check_owner(path)


def is_marked(folder: Path) -> bool:
    """Whether a folder has our marker, exactly as we write it."""
    try:
        return (folder / MARKER).read_bytes() == _MARK
    except OSError:
        return False


def generations(path: Path) -> list[str]:
    """Return the names of all generations with our marker, oldest first."""
    return [name for name in generation_names(path) if is_marked(path / name)]


def generation_names(path: Path) -> list[str]:
    """Return the names of all folders named like a generation, oldest first."""
    return sorted((entry.name for entry in path.iterdir() if _GENERATION.match(entry.name)), key=_number)


def drop_old(path: Path, disk: Disk | None = None, kept: int = KEPT_GENERATIONS) -> list[str]:
    """Delete generations older than the live one, except the last ``kept`` and those in use by a reader."""
    disk = disk or RealDisk()
    return [name for name in surplus_generations(path, current_generation(path), kept) if drop(path / name, disk)]


def surplus_generations(path: Path, live: str, kept: int) -> list[str]:
    """Return the generations that are older than the last ``kept`` before the live one."""
    old = [name for name in generations(path) if is_after(live, name)]
    return old[: max(0, len(old) - kept)]


class Lease:
    """Protects a generation from deletion while this object exists, by a shared lock on its marker."""

    def __init__(self, folder: Path) -> None:
        descriptor = os.open(folder / MARKER, os.O_RDONLY | os.O_CLOEXEC)
        # Not __del__, which may find no ``os`` any more when the interpreter exits.
        self._let_go = weakref.finalize(self, os.close, descriptor)
        fcntl.flock(descriptor, fcntl.LOCK_SH)

    def close(self) -> None:
        """Release the lock. Calling this again does nothing."""
        self._let_go()


def is_after(name: str, other: str) -> bool:
    """Whether the generation ``name`` was begun after the generation ``other``."""
    return _number(name) > _number(other)


def _number(name: str) -> int:
    return int(name.removeprefix("gen-"))


def _render_pointer(name: str) -> bytes:
    line = name.encode("ascii", "replace")
    return line + b" " + hashlib.sha256(line).hexdigest().encode("ascii") + b"\n"


def found_folder(path: Path, disk: Disk) -> None:
    """Create the folder and its marker if there is nothing yet."""
    try:
        check_marker(path)
    except ArchiveMissing:
        if not path.exists():
            disk.make_folder(path)
            disk.sync_folder(path.parent)
        write_synced(disk, path / MARKER, _MARK)


def make_generation(path: Path, disk: Disk) -> str:
    """Create an empty generation, which no pointer names yet, and return its name."""
    numbers = [_number(entry.name) for entry in path.iterdir() if _GENERATION.match(entry.name)]
    name = f"gen-{max(numbers, default=0) + 1:06d}"
    folder = path / name
    disk.make_folder(folder)
    write_synced(disk, folder / MARKER, _MARK)
    create_index(SyncStorage(folder, disk))
    disk.sync_folder(path)
    return name


def point_to(path: Path, name: str, disk: Disk) -> None:
    """Make ``name`` the live generation."""
    write_synced(disk, path / POINTER, _render_pointer(name))


def drop_unfinished(path: Path, live: str | None, disk: Disk) -> None:
    """Delete what a killed build left: generations after the live one, and folders that should have become one."""
    for name in generations(path):
        if live is None or is_after(name, live):
            drop(path / name, disk)
    for name in generation_names(path):
        if is_unmarked(path / name):
            drop_unmarked(path / name, disk)


def is_unmarked(folder: Path) -> bool:
    """Whether a generation's folder has at most an unfinished marker. A folder with anything else is not touched."""
    return {entry.name for entry in folder.iterdir()} <= {f"{MARKER}.new"}


def drop_unmarked(folder: Path, disk: Disk) -> None:
    """Delete a folder with at most an unfinished marker, as far as possible."""
    with suppress(OSError):
        _empty(folder, disk)


def is_held(folder: Path) -> bool:
    """Whether a reader has a commit of the generation in ``folder`` open."""
    descriptor = os.open(folder / MARKER, os.O_RDONLY | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    else:
        return False
    finally:
        os.close(descriptor)


def drop(folder: Path, disk: Disk) -> bool:
    """Delete a generation, as far as possible. Return False and change nothing if a reader uses it."""
    descriptor = os.open(folder / MARKER, os.O_RDONLY | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    else:
        with suppress(OSError):
            _empty(folder, disk)
        return True
    finally:
        os.close(descriptor)


def _empty(folder: Path, disk: Disk) -> None:
    """Delete our files in a folder, then the folder. The marker is last, so a half-deleted folder is known as ours.

    Foreign files stay, and with them the folder and its marker.
    """
    names = [entry.name for entry in folder.iterdir()]
    ours = [name for name in names if is_our_file(name)]
    for name in ours:
        disk.unlink(folder / name)
    if set(names) <= {*ours, MARKER, f"{MARKER}.new"}:
        # Without this a power cut could bring files back into a folder that has lost its marker.
        disk.sync_folder(folder)
        for name in (f"{MARKER}.new", MARKER):
            if name in names:
                disk.unlink(folder / name)
        disk.remove_folder(folder)


@contextmanager
def exclusive(path: Path) -> Iterator[None]:
    """Hold the lock of the only writer. Raises LockHeld."""
    descriptor = os.open(path / MARKER, os.O_RDONLY | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise LockHeld("another writer of this index") from error
    else:
        yield
    finally:
        os.close(descriptor)
