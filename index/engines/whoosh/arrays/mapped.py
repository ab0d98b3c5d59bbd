"""Owns the mappings of segments: one per file and process, shared by all readers, and closed with the last one."""

import threading
from pathlib import Path
from weakref import WeakValueDictionary

from pincite.index.engines.whoosh.arrays.arrayfile import map_arrays
from pincite.index.engines.whoosh.arrays.segment import SegmentArrays, read_segment
from pincite.index.values.errors import ArchiveDamaged

_LOCK = threading.Lock()
_OPEN: "WeakValueDictionary[tuple[str, int, int], SegmentArrays]" = WeakValueDictionary()


def open_segment(path: Path, length: int | None = None) -> SegmentArrays:
    """Return the segment at ``path``, mapped once for all readers. It must have ``length`` bytes.

    Raises FileNotFoundError, ArchiveDamaged, SchemaMismatch.
    """
    status = path.stat()
    if length not in (None, status.st_size):
        raise ArchiveDamaged(f"{path.name} has {status.st_size} bytes, not {length}; run `pincite rebuild`")
    # The inode distinguishes a new folder from an older one with the same name.
    key = (str(path), status.st_dev, status.st_ino)
    with _LOCK:
        found = _OPEN.get(key)
        if found is None:
            found = _OPEN[key] = map_segment(path, length)
    return found


def map_segment(path: Path, length: int | None = None) -> SegmentArrays:
    """Return the segment at ``path`` over a separate mapping."""
    try:
        return read_segment(map_arrays(path, length))
    except (LookupError, TypeError, ValueError) as error:
        raise ArchiveDamaged(f"{path.name} lacks an array or a row ({error}); run `pincite rebuild`") from error
