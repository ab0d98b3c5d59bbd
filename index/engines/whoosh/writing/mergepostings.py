"""Owns merging the postings of a field: term range by term range, so that memory stays bounded."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from pincite.index.engines.whoosh.arrays.segment import Postings
from pincite.index.engines.whoosh.arrays.unions import take_strings, union
from pincite.index.engines.whoosh.writing.build import BuiltArrays, stable_order
from pincite.index.engines.whoosh.writing.sink import ArraySink

POSTINGS = 1 << 20
"""Postings that are processed at once, unless one term has more."""

_TERMS = 1 << 16


@dataclass(frozen=True, slots=True)
class MergeSource:
    """A field of one segment, and the new places of its rows (-1: dead)."""

    postings: Postings
    rows: NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Piece:
    """Postings as columns: the term's place in the range, the new row, tf, and all positions joined."""

    terms: NDArray[np.int64]
    rows: NDArray[np.int64]
    tf: NDArray[np.int32]
    positions: NDArray[np.int32]


def merge_postings(name: str, sources: Sequence[MergeSource], sink: ArraySink, after: Callable[[], None]) -> None:
    """Write the postings of the live rows of ``sources`` as the field ``name``. Calls ``after`` each range of terms."""
    terms, maps = union([source.postings.terms for source in sources])
    rows = sink.stream(f"{name}.rows", np.uint32)
    tf, positions = sink.small_stream(f"{name}.tf"), sink.small_stream(f"{name}.positions")
    df, counts = np.zeros(len(terms), np.int64), np.zeros(len(terms), np.int64)
    in_turn = _are_in_turn([source.rows for source in sources])
    for start, stop in _ranges(sources, maps, len(terms)):
        pieces = [_piece(source, to, start, stop) for source, to in zip(sources, maps, strict=True)]
        piece = _sorted(_joined([pieces[number] for number in in_turn or range(len(pieces))]), in_turn is not None)
        df[start:stop] = np.bincount(piece.terms, minlength=stop - start)
        counts[start:stop] = np.bincount(piece.terms, piece.tf, minlength=stop - start).astype(np.int64)
        rows.append(piece.rows.astype(np.uint32))
        tf.append(piece.tf)
        positions.append(piece.positions)
        after()
    kept = np.flatnonzero(df)
    strings = take_strings(terms, kept)
    sink.add(
        {
            f"{name}.terms.blob": strings.blob,
            f"{name}.terms.offsets": strings.offsets,
            f"{name}.offsets": np.concatenate(([0], np.cumsum(df[kept]))).astype(np.int64),
            f"{name}.position_offsets": np.concatenate(([0], np.cumsum(counts[kept]))).astype(np.int64),
            **_merge_keys(name, sources, maps, kept, len(terms)),
        }
    )


def _are_in_turn(rows: Sequence[NDArray[np.int32]]) -> list[int] | None:
    """Return the order in which the sources follow each other, or None when their rows are mixed."""
    live = [(number, to[to >= 0]) for number, to in enumerate(rows)]
    bounds = sorted((int(to[0]), int(to[-1]), number) for number, to in live if len(to))
    if any(end > begin for (_, end, _), (begin, _, _) in pairwise(bounds)):
        return None
    return [number for _, _, number in bounds]


def _ranges(sources: Sequence[MergeSource], maps: Sequence[NDArray[np.int32]], count: int) -> Iterator[tuple[int, int]]:
    """Cut the terms into ranges with few enough postings each."""
    totals = np.zeros(count, np.int64)
    for source, to in zip(sources, maps, strict=True):
        totals[to] += np.diff(source.postings.offsets)
    sums = np.concatenate(([0], np.cumsum(totals)))
    start = 0
    while start < count:
        stop = int(np.searchsorted(sums, sums[start] + POSTINGS, "right")) - 1
        stop = min(max(stop, start + 1), start + _TERMS, count)
        yield start, stop
        start = stop


def _piece(source: MergeSource, to: NDArray[np.int32], start: int, stop: int) -> Piece:
    """Return the live postings of the terms whose new places are from ``start`` to ``stop``."""
    postings = source.postings
    first, last = np.searchsorted(to, (start, stop)).tolist()
    low, high = int(postings.offsets[first]), int(postings.offsets[last])
    terms = np.repeat(to[first:last].astype(np.int64) - start, np.diff(postings.offsets[first : last + 1]))
    rows = source.rows[postings.rows[low:high]].astype(np.int64)
    tf = postings.frequencies.slice(low, high)
    positions = postings.places.slice(int(postings.position_offsets[first]), int(postings.position_offsets[last]))
    live = rows >= 0
    if live.all():
        return Piece(terms, rows, tf, positions)
    return Piece(terms[live], rows[live], tf[live], positions[np.repeat(live, tf)])


def _joined(pieces: Sequence[Piece]) -> Piece:
    if not pieces:
        return Piece(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.int32), np.zeros(0, np.int32))
    return Piece(
        np.concatenate([piece.terms for piece in pieces]),
        np.concatenate([piece.rows for piece in pieces]),
        np.concatenate([piece.tf for piece in pieces]),
        np.concatenate([piece.positions for piece in pieces]),
    )


def _sorted(piece: Piece, by_term: bool) -> Piece:
    """Sort by term and row. ``by_term``: the rows of each term are already in order."""
    order = stable_order(piece.terms, _TERMS) if by_term else _order(piece)
    tf = piece.tf[order]
    starts = np.cumsum(piece.tf, dtype=np.int64) - piece.tf
    ends = np.cumsum(tf, dtype=np.int64)
    places = np.repeat(starts[order] - (ends - tf), tf)
    places += np.arange(len(places))
    return Piece(piece.terms[order], piece.rows[order], tf, piece.positions[places])


def _order(piece: Piece) -> NDArray[np.int64]:
    if not len(piece.rows):
        return np.zeros(0, np.int64)
    rows, places = int(piece.rows.max()).bit_length(), len(piece.rows).bit_length()
    if 16 + rows + places > 63:
        return np.argsort(piece.terms << rows | piece.rows, kind="stable")
    # The place is in the low bits: sorting values is several times faster than sorting places by value.
    keys = (piece.terms << rows | piece.rows) << places | np.arange(len(piece.rows), dtype=np.int64)
    keys.sort()
    return keys & ((1 << places) - 1)


def _merge_keys(
    name: str, sources: Sequence[MergeSource], maps: Sequence[NDArray[np.int32]], kept: NDArray[np.int64], count: int
) -> BuiltArrays:
    """Return the variant keys of the terms of the union that are kept; see ``pack_keys``."""
    keys, to_keys = union([source.postings.keys for source in sources])
    of_term = np.zeros(count, np.int64)
    for source, to, to_key in zip(sources, maps, to_keys, strict=True):
        postings = source.postings
        of_term[to[postings.key_terms]] = np.repeat(to_key, postings.key_offsets[1:] - postings.key_offsets[:-1])
    sizes = np.bincount(of_term[kept], minlength=len(keys))
    used = np.flatnonzero(sizes)
    strings = take_strings(keys, used)
    return {
        f"{name}.keys.blob": strings.blob,
        f"{name}.keys.offsets": strings.offsets,
        f"{name}.key_offsets": np.concatenate(([0], np.cumsum(sizes[used]))).astype(np.uint32),
        f"{name}.key_terms": stable_order(of_term[kept], len(keys)).astype(np.uint32),
    }
