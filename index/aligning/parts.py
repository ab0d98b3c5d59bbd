"""Splits: one paragraph whose words stand in several neighbouring ones of the other side. Merges are their mirror."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from pincite.index.aligning.anchors import Pair
from pincite.index.aligning.likeness import SCALE, Check, Likeness

MOST = 12
"""A paragraph is split into at most so many."""

_HELD = 0.6
"""The share of a part's words, by weight, that the whole paragraph has."""
_LIKE = 0.6
"""How alike the whole is to all its parts together."""
_GAIN = 0.02
"""How much more alike each part makes them."""

Parts = Mapping[int, tuple[int, ...]]
"""The parts of a paragraph, by the paragraph; at least two, neighbours in order."""


def find_parts(likeness: Likeness, pairs: Sequence[Pair], lone: set[int], free: set[int], check: Check) -> Parts:
    """Return the paragraphs of the rows' side that were divided in the columns' side.

    ``pairs`` are in order on both sides. ``lone`` and ``free`` are the rows and the columns that no pair holds. A part
    belongs to one paragraph.
    """
    search = _Search(likeness, set(free))
    found: dict[int, tuple[int, ...]] = {}
    for (row, column), (next_row, next_column) in pairwise([(-1, -1), *pairs, likeness.ends]):
        check()
        if next_column > column + 1:
            for one in range(row + 1, next_row):
                found[one] = search.among(one, column + 1, next_column) if one in lone else ()
    around = zip([(-1, -1), *pairs[:-1]], pairs, [*pairs[1:], likeness.ends], strict=True) if pairs else ()
    for (_, before), (row, column), (_, after) in around:
        found[row] = search.around(row, column, before + 1, after)
    return {row: parts for row, parts in found.items() if parts}


class _Search:
    def __init__(self, likeness: Likeness, free: set[int]) -> None:
        self._likeness, self._free = likeness, free
        self._whole, self._other = likeness.left, likeness.right
        self._weights: Sequence[float] = likeness.left.term_weights.tolist()

    def around(self, row: int, column: int, first: int, last: int) -> tuple[int, ...]:
        """Return the parts of ``row`` around ``column``, which it is paired with, from ``first`` to before ``last``."""
        is_whole = self._whole.keys[row] == self._other.keys[column]
        if is_whole or not any(first <= one < last and one in self._free for one in (column - 1, column + 1)):
            return ()
        return self._grow(self._whole.counter(row), [column], first, last)

    def among(self, row: int, first: int, last: int) -> tuple[int, ...]:
        """Return the parts of ``row``, which has no pair, from ``first`` to before ``last``."""
        columns, alike = self._likeness.between(row, first, last)
        masses = self._other.masses[columns]
        shared = alike / (2 * SCALE) * (self._whole.masses[row] + masses)
        candidates = columns[(masses > 0) & (shared >= _HELD * masses)].tolist()
        for column, after in pairwise(candidates):
            if after == column + 1 and {column, after} <= self._free:
                parts = self._grow(self._whole.counter(row), [column], first, last)
                if parts:
                    return parts
        return ()

    def _grow(self, words: Counter[int], parts: list[int], first: int, last: int) -> tuple[int, ...]:
        joined = self._other.counter(parts[0])
        alike = self._alike(words, joined)
        while len(parts) < MOST:
            found = max(self._neighbours(words, joined, parts, first, last), default=(0.0, -1))
            if found[0] < alike + _GAIN:
                break
            alike, part = found
            joined = joined + self._other.counter(part)
            parts = sorted([*parts, part])
        if len(parts) < 2 or alike < _LIKE:
            return ()
        self._free.difference_update(parts)
        return tuple(parts)

    def _neighbours(
        self, words: Counter[int], joined: Counter[int], parts: Sequence[int], first: int, last: int
    ) -> Iterator[tuple[float, int]]:
        for part in (parts[0] - 1, parts[-1] + 1):
            if first <= part < last and part in self._free and self._holds(words, part):
                yield self._alike(words, joined + self._other.counter(part)), part

    def _holds(self, words: Counter[int], part: int) -> bool:
        """Whether a paragraph with ``words`` has most words of ``part``."""
        its = self._other.counter(part)
        mass = self._mass(its)
        return mass > 0 and self._mass(words & its) >= _HELD * mass

    def _alike(self, words: Counter[int], others: Counter[int]) -> float:
        both = self._mass(words) + self._mass(others)
        return 2 * self._mass(words & others) / both if both else 0.0

    def _mass(self, words: Counter[int]) -> float:
        return sum(self._weights[word] * count for word, count in words.items())
