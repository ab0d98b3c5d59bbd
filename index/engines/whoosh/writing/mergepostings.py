"""Owns merging the postings of a field: some terms at a time, or some rows of a frequent term, so that memory stays
bounded.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from pincite.index.engines.whoosh.arrays.posting_ranges import PostingRange, positions_between, whole
from pincite.index.engines.whoosh.arrays.segment import Postings
from pincite.index.engines.whoosh.arrays.unions import take_strings, union
from pincite.index.engines.whoosh.writing.inverting import BuiltArrays
from pincite.index.engines.whoosh.writing.sink import ArraySink
from pincite.index.values.orders import stable_order

Counts = NDArray[np.int64]

POSTINGS = 1 << 19
"""About as many postings are processed at once."""

_TERMS = 1 << 16


@dataclass(frozen=True, slots=True)
class MergeSource:
    """A field of one segment, and the new places of its rows: -1 is dead, and the others ascend.

    In ``reached`` a dead row has the place of the one before it, so that all of them ascend.
    """

    postings: Postings
    rows: NDArray[np.int32]
    reached: NDArray[np.int32]

    def until(self, row: int) -> int:
        """Return the first of the source's rows whose new place is ``row`` or behind it."""
        return int(np.searchsorted(self.reached, row))


def source_of(postings: Postings, rows: NDArray[np.int32]) -> MergeSource:
    """Return the source with these postings and new places of rows."""
    return MergeSource(postings, rows, rows if (rows >= 0).all() else np.maximum.accumulate(rows))


@dataclass(frozen=True, slots=True)
class Cut:
    """What is merged at once: terms from ``start`` to ``stop``, and of them the new rows from ``first`` to ``last``.

    ``last`` is None where all rows are.
    """

    start: int
    stop: int
    first: int = 0
    last: int | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """Postings of a range of terms, as columns: by term, then row.

    ``counts`` and ``sizes`` are the postings and the positions of each term, int64[terms of the range]. ``rows`` and
    ``tf`` are int32, one for each posting; ``positions`` has all of them joined, int32.
    """

    counts: Counts
    sizes: Counts
    rows: NDArray[np.int32]
    tf: NDArray[np.int32]
    positions: NDArray[np.int32]


def merge_postings(name: str, sources: Sequence[MergeSource], sink: ArraySink, after: Callable[[], None]) -> None:
    """Write the postings of the live rows of ``sources`` as the field ``name``. Calls ``after`` each cut."""
    terms, maps = union([source.postings.terms for source in sources])
    rows = sink.stream(f"{name}.rows", np.uint32)
    tf, positions = sink.small_stream(f"{name}.tf"), sink.small_stream(f"{name}.positions")
    df, sizes = np.zeros(len(terms), np.int64), np.zeros(len(terms), np.int64)
    in_turn = _are_in_turn([source.rows for source in sources])
    for cut in _cuts(sources, maps, len(terms)):
        pieces = [_piece(source, to, cut) for source, to in zip(sources, maps, strict=True)]
        # Nothing is in turn where nothing lives: `_sorted` also joins nothing.
        piece = _interleaved([pieces[number] for number in in_turn]) if in_turn else _sorted(pieces)
        df[cut.start : cut.stop] += piece.counts
        sizes[cut.start : cut.stop] += piece.sizes
        rows.append(piece.rows)
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
            f"{name}.position_offsets": np.concatenate(([0], np.cumsum(sizes[kept]))).astype(np.int64),
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


def _cuts(sources: Sequence[MergeSource], maps: Sequence[NDArray[np.int32]], count: int) -> Iterator[Cut]:
    """Cut the terms into ranges with few enough postings each, and a term that has more into rows."""
    totals = np.zeros(count, np.int64)
    for source, to in zip(sources, maps, strict=True):
        totals[to] += np.diff(source.postings.offsets)
    sums = np.concatenate(([0], np.cumsum(totals)))
    start = 0
    while start < count:
        stop = int(np.searchsorted(sums, sums[start] + POSTINGS, "right")) - 1
        stop = min(max(stop, start + 1), start + _TERMS, count)
        yield from _rows_of(sources, start, int(totals[start])) if stop == start + 1 else (Cut(start, stop),)
        start = stop


def _rows_of(sources: Sequence[MergeSource], term: int, postings: int) -> Iterator[Cut]:
    """Cut a term into as many ranges of rows as its postings need."""
    parts = -(-postings // POSTINGS)
    rows = 1 + max(int(source.rows.max(initial=-1)) for source in sources)
    edges = [rows * part // max(parts, 1) for part in range(parts + 1)]
    yield from (Cut(term, term + 1, first, last) for first, last in pairwise(edges))


def _piece(source: MergeSource, to: NDArray[np.int32], cut: Cut) -> Piece:
    """Return the live postings of a cut."""
    postings = source.postings
    taken = _range_of(source, to, cut)
    which = to[taken.first : taken.last] - cut.start
    counts, sizes = np.zeros(cut.stop - cut.start, np.int64), np.zeros(cut.stop - cut.start, np.int64)
    counts[which], sizes[which] = taken.postings_by_term(postings), taken.positions_by_term(postings)
    rows = source.rows[postings.rows[taken.start : taken.stop]]
    tf = postings.frequencies.slice(taken.start, taken.stop)
    return _living(Piece(counts, sizes, rows, tf, postings.places.slice(taken.begin, taken.end)))


def _range_of(source: MergeSource, to: NDArray[np.int32], cut: Cut) -> PostingRange:
    """Return what a source has of a cut."""
    postings = source.postings
    of_terms = whole(postings, *np.searchsorted(to, (cut.start, cut.stop)).tolist())
    if cut.last is None:
        return of_terms
    rows = postings.rows[of_terms.start : of_terms.stop]
    start, stop = (np.searchsorted(rows, (source.until(cut.first), source.until(cut.last))) + of_terms.start).tolist()
    begin = of_terms.begin + positions_between(postings, of_terms.start, start)
    end = begin + positions_between(postings, start, stop)
    return PostingRange(of_terms.first, of_terms.last, start, stop, begin, end)


def _living(piece: Piece) -> Piece:
    """Return ``piece`` without the postings of dead rows."""
    live = piece.rows >= 0
    if live.all():
        return piece
    tf, terms = piece.tf[live], np.repeat(np.arange(len(piece.counts)), piece.counts)[live]
    counts = np.bincount(terms, minlength=len(piece.counts))
    sizes = np.bincount(terms, tf, minlength=len(piece.counts)).astype(np.int64)
    return Piece(counts, sizes, piece.rows[live], tf, piece.positions[np.repeat(live, piece.tf)])


def _interleaved(pieces: Sequence[Piece]) -> Piece:
    """Join pieces of which each has the rows behind those of the one before: nothing needs to be sorted."""
    counts, sizes = [piece.counts for piece in pieces], [piece.sizes for piece in pieces]
    to, to_positions = _targets(counts), _targets(sizes)
    return Piece(
        np.sum(counts, axis=0),
        np.sum(sizes, axis=0),
        _scattered([piece.rows for piece in pieces], to),
        _scattered([piece.tf for piece in pieces], to),
        _scattered([piece.positions for piece in pieces], to_positions),
    )


def _targets(counts: Sequence[Counts]) -> list[NDArray[np.int64]]:
    """Return the new places of each piece's entries: by term, then piece. ``counts`` has each piece's by term."""
    totals = np.sum(counts, axis=0)
    starts = np.cumsum(totals) - totals
    targets = []
    for count in counts:
        ends = np.cumsum(count)
        targets.append(np.repeat(starts - (ends - count), count))
        targets[-1] += np.arange(len(targets[-1]))
        starts = starts + count
    return targets


def _scattered(columns: Sequence[NDArray[np.int32]], targets: Sequence[NDArray[np.int64]]) -> NDArray[np.int32]:
    made = np.empty(sum(map(len, columns)), np.int32)
    for column, target in zip(columns, targets, strict=True):
        made[target] = column
    return made


def _sorted(pieces: Sequence[Piece]) -> Piece:
    """Join pieces whose rows are mixed."""
    tf = np.concatenate([piece.tf for piece in pieces])
    rows, order = _order(pieces, len(tf))
    starts = np.cumsum(tf, dtype=np.int64) - tf
    taken = tf[order]
    ends = np.cumsum(taken, dtype=np.int64)
    places = np.repeat(starts[order] - (ends - taken), taken)
    places += np.arange(len(places))
    return Piece(
        np.sum([piece.counts for piece in pieces], axis=0),
        np.sum([piece.sizes for piece in pieces], axis=0),
        rows,
        taken,
        np.concatenate([piece.positions for piece in pieces])[places],
    )


def _order(pieces: Sequence[Piece], count: int) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """Return the rows of all postings by term, then row; and the place of each among those of all pieces, joined."""
    if not count:
        return np.zeros(0, np.int32), np.zeros(0, np.int64)
    bits = max(int(piece.rows.max(initial=0)) for piece in pieces).bit_length()
    keys = np.concatenate([np.repeat(np.arange(len(piece.counts)) << bits, piece.counts) for piece in pieces])
    keys |= np.concatenate([piece.rows for piece in pieces])
    places = count.bit_length()
    if _TERMS.bit_length() + bits + places > 63:
        order = np.argsort(keys, kind="stable")
        return (keys[order] & ((1 << bits) - 1)).astype(np.int32), order
    # The place is in the low bits: sorting values is faster than sorting places by value. Each piece is sorted already,
    # and the stable sort joins such runs: several times faster than one that starts anew.
    keys <<= places
    keys |= np.arange(count)
    keys.sort(kind="stable")
    order = keys & ((1 << places) - 1)
    keys >>= places
    keys &= (1 << bits) - 1
    return keys.astype(np.int32), order


def _merge_keys(
    name: str, sources: Sequence[MergeSource], maps: Sequence[NDArray[np.int32]], kept: NDArray[np.int64], count: int
) -> BuiltArrays:
    """Return the variant keys of the terms of the union that are kept; see ``TermTable``."""
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
