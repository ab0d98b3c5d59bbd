"""Leftovers of an interrupted backup or dump outside the archive: reported for given places, or removed if ours."""

import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from pincite.index.backup.backing_up import RECORD, undo
from pincite.index.backup.dumpformat import HEADER
from pincite.index.backup.manifest import NAME
from pincite.index.backup.marker import is_marked, read_hold
from pincite.index.storage.disk import Disk, RealDisk
from pincite.index.storage.home import MARKER
from pincite.index.values.errors import ArchiveMissing
from pincite.index.values.findings import Finding

_NEW = ".new"
_BY_HAND = "delete it, if nothing in it is yours"


def examine_places(places: Sequence[Path], *, fix: bool, disk: Disk | None = None) -> Iterator[Finding]:
    """Yield what is unfinished at each place: a backup's folder, a dump's file, or a folder that contains some.

    With ``fix`` what carries our marker is removed, unless somebody is writing it. ArchiveMissing for no place at all.
    """
    for place in places:
        yield from _Place(disk or RealDisk(), fix=fix).examine(place)


class _Place:
    """One round through a place."""

    def __init__(self, disk: Disk, *, fix: bool) -> None:
        self._disk, self._fix = disk, fix

    def examine(self, place: Path) -> Iterator[Finding]:
        """Yield what is not finished in a folder, or what was to become a file."""
        if place.is_dir():
            inside = sorted(place.iterdir())
            yield from self._backup(place)
            for path in inside:
                yield from self._backup(path) if path.is_dir() else self._dump(path)
            return
        file = place if place.suffix == _NEW else place.with_name(place.name + _NEW)
        if not place.exists() and not file.exists():
            raise ArchiveMissing(
                f"{place} does not exist: give a backup's folder, a dump's file, or the folder of both"
            )
        yield from self._dump(file)

    def _backup(self, folder: Path) -> Iterator[Finding]:
        is_whole = (folder / NAME).exists()
        if not is_marked(folder):
            if (folder / RECORD).exists() and not is_whole and not (folder / MARKER).exists():
                yield Finding(str(folder), "is an unfinished backup without Pincite's marker", _BY_HAND)
        elif is_whole:
            yield self._left(folder, folder / MARKER, "is a complete backup that is marked as unfinished", self._unmark)
        else:
            yield self._left(folder, folder / MARKER, "is an unfinished backup", self._clear)

    def _dump(self, file: Path) -> Iterator[Finding]:
        if file.suffix == _NEW and _is_dump(file):
            yield self._left(file, file, "is an unfinished dump", self._disk.unlink)

    def _left(self, place: Path, held: Path, what: str, mend: Callable[[Path], object]) -> Finding:
        hold = read_hold(held)
        if hold == "held":
            return Finding(str(place), "is being written", "wait for it to end", kept=True)
        if hold == "unknown":
            return Finding(str(place), f"{what}, or is being written: nothing can be locked there", _BY_HAND)
        if self._fix:
            with suppress(OSError):
                mend(place)
        gone = not held.exists()
        return Finding(str(place), what, f"run `pincite doctor --fix {place}`", mended=gone)

    def _unmark(self, folder: Path) -> None:
        self._disk.unlink(folder / MARKER)

    def _clear(self, folder: Path) -> None:
        undo(folder, self._disk)


def _is_dump(file: Path) -> bool:
    """Whether a file begins with the first line of a dump, gzipped or not: this line is its marker."""
    try:
        with file.open("rb") as opened:
            data = opened.read(4096)
        packer = zlib.decompressobj(wbits=31)
        return data.startswith(HEADER) or packer.decompress(data, len(HEADER)) == HEADER
    except (OSError, zlib.error):
        return False
