"""The statements whose titles contain all words of a query."""

import numpy as np

from pincite.index.engines.whoosh.answering.leaves import Leaves
from pincite.index.engines.whoosh.answering.selection import Selection
from pincite.index.engines.whoosh.answering.sets import intersection
from pincite.index.query.asking import positive_words
from pincite.index.query.clauses import Words
from pincite.index.query.query import Query
from pincite.index.results import MOST_TITLES, Titles


def build_titles(query: Query, leaves: Leaves, selections: list[Selection]) -> Titles:
    """The statements that pass the filters and whose titles contain all words of the query."""
    words = tuple(dict.fromkeys(positive_words(query.match)))
    if not words:
        return Titles()
    found: list[tuple[str, int, int]] = []
    count = 0
    for at, selection in enumerate(selections):
        rows = _titled(leaves, at, words, selection)
        arrays = leaves.view.parts[at].arrays
        count += len(rows)
        found.extend((arrays.ids[row], at, row) for row in rows[:MOST_TITLES].tolist())
    found.sort()
    headings = tuple(leaves.view.parts[at].segment.heading(row) for _, at, row in found[:MOST_TITLES])
    return Titles(count, headings)


def _titled(leaves: Leaves, at: int, words: tuple[Words, ...], selection: Selection) -> np.ndarray:
    rows: np.ndarray | None = None
    for clause in words:
        own = leaves.matches(at, clause, title=True).rows
        rows = own if rows is None else intersection([rows, own])
        if not len(rows):
            break
    assert rows is not None
    mask = selection.without(None)
    return rows if mask is None else rows[mask[rows]]
