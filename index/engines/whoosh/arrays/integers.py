"""Owns columns of small integers: one byte each, with the few large ones stored separately."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pincite.index.engines.whoosh.arrays.strings import IntArray

_BYTE = 256


@dataclass(frozen=True, slots=True)
class SmallInts:
    """Integers of 0 or more. ``low`` has their last byte. Higher bits are in ``high``, for the sorted places
    in ``where``. Slices and takes come out as int32.
    """

    low: NDArray[np.uint8]
    where: IntArray
    high: IntArray

    def __len__(self) -> int:
        return len(self.low)

    def slice(self, start: int, stop: int) -> NDArray[np.int32]:
        """Return the integers from ``start`` to ``stop`` as int32."""
        values = self.low[start:stop].astype(np.int32)
        # Bisect, or search in the type of ``where``: numpy would otherwise convert the whole array.
        first, last = bisect_left(self.where, start), bisect_left(self.where, stop)
        if first < last:
            values[self.where[first:last].astype(np.int64) - start] += self.high[first:last].astype(np.int32) * _BYTE
        return values

    def sums(self, start: int, stop: int, places: IntArray) -> NDArray[np.int64]:
        """Return the sum from ``start`` to each of ``start + places`` (ascending, distinct, below ``stop``)."""
        if not len(places):
            return np.zeros(0, np.int64)
        low = self.low[start:stop]
        before = int(low[: places[0]].sum(dtype=np.int64))
        between = np.add.reduceat(low, places, dtype=np.int64)
        sums: NDArray[np.int64] = between.cumsum() - between + before
        first, last = bisect_left(self.where, start), bisect_left(self.where, stop)
        if first < last:
            large = np.concatenate(([0], self.high[first:last].cumsum(dtype=np.int64)))
            sums += large[(self.where[first:last].astype(np.int64) - start).searchsorted(places)] * _BYTE
        return sums

    def take(self, places: IntArray) -> NDArray[np.int32]:
        """Return the integers at ``places`` (ascending, distinct) as int32."""
        values = self.low.take(places).astype(np.int32)
        if len(places):
            # There are few large ones, so they are searched among the places, not the other way round.
            first, last = bisect_left(self.where, places[0]), bisect_right(self.where, places[-1])
            large = self.where[first:last].astype(places.dtype)
            at = places.searchsorted(large)
            own = np.flatnonzero(places[at] == large)
            values[at[own]] += self.high[first:last][own].astype(np.int32) * _BYTE
        return values


def pack_small(name: str, values: IntArray) -> dict[str, NDArray[np.generic]]:
    """Return the arrays, by name, from which ``read_small`` restores ``values``."""
    where = np.flatnonzero(values >= _BYTE)
    large = values[where].astype(np.int64) // _BYTE
    return {
        f"{name}.low": values.astype(np.uint8),
        f"{name}.where": where.astype(np.uint32 if len(values) < 2**32 else np.int64),
        f"{name}.high": large.astype(np.uint16 if not len(large) or large.max() < 2**16 else np.uint32),
    }


def read_small(name: str, arrays: Mapping[str, NDArray[np.generic]]) -> SmallInts:
    """Return the column that ``pack_small`` wrote under ``name``. Raises KeyError when an array is missing."""
    return SmallInts(arrays[f"{name}.low"], arrays[f"{name}.where"], arrays[f"{name}.high"])  # type: ignore[arg-type]
