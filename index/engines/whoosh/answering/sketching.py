"""Owns the sketches of a segment's statements, made of the fingerprints of their paragraphs."""

import numpy as np
import numpy.typing as npt

from pincite.index.engines.whoosh.arrays.cutting import cut
from pincite.index.engines.whoosh.arrays.prints import PAIRS
from pincite.index.engines.whoosh.arrays.segment import SegmentArrays
from pincite.index.query.reissues import SKETCH
from pincite.index.text.fingerprints import Prints

Rows = npt.NDArray[np.int32]
_Keys = npt.NDArray[np.uint64]
_BITS = np.uint64(32)


def build_sketches(arrays: SegmentArrays) -> tuple[Rows, Prints]:
    """Return pairs of statement and fingerprint, ascending: the SKETCH smallest fingerprints of each statement.

    Fingerprints are read from the smallest on, so most statements need few of them.
    """
    lacking = np.full(arrays.s, SKETCH, np.int64)
    found = [np.zeros(0, np.uint64)]
    for first, last in cut(arrays.prints.starts, PAIRS):
        keys = _keys(arrays, first, last, lacking)
        rows = (keys >> _BITS).astype(np.int64)
        starts = np.searchsorted(rows, np.arange(arrays.s))
        keys = keys[np.arange(len(keys)) - starts[rows] < lacking[rows]]
        lacking -= np.bincount((keys >> _BITS).astype(np.int64), minlength=arrays.s)
        found.append(keys)
    joined = np.sort(np.concatenate(found))
    return (joined >> _BITS).astype(np.int32), joined.astype(np.uint32)


def _keys(arrays: SegmentArrays, first: int, last: int, lacking: npt.NDArray[np.int64]) -> _Keys:
    """Return statement and fingerprint as one number, ascending, distinct, of the statements that lack some."""
    postings = arrays.prints
    docs = postings.rows(int(postings.starts[first]), int(postings.starts[last]))
    rows = arrays.statement_of.take(docs)
    wanted = lacking[rows] > 0
    keys: _Keys = rows[wanted].astype(np.uint64) << _BITS | postings.prints(first, last)[wanted]
    keys.sort()
    return np.asarray(keys[np.diff(keys, prepend=np.uint64(2**64 - 1)) != 0])
