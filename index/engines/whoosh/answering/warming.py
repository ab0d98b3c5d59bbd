"""Warms a new commit: runs some queries that fill its caches, before requests arrive."""

import numpy as np

from pincite.index.engines.whoosh.answering.answer import Answer
from pincite.index.engines.whoosh.answering.heap import give_back_memory
from pincite.index.engines.whoosh.answering.suggest import build_suggestions
from pincite.index.engines.whoosh.answering.views import SnapshotView
from pincite.index.query.clauses import EVERYTHING, Phrase, Prefix, Term
from pincite.index.query.deadline import Deadline
from pincite.index.query.query import FacetRequest, Group, Interval, Query, Sort
from pincite.index.values.fields import FACET_NAMES

_FACETS = tuple(FacetRequest(name) for name in FACET_NAMES)
_SECONDS = 10.0


def warm(view: SnapshotView) -> None:
    """Query everything with every facet, the most frequent word in each order, and completions."""
    _ask_all(view)
    give_back_memory()


def _ask_all(view: SnapshotView) -> None:
    _ask(view, Query(EVERYTHING, facets=_FACETS, histogram=Interval.AUTO, deadline=_SECONDS))
    word = _most_frequent(view)
    if word is None:
        return
    for sort in Sort:
        _ask(view, Query(Term(word), facets=_FACETS, group=Group.STATEMENT, sort=sort, deadline=_SECONDS))
    _ask(view, Query(Phrase((word, word)), deadline=_SECONDS))
    _ask(view, Query(Prefix(word[:3]), deadline=_SECONDS))
    build_suggestions(view, word[:2], 10)


def _ask(view: SnapshotView, query: Query) -> None:
    Answer(view, query, Deadline(query.deadline)).page(0)


def _most_frequent(view: SnapshotView) -> str | None:
    """Return the word with the most paragraphs in the largest segment."""
    parts = [part for part in view.parts if len(part.arrays.text.terms)]
    if not parts:
        return None
    text = max(parts, key=lambda part: part.n).arrays.text
    return text.terms[int(np.argmax(np.diff(text.offsets)))]
