"""Owns turning tokens into postings: by term, then row, then place."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from pincite.index.engines.whoosh.arrays.integers import pack_small
from pincite.index.engines.whoosh.writing.tokens import Ids
from pincite.index.values.orders import stable_order

BuiltArrays = dict[str, NDArray[Any]]


def invert(name: str, terms: Ids, lengths: Ids, count: int) -> BuiltArrays:
    """Return the postings of tokens, which are given as ordinals of ``count`` sorted terms, row after row."""
    rows, places = _by_term(terms, lengths, count)
    bounds = np.concatenate(([0], np.cumsum(np.bincount(terms, minlength=count)))) if count else np.zeros(1, np.int64)
    begins = np.ones(len(terms), np.bool_)
    begins[1:] = rows[1:] != rows[:-1]
    begins[bounds[:-1]] = True
    starts = np.flatnonzero(begins)
    return {
        f"{name}.offsets": np.searchsorted(starts, bounds).astype(np.int64),
        f"{name}.rows": rows[starts],
        **pack_small(f"{name}.tf", np.diff(starts, append=len(terms))),
        f"{name}.position_offsets": bounds.astype(np.int64),
        **pack_small(f"{name}.positions", places),
    }


def _by_term(terms: Ids, lengths: Ids, count: int) -> tuple[NDArray[np.uint32], NDArray[np.int32]]:
    """Return the row of each token and its place in the row, sorted by term, then row, then place."""
    starts = np.cumsum(lengths, dtype=np.int64) - lengths
    order = stable_order(terms, count)
    rows = np.repeat(np.arange(len(lengths), dtype=np.uint32), lengths)[order]
    order -= starts[rows]
    return rows, order.astype(np.int32)
