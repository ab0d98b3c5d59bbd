"""BM25 (Robertson and Zaragoza 2009) as every engine scores: its constants, Lucene's idf, and the share of titles."""

import math
from collections.abc import Callable
from dataclasses import dataclass

from pincite.index.query.clauses import Words

K1, B = 1.2, 0.75
TITLE_SHARE = 0.25
"""How much of a word's idf a title that holds the word adds to the scores of its statement's paragraphs."""


@dataclass(frozen=True, slots=True)
class Weighing:
    """What an engine scores with: the weight of a leaf (the sum of its words' idf), and the mean length in tokens.

    Both are of paragraphs, or of titles where titles alone are asked (``asking.asks_titles_alone``).
    """

    weight: Callable[[Words], float]
    average: float


def bm25(weight: float, frequency: int, length: int, average: float) -> float:
    """Return what a leaf adds to the score of a text of ``length`` tokens where it stands so often."""
    return weight * frequency / (frequency + K1 * (1 - B + B * length / average))


def idf(texts: int, held: int) -> float:
    """Return the inverse document frequency of a word that ``held`` of ``texts`` live paragraphs (or titles) hold."""
    return math.log(1 + (texts - held + 0.5) / (held + 0.5))
