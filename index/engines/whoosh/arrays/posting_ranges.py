"""Owns walking through all postings of a field in ranges, so that memory stays bounded."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from pincite.index.engines.whoosh.arrays.cutting import cut
from pincite.index.engines.whoosh.arrays.segment import Postings

POSTINGS = 1 << 19
"""The most postings of a range."""

Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class PostingRange:
    """Successive postings: all of the terms from ``first`` to ``last`` (excluded), or some of a single term.

    They are those from ``start`` to ``stop``, and their positions those from ``begin`` to ``end``.
    """

    first: int
    last: int
    start: int
    stop: int
    begin: int
    end: int

    def postings_by_term(self, postings: Postings) -> Counts:
        """Return how many of the postings each term has: int64[last - first]."""
        bounds = np.clip(postings.offsets[self.first : self.last + 1], self.start, self.stop)
        return bounds[1:] - bounds[:-1]

    def positions_by_term(self, postings: Postings) -> Counts:
        """Return how many of the positions each term has: int64[last - first]."""
        bounds = np.clip(postings.position_offsets[self.first : self.last + 1], self.begin, self.end)
        return bounds[1:] - bounds[:-1]


def whole(postings: Postings, first: int, last: int) -> PostingRange:
    """Return all postings of the terms from ``first`` to ``last``."""
    ends = (offsets[[first, last]].tolist() for offsets in (postings.offsets, postings.position_offsets))
    return PostingRange(first, last, *chain.from_iterable(ends))


def positions_between(postings: Postings, start: int, stop: int) -> int:
    """Return how many positions the postings from ``start`` to ``stop`` have."""
    return int(postings.frequencies.slice(start, stop).sum(dtype=np.int64))


def posting_ranges(postings: Postings) -> Iterator[PostingRange]:
    """Yield all postings in order. The offsets must rise to the ends of what they point into."""
    for first, last in cut(postings.offsets, POSTINGS):
        if int(postings.offsets[last] - postings.offsets[first]) <= POSTINGS:
            yield whole(postings, first, last)
        else:
            yield from _of_one_term(postings, first)


def _of_one_term(postings: Postings, term: int) -> Iterator[PostingRange]:
    start, stop = postings.offsets[term : term + 2].tolist()
    end = int(postings.position_offsets[term])
    for at in range(start, stop, POSTINGS):
        behind = min(at + POSTINGS, stop)
        begin, end = end, end + positions_between(postings, at, behind)
        yield PostingRange(term, term + 1, at, behind, begin, end)
