"""BM25 over whole arrays; every figure is over live paragraphs."""

import numpy as np
import numpy.typing as npt

from pincite.index.engines.whoosh.answering.columns import Floats, Ints


def bm25(weight: float, tf: Ints, lengths: npt.NDArray[np.integer], norms: Floats) -> Floats:
    """Scores of rows: ``tf`` and ``lengths`` one a row, ``norms`` the length norm by length."""
    scores: Floats = np.multiply(tf, weight, dtype=np.float64)
    scores /= norms.take(lengths) + tf
    return scores
