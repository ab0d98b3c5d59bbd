"""What a search answers: values for JSON, page, feed and export alike.

Those of which a page has many are named tuples: a frozen dataclass takes three times as long to make.
"""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from pincite.index.query.asking import Forms
from pincite.index.query.bars import choose_interval, ends, shown_bars
from pincite.index.query.deadline import Check, OutOfTime
from pincite.index.query.explaining import ScorePart, explain
from pincite.index.query.offering import Offer
from pincite.index.query.query import Group, Interval, Query
from pincite.index.query.relaxing import Relaxing, lacking_of
from pincite.index.query.scoring import Weighing
from pincite.index.values.entry import Passage
from pincite.index.values.heading import Heading
from pincite.index.values.marks import Mark

MOST_OTHER_VALUES = 10_000
"""Above this the number of a facet's values that are left out is not told."""
MOST_OTHERS = 2
"""How many further paragraphs of a statement a grouped hit shows."""
MOST_TITLES = 5
"""How many statements are listed by their titles."""


class Count(NamedTuple):
    """Two exact counts of one set."""

    paragraphs: int = 0
    statements: int = 0


class Snippet(NamedTuple):
    """A window of a paragraph, verbatim; ``start`` is its first code point in the paragraph. Never HTML."""

    text: str
    marks: tuple[Mark, ...]
    start: int = 0
    cut_before: bool = False
    cut_after: bool = False


class Hit(NamedTuple):
    """One matching paragraph. ``score`` is None unless sorted by relevance.

    Grouped by statement it is the best paragraph; ``others`` are the next best (at most MOST_OTHERS), ``more`` how
    many further paragraphs of the statement match. ``snippets`` are added above the port. Of a relaxed hit, ``lacks``
    are the words that it does not hold, ``in_title`` those that its title alone holds.
    """

    heading: Heading
    passage: Passage
    rank: int
    score: float | None
    snippets: tuple[Snippet, ...] = ()
    others: tuple["Hit", ...] = ()
    more: int = 0
    parts: tuple[ScorePart, ...] = ()
    lacks: tuple[str, ...] = ()
    in_title: tuple[str, ...] = ()

    def showing(self, snippet: Snippet, others: tuple["Hit", ...]) -> "Hit":
        """Return the hit with its snippet, and with ``others`` that have theirs."""
        # ``_replace`` takes three times as long, and a page has ten hits.
        own = (self.heading, self.passage, self.rank, self.score)
        return Hit(*own, (snippet,), others, self.more, self.parts, self.lacks, self.in_title)


@dataclass(frozen=True, slots=True)
class Relaxed:
    """Paragraphs that hold at least ``required`` of ``of`` words, by themselves or their title, and are no hits.

    At least one word stands in the paragraph itself. Those that hold most come first, then the best scores: hits have
    scores in every order. ``absent`` are the words that nothing holds that the filters let through.
    """

    required: int
    of: int
    absent: tuple[str, ...]
    paragraphs: int
    statements: int
    hits: tuple[Hit, ...] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A paragraph that shares fingerprints with a text, and how many (1 or more). What that means is asked above."""

    heading: Heading
    passage: Passage
    shared: int


class Bucket(NamedTuple):
    """One value of a facet, and how much of the result (without this facet's own filter) has it."""

    value: str
    label: str
    paragraphs: int
    statements: int
    selected: bool = False


class FacetCounts(NamedTuple):
    """``other_values`` is None above ``MOST_OTHER_VALUES``; ``other_paragraphs`` is the sum over those left out."""

    buckets: tuple[Bucket, ...]
    other_values: int | None
    other_paragraphs: int
    missing: Count


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: both ends inclusive."""

    first: datetime.date
    last: datetime.date
    paragraphs: int
    statements: int


@dataclass(frozen=True, slots=True)
class WordCounts:
    """Word counts: how many tokens the paragraphs have that each of ``bars`` counts, and those beside the bars."""

    bars: tuple[int, ...] = ()
    wider: int = 0
    unknown: int = 0


@dataclass(frozen=True, slots=True)
class Histogram:
    """A date stands in the bar that holds its whole interval; ``wider`` counts dates that no bar holds.

    ``words`` is given where it was asked for (``Query.words``).
    """

    interval: Interval
    bars: tuple[Bar, ...]
    wider: Count
    unknown: Count
    words: WordCounts | None = None


def in_order(buckets: Iterable[Bucket]) -> tuple[Bucket, ...]:
    """Return buckets in the order in which they are listed: most paragraphs first, then by the value's code points."""
    return tuple(sorted(buckets, key=lambda bucket: (-bucket.paragraphs, bucket.value)))


_NOTHING: frozenset[str] = frozenset()


def build_facet(
    query: Query,
    name: str,
    listed: Iterable[tuple[str, int, int]],
    *,
    values: int | None,
    paragraphs: int,
    missing: Count,
) -> FacetCounts:
    """Return the counts of one facet; the values that filters name are always in them.

    ``listed`` counts values in paragraphs and statements: the largest in their order, and all named ones that occur.
    ``values`` is how many values occur (None: more than are told), ``paragraphs`` the sum over all of them.
    """
    rows = [*listed]
    selected, rejected = query.named(name) if query.filters else (_NOTHING, _NOTHING)
    if selected or rejected:
        rows += [(value, 0, 0) for value in (selected | rejected).difference(row[0] for row in rows)]
        rows.sort(key=lambda row: (-row[1], row[0]))
    counts = [row[1] for row in rows]
    others = None if values is None else values - len(counts) + counts.count(0)
    told = None if others is None or others > MOST_OTHER_VALUES else others
    buckets = tuple([Bucket(value, value, many, of, value in selected) for value, many, of in rows])
    return FacetCounts(buckets, told, paragraphs - sum(counts), missing)


def build_bars(interval: Interval, paragraphs: Mapping[int, int], statements: Mapping[int, int]) -> tuple[Bar, ...]:
    """Return the bars of counts by bar number (``pincite.index.query.bars``)."""
    numbers = shown_bars(paragraphs.keys())
    return tuple(Bar(*ends(interval, at), paragraphs.get(at, 0), statements.get(at, 0)) for at in numbers)


def build_words(paragraphs: Mapping[int, int], words: Mapping[int, int], wider: int, unknown: int) -> WordCounts:
    """Return the words of the bars of ``build_bars``, which counted ``paragraphs``."""
    return WordCounts(tuple([words.get(at, 0) for at in shown_bars(paragraphs.keys())]), wider, unknown)


def no_histogram(query: Query) -> Histogram | None:
    """Return the histogram of nothing, if one was asked for."""
    if query.histogram is None:
        return None
    words = WordCounts() if query.words else None
    return Histogram(choose_interval(query.histogram, None, None), (), Count(), Count(), words)


def with_lacking(hit: Hit, relaxing: Relaxing, query: Query, check: Check) -> Hit:
    """Return a relaxed hit, and its others, with the words that they lack."""
    check()
    lacks, in_title = lacking_of(relaxing, hit.heading, hit.passage.text, query.variants, check)
    others = tuple([with_lacking(other, relaxing, query, check) for other in hit.others])
    return hit._replace(lacks=lacks, in_title=in_title, others=others)


@dataclass(frozen=True, slots=True)
class Titles:
    """Statements whose titles hold all the words of the query: how many, and the first of them by id."""

    count: int = 0
    headings: tuple[Heading, ...] = ()


@dataclass(frozen=True, slots=True)
class SearchPage:
    """The answer. ``forms`` maps each word to the forms of the archive that it matched, sorted.

    ``paragraphs`` and ``statements`` are exact, unless ``partial``: then they are lower bounds.
    ``incomplete`` names what time did not allow: ``hits``, ``explain``, ``facets``, ``histogram``, ``snippets``,
    ``relaxed``, ``suggested``. ``relaxed`` is given when fewer than FEW_STATEMENTS statements were found, and it was
    asked for.
    ``elsewhere`` is the number of statements that ``within=statement`` would find, when nothing was found.
    ``suggested`` is added above the port: other readings of its words, which the archive knows.
    ``unstemmed`` is added there too: languages of the archive without a stemmer, when words stood for variants.
    """

    query: Query
    paragraphs: int
    statements: int
    hits: tuple[Hit, ...]
    commit: int
    generation: str = ""
    titles: Titles = Titles()
    facets: Mapping[str, FacetCounts] = field(default_factory=dict)
    histogram: Histogram | None = None
    forms: Forms = field(default_factory=dict)
    did_you_mean: str | None = None
    elsewhere: int | None = None
    relaxed: Relaxed | None = None
    suggested: tuple[Offer, ...] = ()
    unstemmed: tuple[str, ...] = ()
    next_cursor: str | None = None
    partial: bool = False
    incomplete: tuple[str, ...] = ()
    took_ms: float = 0.0

    def ends(self, rank: int) -> bool:
        """Whether a walk ends with this page, whose first hit has rank ``rank`` (from 0)."""
        is_cut = self.partial or "hits" in self.incomplete
        return is_cut or not self.hits or rank + len(self.hits) >= self.total

    @property
    def is_whole(self) -> bool:
        """Whether time allowed all that was asked for: nothing else may be kept."""
        return not self.partial and not self.incomplete

    def explained(self, weighing: Weighing, check: Check) -> "SearchPage":
        """The page with the parts of the scores of its hits, as far as time allows; see ``explain``."""
        hits, relaxed = list(self.hits), [] if self.relaxed is None else list(self.relaxed.hits)
        late: tuple[str, ...] = ()
        try:
            for listed in (hits, relaxed):
                for at, hit in enumerate(listed):
                    listed[at] = self._with_parts(hit, weighing, check)
        except OutOfTime:
            late = ("explain",)
        page = replace(self, hits=tuple(hits)).lacking(*late)
        return page if page.relaxed is None else replace(page, relaxed=replace(page.relaxed, hits=tuple(relaxed)))

    def _with_parts(self, hit: Hit, weighing: Weighing, check: Check) -> Hit:
        check()
        parts = explain(self.query, hit.heading, hit.passage.text, weighing, check)
        others = [self._with_parts(other, weighing, check) for other in hit.others]
        return hit._replace(parts=parts, others=tuple(others))

    def lacking(self, *parts: str) -> "SearchPage":
        """Return the same page, which also says that time did not allow ``parts``."""
        return replace(self, incomplete=(*self.incomplete, *(part for part in parts if part not in self.incomplete)))

    @property
    def total(self) -> int:
        """How many hits the whole list has."""
        return self.statements if self.query.group is Group.STATEMENT else self.paragraphs
