"""Paragraphs that hold some of the words, when few statements hold all: how many they hold, and the best of them."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

import numpy as np
import numpy.typing as npt

from pincite.index.engines.whoosh.answering.columns import Bools, Floats, Ints
from pincite.index.engines.whoosh.answering.evaluate import Evaluation
from pincite.index.engines.whoosh.answering.found import Found, found_of
from pincite.index.engines.whoosh.answering.leaves import Leaves
from pincite.index.engines.whoosh.answering.nodes import WholeStatements
from pincite.index.engines.whoosh.answering.ordering import Pick
from pincite.index.engines.whoosh.answering.selection import Selection
from pincite.index.engines.whoosh.answering.sets import members
from pincite.index.engines.whoosh.answering.titlescores import scores_in
from pincite.index.query.clauses import Words
from pincite.index.query.query import Group
from pincite.index.query.relaxing import Relaxing, required_of
from pincite.index.query.render import render_words
from pincite.index.results import MOST_OTHERS, Relaxed

_RANK = 32
Places = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Holding:
    """Paragraphs of one part, listed, and how many of the words each holds, with those of its title."""

    found: Found
    held: Ints

    def most(self, values: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """The largest of ``values``, one a paragraph, of each statement."""
        starts = self.found.starts()
        return np.maximum.reduceat(values, starts) if len(starts) else values


class Relaxation:
    """The words of one query, some of which may be lacking, over one commit. ``hits`` are what the query finds."""

    def __init__(self, leaves: Leaves, relaxing: Relaxing, selections: Sequence[Selection], hits: list[Found]) -> None:
        self._leaves, self._relaxing, self._words = leaves, relaxing, relaxing.words
        self._passing = [self._letting_through(at, selection) for at, selection in enumerate(selections)]
        holding = [self._holding(at) for at in range(len(self._passing))]
        best = [np.bincount(one.most(one.held), minlength=len(self._words) + 1) for one in holding]
        self._required = required_of(sum(best, np.zeros(1, np.intp))[:0:-1].cumsum()[::-1].tolist())
        self._listed = [self._beyond(one, found) for one, found in zip(holding, hits, strict=True)]

    def counts(self) -> Relaxed:
        """What there is to list, without any of it."""
        found = [one.found for one in self._listed]
        paragraphs, statements = sum(one.paragraphs for one in found), sum(len(one.rows) for one in found)
        absent = tuple(render_words(words) for words in self._words if not self._stands(words))
        return Relaxed(self._required, len(self._words), absent, paragraphs, statements)

    def picks(self, group: Group, limit: int) -> Iterator[Pick]:
        """The first ``limit`` of what there is to list, with their scores."""
        scores = [self._scores(at) for at in range(len(self._listed))]
        if group is Group.STATEMENT:
            return self._statements(scores, limit)
        return self._paragraphs(scores, limit)

    def _letting_through(self, at: int, selection: Selection) -> Bools:
        """The statements that pass the filters, and hold what the query asks for beside the words."""
        part = self._leaves.view.parts[at]
        evaluation, passing = Evaluation(self._leaves, at), part.everyone() & (part.segment.sizes > 0)
        for clause in self._relaxing.fixed:
            node = evaluation.within_paragraphs(clause)
            assert isinstance(node, WholeStatements)
            passing = passing & node.mask
        chosen = selection.without(None)
        return passing if chosen is None else passing & chosen

    def _holding(self, at: int) -> Holding:
        part, passing = self._leaves.view.parts[at], self._passing[at]
        statement_of = part.segment.statement_of
        own, holds = np.zeros(part.n, np.int32), np.zeros(part.n, np.bool_)
        titles = np.zeros(part.s, np.int32)
        for words in self._words:
            self._leaves.deadline.check()
            titled = np.zeros(part.s, np.bool_)
            titled[self._leaves.matches(at, words, title=True).rows] = True
            rows = self._leaves.matches(at, words).rows
            holds[rows] = True
            own[rows[~titled[statement_of[rows]]]] += 1
            titles += titled
        docs = np.flatnonzero(holds).astype(np.int32)
        docs = docs[passing[statement_of[docs]]]
        return Holding(found_of(part, docs), own[docs] + titles[statement_of[docs]])

    def _beyond(self, holding: Holding, hits: Found) -> Holding:
        """Those with enough words that the query does not find."""
        docs, known = holding.found.docs, hits.listed().docs
        assert docs is not None
        assert known is not None
        keep = (holding.held >= self._required) & ~members(known, docs)
        return Holding(found_of(hits.part, docs[keep]), holding.held[keep])

    def _stands(self, words: Words) -> bool:
        """Whether anything that is let through holds ``words``."""
        return any(
            passing[self._leaves.view.parts[at].segment.statement_of[self._leaves.matches(at, words).rows]].any()
            or passing[self._leaves.matches(at, words, title=True).rows].any()
            for at, passing in enumerate(self._passing)
        )

    def _scores(self, at: int) -> Floats:
        self._leaves.deadline.check()
        found, scored = self._listed[at].found, self._relaxing.scored
        node = Evaluation(self._leaves, at).within_paragraphs(scored)
        scores = scores_in(scored, self._leaves, at, found, node)
        return np.zeros(found.paragraphs) if scores is None else scores

    def _paragraphs(self, scores: list[Floats], limit: int) -> Iterator[Pick]:
        docs = [_docs(one) for one in self._listed]
        rows = [one.found.part.segment.statement_of[own] for one, own in zip(self._listed, docs, strict=True)]
        ties = [(self._ranks(at, own) << _RANK) + docs[at] for at, own in enumerate(rows)]
        for at, place in _first([one.held for one in self._listed], scores, ties, limit):
            yield Pick(at, int(rows[at][place]), (int(docs[at][place]),), (float(scores[at][place]),))

    def _statements(self, scores: list[Floats], limit: int) -> Iterator[Pick]:
        best = [one.most(one.held) for one in self._listed]
        held = zip(self._listed, best, scores, strict=True)
        top = [
            one.most(np.where(one.held == np.repeat(most, one.found.counts), own, -np.inf)) for one, most, own in held
        ]
        ties = [self._ranks(at, one.found.rows) for at, one in enumerate(self._listed)]
        for at, place in _first(best, top, ties, limit):
            yield self._statement(at, place, scores[at])

    def _statement(self, at: int, place: int, scores: Floats) -> Pick:
        holding = self._listed[at]
        start, count = int(holding.found.starts()[place]), int(holding.found.counts[place])
        own = slice(start, start + count)
        docs = _docs(holding)[own]
        order = np.lexsort((docs, -scores[own], -holding.held[own]))[: MOST_OTHERS + 1]
        shown, more = docs[order].tolist(), max(0, count - MOST_OTHERS - 1)
        return Pick(at, int(holding.found.rows[place]), tuple(shown), tuple(scores[own][order].tolist()), more)

    def _ranks(self, at: int, rows: npt.NDArray[np.integer]) -> npt.NDArray[np.int64]:
        return np.asarray(self._leaves.view.id_ranks[at][rows]).astype(np.int64)


def _docs(holding: Holding) -> Ints:
    docs = holding.found.docs
    assert docs is not None
    return docs


def _first(
    held: Sequence[npt.NDArray[Any]],
    scores: Sequence[npt.NDArray[Any]],
    ties: Sequence[npt.NDArray[np.int64]],
    limit: int,
) -> list[tuple[int, int]]:
    """Return the first ``limit`` as part and place: those that hold most, then the best scores, then by ``ties``."""
    if not held:
        return []
    bounds = list(accumulate(map(len, held), initial=0))
    all_held, all_scores = np.concatenate(held), np.concatenate(scores)
    places = _top(all_held, all_scores, limit)
    order = np.lexsort((np.concatenate(ties)[places], -all_scores[places], -all_held[places]))[:limit]
    found = [(place, bisect_right(bounds, place) - 1) for place in places[order].tolist()]
    return [(at, place - bounds[at]) for place, at in found]


def _top(held: npt.NDArray[Any], scores: npt.NDArray[Any], limit: int) -> Places:
    """Return the places that may be among the first ``limit``: few, so that they are put in order fast."""
    lowest = 0
    wanted = limit
    for words in range(int(held.max(initial=0)), 0, -1):
        count = int((held == words).sum())
        if count >= wanted:
            lowest = words
            break
        wanted -= count
    tied = held == lowest
    if not wanted or not tied.any():
        return np.flatnonzero(held > lowest)
    own = scores[tied]
    cut = np.partition(own, len(own) - wanted)[len(own) - wanted]
    return np.flatnonzero((held > lowest) | (tied & (scores >= cut)))
