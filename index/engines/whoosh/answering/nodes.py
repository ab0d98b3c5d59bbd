"""Nodes of an evaluated tree over one part: which paragraphs match, and their scores.

A node answers three questions: all its paragraphs (``docs``, ascending), which of some paragraphs are its own
(``keep``), and the scores of paragraphs known to be its own (``scores``). All of them are live.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

import numpy as np

from pincite.index.engines.whoosh.answering.columns import NO_ROWS, Bools, Floats, Ints, Matches, union_of
from pincite.index.engines.whoosh.answering.scoring import bm25
from pincite.index.engines.whoosh.answering.sets import members, places_of
from pincite.index.engines.whoosh.answering.views import PartView, SnapshotView
from pincite.index.engines.whoosh.lazily import lazily
from pincite.index.query.deadline import Check, never


class Node(Protocol):
    """A match, a filter or a combination of them, in one part."""

    @property
    def size(self) -> int:
        """An upper bound of the number of matching paragraphs. AND sorts its children by it."""

    @property
    def scoring(self) -> bool:
        """Whether any paragraph can score more than 0."""

    def docs(self) -> Ints:
        """Live paragraphs that match, ascending."""

    def keep(self, docs: Ints) -> Bools:
        """Which of ``docs`` (ascending, live) match."""

    def scores(self, docs: Ints) -> Floats:
        """Scores of ``docs``, all of which match."""


class WholeStatements:
    """Whole statements: everything, a date, a title, a value. ``mask`` is bool[s]; it scores 0."""

    scoring = False

    def __init__(self, part: PartView, mask: Bools) -> None:
        self.part, self.mask = part, mask
        self.size = part.n

    def docs(self) -> Ints:
        return np.flatnonzero(self.mask[self.part.segment.statement_of]).astype(np.int32)

    def keep(self, docs: Ints) -> Bools:
        return np.asarray(self.mask[self.part.segment.statement_of[docs]])

    def scores(self, docs: Ints) -> Floats:
        return np.zeros(len(docs))


class Leaf:
    """A word, phrase or window. ``weigh`` gives its idf over all parts; None is a constant score of 1."""

    scoring = True

    def __init__(self, view: SnapshotView, part: PartView, matches: Matches, weigh: Callable[[], float] | None) -> None:
        self.view, self.part, self.matches, self.weigh = view, part, matches, weigh
        self.size = len(matches.rows)

    def docs(self) -> Ints:
        return self.matches.rows

    def keep(self, docs: Ints) -> Bools:
        return members(self.matches.rows, docs)

    def scores(self, docs: Ints) -> Floats:
        tf = self.matches.tf
        if self.weigh is None or tf is None:
            return np.ones(len(docs))
        if len(docs) != self.size:
            tf = tf.take(places_of(docs, self.matches.rows))
        return bm25(self.weigh(), tf, self.part.arrays.lengths.take(docs), self.view.norms)


class Negation:
    """Every live paragraph that ``child`` does not match."""

    scoring = False

    def __init__(self, part: PartView, child: Node) -> None:
        self.part, self.child = part, child
        self.size = part.n

    def docs(self) -> Ints:
        live = self.part.live_paragraphs
        mask = np.ones(self.part.n, dtype=np.bool_) if live is None else live.copy()
        mask[self.child.docs()] = False
        return np.flatnonzero(mask).astype(np.int32)

    def keep(self, docs: Ints) -> Bools:
        return ~self.child.keep(docs)

    def scores(self, docs: Ints) -> Floats:
        return np.zeros(len(docs))


class AllOf:
    """AND: starts with the smallest child, and each further child keeps what it matches."""

    def __init__(self, children: Sequence[Node]) -> None:
        self.children = children
        self.size = min(child.size for child in children)
        self.scoring = any(child.scoring for child in children)

    def docs(self) -> Ints:
        return self._docs

    @lazily
    def _docs(self) -> Ints:
        first, *rest = sorted(
            self.children, key=lambda child: (isinstance(child, Negation | WholeStatements), child.size)
        )
        docs = first.docs()
        for child in rest:
            if not len(docs):
                return NO_ROWS
            docs = docs[child.keep(docs)]
        return docs

    def keep(self, docs: Ints) -> Bools:
        kept = np.ones(len(docs), dtype=np.bool_)
        for child in self.children:
            kept &= child.keep(docs)
        return kept

    def scores(self, docs: Ints) -> Floats:
        scores = np.zeros(len(docs))
        for child in self.children:
            if child.scoring:
                scores += child.scores(docs)
        return scores


class AnyOf:
    """OR: what ``least`` of the children match. Those that match a paragraph add up its score.

    ``check`` is called between children.
    """

    def __init__(self, part: PartView, children: Sequence[Node], check: Check = never, least: int = 1) -> None:
        self.part, self.children, self.check, self.least = part, children, check, least
        self.size = min(part.n, sum(child.size for child in children) // least)
        self.scoring = any(child.scoring for child in children)

    def docs(self) -> Ints:
        return self._docs

    @lazily
    def _docs(self) -> Ints:
        found = [child.docs() for child in self._each(self.children)]
        if self.least == 1:
            return union_of(found, self.part.n)
        held = np.zeros(self.part.n, dtype=np.int32)
        for docs in found:
            held[docs] += 1
        return np.flatnonzero(held >= self.least).astype(np.int32)

    def _each(self, children: Sequence[Node]) -> Iterator[Node]:
        for child in children:
            self.check()
            yield child

    def keep(self, docs: Ints) -> Bools:
        held = np.zeros(len(docs), dtype=np.int32)
        for child in self._each(self.children):
            held += child.keep(docs)
        return held >= self.least

    def scores(self, docs: Ints) -> Floats:
        children = [child for child in self.children if child.scoring] if len(docs) else []
        if sum(child.size for child in children) < 2 * len(docs) * len(children):
            return self._scores_of_all(children).take(docs)
        scores = np.zeros(len(docs))
        for child in self._each(children):
            own = child.keep(docs).nonzero()[0]
            scores[own] += child.scores(docs[own])
        return scores

    def _scores_of_all(self, children: Sequence[Node]) -> Floats:
        scores = np.zeros(self.part.n)
        for child in self._each(children):
            docs = child.docs()
            np.add.at(scores, docs.astype(np.intp), child.scores(docs))
        return scores
