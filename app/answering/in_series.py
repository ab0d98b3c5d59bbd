"""The statements before and after one in its series: by the archive's list where there is one, else by date."""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from pincite.app.answering.neighbours import NOBODY, Neighbours
from pincite.index.query.deadline import OutOfTime
from pincite.index.query.query import DateFilter, Filter, Group, Query, Sort
from pincite.index.reading.series_order import NO_ORDER, SeriesOrder
from pincite.index.results import Hit, SearchPage
from pincite.index.values.heading import Heading

_FIRST, _AT_ONCE = 5, 100
"""How many statements are read at first, and then at once: the nearest one is mostly among the first."""
_MOST = 1_000
"""How many are read in all on one side: beyond so many ties nobody is found."""

Answers = Callable[[Query], SearchPage]
_Key = tuple[datetime.date, str]


def find_in_series(heading: Heading, search: Answers, order: SeriesOrder = NO_ORDER) -> Neighbours:
    """Return the statements before and after one in its series; none where it has no series or no date.

    ``order`` wins for the statements that it lists. Dates go by their earliest day, and ties by id. Raises OutOfTime.
    """
    listed = order.list_around(heading.id)
    if listed is not None:
        before, after = listed
        return Neighbours(_first_of(before, search), _first_of(after, search))
    return _by_date(heading, search)


def in_time(page: SearchPage) -> SearchPage:
    """Return a page that is whole. Raises OutOfTime for another: who is next would be a guess."""
    if page.is_whole:
        return page
    raise OutOfTime


def find_predecessor(heading: Heading, search: Answers, order: SeriesOrder = NO_ORDER) -> Heading | None:
    """Return the statement before one in its series, or None. Raises OutOfTime."""
    before = find_in_series(heading, search, order).before
    return None if before is None else before.heading


@dataclass(frozen=True, slots=True)
class _Series:
    """The statements of one series, asked for by a statement of it: ``own`` is its earliest day and id."""

    query: Query
    search: Answers
    own: _Key

    def hits(self, sort: Sort, dates: DateFilter) -> list[Hit]:
        """Return one hit of each statement, in order, until no later one can be nearer; at most _MOST."""
        hits: list[Hit] = []
        while len(hits) < _MOST:
            limit = _AT_ONCE if hits else _FIRST
            asked = replace(self.query, sort=sort, dates=dates, offset=len(hits), limit=limit)
            page = in_time(self.search(asked))
            hits += page.hits
            if len(hits) >= page.statements or not page.hits or self._is_enough(hits, sort):
                break
        return hits

    def _is_enough(self, hits: Sequence[Hit], sort: Sort) -> bool:
        """The oldest come in order; the newest by the last day of their ranges, which may have begun long before."""
        if sort is Sort.OLDEST:
            return _key(hits[-1]) > self.own
        nearest = max((_key(hit) for hit in hits if _is_before(hit, self.own)), default=None)
        last = hits[-1].heading.dates.latest
        return nearest is not None and last is not None and last < nearest[0]


def _by_date(heading: Heading, search: Answers) -> Neighbours:
    earliest = heading.dates.earliest
    if heading.series is None or earliest is None or heading.dates.latest is None:
        return NOBODY
    own = (earliest, heading.id)
    filters = (Filter("series", (heading.series,)),)
    series = _Series(Query(filters=filters, group=Group.STATEMENT), search, own)
    # What begins on that day or later, and what began by then: dates may be ranges that reach beyond it.
    later = series.hits(Sort.OLDEST, DateFilter(earliest=earliest, within=True))
    sooner = series.hits(Sort.NEWEST, DateFilter(latest=earliest))
    after = min((hit for hit in later if _key(hit) > own), key=_key, default=None)
    before = max((hit for hit in sooner if _is_before(hit, own)), key=_key, default=None)
    return Neighbours(before, after)


def _is_before(hit: Hit, own: _Key) -> bool:
    return hit.heading.dates.earliest is not None and _key(hit) < own


def _key(hit: Hit) -> _Key:
    return hit.heading.dates.earliest or datetime.date.max, hit.heading.id


def _first_of(ids: Sequence[str], search: Answers) -> Hit | None:
    """Return a hit of the first of ``ids`` that the archive has."""
    for at in range(0, len(ids), _AT_ONCE):
        some = ids[at : at + _AT_ONCE]
        found = in_time(search(Query(statements=tuple(some), group=Group.STATEMENT, limit=_AT_ONCE))).hits
        by_id = {hit.heading.id: hit for hit in found}
        first = next((by_id[one] for one in some if one in by_id), None)
        if first is not None:
            return first
    return None
