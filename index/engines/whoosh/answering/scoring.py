"""BM25 with Lucene's idf; every figure is over live paragraphs."""

import math

import numpy as np
import numpy.typing as npt

from index.engines.whoosh.answering.columns import Floats, Ints


def idf(paragraphs: int, df: int) -> float:
    """Lucene's inverse document frequency of a word that ``df`` of ``paragraphs`` hold."""
    return math.log(1 + (paragraphs - df + 0.5) / (df + 0.5))


def bm25(weight: float, tf: Ints, lengths: npt.NDArray[np.integer], norms: Floats) -> Floats:
    """Scores of rows: ``tf`` and ``lengths`` one a row, ``norms`` the length norm by length."""
    scores: Floats = np.multiply(tf, weight, dtype=np.float64)
    scores /= norms.take(lengths) + tf
    return scores
