"""The statements before and after one in the results of a search."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from pincite.index.query.query import Query
from pincite.index.results import Hit, SearchPage

_MOST = 100

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
