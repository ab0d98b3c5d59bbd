"""Owns lists of strings as two arrays: one blob of UTF-8 and the offsets into it."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

IntArray = NDArray[np.signedinteger | np.unsignedinteger]

_ABOVE_UTF8 = b"\xff"
_STEP = 64
"""Of so many strings one is kept to search by: 1 MB for a million terms."""


class Strings:
    """A read-only list of strings over arrays. Strings are decoded only when requested.

    ``blob`` is uint8, ``offsets`` an integer array of one more than the number of strings. ``find`` and ``span``
    need the strings sorted by their UTF-8 bytes, which is the order of their code points.
    """

    __slots__ = ("_bounds", "_some", "_view", "blob", "offsets")

    def __init__(self, blob: NDArray[np.uint8], offsets: IntArray) -> None:
        self.blob = blob
        self.offsets = offsets
        self._some: list[bytes] | None = None
        # A view gives Python's own integers, in a fraction of the time of an array's.
        self._bounds, self._view = offsets.data, blob.data

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def __getitem__(self, index: int) -> str:
        """Return the string at ``index`` (0 or more); IndexError beyond the end."""
        return str(self._view[self._bounds[index] : self._bounds[index + 1]], "utf-8")

    def __iter__(self) -> Iterator[str]:
        return (item.decode("utf-8") for item in self.encoded())

    def bytes_at(self, index: int) -> bytes:
        """Return the UTF-8 of the string at ``index``."""
        return self._view[self._bounds[index] : self._bounds[index + 1]].tobytes()

    def encoded(self, start: int = 0, stop: int | None = None) -> list[bytes]:
        """Return the UTF-8 of the strings from ``start`` to ``stop``."""
        ends = self.offsets[start : len(self.offsets) if stop is None else stop + 1].tolist()
        if not ends:
            return []
        base, data = ends[0], bytes(self._view[ends[0] : ends[-1]])
        return [data[a - base : b - base] for a, b in pairwise(ends)]

    def find(self, string: str) -> int:
        """Return the index of ``string`` in the sorted list, or -1."""
        return self.find_encoded(string.encode("utf-8", "surrogatepass"))

    def find_encoded(self, wanted: bytes) -> int:
        """Return what ``find`` does, given UTF-8."""
        index = self._lower_bound(wanted)
        return index if index < len(self) and self.bytes_at(index) == wanted else -1

    def span(self, prefix: str) -> tuple[int, int]:
        """Return the half-open range of the sorted strings that begin with ``prefix``."""
        wanted = prefix.encode("utf-8", "surrogatepass")
        return self._lower_bound(wanted), self._lower_bound(wanted + _ABOVE_UTF8)

    def lower_bound(self, string: str) -> int:
        """Return the place of the first string that is not before ``string``."""
        return self._lower_bound(string.encode("utf-8", "surrogatepass"))

    def _lower_bound(self, wanted: bytes) -> int:
        some = self._sample()
        at = bisect_left(some, wanted)
        low, high = max(0, at * _STEP - _STEP + 1), min(at * _STEP, len(self))
        view, bounds = self._view, self._bounds
        while low < high:
            middle = (low + high) // 2
            if view[bounds[middle] : bounds[middle + 1]].tobytes() < wanted:
                low = middle + 1
            else:
                high = middle
        return low

    def _sample(self) -> list[bytes]:
        """Every so manyth of the strings. Searching these first touches few pages of a long list."""
        if self._some is None:
            self._some = [self.bytes_at(at) for at in range(0, len(self), _STEP)]
        return self._some


def pack_strings(items: Sequence[bytes]) -> tuple[NDArray[np.uint8], IntArray]:
    """Return the blob and the offsets of ``items``, which are UTF-8."""
    offsets = np.zeros(len(items) + 1, np.int64)
    np.cumsum(np.fromiter(map(len, items), np.int64, len(items)), out=offsets[1:])
    return np.frombuffer(b"".join(items), np.uint8), smallest(offsets)


def named_strings(name: str, items: Sequence[bytes]) -> dict[str, NDArray[Any]]:
    """Return the arrays, by name, of a list of strings."""
    blob, offsets = pack_strings(items)
    return {f"{name}.blob": blob, f"{name}.offsets": offsets}


def smallest(values: IntArray, *, floor: type[np.unsignedinteger] = np.uint32) -> IntArray:
    """Return ``values`` (0 or more) in the smallest unsigned type that holds them and is at least ``floor``."""
    top = int(values.max()) if len(values) else 0
    return values.astype(np.promote_types(np.min_scalar_type(top), floor), copy=False)
