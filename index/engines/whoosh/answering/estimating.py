"""Estimate the cost of an answer from the sizes of postings, without reading them."""

import numpy as np

from pincite.index.engines.whoosh.answering.columns import Wing
from pincite.index.engines.whoosh.answering.leaves import Leaves
from pincite.index.engines.whoosh.answering.views import SnapshotView
from pincite.index.engines.whoosh.arrays.segment import Postings
from pincite.index.query.asking import Asked
from pincite.index.query.cost import cost_of
from pincite.index.query.deadline import Deadline
from pincite.index.query.query import Query

_TERM = 100
"""The extra cost of each form of a word, in postings: it is looked up and reported."""
_COMPARED = 1
"""The cost, in postings, of comparing a term with a fuzzy word."""


def estimate(view: SnapshotView, query: Query) -> int:
    """Return the cost of answering ``query``; see ``pincite.index.query.cost``."""
    leaves = Leaves(view, query.variants, Deadline())
    statements = sum(part.s for part in view.parts)
    return cost_of(query, lambda asked: _postings_of(leaves, asked), view.paragraphs, statements)


def _postings_of(leaves: Leaves, asked: Asked) -> int:
    parts = range(len(leaves.view.parts))
    columns = [leaves.column(at, title=False) for at in parts]
    if asked.kind == "fuzzy":
        return sum(_COMPARED * len(column.postings.terms) for column in columns)
    return sum(_size(columns[at].postings, wing) for at in parts for wing in leaves.word(at, asked))


def _size(postings: Postings, wing: Wing) -> int:
    offsets = np.asarray(postings.offsets)
    held = offsets[wing.terms + 1] - offsets[wing.terms]
    return int(held.sum()) + _TERM * len(wing.terms)
