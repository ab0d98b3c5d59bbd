"""Evaluate the clause tree over one part: from clauses to nodes, within paragraphs or within statements."""

from collections.abc import Sequence
from functools import partial

import numpy as np

from pincite.index.engines.whoosh.answering.columns import Bools, Ints, Matches
from pincite.index.engines.whoosh.answering.dating import overlapping, unknown
from pincite.index.engines.whoosh.answering.leaves import Leaves
from pincite.index.engines.whoosh.answering.nodes import AllOf, AnyOf, Leaf, Negation, Node, WholeStatements
from pincite.index.engines.whoosh.answering.sharing import find_sharing
from pincite.index.engines.whoosh.answering.views import PartView
from pincite.index.query.asking import is_single, positive_words
from pincite.index.query.clauses import (
    And,
    Clause,
    DateRange,
    DateUnknown,
    Everything,
    Fuzzy,
    Near,
    Not,
    Or,
    Phrase,
    Prefix,
    Sharing,
    Term,
    TitleMatch,
    ValueMatch,
)
from pincite.index.query.completing import stands_in
from pincite.index.query.deadline import Check

_MANY = 4
"""So many phrases are found together."""
_LITTLE = 2_000_000
"""The most tokens of paragraphs in which phrases are found together: 50 MB."""


class Evaluation:
    """One search's tree over one part of a commit."""

    def __init__(self, leaves: Leaves, at: int) -> None:
        self.leaves, self.at = leaves, at
        self.part = leaves.view.parts[at]

    def within_paragraphs(self, clause: Clause) -> Node:
        """The paragraphs that match ``clause``."""
        match clause:
            case And(clauses):
                return self._every(clauses)
            case Or(clauses, least):
                check = self.leaves.deadline.check
                return _any(self.part, [self.within_paragraphs(child) for child in clauses], check, least)
            case Not(child):
                return _negation(self.part, self.within_paragraphs(child))
            case Term() | Phrase() | Near() | Prefix() | Fuzzy():
                return self._leaf(clause)
            case Sharing():
                return Leaf(self.leaves.view, self.part, Matches(find_sharing(self.leaves, self.at, clause)), None)
        return WholeStatements(self.part, self._statements(clause) & self.part.everyone())

    def _every(self, clauses: Sequence[Clause]) -> Node:
        """AND. Many phrases are looked for only where all else matches, if that is little to read."""
        phrases = [clause for clause in clauses if isinstance(clause, Or) and _is_of_phrases(clause)]
        children = [self.within_paragraphs(clause) for clause in clauses if clause not in phrases]
        if children and phrases:
            other = _every(self.part, children)
            docs = other.docs()
            if self.part.arrays.lengths.take(docs).sum(dtype=np.int64) <= _LITTLE:
                return AllOf([other, *(self._phrases(clause, docs) for clause in phrases)])
        return _every(self.part, [*children, *map(self.within_paragraphs, phrases)])

    def _phrases(self, clause: Or, docs: Ints) -> Node:
        leaves = self.leaves
        found = leaves.phrases_among(self.at, clause.clauses, docs) if len(docs) else {}
        held = [
            Leaf(leaves.view, self.part, matches, partial(leaves.weight, phrase)) for phrase, matches in found.items()
        ]
        return AnyOf(self.part, held, leaves.deadline.check, clause.least)

    def within_statements(self, clause: Clause) -> Node:
        """The paragraphs that match a word of ``clause``, in the statements that match all of it."""
        holding = WholeStatements(self.part, self._holding(clause) & self.part.everyone())
        leaves = [self._leaf(words) for words in positive_words(clause)]
        if not leaves:
            return holding
        matching = leaves[0] if len(leaves) == 1 else AnyOf(self.part, leaves, self.leaves.deadline.check)
        return AllOf([matching, holding])

    def _leaf(self, words: Term | Phrase | Near | Prefix | Fuzzy) -> Leaf:
        constant = isinstance(words, Prefix | Fuzzy)
        matches = self.leaves.matches(self.at, words)
        return Leaf(self.leaves.view, self.part, matches, None if constant else lambda: self.leaves.weight(words))

    def _holding(self, clause: Clause) -> Bools:
        match clause:
            case And(clauses):
                return np.asarray(np.logical_and.reduce([self._holding(child) for child in clauses]))
            case Or(clauses, least):
                return np.asarray(np.add.reduce([self._holding(child) for child in clauses], dtype=np.int32) >= least)
            case Not(child):
                return ~self._holding(child)
            case Term() | Phrase() | Near() | Prefix() | Fuzzy():
                paragraphs = self.leaves.matches(self.at, clause).rows
                held = self._mask(self.part.segment.statement_of[paragraphs])
                return held | self._mask(self.leaves.matches(self.at, clause, title=True).rows)
        return self._statements(clause)

    def _statements(self, clause: Clause) -> Bools:
        """Statements (bool[s]) that match a clause about headings."""
        match clause:
            case Everything():
                return np.ones(self.part.s, dtype=np.bool_)
            case TitleMatch(words):
                return self._mask(self.leaves.matches(self.at, words, title=True).rows)
            case ValueMatch(field, tokens):
                return self.part.remembered(clause, lambda: self._with_value(field, tokens))
            case DateRange(earliest, latest):
                return overlapping(self.part, earliest, latest)
            case DateUnknown():
                return unknown(self.part)
        raise TypeError(f"not a clause: {clause!r}")

    def _with_value(self, field: str, tokens: tuple[str, ...]) -> Bools:
        values = self.part.segment.tokens_of_values(field)
        holding = np.fromiter((stands_in(value, tokens) for value in values), dtype=np.bool_, count=len(values))
        return self.part.segment.statements_with(field, holding)

    def _mask(self, statements: Ints) -> Bools:
        mask = np.zeros(self.part.s, dtype=np.bool_)
        mask[statements] = True
        return mask


def _every(part: PartView, children: list[Node]) -> Node:
    """AND, with all children about whole statements merged into one."""
    whole = [child.mask for child in children if isinstance(child, WholeStatements)]
    others = [child for child in children if not isinstance(child, WholeStatements)]
    if whole:
        others.append(WholeStatements(part, np.logical_and.reduce(whole)))
    return others[0] if len(others) == 1 else AllOf(others)


def _any(part: PartView, children: list[Node], check: Check, least: int) -> Node:
    masks = [child.mask for child in children if isinstance(child, WholeStatements)]
    if len(masks) == len(children):
        return WholeStatements(part, np.add.reduce(masks, dtype=np.int32) >= least)
    return AnyOf(part, children, check, least)


def _is_of_phrases(clause: Or) -> bool:
    """Whether it is an OR of phrases alone, and of so many that they are found faster together."""
    phrases = [one for one in clause.clauses if isinstance(one, Phrase) and not (one.prefix or is_single(one))]
    return len(phrases) == len(clause.clauses) >= _MANY


def _negation(part: PartView, child: Node) -> Node:
    if isinstance(child, WholeStatements):
        return WholeStatements(part, ~child.mask & part.everyone())
    return Negation(part, child)
