"""The best alignment of two stretches of paragraphs that keeps their order (Needleman and Wunsch 1970).

A pair counts its likeness times its importance, which grows with the root of its words: a long paragraph that was
reworded is not given up for a line of thanks. Leaving a paragraph out costs nothing.
"""

import numpy as np
from numpy.typing import NDArray

from pincite.index.aligning.anchors import Pair
from pincite.index.aligning.likeness import SCALE, Check, Matrix

LEAST = 0.4
"""Paragraphs less alike than this are not taken for one another."""

Floats = NDArray[np.float32]

_LEFT, _UP, _PAIR = 0, 1, 2
_STEP = 256


def find_order(compared: Matrix, ours: Floats, theirs: Floats, check: Check) -> list[Pair]:
    """Return the pairs (row, column) of the best alignment, in order.

    ``compared`` is the likeness of each row and column, ``ours`` and ``theirs`` are their masses.
    """
    rows, columns = compared.shape
    if not rows or not columns:
        return []
    ways = np.zeros((rows, columns), np.uint8)
    before = np.zeros(columns + 1, np.float32)
    ours, theirs = _importance(ours), _importance(theirs)
    for row in range(rows):
        if not row % _STEP:
            check()
        scores = np.minimum(ours[row], theirs) * compared[row]
        scores[compared[row] < LEAST * SCALE] = 0
        paired = before[:-1] + scores
        # Without a cost for leaving out, the best so far in a row is the running maximum.
        best = np.maximum.accumulate(np.maximum(before[1:], paired))
        ways[row] = np.where((paired >= best) & (scores > 0), _PAIR, np.where(before[1:] >= best, _UP, _LEFT))
        before = np.concatenate((before[:1], best))
    return _walk_back(ways)


def _importance(mass: Floats) -> Floats:
    """Return how much a paragraph of this mass counts. A pair counts what the lighter of the two does."""
    return np.sqrt(1 + mass)


def _walk_back(ways: Matrix) -> list[Pair]:
    row, column = ways.shape[0] - 1, ways.shape[1] - 1
    pairs: list[Pair] = []
    while row >= 0 and column >= 0:
        way = ways[row, column]
        if way == _PAIR:
            pairs.append((row, column))
        row -= way != _LEFT
        column -= way != _UP
    return pairs[::-1]
