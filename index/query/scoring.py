"""BM25 (Robertson and Zaragoza 2009) as every engine scores: its constants, and Lucene's idf."""

import math

K1, B = 1.2, 0.75


def bm25(weight: float, frequency: int, length: int, average: float) -> float:
    """Return what a leaf adds to the score of a paragraph of ``length`` tokens where it stands so often."""
    return weight * frequency / (frequency + K1 * (1 - B + B * length / average))


def idf(paragraphs: int, held: int) -> float:
    """Return the inverse document frequency of a word that ``held`` of ``paragraphs`` live paragraphs hold."""
    return math.log(1 + (paragraphs - held + 0.5) / (held + 0.5))
