"""Estimate the cost of an answer before any work, from the number of postings of its words. The same for all engines.

One unit is about ten nanoseconds of one processor: the time to read, merge and score one posting.
"""

from collections.abc import Callable

from pincite.index.query.asking import Asked, all_words, asked_of, positive_words
from pincite.index.query.clauses import And, Clause, Not, Or
from pincite.index.query.query import Group, Query
from pincite.index.query.relaxing import relaxing_of

LIGHT = 3_000_000
"""Below this, most answers take at most fifty milliseconds (measured: 15,000 to 80,000 units per millisecond)."""

_POSTING = 4
_PASSAGES = 3
"""The most passages shown of one statement."""
_PASSAGE, _LEAF_SHOWN, _LEAF_EXPLAINED = 2_500, 300, 2_000


def cost_of(query: Query, postings_of: Callable[[Asked], int], paragraphs: int, statements: int) -> int:
    """Return the cost of answering ``query`` over ``paragraphs`` in ``statements``, in units.

    Where showing the answer costs ``LIGHT`` or more, it is that cost alone: the words are not looked up.
    """
    shown = _showing(query) + statements * (len(query.facets) + (query.histogram is not None))
    if shown >= LIGHT:
        return shown
    words = [asked for leaf in all_words(query.match) for asked in asked_of(leaf, query.variants)]
    matching = _POSTING * sum(postings_of(asked) for asked in words) + paragraphs * _negations(query.match)
    if relaxing_of(query) is not None:
        matching *= 2
    return matching + shown


def _showing(query: Query) -> int:
    leaves = len(positive_words(query.match))
    passages = query.limit * (_PASSAGES if query.group is Group.STATEMENT else 1)
    explained = leaves * _LEAF_EXPLAINED if query.explain else 0
    return passages * (_PASSAGE + leaves * _LEAF_SHOWN + explained)


def _negations(clause: Clause) -> int:
    match clause:
        case And(clauses) | Or(clauses):
            return sum(_negations(child) for child in clauses)
        case Not(child):
            return 1 + _negations(child)
    return 0
