"""Owns candidates: the paragraphs that share fingerprints with a text."""

from collections.abc import Iterator, Sequence
from itertools import islice

import numpy as np

from pincite.index.engines.whoosh.answering.selection import build_selection
from pincite.index.engines.whoosh.answering.views import PartView, SnapshotView
from pincite.index.query.query import Query
from pincite.index.results import Candidate

_Shared = tuple[int, str, int, int]
"""The negative number of shared fingerprints, the statement's id, the row of the paragraph, and the part."""


def build_candidates(view: SnapshotView, prints: Sequence[int], query: Query, limit: int) -> tuple[Candidate, ...]:
    """Return the ``limit`` paragraphs that share the most of ``prints``; see the port."""
    wanted = sorted(set(prints))
    sharing = [one for at, part in enumerate(view.parts) for one in _sharing(part, at, wanted, query, limit)]
    return tuple(_candidate(view, one) for one in islice(sorted(sharing), limit))


def _sharing(part: PartView, at: int, prints: Sequence[int], query: Query, limit: int) -> Iterator[_Shared]:
    held = [np.zeros(0, np.uint32), *map(part.arrays.prints.docs, prints)]
    docs, shared = np.unique(np.concatenate(held), return_counts=True)
    rows = part.segment.statement_of.take(docs)
    for mask in (part.live, build_selection(part, query).without(None)):
        if mask is not None:
            keep = mask[rows]
            docs, shared, rows = docs[keep], shared[keep], rows[keep]
    # Rows of a part are ordered by id and number, so ties are decided by taking the first ones.
    for place in np.argsort(-shared, kind="stable")[:limit].tolist():
        yield -int(shared[place]), part.arrays.ids[int(rows[place])], int(docs[place]), at


def _candidate(view: SnapshotView, one: _Shared) -> Candidate:
    shared, _, doc, at = one
    segment = view.parts[at].segment
    row = int(segment.statement_of[doc])
    return Candidate(segment.heading(row), segment.passage(doc, row), -shared)
