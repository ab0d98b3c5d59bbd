"""Owns merging the fingerprints of segments: range by range of their directories, so that memory stays bounded."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pincite.index.engines.whoosh.arrays.cutting import cut
from pincite.index.engines.whoosh.arrays.prints import (
    COARSE,
    PAIRS,
    PrintPostings,
    directory_bits,
    row_dtype,
    sort_pairs,
    split,
)
from pincite.index.engines.whoosh.arrays.strings import smallest
from pincite.index.engines.whoosh.writing.sink import ArraySink
from pincite.index.text.fingerprints import BITS


@dataclass(frozen=True, slots=True)
class PrintSource:
    """The fingerprints of one segment, and the new places of its rows: int32, -1 is dead."""

    prints: PrintPostings
    rows: NDArray[np.int32]


def merge_prints(sources: Sequence[PrintSource], sink: ArraySink, after: Callable[[], None]) -> None:
    """Write the pairs of the live rows of ``sources``. Calls ``after`` each range of fingerprints."""
    count = sum(int((source.rows >= 0).sum()) for source in sources)
    bits = directory_bits(sum(_live_pairs(source) for source in sources))
    low = sink.stream("prints.low", np.uint8 if bits > COARSE else np.uint16)
    rows, high = sink.stream("prints.rows", np.uint16), sink.stream("prints.high", row_dtype(count))
    sizes = np.zeros(1 << bits, np.int64)
    for first, last in _ranges(sources):
        prints, docs = _pairs(sources, first, last)
        sizes += np.bincount(prints >> np.uint32(BITS - bits), minlength=1 << bits)
        low.append(split(prints, bits))
        rows.append(docs.astype(np.uint16))
        if count > 1 << 16:
            high.append((docs >> np.uint32(16)).astype(high.dtype))
        after()
    sink.add({"prints.starts": smallest(np.concatenate(([0], np.cumsum(sizes))))})


def _live_pairs(source: PrintSource) -> int:
    if (source.rows >= 0).all():
        return len(source.prints)
    pairs = range(0, len(source.prints), PAIRS)
    return sum(int((source.rows[source.prints.rows(at, at + PAIRS)] >= 0).sum()) for at in pairs)


def _ranges(sources: Sequence[PrintSource]) -> Iterator[tuple[int, int]]:
    """Cut the coarse directory into ranges with few enough pairs each."""
    starts = [source.prints.starts[:: 1 << (source.prints.bits - COARSE)].astype(np.int64) for source in sources]
    return cut(np.sum([np.zeros((1 << COARSE) + 1, np.int64), *starts], axis=0), PAIRS)


def _pairs(sources: Sequence[PrintSource], first: int, last: int) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """Return the live pairs of a range of the coarse directory, sorted, with their new rows."""
    prints, rows = [np.zeros(0, np.uint32)], [np.zeros(0, np.uint32)]
    for source in sources:
        finer = source.prints.bits - COARSE
        own = source.prints.prints(first << finer, last << finer)
        starts = source.prints.starts
        to = source.rows[source.prints.rows(int(starts[first << finer]), int(starts[last << finer]))]
        prints.append(own[to >= 0])
        rows.append(to[to >= 0].astype(np.uint32))
    return sort_pairs(np.concatenate(prints), np.concatenate(rows))
