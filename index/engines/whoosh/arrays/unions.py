"""Owns the union of sorted lists of strings, with array operations: no string becomes an object.

A string is ordered by its first 16 bytes as two zero-padded big-endian words, then by its length. Longer strings are
ordered by their place among the distinct longer ones.
"""

from collections.abc import Sequence
from itertools import accumulate, pairwise, takewhile

import numpy as np
from numpy.typing import NDArray

from pincite.index.engines.whoosh.arrays.cutting import cut
from pincite.index.engines.whoosh.arrays.strings import IntArray, Strings, smallest

_PREFIX = 16
_ABOVE = np.array([(1 << 64) - (1 << 8 * (8 - size)) for size in range(9)], np.uint64)

AT_ONCE = 1 << 17
"""Strings that are sorted together, unless the union has more already."""

_BYTES = 1 << 20
"""Bytes of strings that are copied together, unless one has more."""

_NOTHING = np.zeros(0, np.uint8), np.zeros(1, np.uint32)

Ints = NDArray[np.int32]


def union(lists: Sequence[Strings]) -> tuple[Strings, list[Ints]]:
    """Return the sorted union of sorted lists of strings and, for each list, the place of each string in it.

    A few lists at a time, so that memory grows with the union, and not with the number of lists.
    """
    made, maps, first = Strings(*_NOTHING), list[Ints](), 0
    while first < len(lists):
        last = _enough(lists, first, max(AT_ONCE, len(made)))
        made, (to_made, *others) = _union([made, *lists[first:last]])
        maps = [to_made[before] for before in maps] + others
        first = last
    return made, maps


def _enough(lists: Sequence[Strings], first: int, strings: int) -> int:
    """Return the list behind those from ``first`` on that together have no more than ``strings``; at least one."""
    sizes = accumulate(map(len, lists[first:]))
    return first + max(1, sum(1 for _ in takewhile(lambda size: size <= strings, sizes)))


def _union(lists: Sequence[Strings]) -> tuple[Strings, list[Ints]]:
    joined = joined_strings(lists)
    starts = joined.offsets[:-1].astype(np.int64)
    sizes: NDArray[np.int64] = joined.offsets[1:].astype(np.int64) - starts
    first, second = _words(joined.blob, starts, sizes)
    beyond = _places_of_long(joined, sizes)
    order = np.lexsort((beyond, second, first))
    first, second, beyond = first[order], second[order], beyond[order]
    new = np.ones(len(order), np.bool_)
    new[1:] = (first[1:] != first[:-1]) | (second[1:] != second[:-1]) | (beyond[1:] != beyond[:-1])
    places = np.empty(len(order), np.int32)
    places[order] = np.cumsum(new, dtype=np.int32) - 1
    bounds = np.cumsum([0, *map(len, lists)])
    return take_strings(joined, order[new]), [places[a:b] for a, b in pairwise(bounds)]


def joined_strings(lists: Sequence[Strings]) -> Strings:
    """Return the strings of all lists, one list after the other."""
    blobs, ends, base = [np.zeros(0, np.uint8)], [np.zeros(1, np.int64)], 0
    for strings in lists:
        first, last = int(strings.offsets[0]), int(strings.offsets[-1])
        blobs.append(strings.blob[first:last])
        ends.append(strings.offsets[1:].astype(np.int64) + (base - first))
        base += last - first
    return Strings(np.concatenate(blobs), np.concatenate(ends))


def take_strings(strings: Strings, which: IntArray) -> Strings:
    """Return the strings at the places ``which``, in that order."""
    offsets = np.zeros(len(which) + 1, np.int64)
    np.cumsum(strings.offsets[which + 1] - strings.offsets[which], out=offsets[1:])
    blob = np.empty(int(offsets[-1]), np.uint8)
    # A few at a time: the place of a byte takes more memory than the byte.
    for first, last in cut(offsets, _BYTES):
        ends = offsets[first : last + 1]
        shifts = strings.offsets[which[first:last]].astype(np.int64) - ends[:-1]
        places = np.repeat(shifts, np.diff(ends))
        places += np.arange(ends[0], ends[-1])
        blob[ends[0] : ends[-1]] = strings.blob[places]
    return Strings(blob, smallest(offsets))


def _words(blob: NDArray[np.uint8], starts: IntArray, sizes: IntArray) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    data = np.concatenate((blob, np.zeros(_PREFIX + 8, np.uint8)))
    at = np.ndarray((len(data) - 7,), ">u8", data, strides=(1,))
    first = at[starts].astype(np.uint64) & _ABOVE[np.minimum(sizes, 8)]
    second = at[starts + 8].astype(np.uint64) & _ABOVE[np.clip(sizes - 8, 0, 8)]
    return first, second


def _places_of_long(strings: Strings, sizes: IntArray) -> Ints:
    """Return the length of each short string, or a larger number for longer ones: their place among these."""
    places = sizes.astype(np.int32)
    long = np.flatnonzero(sizes > _PREFIX)
    values = [strings.bytes_at(number) for number in long.tolist()]
    place = {value: number for number, value in enumerate(sorted(set(values)), _PREFIX + 1)}
    places[long] = [place[value] for value in values]
    return places
