"""Spelling suggestions: similar words that occur in more paragraphs, when a search finds little."""

from collections.abc import Iterable
from typing import Protocol

from pincite.index.query.asking import Asked, asked_of, positive_words
from pincite.index.query.clauses import Phrase, Term
from pincite.index.query.query import Query
from pincite.index.text.analysis import tokenize

FEW_HITS = 3
"""If fewer paragraphs match, another spelling is sought for each word that occurs in fewer paragraphs than this."""

_SHORTEST = 4
_TWO_EDITS_FROM = 7
_MORE = 5
"""A similar word must occur in more than this many times as many paragraphs. Chosen by hand, not measured."""


class Lexicon(Protocol):
    """The words of one commit, as an engine knows them. Counts are of live paragraphs."""

    def frequency(self, asked: Asked) -> int:
        """How many paragraphs contain a word."""

    def forms(self, asked: Asked) -> Iterable[str]:
        """The forms of a word that occur in at least one paragraph."""

    def count_forms(self, forms: list[str]) -> list[int]:
        """How many paragraphs contain each of ``forms``."""


def propose(query: Query, lexicon: Lexicon) -> str | None:
    """Return the query with each rare word replaced by a similar, more frequent one; None if there is none.

    Numbers are kept: another number is another fact. The caller checks whether the result finds anything.
    """
    better: dict[str, str] = {}
    for words in positive_words(query.match):
        if isinstance(words, Term | Phrase):
            for asked in asked_of(words, query.variants):
                near = None if asked.is_open else _better(lexicon, asked)
                if near is not None:
                    better[asked.token] = near
    return _replaced(query.text, better) if better else None


def _better(lexicon: Lexicon, asked: Asked) -> str | None:
    if len(asked.token) < _SHORTEST or not asked.token.isalpha():
        return None
    own = lexicon.frequency(asked)
    if own >= FEW_HITS:
        return None
    for edits in range(1, 3 if len(asked.token) >= _TWO_EDITS_FROM else 2):
        forms = [
            form for form in lexicon.forms(Asked(asked.token, "fuzzy", edits)) if form != asked.token and form.isalpha()
        ]
        counted = [(-count, form) for form, count in zip(forms, lexicon.count_forms(forms), strict=True)]
        if counted and -min(counted)[0] > own * _MORE:
            return min(counted)[1]
    return None


def _replaced(text: str, better: dict[str, str]) -> str | None:
    pieces, end = [], 0
    for token in tokenize(text, None):
        if token.form in better:
            pieces += [text[end : token.start], better[token.form]]
            end = token.end
    return "".join([*pieces, text[end:]]) if pieces else None
