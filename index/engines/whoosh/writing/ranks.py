"""Owns the order of byte strings that are numbered as they come: a batch sorts only what it is the first to have."""

from bisect import bisect_left
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int32]


class Ranks:
    """Distinct byte strings, numbered from 0 as they were added."""

    def __init__(self) -> None:
        self._sorted: list[bytes] = []
        self._numbers: Numbers = np.zeros(0, np.int32)

    def __len__(self) -> int:
        return len(self._sorted)

    def add(self, strings: Sequence[bytes]) -> None:
        """Add strings that are new and distinct. The first of them gets the number ``len(self)``."""
        order = sorted(range(len(strings)), key=strings.__getitem__)
        places = [bisect_left(self._sorted, strings[number]) for number in order]
        self._numbers = np.insert(self._numbers, places, np.array(order, np.int32) + len(self))
        self._sorted += strings
        # Nearly sorted already: Python's sort merges the few behind into the many before.
        self._sorted.sort()

    def among(self, held: NDArray[np.bool_]) -> tuple[Numbers, list[bytes]]:
        """Return the strings whose numbers are true in ``held``, bool[len(self)], in order, and their numbers."""
        places = np.flatnonzero(held[self._numbers])
        return self._numbers[places], [self._sorted[place] for place in places.tolist()]
