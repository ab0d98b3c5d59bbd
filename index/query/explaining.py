"""Explain the score of one paragraph: each query word that it contains, its forms there, and what it adds to the score.

The words are counted in the paragraph's own tokens, with the engine's weights, so that all engines explain alike.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from pincite.index.query.asking import asked_of, asks_titles_alone, in_language, positive_words, title_words
from pincite.index.query.clauses import Fuzzy, Near, Prefix, Term, TitleMatch, Words
from pincite.index.query.deadline import Check, checked, never
from pincite.index.query.query import Query
from pincite.index.query.render import render, render_words
from pincite.index.query.scoring import TITLE_SHARE, Weighing, bm25
from pincite.index.text.tokens import Tokens
from pincite.index.values.heading import Heading


@dataclass(frozen=True, slots=True)
class ScorePart:
    """What one leaf adds to the score of a hit: ``score`` for the text (or the title it searches), ``title`` on top.

    ``tf`` and ``score`` are 0 when only the title contains the word.
    """

    leaf: str
    forms: tuple[str, ...]
    tf: int
    idf: float
    score: float
    title: float = 0.0


def explain(
    query: Query, heading: Heading, text: str, weighing: Weighing, check: Check = never
) -> tuple[ScorePart, ...]:
    """Return what each word of ``query`` adds to the score of a paragraph, in the query's order.

    ``weighing`` has the engine's weights. Words that occur neither in the paragraph nor in the title are left out.
    ``check`` is called between steps. It raises an exception to end the work.
    """
    title = Holdings(heading.title, heading.language, query.variants, check)
    if asks_titles_alone(query.match):
        scored = [(render(TitleMatch(words)), words) for words in title_words(query.match)]
        parts = [_part(leaf, words, title, weighing, 0.0) for leaf, words in scored]
    else:
        own = Holdings(text, heading.language, query.variants, check)
        leaves = positive_words(query.match)
        shares = [TITLE_SHARE if isinstance(words, Term) and title.find(words)[0] else 0.0 for words in leaves]
        parts = [
            _part(render_words(words), words, own, weighing, share) for words, share in zip(leaves, shares, strict=True)
        ]
    return tuple(part for part in parts if part.tf or part.title)


class Holdings:
    """The occurrences of leaves in one text."""

    def __init__(self, text: str, language: str | None, variants: bool, check: Check) -> None:
        self.tokens = Tokens(text, language, check).forms
        self._distinct = set(self.tokens)
        self._language, self._variants, self._check = language, variants, check

    def find(self, words: Words) -> tuple[int, tuple[str, ...]]:
        """Return how often a leaf occurs in the text, and the matching forms, sorted."""
        words = in_language(words, self._language)
        asked = asked_of(words, self._variants)
        held = [set(word.among(checked(self._distinct, self._check), self._language)) for word in asked]
        times = occurrences(words, held, self.tokens, self._check) if all(held) else 0
        return times, tuple(sorted(set().union(*held))) if times else ()


def _part(leaf: str, words: Words, text: Holdings, weighing: Weighing, share: float) -> ScorePart:
    constant = isinstance(words, Prefix | Fuzzy)
    tf, forms = text.find(words)
    weight = 1.0 if constant else weighing.weight(words)
    score = float(tf > 0) if constant else bm25(weight, tf, len(text.tokens), weighing.average)
    return ScorePart(leaf, forms, tf, weight, score, share * weight)


def occurrences(words: Words, held: Sequence[set[str]], tokens: Sequence[str], check: Check = never) -> int:
    """Return how often a leaf occurs in ``tokens``. ``held`` has the matching forms of each of its words, in order."""
    if isinstance(words, Near):
        return _windows(words, tokens, check)
    size = len(held)
    starts = checked(range(len(tokens) - size + 1), check)
    return sum(all(tokens[start + at] in held[at] for at in range(size)) for start in starts)


def _windows(words: Near, tokens: Sequence[str], check: Check) -> int:
    """Count the positions where a window ends that contains every token as often as the leaf does."""
    width, wanted = len(words.tokens) + words.distance, sorted(words.tokens)
    ends = (at + 1 for at, token in enumerate(checked(tokens, check)) if token in words.tokens)
    return sum(_holds(tokens[max(0, end - width) : end], wanted) for end in ends)


def _holds(window: Sequence[str], wanted: Sequence[str]) -> bool:
    return all(window.count(token) >= wanted.count(token) for token in set(wanted))
