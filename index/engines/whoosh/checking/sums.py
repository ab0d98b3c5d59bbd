"""Sums over pairs of numbers, by which two lists of pairs are compared that are in different orders.

Sorting or storing millions of pairs would need memory; a sum needs none. Each pair is hashed first (the finaliser of
MurmurHash3), so that two differences do not cancel each other out: they go unnoticed once in 2^64 times.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from pincite.index.engines.whoosh.arrays.cutting import cut
from pincite.index.engines.whoosh.arrays.posting_ranges import posting_ranges
from pincite.index.engines.whoosh.arrays.prints import PAIRS, PrintPostings
from pincite.index.engines.whoosh.arrays.segment import Postings

_OF_TERM = np.uint64(0x9E3779B97F4A7C15)
_ROUNDS = 0xFF51AFD7ED558CCD, 0xC4CEB9FE1A85EC53


def sum_of_words(terms: NDArray[np.int32], first: int) -> int:
    """Return the sum over words at successive places: the ordinals of their terms, and the place of the first."""
    keys = terms.astype(np.uint64)
    keys *= _OF_TERM
    keys += np.arange(first, first + len(terms), dtype=np.uint64)
    return _sum_of(keys)


def sum_of_postings(postings: Postings, starts: NDArray[np.int64]) -> int:
    """Return what ``sum_of_words`` returns for all words in a row; ``starts`` is the place at which each row begins."""
    return sum(_sum_of(keys) for keys in _keys(postings, starts)) % 2**64


def _keys(postings: Postings, starts: NDArray[np.int64]) -> Iterator[NDArray[np.uint64]]:
    for some in posting_ranges(postings):
        places = postings.places.slice(some.begin, some.end).astype(np.uint64)
        tf = postings.frequencies.slice(some.start, some.stop)
        places += np.repeat(starts[postings.rows[some.start : some.stop]].astype(np.uint64), tf)
        terms = np.arange(some.first, some.last, dtype=np.uint64) * _OF_TERM
        yield places + np.repeat(terms, some.positions_by_term(postings))


def sum_of_pairs(prints: NDArray[np.uint32], rows: NDArray[np.uint32]) -> int:
    """Return the sum over pairs of fingerprint and row."""
    return _sum_of(prints.astype(np.uint64) << np.uint64(32) | rows)


def sum_of_prints(postings: PrintPostings) -> int:
    """Return what ``sum_of_pairs`` returns for all of them."""
    bounds = [(first, last, *postings.starts[[first, last]].tolist()) for first, last in cut(postings.starts, PAIRS)]
    return sum(sum_of_pairs(postings.prints(a, b), postings.rows(start, stop)) for a, b, start, stop in bounds) % 2**64


def _sum_of(keys: NDArray[np.uint64]) -> int:
    for factor in _ROUNDS:
        keys ^= keys >> np.uint64(33)
        keys *= np.uint64(factor)
    return int((keys ^ keys >> np.uint64(33)).sum(dtype=np.uint64))
