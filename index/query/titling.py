"""The search in titles for the words of a query."""

from dataclasses import replace

from pincite.index.query.asking import positive_words
from pincite.index.query.clauses import EVERYTHING, And, Clause, Term, TitleMatch, Words, join


def titled(clause: Clause) -> Clause:
    """Return the clause whose statements have all positive words of ``clause`` in their titles, once each."""
    words = dict.fromkeys(map(_plain, positive_words(clause)))
    return join(And, map(TitleMatch, words)) or EVERYTHING


def _plain(words: Words) -> Words:
    """A stop word in capitals is required in texts; in titles every word is."""
    return replace(words, required=False) if isinstance(words, Term) and words.required else words
