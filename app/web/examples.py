"""Example questions for the start page: those of the site, or common ones, of which the archive has anything."""

from collections.abc import Callable, Sequence

from pincite.index.query.parser import parse
from pincite.index.query.query import Query
from pincite.index.query.understand import understand
from pincite.index.results import SearchPage
from pincite.index.values.errors import QueryError

COMMON = (
    '"peace and security"',
    "ironclad OR steadfast",
    '"climate change"',
    "denucl*",
    "treaty -trade",
    '"human rights"',
    '"security cooperation"~3',
    "title:declaration",
    "sanctions",
    "cooperation",
)
"""Queries for archives of official statements. Together they show the query language."""
MOST = 5

Answers = Callable[[Query], SearchPage]


def choose_examples(own: Sequence[str], search: Answers) -> list[str]:
    """Return at most MOST queries that find something. ``own`` are those of the site; without any, common ones."""
    found: list[str] = []
    for text in own or COMMON:
        if len(found) < MOST and _finds(text, search):
            found.append(text)
    return found


def _finds(text: str, search: Answers) -> bool:
    try:
        match = understand(parse(text)).match
    except QueryError:
        return False
    return search(Query(match, text=text, limit=0)).paragraphs > 0
