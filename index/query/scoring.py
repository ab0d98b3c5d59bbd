"""BM25 (Robertson and Zaragoza 2009) as every engine scores: its constants, Lucene's idf, and the share of titles."""

import math

K1, B = 1.2, 0.75
TITLE_SHARE = 0.25
"""How much of a word's idf a title that holds the word adds to the scores of its statement's paragraphs."""


def idf(paragraphs: int, held: int) -> float:
    """Return the inverse document frequency of a word that ``held`` of ``paragraphs`` live paragraphs hold."""
    return math.log(1 + (paragraphs - held + 0.5) / (held + 0.5))
