"""Owns the reissues of a commit: found from fingerprints and texts when a search first asks for them, and then kept."""

from collections.abc import Sequence
from functools import partial

import numpy as np
import numpy.typing as npt

from pincite.index.engines.whoosh.answering.views import SnapshotView
from pincite.index.engines.whoosh.arrays.segment import SegmentArrays
from pincite.index.query.compared_issues import Issue
from pincite.index.query.deadline import Check
from pincite.index.query.reissues import find_reissues
from pincite.index.query.same_words import words_of
from pincite.index.values.fields import UNKNOWN_DAY


def learn_reissues(view: SnapshotView, check: Check) -> None:
    """Find the reissues of a commit, unless they are known. Raises what ``check`` raises.

    What was compared until then is kept, so that the next call goes on from there.
    """
    if view.reissues is None:
        view.keep_reissues(_Search(view).find(check))


class _Search:
    """Looks through the live statements of a commit, which are numbered part by part."""

    def __init__(self, view: SnapshotView) -> None:
        self._view = view
        self._rows = [np.flatnonzero(part.everyone()) for part in view.parts]
        self._bases = np.cumsum([0, *map(len, self._rows)])

    def find(self, check: Check) -> frozenset[str]:
        """Return the ids of the reissues."""
        parts = list(zip(self._view.parts, self._rows, strict=True))
        days = _joined([part.arrays.earliest[rows] for part, rows in parts])
        days[days == UNKNOWN_DAY] = np.iinfo(np.int64).max
        ids = _joined([ranks[rows] for ranks, rows in zip(self._view.id_ranks, self._rows, strict=True)])
        prints, owners = self._sketches(check)
        found = find_reissues(prints, owners, np.lexsort((ids, days)), self._is_same, check)
        return frozenset(self._view.parts[part].arrays.ids[row] for part, row in map(self._place, found.tolist()))

    def _sketches(self, check: Check) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.int64]]:
        prints, owners = [np.zeros(0, np.uint32)], []
        for part, rows, base in zip(self._view.parts, self._rows, self._bases, strict=False):
            check()
            of_all, own = part.segment.sketches
            numbers = np.full(part.s, -1, np.int64)
            numbers[rows] = base + np.arange(len(rows))
            live = numbers[of_all] >= 0
            prints.append(own[live])
            owners.append(numbers[of_all[live]])
        return np.concatenate(prints), _joined(owners)

    def _is_same(self, later: int, earlier: int) -> bool:
        return self._view.compared.are_same(self._issue(later), self._issue(earlier))

    def _issue(self, number: int) -> Issue:
        part, row = self._place(number)
        arrays = self._view.parts[part].arrays
        # The same text may have been divided otherwise, and something of it left out.
        return Issue(
            (bytes(arrays.arrays["versions"][row]), int(arrays.tokens[row])), partial(_read_words, arrays, row)
        )

    def _place(self, number: int) -> tuple[int, int]:
        part = int(np.searchsorted(self._bases, number, "right")) - 1
        return part, int(self._rows[part][number - int(self._bases[part])])


def _read_words(arrays: SegmentArrays, row: int) -> list[str]:
    first, last = arrays.first[row : row + 2].tolist()
    return words_of(arrays.texts[doc].decode("utf-8") for doc in range(first, last))


def _joined(columns: Sequence[npt.NDArray[np.integer]]) -> npt.NDArray[np.int64]:
    return np.concatenate([np.zeros(0, np.int64), *columns]).astype(np.int64)
