"""Count a search without its filters, to distinguish "no match" from "your filters removed all matches"."""

from collections.abc import Callable
from dataclasses import replace

from pincite.app.answering.answered import Answered
from pincite.index.query.query import Query
from pincite.index.results import Count, SearchPage


def count_unfiltered(answered: Answered, search: Callable[[Query], SearchPage]) -> Count | None:
    """Return the counts without filters, or None when the page has matches or the query has no filters."""
    query = answered.asked.query
    bare = answered.asked.without_filters()
    if answered.page.paragraphs or bare == query:
        return None
    # Only two numbers are needed, so no facets, bars or hits are computed.
    counted = search(replace(bare, facets=(), histogram=None, limit=0, offset=0, cursor=None, relaxed=False))
    return Count(counted.paragraphs, counted.statements)
