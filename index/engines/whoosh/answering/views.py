"""What the evaluator derives from segments and commits: columns of words, live rows, totals, small caches.

A SegmentView lives as long as its segment is mapped, a PartView as long as its commit. Both are shared by threads:
their data is read-only, and cached values are the same whichever thread computes them.
"""

import heapq
from bisect import bisect_left
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from itertools import accumulate, chain
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from pincite.index.engine import WITHOUT_REPLACED
from pincite.index.engines.whoosh.answering.columns import Bools, Column, Family, Ints, families_of
from pincite.index.engines.whoosh.answering.facettable import FacetTable, build_table, joined
from pincite.index.engines.whoosh.answering.sketching import build_sketches
from pincite.index.engines.whoosh.arrays.segment import FacetColumn, SegmentArrays, Snapshot
from pincite.index.engines.whoosh.arrays.strings import Strings, pack_strings
from pincite.index.engines.whoosh.arrays.unions import union
from pincite.index.engines.whoosh.lazily import lazily
from pincite.index.query.compared_issues import Compared
from pincite.index.query.completing import frame
from pincite.index.query.query import Versions
from pincite.index.query.scoring import K1, B
from pincite.index.text.fingerprints import Prints
from pincite.index.text.turkic import is_turkic
from pincite.index.values.entry import Indexed, IndexedReplaced, Passage
from pincite.index.values.errors import SchemaMismatch
from pincite.index.values.heading import Heading, title_key

T = TypeVar("T")
REMEMBERED = 256
"""How many small results (a filter's statements, a facet's matching values) a commit caches."""
HEADINGS = 1_024
"""How many headings of a segment are kept parsed."""
TABLES = 32
"""How many facet tables of a commit are kept: one for each requested set of facets."""


class SegmentView:
    """One segment, without regard to deletions."""

    def __init__(self, arrays: SegmentArrays) -> None:
        self.arrays = arrays
        self.n, self.s = arrays.n, arrays.s
        self.statement_of = arrays.statement_of
        self.first = arrays.first
        self._headings: dict[int, Heading] = {}
        self._tokens: dict[str, list[str]] = {}

    @lazily
    def sizes(self) -> Ints:
        """Paragraphs of each statement."""
        return np.diff(self.first).astype(np.int32)

    @lazily
    def text(self) -> Column:
        """Words of paragraphs."""
        families = tuple(
            Family(language, None if rows is None else rows[self.statement_of]) for language, rows in self._families
        )
        turkic = None if self._turkic is None else self._turkic[self.statement_of]
        return Column(self.arrays.text, self.n, families, self.arrays.lengths, turkic=turkic)

    @lazily
    def title(self) -> Column:
        """Words of titles."""
        families = tuple(Family(language, rows) for language, rows in self._families)
        return Column(self.arrays.title, self.s, families, turkic=self._turkic)

    @lazily
    def title_lengths(self) -> npt.NDArray[np.int64]:
        """Tokens of each title: int64[s]."""
        postings = self.arrays.title
        tf = postings.frequencies.slice(0, len(postings.rows))
        return np.bincount(postings.rows, weights=tf, minlength=self.s).astype(np.int64)

    @lazily
    def _turkic(self) -> Bools | None:
        """The statements in Turkish and Azeri; None when there are none."""
        wanted = np.array([is_turkic(language) for language in self.arrays.facets["language"].values], np.bool_)
        return self.statements_with("language", wanted) if wanted.any() else None

    @lazily
    def _families(self) -> tuple[tuple[str | None, Bools | None], ...]:
        column = self.arrays.facets["language"]
        ordinals = np.full(self.s, -1, dtype=np.int32)
        has = np.flatnonzero(np.diff(column.offsets))
        ordinals[has] = column.ordinals[column.offsets[has]]
        return families_of(values_of(column), ordinals)

    def heading(self, row: int) -> Heading:
        """The heading of the statement at ``row``. Recently used ones are cached."""
        heading = self._headings.get(row)
        if heading is None:
            if len(self._headings) >= HEADINGS:
                self._headings.clear()
            heading = self._headings[row] = self.arrays.heading(row)
        return heading

    def passage(self, doc: int, row: int) -> Passage:
        """The paragraph at ``doc``, which belongs to the statement at ``row``."""
        arrays = self.arrays
        at = bisect_left(arrays.labelled, doc)
        label = arrays.labels[at] if at < len(arrays.labelled) and arrays.labelled[at] == doc else None
        return arrays.placed(doc, row, arrays.texts[doc].decode("utf-8"), label)

    @lazily
    def sketches(self) -> tuple[Ints, Prints]:
        """The sketches of all statements: pairs of statement (int32) and fingerprint (uint32), ascending."""
        return build_sketches(self.arrays)

    @lazily
    def titles(self) -> tuple[Strings, Ints]:
        """The distinct sort keys of titles, sorted, and the place of each statement's key among them."""
        titles = self.arrays.titles()
        _, first, places = np.unique(self.arrays.title_rank, return_index=True, return_inverse=True)
        folded = [title_key(titles[row]).encode("utf-8", "surrogatepass") for row in first.tolist()]
        return Strings(*pack_strings(folded)), places.astype(np.int32)

    def tokens_of_values(self, field: str) -> list[str]:
        """The tokens of each value of ``field``, joined and framed by spaces."""
        known = self._tokens.get(field)
        if known is None:
            known = [frame(value) for value in values_of(self.arrays.facets[field])]
            self._tokens[field] = known
        return known

    def statements_with(self, field: str, wanted: Bools) -> Bools:
        """Statements (bool[s]) with a value of ``field`` whose ordinal is ``wanted``."""
        column = self.arrays.facets[field]
        mask = np.zeros(self.s, dtype=np.bool_)
        at = np.flatnonzero(wanted[column.ordinals])
        mask[np.searchsorted(column.offsets, at, side="right") - 1] = True
        return mask

    def statements_without(self, field: str) -> Bools:
        """Statements (bool[s]) without any value of ``field``."""
        offsets = self.arrays.facets[field].offsets
        return np.asarray(offsets[1:] == offsets[:-1])


class Memory:
    """A cache of small results, valid as long as a commit is served. ``remember`` False turns it off."""

    def __init__(self, remember: bool) -> None:
        self._remember = remember
        self._known: dict[Hashable, object] = {}

    def remembered(self, key: Hashable, compute: Callable[[], T]) -> T:
        """The value of ``compute()``, kept under ``key``."""
        if not self._remember:
            return compute()
        known = self._known.get(key)
        if known is None:
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            known = self._known[key] = compute()
        return known  # type: ignore[return-value]


class PartView(Memory):
    """One segment as of one commit. ``live`` is bool[s], or None when all statements live."""

    def __init__(self, segment: SegmentView, live: Bools | None, remember: bool = True) -> None:
        super().__init__(remember)
        self.segment = segment
        self.arrays = segment.arrays
        self.n, self.s = segment.n, segment.s
        self.live = live
        self._first_issues: Bools | None = None

    @lazily
    def live_paragraphs(self) -> Bools | None:
        """bool[n], or None when all paragraphs live."""
        return None if self.live is None else self.live[self.segment.statement_of]

    def indexed(self) -> Iterator[Indexed]:
        """The live statements, by id."""
        arrays, first = self.arrays, self.segment.first.tolist()
        texts, headings = iter(arrays.texts), iter(arrays.headings)
        labels = dict(zip(arrays.labelled.tolist(), arrays.labels, strict=True))
        for row, heading in enumerate(headings):
            docs = range(first[row], first[row + 1])
            own = [next(texts).decode("utf-8") for _ in docs]
            if self.live is None or self.live[row]:
                known = arrays.known_heading(row, arrays.ids[row], heading)
                yield Indexed(known, arrays.version(row), tuple(labels.get(doc) for doc in docs), tuple(own))

    def replaced(self) -> Iterator[IndexedReplaced]:
        """The live statements of a segment of replaced versions, by id."""
        live = (row for row in range(self.s) if self.live is None or self.live[row])
        for row, one in zip(live, self.indexed(), strict=True):
            rows = enumerate(zip(one.texts, one.labels, strict=True), int(self.segment.first[row]))
            passages = tuple(self.arrays.placed(doc, row, text, label) for doc, (text, label) in rows)
            yield IndexedReplaced(one.heading, one.version, passages)

    def everyone(self) -> Bools:
        """Live statements as bool[s]."""
        return np.ones(self.s, dtype=np.bool_) if self.live is None else self.live

    def keep_reissues(self, ids: Iterable[str]) -> None:
        """Remember which statements are reissues; ids of other parts are passed over."""
        rows = [self.arrays.ids.find(identity) for identity in ids]
        mask = np.ones(self.s, dtype=np.bool_)
        mask[[row for row in rows if row >= 0]] = False
        self._first_issues = mask

    @property
    def first_issues(self) -> Bools:
        """The statements that are no reissues, live or not: bool[s]. Raises LookupError before they are known."""
        if self._first_issues is None:
            raise LookupError("the reissues of this commit are not known yet")
        return self._first_issues


class SnapshotView(Memory):
    """A commit for the evaluator: its parts, totals over live paragraphs, and the order of statements across parts.

    It is of the current versions; ``beside`` is the view of the replaced ones.
    """

    def __init__(
        self,
        snapshot: Snapshot,
        segments: list[SegmentView],
        remember: bool = True,
        beside: "SnapshotView | None" = None,
        compared: Compared | None = None,
    ) -> None:
        super().__init__(remember)
        self.snapshot, self._beside = snapshot, beside
        self.compared = compared or Compared()
        self.reissues: frozenset[str] | None = None
        """The ids of the reissues; None before they are known."""
        self.parts = [
            PartView(view, None if part.live is None else np.asarray(part.live), remember)
            for view, part in zip(segments, snapshot.parts, strict=True)
        ]
        self.paragraphs = snapshot.paragraphs
        self.statements = snapshot.statements
        self.tokens = snapshot.tokens
        self.frequencies: dict[Hashable, int] = {}
        self._tables: dict[tuple[str, ...], FacetTable] = {}
        self._tokens: dict[str, list[str]] = {}

    def indexed(self) -> Iterator[Indexed]:
        """All live statements, by id."""
        return heapq.merge(*(part.indexed() for part in self.parts), key=lambda one: one.heading.id)

    def replaced(self) -> Iterator[IndexedReplaced]:
        """All live statements of a view of replaced versions, by id."""
        return heapq.merge(*(part.replaced() for part in self.parts), key=lambda one: one.heading.id)

    def of(self, versions: Versions) -> "SnapshotView":
        """The view of these versions. Raises SchemaMismatch when the index was built without replaced ones."""
        if versions is Versions.CURRENT:
            return self
        if self._beside is None:
            raise SchemaMismatch(f"the index {WITHOUT_REPLACED}; run `pincite rebuild`")
        return self._beside

    def keep_reissues(self, ids: frozenset[str]) -> None:
        """Remember which statements are reissues, for the replaced versions too."""
        for part in chain(self.parts, () if self._beside is None else self._beside.parts):
            part.keep_reissues(ids)
        self.reissues = ids

    @property
    def segments(self) -> Iterator[SegmentView]:
        """The views of all segments that it uses."""
        yield from (part.segment for part in self.parts)
        if self._beside is not None:
            yield from self._beside.segments

    @property
    def key(self) -> tuple[str, int]:
        """Generation and commit. Every cache and cursor is bound to them."""
        return (self.snapshot.generation, self.snapshot.commit)

    @lazily
    def norms(self) -> npt.NDArray[np.float64]:
        """BM25's length norm by paragraph length, up to the longest."""
        return _norms([part.arrays.lengths for part in self.parts], self.average)

    @property
    def average(self) -> float:
        """The mean length of a paragraph in tokens; never 0."""
        return self.tokens / max(1, self.paragraphs) or 1.0

    @lazily
    def title_norms(self) -> npt.NDArray[np.float64]:
        """The same by the length of titles."""
        return _norms([part.segment.title_lengths for part in self.parts], self.title_average)

    @lazily
    def title_average(self) -> float:
        """The mean length of a live statement's title in tokens; never 0."""
        lengths = ((part.segment.title_lengths, part.live) for part in self.parts)
        tokens = sum(int((own if live is None else own[live]).sum()) for own, live in lengths)
        return tokens / max(1, self.statements) or 1.0

    @lazily
    def bases(self) -> list[int]:
        """For each part, how many statements (live or not) the parts before it have."""
        return list(accumulate((part.s for part in self.parts), initial=0))[:-1]

    def facet_table(self, fields: tuple[str, ...]) -> FacetTable:
        """The values of ``fields`` of all parts. Recently used tables are cached."""
        table = self._tables.get(fields)
        if table is None:
            if len(self._tables) >= TABLES:
                self._tables = {}
            table = self._tables[fields] = self.build_facet_table(fields)
        return table

    def build_facet_table(self, fields: tuple[str, ...]) -> FacetTable:
        """The values of ``fields`` of all parts, computed again."""
        return build_table([part.arrays for part in self.parts], fields)

    def tokens_of_values(self, field: str) -> list[str]:
        """The tokens of each value of ``field`` in its table, joined and framed by spaces."""
        if len(self.parts) == 1:
            return self.parts[0].segment.tokens_of_values(field)
        known = self._tokens.get(field)
        if known is None:
            names, _ = joined([part.arrays.facets[field].values for part in self.parts])
            known = self._tokens[field] = [frame(value) for value in names]
        return known

    @lazily
    def id_ranks(self) -> list[Ints]:
        """For each part, the place of each statement among those of all parts, by id."""
        return union([part.arrays.ids for part in self.parts])[1]

    @lazily
    def title_ranks(self) -> list[Ints]:
        """For each part, the rank of each statement by its title over all parts; equal titles share it."""
        if len(self.parts) == 1:
            return [np.asarray(self.parts[0].arrays.title_rank)]
        known = [part.segment.titles for part in self.parts]
        _, places = union([titles for titles, _ in known])
        return [own[ranks] for own, (_, ranks) in zip(places, known, strict=True)]


class Opened:
    """The views of segments that commits share, so that derived data survives the next commit."""

    def __init__(self, remember: bool) -> None:
        self._remember = remember
        self._segments: dict[int, SegmentView] = {}
        self._compared = Compared()

    def view(self, snapshot: Snapshot) -> SnapshotView:
        """The view of ``snapshot``. Reuses the known views of its segments."""
        segments = [self._segments.setdefault(id(p.arrays), SegmentView(p.arrays)) for p in snapshot.parts]
        beside = None if snapshot.replaced is None else self.view(snapshot.replaced)
        return SnapshotView(snapshot, segments, self._remember, beside, self._compared)

    def forget_unused(self, views: Iterable[SnapshotView]) -> None:
        """Drop segments that are in no view of ``views``."""
        used = {id(segment.arrays) for view in views for segment in view.segments}
        self._segments = {key: segment for key, segment in self._segments.items() if key in used}

    def clear(self) -> None:
        """Drop all segments."""
        self._segments, self._compared = {}, Compared()


def _norms(lengths: Sequence[npt.NDArray[np.integer]], average: float) -> npt.NDArray[np.float64]:
    """BM25's length norm by length, up to the longest."""
    longest = max((int(own.max()) for own in lengths if len(own)), default=0)
    return np.asarray(K1 * (1 - B + B * np.arange(longest + 1, dtype=np.float64) / average))


def values_of(column: FacetColumn) -> list[str]:
    """All values of a facet column, in order."""
    return list(column.values)
