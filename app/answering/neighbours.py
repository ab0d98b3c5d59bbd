"""The statements before and after one: in the results of a search, and in its series."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from pincite.index.query.query import DateFilter, Filter, Group, Query, Sort
from pincite.index.results import Hit, SearchPage
from pincite.index.values.heading import Heading

_MOST = 100
_NEAR = 20
"""How many statements of a series are looked through from the date on: more may share one date."""

Answers = Callable[[Query], SearchPage]


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The hits before and after, None at an end. ``place`` is the statement's own hit, None where it is in no list."""

    before: Hit | None = None
    after: Hit | None = None
    place: Hit | None = None


NOBODY = Neighbours()


def find_in_results(query: Query, id: str, search: Answers) -> Neighbours:  # noqa: A002
    """Return the neighbours of a statement on the page of results that ``query`` is, one hit beyond it included."""
    first = max(query.offset - 1, 0)
    limit = min(query.limit + 2, _MOST)
    page = search(replace(_bare(query), group=query.group, offset=first, limit=limit))
    hits = _by_statement(page)
    at = next((place for place, hit in enumerate(hits) if hit.heading.id == id), None)
    return NOBODY if at is None else _around(hits, at)


def find_in_series(heading: Heading, search: Answers) -> Neighbours:
    """Return the statements before and after one by date in its series; none where it has no series or no date."""
    earliest, latest = heading.dates.earliest, heading.dates.latest
    if heading.series is None or earliest is None or latest is None:
        return NOBODY
    series = Query(filters=(Filter("series", (heading.series,)),), group=Group.STATEMENT, limit=_NEAR)
    later = search(replace(series, sort=Sort.OLDEST, dates=DateFilter(earliest=earliest, within=True))).hits
    sooner = search(replace(series, sort=Sort.NEWEST, dates=DateFilter(latest=latest, within=True))).hits
    return Neighbours(_next(list(sooner), heading.id), _next(list(later), heading.id))


def _bare(query: Query) -> Query:
    # Without its text: nothing is suggested beside it.
    return replace(query, text="", facets=(), histogram=None, words=False, explain=False, relaxed=False, cursor=None)


def _by_statement(page: SearchPage) -> list[Hit]:
    """The first hit of each statement, in order."""
    firsts: dict[str, Hit] = {}
    for hit in page.hits:
        firsts.setdefault(hit.heading.id, hit)
    return list(firsts.values())


def _around(hits: list[Hit], at: int) -> Neighbours:
    return Neighbours(hits[at - 1] if at else None, hits[at + 1] if at + 1 < len(hits) else None, hits[at])


def _next(hits: list[Hit], id: str) -> Hit | None:  # noqa: A002
    at = next((place for place, hit in enumerate(hits) if hit.heading.id == id), None)
    return hits[at + 1] if at is not None and at + 1 < len(hits) else None
