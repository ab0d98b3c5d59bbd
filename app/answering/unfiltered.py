"""The same search without its filters: it tells "no match" from "your filters removed all"."""

from collections.abc import Callable
from dataclasses import replace

from pincite.index.query.query import Query
from pincite.index.results import Count, SearchPage


def count_unfiltered(query: Query, page: SearchPage, search: Callable[[Query], SearchPage]) -> Count | None:
    """Return what the words alone match, or None when ``page`` has matches or ``query`` has no filters."""
    if page.paragraphs or not (query.filters or query.dates):
        return None
    bare = search(replace(query, filters=(), dates=None, limit=0, offset=0, cursor=None))
    return Count(bare.paragraphs, bare.statements)
