"""Leaves of the tree that are words: the rows that match them in each part, and their weight over all parts.

A Leaves object belongs to one search. It caches what it found, so a repeated word is looked up once.
"""

from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from pincite.index.engines.whoosh.answering.columns import (
    NO_ROWS,
    Bools,
    Column,
    Ints,
    Matches,
    Wing,
    Word,
    either,
    only,
    within,
)
from pincite.index.engines.whoosh.answering.fuzzy import fuzzy_terms
from pincite.index.engines.whoosh.answering.many_phrases import find_phrases
from pincite.index.engines.whoosh.answering.positions import near, phrase
from pincite.index.engines.whoosh.answering.sets import intersection
from pincite.index.engines.whoosh.answering.views import PartView, SnapshotView
from pincite.index.query.asking import Asked, asked_of, check_expansions, in_turkic, is_single
from pincite.index.query.clauses import Clause, Near, Phrase, Words
from pincite.index.query.deadline import Deadline, checked
from pincite.index.query.limits import EXPANSION
from pincite.index.query.scoring import Weighing, idf

_FIRST = 32


class Leaves:
    """The words of one search over one commit."""

    def __init__(
        self, view: SnapshotView, variants: bool, deadline: Deadline, *, counts_in_titles: bool = False
    ) -> None:
        """``counts_in_titles``: whether it matters how often a title holds a word. Counting takes as long again."""
        self.view = view
        self._counts_in_titles = counts_in_titles
        self.variants = variants
        self.deadline = deadline
        self._words: dict[tuple[int, bool, Asked], Word] = {}
        self._held: dict[tuple[int, bool, Asked], Matches] = {}
        self._matches: dict[tuple[int, bool, Words], Matches] = {}
        self._weights: dict[Words, float] = {}
        self._asked: dict[Words, tuple[Asked, ...]] = {}

    def matches(self, at: int, clause: Words, title: bool = False) -> Matches:
        """Live rows of part ``at`` that match ``clause``: paragraphs, or statements if ``title``."""
        key = (at, title, clause)
        found = self._matches.get(key)
        if found is None:
            self.deadline.check()
            found = self._matches[key] = self._evaluate(at, clause, title)
        return found

    def phrase_among(self, at: int, clause: Phrase, rows: Ints) -> Ints:
        """Those of ``rows`` (ascending, live) of part ``at`` that hold a phrase of two words or more."""
        return self._evaluate(at, clause, title=False, among=[rows]).rows

    def holders(self, at: int, asked: Asked) -> Ints:
        """Rows of part ``at`` that contain ``asked``, deleted ones among them."""
        return self.column(at, title=False).any_of(self.word(at, asked))

    def phrases_among(self, at: int, phrases: Sequence[Clause], docs: Ints) -> dict[Phrase, Matches]:
        """Where each of ``phrases`` stands among ``docs`` (ascending, live paragraphs) of part ``at``."""
        found: dict[Phrase, Matches] = {}
        terms: dict[Phrase, tuple[int, ...]] = {}
        for one in phrases:
            assert isinstance(one, Phrase)
            own = self._terms_of(at, one)
            if own is None:
                found[one] = self.matches(at, one)
            else:
                terms[one] = own
        column = self.column(at, False)
        return found | dict(
            zip(terms, find_phrases(column, docs, list(terms.values()), self.deadline.check), strict=True)
        )

    def _terms_of(self, at: int, phrase: Phrase) -> tuple[int, ...] | None:
        """The terms of a phrase in part ``at``; None when a word of it has several, or others in some languages."""
        words = [self.word(at, word) for word in self._asked_of(phrase)]
        if not all(words):
            return ()
        if any(len(word) > 1 or len(word[0].terms) > 1 or word[0].rows is not None for word in words):
            return None
        return tuple(int(word[0].terms[0]) for word in words)

    def _asked_of(self, clause: Words) -> tuple[Asked, ...]:
        asked = self._asked.get(clause)
        if asked is None:
            asked = self._asked[clause] = asked_of(clause, self.variants)
        return asked

    def _evaluate(self, at: int, clause: Words, title: bool, among: Sequence[Ints] = ()) -> Matches:
        check_expansions(clause, self.variants, self._expansions)
        rows = self.column(at, title).turkic
        if rows is None or (other := in_turkic(clause)) == clause:
            return self._plain(at, clause, title, among)
        return either(self._plain(at, clause, title, among), self._plain(at, other, title, among), rows)

    def _plain(self, at: int, clause: Words, title: bool, among: Sequence[Ints] = ()) -> Matches:
        """Rows that match a leaf whose words are the same in every language; of a phrase, ``among`` those of a list."""
        asked = self._asked_of(clause)
        if is_single(clause):
            return self.held(at, asked[0], title)
        holders = [self.held(at, word, title).rows for word in asked]
        candidates = intersection([*among, *holders])
        if not len(candidates):
            return Matches(NO_ROWS, NO_ROWS)
        self.deadline.check()
        column = self.column(at, title)
        if isinstance(clause, Near):
            times = [(self.word(at, word, title), count) for word, count in Counter(asked).items()]
            return near(column, candidates, times, clause.distance)
        words = [self.word(at, word, title) for word in asked]
        return phrase(column, candidates, words, [len(rows) for rows in holders])

    def column(self, at: int, title: bool) -> Column:
        """The column of part ``at``."""
        segment = self.view.parts[at].segment
        return segment.title if title else segment.text

    def word(self, at: int, asked: Asked, title: bool = False) -> Word:
        """The terms of part ``at`` that ``asked`` matches."""
        key = (at, title, asked)
        word = self._words.get(key)
        if word is None:
            self.deadline.check()
            word = self._words[key] = _expanded_everywhere(self.column(at, title), asked)
        return word

    def held(self, at: int, asked: Asked, title: bool = False) -> Matches:
        """Live rows of part ``at`` that contain ``asked``."""
        key = (at, title, asked)
        held = self._held.get(key)
        if held is None:
            column, word = self.column(at, title), self.word(at, asked, title)
            counts = not asked.is_open and (self._counts_in_titles or not title)
            matches = column.holding(word) if counts else Matches(column.any_of(word))
            held = self._held[key] = only(matches, _live(self.view.parts[at], title))
        return held

    def frequency(self, asked: Asked) -> int:
        """How many live paragraphs contain ``asked``."""
        known = self.view.frequencies.get(asked)
        if known is None:
            self.deadline.check()
            known = sum(self._frequency_in(at, asked) for at in range(len(self.view.parts)))
            self.view.frequencies[asked] = known
        return known

    def title_frequency(self, asked: Asked) -> int:
        """How many live statements contain ``asked`` in their titles."""
        return sum(len(self.held(at, asked, title=True).rows) for at in range(len(self.view.parts)))

    def _frequency_in(self, at: int, asked: Asked) -> int:
        word = self.word(at, asked)
        if not word:
            return 0
        plain = len(word) == 1 and len(word[0].terms) == 1 and word[0].rows is None
        if plain and self.view.parts[at].live is None:
            return int(self.column(at, False).postings.df(int(word[0].terms[0])))
        return len(self.held(at, asked).rows)

    def count_forms(self, forms: list[str]) -> list[int]:
        """How many live paragraphs contain each of ``forms``."""
        return [self.frequency(Asked(form, "exact")) for form in forms]

    def forms(self, asked: Asked) -> set[str]:
        """The forms of ``asked`` that occur in at least one live paragraph."""
        return {form for at in range(len(self.view.parts)) for form in self._live_forms_in(at, asked)}

    def _live_forms_in(self, at: int, asked: Asked) -> Iterator[str]:
        postings, live = self.column(at, False).postings, self.view.parts[at].live_paragraphs
        for wing in self.word(at, asked):
            anywhere = live is None and wing.rows is None
            for term in checked(wing.terms.tolist(), self.deadline.check):
                if anywhere or _any_in(postings.docs(term), live, wing.rows):
                    yield postings.terms[term]

    def weight(self, clause: Words) -> float:
        """The sum of the idf of the words of a leaf, over all parts."""
        if clause not in self._weights:
            total = self.view.paragraphs
            self._weights[clause] = sum([idf(total, self.frequency(word)) for word in self._asked_of(clause)])
        return self._weights[clause]

    def title_weight(self, clause: Words) -> float:
        """The same over titles."""
        statements = self.view.statements
        return sum([idf(statements, self.title_frequency(word)) for word in self._asked_of(clause)])

    def weighing(self, titles: bool) -> Weighing:
        """The scoring parameters for paragraphs, or for titles if ``titles``."""
        if titles:
            return Weighing(self.title_weight, self.view.title_average)
        return Weighing(self.weight, self.view.average)

    def _expansions(self, asked: Asked) -> int:
        parts = range(len(self.view.parts))
        most = sum(len(wing.terms) for at in parts for wing in self.word(at, asked))
        if most <= EXPANSION.value:
            return most
        return len({form for at in parts for form in self._terms(at, asked)})

    def _terms(self, at: int, asked: Asked) -> list[str]:
        terms = self.column(at, False).postings.terms
        return [terms[int(term)] for wing in self.word(at, asked) for term in wing.terms]


def _expanded_everywhere(column: Column, asked: Asked) -> Word:
    rows = column.turkic
    if rows is None or (other := asked.in_turkic) == asked:
        return _expanded(column, asked)
    return (*within(_expanded(column, asked), ~rows), *within(_expanded(column, other), rows))


def _expanded(column: Column, asked: Asked) -> Word:
    if asked.kind == "exact":
        return column.exact(asked.token)
    if asked.kind == "class":
        return column.variants(asked.token)
    if asked.kind == "prefix":
        return column.beginning(asked.compared, asked.folds)
    terms = fuzzy_terms(column, asked.compared, asked.edits, asked.folds)
    return (Wing(terms),) if len(terms) else ()


def _live(part: PartView, title: bool) -> Bools | None:
    return part.live if title else part.live_paragraphs


def _any_in(docs: npt.NDArray[np.integer], live: Bools | None, rows: Bools | None) -> bool:
    """Whether any of ``docs`` is in both masks; mostly one of the first few is."""
    for some in (docs[:_FIRST], docs[_FIRST:]):
        held = np.ones(len(some), dtype=np.bool_) if rows is None else rows[some]
        if (held if live is None else held & live[some]).any():
            return True
    return False
