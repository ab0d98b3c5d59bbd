"""Fixed points of an alignment: paragraphs that are unique on both sides, and their heaviest chain in order.

No blank paragraph and none that is repeated on a side is an anchor, nor one of a few words: two texts may share "Thank
you." anywhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pincite.index.aligning.likeness import SCALE, Likeness, Paragraphs, Rows

Pair = tuple[int, int]
"""A paragraph of the left side and one of the right side, from 0."""

_FEWEST = 4
"""An anchor or a link has at least so many words."""
_ALIKE = 0.6
"""Two paragraphs at least so alike may be a link."""
_MARGIN = 0.1
"""A link is so much more alike than either paragraph is to any other."""


@dataclass(frozen=True, slots=True)
class Chain:
    """``kept`` are in order on both sides. ``moved`` are certain pairs that cross them."""

    kept: tuple[Pair, ...]
    moved: tuple[Pair, ...]


def find_anchors(left: Paragraphs, right: Paragraphs) -> list[Pair]:
    """Return the pairs of equal paragraphs whose words occur once on each side, in the order of the left side."""
    ours, theirs = _once(left), _once(right)
    shared, left_at, right_at = np.intersect1d(left.keys[ours], right.keys[theirs], return_indices=True)
    del shared
    return sorted(zip(ours[left_at].tolist(), theirs[right_at].tolist(), strict=True))


def _once(side: Paragraphs) -> Rows:
    _, inverse, counts = np.unique(side.wordings, return_inverse=True, return_counts=True)
    return np.flatnonzero((counts[inverse] == 1) & (side.words >= _FEWEST))


def find_links(likeness: Likeness) -> list[Pair]:
    """Return the pairs of reworded paragraphs that are clearly more alike than either is to any other paragraph."""
    compared, rows, columns = likeness.matrix, likeness.rows, likeness.columns
    if not compared.size:
        return []
    best, second = _two_best(compared)
    its_best, its_second = _two_best(compared.T)
    mine = np.arange(len(rows))
    alike = compared[mine, best].astype(np.int64)
    alike[(likeness.left.words[rows] < _FEWEST) | (likeness.right.words[columns[best]] < _FEWEST)] = 0
    clear = np.maximum(second, its_second[best]) + _MARGIN * SCALE <= alike
    found = np.flatnonzero((its_best[best] == mine) & clear & (alike >= _ALIKE * SCALE))
    return list(zip(rows[found].tolist(), columns[best[found]].tolist(), strict=True))


def _two_best(compared: NDArray[np.uint8]) -> tuple[NDArray[np.intp], NDArray[np.uint8]]:
    """Return for each row where its largest value stands, and its second largest value."""
    best = compared.argmax(axis=1)
    others = compared.copy()
    others[np.arange(len(others)), best] = 0
    return best, others.max(axis=1)


def find_chain(pairs: Sequence[Pair], weights: Sequence[float], size: int) -> Chain:
    """Return the heaviest chain of ``pairs`` that ascends on both sides; the others cross it.

    ``pairs`` ascend on the left side, no paragraph is in two of them, and ``size`` is the length of the right side.
    """
    tree = _Heaviest(size)
    before: list[int] = []
    for at, ((_, column), weight) in enumerate(zip(pairs, weights, strict=True)):
        total, last = tree.best(column)
        before.append(last)
        tree.put(column, total + weight, at)
    at = tree.best(size)[1]
    kept: set[int] = set()
    while at >= 0:
        kept.add(at)
        at = before[at]
    chosen = [pairs[number] for number in sorted(kept)]
    return Chain(tuple(chosen), tuple(pair for number, pair in enumerate(pairs) if number not in kept))


class _Heaviest:
    """The heaviest chain that ends before a column: a binary indexed tree of maxima (Fenwick 1994)."""

    def __init__(self, size: int) -> None:
        self._best: list[tuple[float, int]] = [(0.0, -1)] * (size + 1)

    def best(self, column: int) -> tuple[float, int]:
        """Return the weight of the heaviest chain that ends before ``column``, and its last pair (-1: none)."""
        found = (0.0, -1)
        while column > 0:
            found = max(found, self._best[column])
            column -= column & -column
        return found

    def put(self, column: int, weight: float, pair: int) -> None:
        """Note a chain that ends with ``pair`` in ``column``."""
        place = column + 1
        while place < len(self._best):
            self._best[place] = max(self._best[place], (weight, pair))
            place += place & -place
