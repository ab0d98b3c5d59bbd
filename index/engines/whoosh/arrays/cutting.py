"""Owns cutting a list into ranges that are small enough to be worked on at once."""

from collections.abc import Iterator

import numpy as np

from pincite.index.engines.whoosh.arrays.strings import IntArray


def cut(offsets: IntArray, most: int) -> Iterator[tuple[int, int]]:
    """Yield ranges of entries that have at most ``most`` together, or one entry that has more.

    ``offsets`` rise: entry ``i`` has those from ``offsets[i]`` to ``offsets[i + 1]``.
    """
    first, count = 0, len(offsets) - 1
    while first < count:
        last = int(np.searchsorted(offsets, int(offsets[first]) + most, "right")) - 1
        last = min(max(last, first + 1), count)
        yield first, last
        first = last
