"""Owns a table from short byte strings to numbers, for many look-ups at once: two probes, exact comparison.

A string of at most 16 bytes is two zero-padded words of 8. Longer strings, and those without a free slot, are absent.
"""

import numpy as np
from numpy.typing import NDArray

Words = NDArray[np.uint64]

LONGEST = 16
"""The longest string that the table can contain, in bytes."""

_BITS = 18
_SHIFT = np.uint64(64 - _BITS)
_FIRST = np.uint64(0x9E3779B97F4A7C15)
_SECOND = np.uint64(0xC2B2AE3D27D4EB4F)
_OTHER = np.uint64(0xD6E8FEB86659FD93)
_NEVER = np.uint64(2**64 - 1)
_KEEP = np.array([(1 << 8 * size) - 1 for size in range(9)], np.uint64)


class Slots:
    """The table. An empty slot is the string of zero bytes alone, whose number is 0."""

    def __init__(self) -> None:
        self._first = np.zeros(1 << _BITS, np.uint64)
        self._second = np.zeros(1 << _BITS, np.uint64)
        self._numbers = np.zeros(1 << _BITS, np.int32)

    def find(self, first: Words, second: Words) -> tuple[NDArray[np.int32], NDArray[np.intp]]:
        """Return the numbers of the strings, and which of them are not in the table (ignore their numbers)."""
        mixed = first ^ second * _SECOND
        slots = (mixed * _FIRST >> _SHIFT).view(np.int64)
        numbers = self._numbers[slots]
        missed = np.flatnonzero((self._first[slots] != first) | (self._second[slots] != second))
        if not len(missed):
            return numbers, missed
        first, second, slots = first[missed], second[missed], (mixed[missed] * _OTHER >> _SHIFT).view(np.int64)
        numbers[missed] = self._numbers[slots]
        return numbers, missed[(self._first[slots] != first) | (self._second[slots] != second)]

    def put(self, first: Words, second: Words, numbers: NDArray[np.int32]) -> None:
        """Put strings into free slots. A string without a free slot is left out."""
        mixed = first ^ second * _SECOND
        for factor in (_FIRST, _OTHER):
            slots = (mixed * factor >> _SHIFT).view(np.int64)
            free = np.flatnonzero((self._first[slots] == 0) & (self._second[slots] == 0))
            # If two strings want the same slot, the first one gets it.
            slots, order = np.unique(slots[free], return_index=True)
            taken = free[order]
            self._first[slots], self._second[slots] = first[taken], second[taken]
            self._numbers[slots] = numbers[taken]
            rest = np.ones(len(first), np.bool_)
            rest[taken] = False
            first, second, mixed, numbers = first[rest], second[rest], mixed[rest], numbers[rest]


def words_of(data: NDArray[np.uint8], starts: NDArray[np.intp], sizes: NDArray[np.intp]) -> tuple[Words, Words]:
    """Return the two words of each string in ``data``, which has ``LONGEST`` more bytes after the last start.

    A longer string gets words that no string has, so it is never found.
    """
    at = np.ndarray((len(data) - 7,), "<u8", data, strides=(1,))
    first = at[starts] & _KEEP[np.minimum(sizes, 8)]
    second = np.zeros(len(starts), np.uint64)
    longer = np.flatnonzero(sizes > 8)
    second[longer] = at[starts[longer] + 8] & _KEEP[np.minimum(sizes[longer] - 8, 8)]
    second[longer[sizes[longer] > LONGEST]] = _NEVER
    return first, second
