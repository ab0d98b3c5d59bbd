"""Owns writing a segment's file when its arrays do not fit in memory. Long ones go through scratch files."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from isal.isal_zlib import crc32
from numpy.typing import NDArray

from pincite.index.engines.whoosh.arrays.arrayfile import aligned, header_bytes
from pincite.index.engines.whoosh.arrays.strings import IntArray, smallest
from pincite.index.engines.whoosh.commits.storage import NewFile, SyncStorage

_COPY = 1 << 22


@dataclass(slots=True)
class Stream:
    """An array that grows; ``spool`` is its scratch file."""

    dtype: np.dtype[Any]
    spool: NewFile
    count: int = 0
    checksum: int = 0

    def append(self, values: NDArray[Any]) -> None:
        """Append ``values``, in the array's dtype."""
        part = np.ascontiguousarray(values, self.dtype)
        if len(part):
            data = part.view(np.uint8).data
            self.spool.write(data)
            self.count += len(part)
            self.checksum = crc32(data, self.checksum)


@dataclass(slots=True)
class SmallStream:
    """A growing column of small integers (see ``SmallInts``). Large ones are rare, and kept in memory."""

    low: Stream
    where: list[IntArray] = field(default_factory=list)
    high: list[IntArray] = field(default_factory=list)

    def append(self, values: NDArray[np.int32]) -> None:
        """Append ``values`` to the column."""
        large = np.flatnonzero(values >= 256)
        self.where.append(smallest(large + self.low.count))
        self.high.append(smallest(values[large] >> 8, floor=np.uint16))
        self.low.append(values.astype(np.uint8))


class ArraySink:
    """Collects named arrays, then writes them as one file of the storage. Scratch files are always deleted."""

    def __init__(self, storage: SyncStorage, name: str) -> None:
        self._storage, self._name = storage, name
        self._whole: dict[str, NDArray[Any]] = {}
        self._streams: dict[str, Stream] = {}
        self._small: dict[str, SmallStream] = {}

    def add(self, arrays: dict[str, NDArray[Any]]) -> None:
        """Add whole arrays."""
        self._whole.update(arrays)

    def stream(self, name: str, dtype: type[np.generic]) -> Stream:
        """Open an array that grows."""
        spool = self._storage.create_spool(self._spool_name(name))
        return self._streams.setdefault(name, Stream(np.dtype(dtype), spool))

    def small_stream(self, name: str) -> SmallStream:
        """Open a column of small integers that grows."""
        return self._small.setdefault(name, SmallStream(self.stream(f"{name}.low", np.uint8)))

    def finish(self) -> None:
        """Write the file and sync it."""
        for name, column in self._small.items():
            self.add(_exceptions(name, column))
        for stream in self._streams.values():
            stream.spool.close()
        flat = {name: np.ascontiguousarray(array) for name, array in self._whole.items()}
        views = {name: a.reshape(-1).view(np.uint8).data if a.size else b"" for name, a in flat.items()}
        entries = [(name, a.dtype, a.shape, crc32(views[name])) for name, a in flat.items()]
        entries += [(name, s.dtype, (s.count,), s.checksum) for name, s in self._streams.items()]
        self._storage.write_arrays(self._name, self._chunks(header_bytes(self._name, entries)[0], views))

    def close(self) -> None:
        """Remove the scratch files."""
        for stream in self._streams.values():
            stream.spool.close()
        self._storage.discard(self._spool_name(name) for name in self._streams)
        self._streams.clear()

    def _chunks(self, head: bytes, views: dict[str, memoryview | bytes]) -> Iterator[bytes | memoryview]:
        yield head
        for view in views.values():
            yield view
            yield bytes(aligned(len(view)) - len(view))
        for name, stream in self._streams.items():
            size = stream.count * stream.dtype.itemsize
            yield from self._spooled(name)
            yield bytes(aligned(size) - size)

    def _spooled(self, name: str) -> Iterator[bytes]:
        with (self._storage.path / self._spool_name(name)).open("rb", buffering=0) as file:
            while data := file.read(_COPY):
                yield data

    def _spool_name(self, name: str) -> str:
        return f"{self._name}.{name}.spool"


def _exceptions(name: str, column: SmallStream) -> dict[str, NDArray[Any]]:
    wide = np.uint32 if column.low.count < 2**32 else np.int64
    where = np.concatenate([np.zeros(0, np.uint32), *column.where])
    high = np.concatenate([np.zeros(0, np.uint16), *column.high])
    return {f"{name}.where": where.astype(wide, copy=False), f"{name}.high": high}
