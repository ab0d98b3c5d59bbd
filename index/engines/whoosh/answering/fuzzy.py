"""Terms within a few edits of a token, without comparing it to every term.

Each term has a signature of 64 bits (which letters it contains) and a length. An edit changes the length by at most one
and the set of letters by at most two, so that both bounds together leave few terms to be compared in full. The bounds
are safe beyond ASCII: all other letters share one bit.
"""

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import OSA

from pincite.index.engines.whoosh.answering.columns import Column
from pincite.index.engines.whoosh.arrays.strings import Strings

_OTHER = 63
_TRAILING = 0x80


Shape = tuple[npt.NDArray[np.uint64], npt.NDArray[np.int16]]


def fuzzy_terms(column: Column, token: str, edits: int, folds: bool) -> npt.NDArray[np.intp]:
    """Ordinals of the terms within ``edits`` insertions, deletions, replacements or swaps of neighbours.

    With ``folds`` the terms are compared without their accents.
    """
    if column.shape is None:
        column.shape = _shape_of(column.postings.terms)
    close = _close(column.postings.terms, column.shape, token, edits)
    if not folds:
        return close
    with_accents = column.folds
    others = with_accents.terms[_close(with_accents.forms, _shape_of(with_accents.forms), token, edits)]
    return np.union1d(close[~np.isin(close, with_accents.ordinals)], others)


def _close(terms: Strings, shape: Shape, token: str, edits: int) -> npt.NDArray[np.intp]:
    signatures, lengths = shape
    if not len(lengths):
        return np.zeros(0, dtype=np.intp)
    wanted, _ = _signatures(np.frombuffer(token.encode(), dtype=np.uint8), np.array([0, len(token.encode())]))
    near = np.abs(lengths - len(token)) <= edits
    near &= np.bitwise_count(signatures ^ wanted[0]) <= 2 * edits
    close = [at for at in np.flatnonzero(near) if OSA.distance(token, terms[int(at)], score_cutoff=edits) <= edits]
    return np.array(close, dtype=np.intp)


def _shape_of(terms: Strings) -> Shape:
    return _signatures(np.asarray(terms.blob), np.asarray(terms.offsets))


def _signatures(
    blob: npt.NDArray[np.uint8], offsets: npt.NDArray[np.integer]
) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.int16]]:
    """The signature and the length in characters of each term (no term is empty)."""
    if len(offsets) < 2:
        return np.zeros(0, dtype=np.uint64), np.zeros(0, dtype=np.int16)
    starts = offsets[:-1].astype(np.intp)
    bits = np.where(blob < _TRAILING, blob % _OTHER, _OTHER).astype(np.uint64)
    letters = np.left_shift(np.uint64(1), bits)
    begins = ((blob & 0xC0) != _TRAILING).astype(np.int32)
    lengths = np.minimum(np.add.reduceat(begins, starts), np.iinfo(np.int16).max)
    return np.bitwise_or.reduceat(letters, starts), lengths.astype(np.int16)
