"""The order of hits, computed for the slice of one page. Ties go by statement id, then paragraph number."""

from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from pincite.index.engines.whoosh.answering.columns import Floats
from pincite.index.engines.whoosh.answering.found import Found
from pincite.index.engines.whoosh.answering.views import SnapshotView
from pincite.index.engines.whoosh.lazily import lazily
from pincite.index.query.query import Group, Sort
from pincite.index.results import MOST_OTHERS
from pincite.index.values.fields import UNKNOWN_DAY

_LAST = np.int64(2**31 - 1)
_RANK = 32
_GROUP = 64
"""So many scores are represented by the highest of them, before the highest of all are looked for."""

Keys = npt.NDArray[np.int64]
Places = npt.NDArray[np.intp]


class Pick(NamedTuple):
    """One hit: part, statement row, its paragraphs (the best first), their scores, and how many more match."""

    part: int
    row: int
    docs: tuple[int, ...]
    scores: tuple[float, ...] | None
    more: int = 0


class Ordering:
    """A result and its order. ``scores`` has, for each part, one per paragraph; it is None when nothing is scored."""

    def __init__(
        self, view: SnapshotView, found: list[Found], scores: list[Floats | None] | None, sort: Sort, group: Group
    ) -> None:
        self.view, self.found, self.sort, self.group = view, found, sort, group
        self.bounds = list(accumulate((len(item.rows) for item in found), initial=0))
        self.scores = None
        if scores is not None and any(part is not None for part in scores):
            self.scores = [
                np.zeros(item.paragraphs) if part is None else part for part, item in zip(scores, found, strict=True)
            ]

    @lazily
    def starts(self) -> list[Places]:
        """Where the paragraphs of each statement begin in each part."""
        return [item.starts() for item in self.found]

    @property
    def total(self) -> int:
        """How many hits there are."""
        if self.group is Group.STATEMENT:
            return self.bounds[-1]
        return sum([item.paragraphs for item in self.found])

    def picks(self, start: int, stop: int) -> Iterator[Pick]:
        """The hits from rank ``start`` to before ``stop``, both counted from 0."""
        stop = min(stop, self.total)
        if start >= stop:
            return iter(())
        if self.group is Group.STATEMENT:
            return (self._statement(int(place)) for place in self._statements(start, stop))
        return self._by_score(start, stop) if self.scores is not None else self._by_statement(start, stop)

    def _statements(self, start: int, stop: int) -> Places:
        """Places (over all parts) of the statements from rank ``start`` to ``stop``."""
        if self.scores is None:
            return _smallest(self._keys(), start, stop)
        best = [
            np.maximum.reduceat(scores, starts) if len(starts) else scores
            for scores, starts in zip(self.scores, self.starts, strict=True)
        ]
        joined = np.concatenate(best)
        band, skipped = _band(joined, start, stop)
        order = np.lexsort((self._ranks()[band], -joined[band]))
        return np.asarray(band[order[start - skipped : stop - skipped]])

    def _statement(self, place: int) -> Pick:
        part, at = self._locate(place)
        start = int(self.starts[part][at])
        docs = self.found[part].docs_of(at, start)
        scores = None
        if self.scores is not None:
            own = self.scores[part][start : start + len(docs)]
            best = np.argsort(-own, kind="stable")[: MOST_OTHERS + 1]
            scores = tuple(own[best].tolist())
            shown = docs[best]
        else:
            shown = docs[: MOST_OTHERS + 1]
        more = max(0, len(docs) - MOST_OTHERS - 1)
        return Pick(part, int(self.found[part].rows[at]), tuple(shown.tolist()), scores, more)

    def _locate(self, place: int) -> tuple[int, int]:
        part = bisect_right(self.bounds, place) - 1
        return part, place - self.bounds[part]

    def _by_statement(self, start: int, stop: int) -> Iterator[Pick]:
        """Yield hits without scores: all paragraphs of a statement are together."""
        counts = np.concatenate([item.counts for item in self.found])
        order = _smallest(self._keys(), 0, min(stop, len(counts)))
        ends = np.cumsum(counts[order])
        first = int(np.searchsorted(ends, start, side="right"))
        at = int(ends[first] - counts[order[first]])
        for place in order[first:]:
            part, row = self._locate(int(place))
            docs = self.found[part].docs_of(row, int(self.starts[part][row]))
            for doc in docs[max(0, start - at) : stop - at].tolist():
                yield Pick(part, int(self.found[part].rows[row]), (doc,), None)
            at += len(docs)
            if at >= stop:
                return

    def _by_score(self, start: int, stop: int) -> Iterator[Pick]:
        assert self.scores is not None
        joined = self.scores[0] if len(self.scores) == 1 else np.concatenate(self.scores)
        band, skipped = _band(joined, start, stop)
        edges = list(accumulate(map(len, self.scores), initial=0))
        if len(self.scores) == 1:
            order = (-joined.take(band)).argsort(kind="stable")
        else:
            order = np.lexsort((self._paragraph_ranks(band, np.array(edges)), -joined[band]))
        places = band.take(order[start - skipped : stop - skipped])
        for place, score in zip(places.tolist(), joined.take(places).tolist(), strict=True):
            part = bisect_right(edges, place) - 1
            docs = self.found[part].docs
            assert docs is not None
            doc = int(docs[place - edges[part]])
            yield Pick(part, int(self.found[part].part.segment.statement_of[doc]), (doc,), (score,))

    def _paragraph_ranks(self, band: Places, bounds: Places) -> Keys:
        """Order by (id, number) of the paragraphs at places ``band`` (ascending) over all parts."""
        cuts = np.searchsorted(band, bounds)
        ranks = []
        for part, item in enumerate(self.found):
            own = band[cuts[part] : cuts[part + 1]] - bounds[part]
            assert item.docs is not None or not len(own)
            docs = np.zeros(0, dtype=np.int32) if item.docs is None else item.docs[own]
            rows = item.part.segment.statement_of[docs]
            ranks.append((self.view.id_ranks[part][rows].astype(np.int64) << _RANK) + docs)
        return np.concatenate(ranks)

    def _ranks(self) -> Keys:
        """Order by id of the found statements of all parts."""
        if len(self.found) == 1:
            return self.found[0].rows.astype(np.int64)
        ranks = zip(self.view.id_ranks, self.found, strict=False)
        return np.concatenate([own[item.rows] for own, item in ranks]).astype(np.int64)

    def _keys(self) -> Keys:
        """One number per found statement: by the sort, then by the id."""
        keys = np.concatenate([self._sort_keys(at, item) for at, item in enumerate(self.found)])
        return (keys << _RANK) + self._ranks()

    def _sort_keys(self, at: int, item: Found) -> Keys:
        arrays = item.part.arrays
        if self.sort is Sort.NEWEST:
            latest = np.asarray(arrays.latest)[item.rows].astype(np.int64)
            return np.where(latest == UNKNOWN_DAY, _LAST, -latest)
        if self.sort is Sort.OLDEST:
            earliest = np.asarray(arrays.earliest)[item.rows].astype(np.int64)
            return np.where(earliest == UNKNOWN_DAY, _LAST, earliest)
        if self.sort is Sort.ADDED:
            return -np.asarray(arrays.added.batches)[item.rows].astype(np.int64)
        if self.sort is Sort.TITLE:
            return self.view.title_ranks[at][item.rows].astype(np.int64)
        return np.zeros(len(item.rows), dtype=np.int64)


def _band(scores: Floats, start: int, stop: int) -> tuple[Places, int]:
    """Places, ascending, of all scores that can stand from rank ``start`` to ``stop``, and how many stand before."""
    if stop >= len(scores) and not start:
        return np.arange(len(scores)), 0
    among = _high(scores, stop)
    scores = scores.take(among)
    size, cut = len(scores), scores.copy()
    cut.partition((size - stop, size - 1 - start))
    lowest, highest = cut[size - stop], cut[size - 1 - start]
    within = scores >= lowest
    if not start:
        return among[within], 0
    return among[within & (scores <= highest)], int((scores > highest).sum())


def _high(scores: Floats, count: int) -> Places:
    """Places, ascending, of ``count`` scores or more, among which are all of the ``count`` highest.

    The ``count`` highest of the highest of each group are scores too, so no score below them is among them.
    """
    groups = len(scores) // _GROUP
    if groups < 2 * count:
        return np.arange(len(scores))
    highest: Floats = np.maximum.reduce(scores[: groups * _GROUP].reshape(_GROUP, groups))
    highest.partition(groups - count)
    places: Places = (scores >= highest[groups - count]).nonzero()[0]
    return places


def _smallest(keys: Keys, start: int, stop: int) -> Places:
    """Places of the ``keys`` (distinct) from rank ``start`` to ``stop``, in order."""
    if stop * 4 < len(keys):
        chosen = np.argpartition(keys, stop - 1)[:stop]
        return np.asarray(chosen[np.argsort(keys[chosen])][start:])
    return np.argsort(keys)[start:stop]
