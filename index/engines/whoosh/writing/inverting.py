"""Owns turning tokens into postings: by term, then row, then place."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from pincite.index.engines.whoosh.arrays.integers import pack_small
from pincite.index.engines.whoosh.arrays.strings import IntArray
from pincite.index.engines.whoosh.writing.tokens import Ids

BuiltArrays = dict[str, NDArray[Any]]


def invert(name: str, terms: Ids, lengths: Ids, count: int) -> BuiltArrays:
    """Return the postings of tokens, which are given as ordinals of ``count`` sorted terms, row after row."""
    rows, places = _by_term(terms, lengths)
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


def _by_term(terms: Ids, lengths: Ids) -> tuple[NDArray[np.uint32], NDArray[np.int32]]:
    """Return the row of each token and its place in the row, sorted by term, then row, then place."""
    starts = np.cumsum(lengths, dtype=np.int64) - lengths
    order = stable_order(terms, int(terms.max(initial=0)) + 1)
    rows = np.repeat(np.arange(len(lengths), dtype=np.uint32), lengths)[order]
    order -= starts[rows]
    return rows, order.astype(np.int32)


def stable_order(values: IntArray, count: int) -> NDArray[np.int64]:
    """Return the order that sorts ``values`` (below ``count``) stably, with 16 bits per pass."""
    order = np.argsort(values.astype(np.uint16), kind="stable")
    if count > 1 << 16:
        order = order[np.argsort((values >> 16).astype(np.uint16)[order], kind="stable")]
    return order
