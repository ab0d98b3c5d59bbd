"""Owns turning tokens into postings: by term, then row, then place. And the terms of each variant key."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pincite.index.engines.whoosh.arrays.integers import pack_small
from pincite.index.engines.whoosh.arrays.strings import IntArray, named_strings
from pincite.index.engines.whoosh.writing.tokens import Ids

BuiltArrays = dict[str, NDArray[Any]]

_KEY = 63
"""The bits of a key by which tokens are sorted."""


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
    high, low = (int(values.max(initial=0)).bit_length() for values in (terms, lengths))
    if high + len(lengths).bit_length() + low > _KEY:
        order = stable_order(terms, 1 << high)
        rows = np.repeat(np.arange(len(lengths), dtype=np.uint32), lengths)[order]
        return rows, (order - starts[rows]).astype(np.int32)
    # Sorting such keys is several times faster than sorting places by key.
    keys = np.repeat((np.arange(len(lengths)) << low) - starts, lengths)
    keys += np.arange(len(terms))
    keys |= terms.astype(np.int64) << (len(lengths).bit_length() + low)
    keys.sort()
    places = (keys & ((1 << low) - 1)).astype(np.int32)
    keys >>= low
    keys &= (1 << len(lengths).bit_length()) - 1
    return keys.astype(np.uint32), places


def stable_order(values: IntArray, count: int) -> NDArray[np.int64]:
    """Return the order that sorts ``values`` (below ``count``) stably, with 16 bits per pass."""
    order = np.argsort(values.astype(np.uint16), kind="stable")
    if count > 1 << 16:
        order = order[np.argsort((values >> 16).astype(np.uint16)[order], kind="stable")]
    return order


def pack_keys(name: str, keys: Sequence[bytes]) -> BuiltArrays:
    """Return the sorted variant keys, and the terms of each. ``keys`` are in the order of the terms."""
    distinct = sorted(set(keys))
    ordinal = {key: number for number, key in enumerate(distinct)}
    of_term = np.fromiter(map(ordinal.__getitem__, keys), np.int64, len(keys))
    offsets = np.concatenate(([0], np.cumsum(np.bincount(of_term, minlength=len(distinct))))).astype(np.uint32)
    members = np.argsort(of_term, kind="stable").astype(np.uint32)
    return {
        **named_strings(f"{name}.keys", distinct),
        f"{name}.key_offsets": offsets if distinct else np.zeros(1, np.uint32),
        f"{name}.key_terms": members,
    }
