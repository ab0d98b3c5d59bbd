"""Why one paragraph scored as it did: each word of the query that it holds, its forms there, and its share.

Counted in the paragraph's own tokens with the weights that the engine scored with, so that two engines explain alike.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pincite.index.query.asking import asked_of, positive_words
from pincite.index.query.clauses import Fuzzy, Near, Prefix, Words
from pincite.index.query.deadline import Check, checked, never
from pincite.index.query.query import Query
from pincite.index.query.render import render_words
from pincite.index.query.scoring import bm25
from pincite.index.text.tokens import Tokens


@dataclass(frozen=True, slots=True)
class ScorePart:
    """How one leaf of the tree scored a hit."""

    leaf: str
    forms: tuple[str, ...]
    tf: int
    idf: float
    score: float


def explain(
    query: Query,
    text: str,
    language: str | None,
    weigh: Callable[[Words], float],
    average: float,
    check: Check = never,
) -> tuple[ScorePart, ...]:
    """Return how each word of ``query`` that a paragraph matches scores it, in the query's order.

    ``weigh`` gives the sum of the idf of a leaf's words, ``average`` is the mean length of a paragraph in tokens.
    ``check`` is called between steps: what it raises ends the work.
    """
    tokens = Tokens(text, language, check).forms
    forms = set(tokens)
    parts = []
    for words in positive_words(query.match):
        asked = asked_of(words, query.variants)
        held = [set(word.among(checked(forms, check), language)) for word in asked]
        tf = occurrences(words, held, tokens, check) if all(held) else 0
        if tf:
            constant = isinstance(words, Prefix | Fuzzy)
            weight = 1.0 if constant else weigh(words)
            score = 1.0 if constant else bm25(weight, tf, len(tokens), average)
            parts.append(ScorePart(render_words(words), tuple(sorted(set().union(*held))), tf, weight, score))
    return tuple(parts)


def occurrences(words: Words, held: Sequence[set[str]], tokens: Sequence[str], check: Check = never) -> int:
    """Return how often a leaf stands in ``tokens``; ``held`` are the forms there of each of its words, in order."""
    if isinstance(words, Near):
        return _windows(words, tokens, check)
    size = len(held)
    starts = checked(range(len(tokens) - size + 1), check)
    return sum(all(tokens[start + at] in held[at] for at in range(size)) for start in starts)


def _windows(words: Near, tokens: Sequence[str], check: Check) -> int:
    """At how many places a window ends that holds every token as often as asked."""
    width, wanted = len(words.tokens) + words.distance, sorted(words.tokens)
    ends = (at + 1 for at, token in enumerate(checked(tokens, check)) if token in words.tokens)
    return sum(_holds(tokens[max(0, end - width) : end], wanted) for end in ends)


def _holds(window: Sequence[str], wanted: Sequence[str]) -> bool:
    return all(window.count(token) >= wanted.count(token) for token in set(wanted))
