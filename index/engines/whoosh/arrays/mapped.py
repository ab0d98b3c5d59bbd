"""Owns the mappings of segments: one a file in a process, shared by every reader, gone with the last of them."""

import threading
from pathlib import Path
from weakref import WeakValueDictionary

from pincite.index.engines.whoosh.arrays.arrayfile import map_arrays
from pincite.index.engines.whoosh.arrays.segment import SegmentArrays, read_segment
from pincite.index.values.errors import ArchiveDamaged

_LOCK = threading.Lock()
_OPEN: "WeakValueDictionary[tuple[str, int, int], SegmentArrays]" = WeakValueDictionary()


def open_segment(path: Path, length: int | None = None) -> SegmentArrays:
    """Return the segment that stands at ``path``, mapped once for all who ask; ``length`` is what it must have.

    Raises FileNotFoundError, ArchiveDamaged, SchemaMismatch.
    """
    status = path.stat()
    if length not in (None, status.st_size):
        raise ArchiveDamaged(f"{path.name} has {status.st_size} bytes, not {length}; run `pincite rebuild`")
    # The inode tells a folder that was made anew under the same name from the one before.
    key = (str(path), status.st_dev, status.st_ino)
    with _LOCK:
        found = _OPEN.get(key)
        if found is None:
            found = _OPEN[key] = map_segment(path, length)
    return found


def map_segment(path: Path, length: int | None = None) -> SegmentArrays:
    """Return the segment at ``path`` over a mapping of its own."""
    try:
        return read_segment(map_arrays(path, length))
    except (LookupError, TypeError, ValueError) as error:
        raise ArchiveDamaged(f"{path.name} lacks an array or a row ({error}); run `pincite rebuild`") from error
