"""What an archive answers, as a value: two archives that answer alike have equal pictures."""

from dataclasses import replace

from pincite.index.engine import SearchEngine
from pincite.index.query.query import FacetRequest, Group, Interval, Query, Sort, Within
from pincite.index.results import Hit, SearchPage
from pincite.index.showing.snippets import add_snippets
from pincite.index.values.entry import Indexed
from tests.contract.archive import asked

WORDS = (
    "",
    "apple",
    "commit*",
    '"committed to"',
    "peace -number",
    "aple~",
    '"peace apple"~9',
    "issuer:japan",
    "title:3",
)
COUNTED = tuple(FacetRequest(name) for name in ("issuer", "place", "year", "language"))


def build_queries(words: tuple[str, ...] = WORDS) -> list[Query]:
    """Each of ``words`` in orders, groups and widths that differ, with everything counted."""
    ways = (
        {"sort": Sort.NEWEST},
        {"sort": Sort.TITLE, "group": Group.STATEMENT},
        {"sort": Sort.RELEVANCE, "within": Within.STATEMENT},
    )
    counted = {"facets": COUNTED, "histogram": Interval.AUTO, "limit": 20}
    return [asked(text, **way, **counted) for text in words for way in ways]


def picture(engine: SearchEngine, queries: list[Query]) -> tuple[list[SearchPage], list[Indexed]]:
    """What is answered and what is held. Scores are rounded, since a cluster keeps 32 bits of them."""
    return [_plain(add_snippets(engine.search(query))) for query in queries], list(engine.indexed())


def _plain(page: SearchPage) -> SearchPage:
    hits = page.hits
    if page.query.sort is Sort.RELEVANCE:
        hits = tuple(sorted(map(_rounded, hits), key=lambda h: (-(h.score or 0), h.heading.id, h.passage.number)))
    ranked = tuple(hit._replace(rank=rank) for rank, hit in enumerate(hits, 1))
    return replace(page, hits=ranked, commit=0, generation="", took_ms=0.0)


def _rounded(hit: Hit) -> Hit:
    return hit._replace(score=None if hit.score is None else round(hit.score, 4))
