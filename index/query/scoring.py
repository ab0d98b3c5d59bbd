"""BM25 (Robertson and Zaragoza 2009) for all engines: its constants, Lucene's idf, and the weight of titles."""

import math
from collections.abc import Callable
from dataclasses import dataclass

from pincite.index.query.clauses import Words

K1, B = 1.2, 0.75
TITLE_SHARE = 0.25
"""The share of a word's idf that is added to the scores of a statement's paragraphs if its title contains the word."""


@dataclass(frozen=True, slots=True)
class Weighing:
    """An engine's parameters for scoring: the weight of a leaf (the sum of its words' idf), and the mean text length.

    Both are for paragraphs, or for titles if the query searches only titles (``asking.asks_titles_alone``).
    """

    weight: Callable[[Words], float]
    average: float


def bm25(weight: float, frequency: int, length: int, average: float) -> float:
    """Return what a leaf adds to the score of a text of ``length`` tokens in which it occurs ``frequency`` times."""
    return weight * frequency / (frequency + K1 * (1 - B + B * length / average))


def idf(texts: int, held: int) -> float:
    """Return the inverse document frequency of a word in ``held`` of ``texts`` live paragraphs (or titles)."""
    return math.log(1 + (texts - held + 0.5) / (held + 0.5))
