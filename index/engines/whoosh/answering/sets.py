"""Ascending lists of numbers as sets: membership by bisection, or by a mask when there are many queries."""

import numpy as np
import numpy.typing as npt

from pincite.index.engines.whoosh.answering.columns import Bools, Ints

_MOST_MASK = 1 << 26
"""The longest mask in bytes."""

_BISECTION = 10
"""The cost of one bisection, in steps of a mask (measured)."""

Numbers = npt.NDArray[np.integer]
Places = npt.NDArray[np.intp]


def members(haystack: Numbers, needles: Numbers) -> Bools:
    """For each of ``needles``, whether it is in ``haystack``; both ascend, are not negative and of one type."""
    if not len(haystack) or not len(needles):
        return np.zeros(len(needles), dtype=np.bool_)
    low = int(min(haystack[0], needles[0]))
    span = int(max(haystack[-1], needles[-1])) - low + 1
    if span < _MOST_MASK and mask_pays(len(haystack), len(needles), span):
        mask = np.zeros(span, dtype=np.bool_)
        mask[haystack.astype(np.intp) - low] = True
        return mask.take(needles.astype(np.intp) - low)
    at = haystack.searchsorted(needles)
    np.minimum(at, len(haystack) - 1, out=at)
    return np.asarray(haystack[at] == needles)


def mask_pays(size: int, asked: int, span: int) -> bool:
    """Whether a mask of ``span`` is cheaper than ``asked`` bisections of a list of ``size`` (measured)."""
    return asked * 16 > size + span // 16


def places_of(some: Numbers, numbers: Numbers) -> Places:
    """The position of each of ``some`` in ``numbers``, which contains them all. Both are as in ``members``."""
    if len(some) == len(numbers):
        return np.arange(len(numbers), dtype=np.intp)
    if len(some) * _BISECTION < len(numbers):
        return numbers.searchsorted(some)
    return members(some, numbers).nonzero()[0]


def intersection(lists: list[Ints]) -> Ints:
    """The numbers that are in all ascending ``lists``, starting with the shortest."""
    first, *rest = sorted(lists, key=len)
    for rows in rest:
        first = first[members(rows, first)]
    return first
