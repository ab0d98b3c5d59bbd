"""How often wordings are used, by intervals of time, beside what the archive has of each: the base.

Each series is one search. So a bar counts what a search finds that has its words and its filters.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from pincite.index.query.query import FacetRequest, Filter, Group, Interval, Query, Sort
from pincite.index.results import Bar, Bucket, Count, Histogram, Hit, SearchPage
from pincite.index.wording.measures import MOST_WORDINGS, THIN

_MOST_SOURCES = 100
_MOST_COUNTED = 200
"""The most values of a split that are counted one by one."""
_TRIES = 3
"""How often a timeline is asked for when commits come between its searches."""

Search = Callable[[Query], SearchPage]


@dataclass(frozen=True, slots=True)
class Base:
    """What the archive has in an interval, under the filters: paragraphs, statements and words."""

    paragraphs: int = 0
    statements: int = 0
    words: int = 0

    @property
    def is_thin(self) -> bool:
        """Whether a share of it says little: it has fewer than THIN statements."""
        return self.statements < THIN


@dataclass(frozen=True, slots=True)
class Strand:
    """One line to draw: its ``name``, and the query that finds its paragraphs.

    Where a wording is split, ``field`` is the field, and ``values`` the one value (or, of the ``rest``, all that it
    lacks). Otherwise ``field`` is empty.
    """

    name: str
    query: Query
    field: str = ""
    values: tuple[str, ...] = ()
    is_rest: bool = False


@dataclass(frozen=True, slots=True)
class TimelineSeries:
    """What was counted of a strand: in each bar, in dates wider than a bar, in unknown dates, and in all.

    ``first`` and ``last`` are the earliest and the latest paragraph, None where no date is known. With ``partial``
    all counts are lower bounds.
    """

    strand: Strand
    bars: tuple[Count, ...]
    wider: Count
    unknown: Count
    total: Count
    first: Hit | None
    last: Hit | None
    partial: bool = False


@dataclass(frozen=True, slots=True)
class Timeline:
    """All series over the same bars: the intervals whose base is not empty. ``bases`` has the base of each.

    ``adds_up`` says whether the series of a split count each statement once (None: nothing is split). ``sources``,
    ``first`` and ``last`` say what the base is made of.
    """

    interval: Interval
    bars: tuple[Bar, ...]
    bases: tuple[Base, ...]
    wider: Base
    unknown: Base
    total: Base
    series: tuple[TimelineSeries, ...]
    sources: tuple[str, ...]
    first: Hit | None
    last: Hit | None
    commit: int
    generation: str
    adds_up: bool | None = None
    partial: bool = False


def build_timeline(
    base: Query, strands: Sequence[Strand], interval: Interval, split: str, search: Search, *, tries: int = _TRIES
) -> Timeline:
    """Count ``strands`` beside ``base``; with ``split``, the only one by the values of that field.

    AUTO chooses the interval from the dates of the base. ``tries`` is how often all is asked for, if commits come
    between its searches. Raises what ``search`` raises.
    """
    asking = _Asking(search)
    found = _build(base, strands, interval, split, asking)
    if len(asking.commits) == 1:
        return found
    if tries > 1:
        return build_timeline(base, strands, interval, split, search, tries=tries - 1)
    # The archive is written to without a pause: the series may be of several commits.
    return replace(found, partial=True)


class _Asking:
    """Asks for pages, and remembers of which commits they were."""

    def __init__(self, search: Search) -> None:
        self._search = search
        self.commits: set[tuple[str, int]] = set()

    def __call__(self, query: Query, **parts: object) -> SearchPage:
        bare = replace(query, limit=0, offset=0, cursor=None, facets=(), histogram=None, words=False, relaxed=False)
        page = self._search(replace(bare, group=Group.PARAGRAPH, **parts))  # type: ignore[arg-type]
        self.commits.add((page.generation, page.commit))
        return page


def _build(base: Query, strands: Sequence[Strand], interval: Interval, split: str, ask: _Asking) -> Timeline:
    page = ask(base, histogram=interval, words=True, facets=(FacetRequest("source", _MOST_SOURCES),))
    whole = page.histogram or Histogram(Interval.YEAR, (), Count(), Count())
    bars = tuple(bar for bar in whole.bars if bar.paragraphs)
    partial = not page.is_whole
    whole_count = None
    if split:
        strands, whole_count = _split(strands[0], split, ask)
    series = tuple(_count(strand, bars, whole.interval, ask) for strand in strands)
    added = sum(one.total.statements for one in series)
    bases = _bases(whole)
    return Timeline(
        whole.interval,
        bars,
        *bases,
        _total(page, bases),
        series,
        _sources(base, page),
        *_ends(base, ask),
        page.commit,
        page.generation,
        None if whole_count is None else added == whole_count.statements,
        partial or any(one.partial for one in series),
    )


def _sources(base: Query, page: SearchPage) -> tuple[str, ...]:
    """Return the sources of the base. A facet is counted without its own filter, so that is applied here."""
    selected, rejected = base.named("source")
    counts = page.facets.get("source")
    values = [one.value for one in counts.buckets if one.paragraphs] if counts else []
    is_bare = any(one.field == "source" and one.missing for one in base.filters)
    return tuple(one for one in values if one not in rejected and (one in selected or not (selected or is_bare)))


def _bases(whole: Histogram) -> tuple[tuple[Base, ...], Base, Base]:
    words = whole.words
    of_bars = (0,) * len(whole.bars) if words is None else words.bars
    bars = zip(whole.bars, of_bars, strict=True)
    wider, unknown = (0, 0) if words is None else (words.wider, words.unknown)
    return (
        tuple(Base(bar.paragraphs, bar.statements, count) for bar, count in bars if bar.paragraphs),
        Base(whole.wider.paragraphs, whole.wider.statements, wider),
        Base(whole.unknown.paragraphs, whole.unknown.statements, unknown),
    )


def _total(page: SearchPage, bases: tuple[tuple[Base, ...], Base, Base]) -> Base:
    bars, *others = bases
    return Base(page.paragraphs, page.statements, sum(one.words for one in (*bars, *others)))


def _count(strand: Strand, bars: Sequence[Bar], interval: Interval, ask: _Asking) -> TimelineSeries:
    page = ask(strand.query, histogram=interval)
    held = page.histogram or Histogram(interval, (), Count(), Count())
    counts = {bar.first: Count(bar.paragraphs, bar.statements) for bar in held.bars}
    return TimelineSeries(
        strand,
        tuple(counts.get(bar.first, Count()) for bar in bars),
        held.wider,
        held.unknown,
        Count(page.paragraphs, page.statements),
        *(_ends(strand.query, ask) if page.paragraphs else (None, None)),
        not page.is_whole,
    )


def _ends(query: Query, ask: _Asking) -> tuple[Hit | None, Hit | None]:
    """Return the earliest and the latest paragraph with a date."""
    first, last = (next(iter(ask(query, sort=sort, limit=1).hits), None) for sort in (Sort.OLDEST, Sort.NEWEST))
    is_dated = [hit is not None and not hit.heading.dates.is_unknown for hit in (first, last)]
    return first if is_dated[0] else None, last if is_dated[1] else None


def _split(strand: Strand, field: str, ask: _Asking) -> tuple[list[Strand], Count]:
    """Return a strand for each of the largest values of ``field``, and one for the statements with none of them."""
    query = strand.query
    selected, rejected = query.named(field)
    size = (_MOST_COUNTED if rejected else MOST_WORDINGS) + len(selected) + len(rejected)
    page = ask(query, facets=(FacetRequest(field, min(size, 1_000)),))
    counts = page.facets.get(field)
    buckets = () if counts is None else counts.buckets
    free = (one.value for one in buckets if one.paragraphs and one.value not in rejected)
    values = [value for value in free if not selected or value in selected][:MOST_WORDINGS]
    if rejected and not selected:
        values = _largest(query, field, [one for one in buckets if one.value not in rejected], ask)
    if not selected and any(one.field == field and one.missing for one in query.filters):
        # Only statements without a value pass.
        values = []
    made = [Strand(value, narrow(query, field, value), field, (value,)) for value in values]
    rest = Strand("other", without(query, field, values), field, tuple(values), is_rest=True)
    return [*made, rest], Count(page.paragraphs, page.statements)


def _largest(query: Query, field: str, buckets: Sequence[Bucket], ask: _Asking) -> list[str]:
    """Return the largest values under a filter that rejects values of ``field`` itself.

    A facet is counted without its own filter. So ``buckets`` (the largest first) say only how much a value has at most:
    each is counted, until no other one can be larger.
    """
    counted: list[tuple[int, str]] = []
    for bucket in buckets:
        if len(counted) == MOST_WORDINGS and bucket.paragraphs <= -counted[-1][0]:
            break
        counted.append((-ask(narrow(query, field, bucket.value)).paragraphs, bucket.value))
        counted = sorted(one for one in counted if one[0])[:MOST_WORDINGS]
    return [value for _, value in counted]


def narrow(query: Query, field: str, value: str) -> Query:
    """Return ``query`` for the statements with ``value``, one of those that its filters let through."""
    others = tuple(one for one in query.filters if one.field != field)
    rejected = tuple(value for one in query.filters if one.field == field for value in one.rejected)
    return replace(query, filters=(*others, Filter(field, (value,), rejected)))


def without(query: Query, field: str, values: Sequence[str]) -> Query:
    """Return ``query`` for the statements with none of ``values``."""
    if not values:
        return query
    others = tuple(one for one in query.filters if one.field != field)
    own = next((one for one in query.filters if one.field == field), Filter(field))
    return replace(query, filters=(*others, replace(own, rejected=(*own.rejected, *values))))
