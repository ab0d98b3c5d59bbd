"""Owns merging compressed blocks: a block that stays whole is copied as it is, the rest is packed anew."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from index.engines.whoosh.arrays.blocks import BLOCK, Blocks, compress
from index.engines.whoosh.arrays.strings import smallest
from index.engines.whoosh.writing.sink import ArraySink, Stream

_WORTH = 8
_RUNS = 2048


@dataclass(frozen=True, slots=True)
class Run:
    """Strings of one source, from ``start`` to ``stop``, that stay neighbours."""

    source: int
    start: int
    stop: int


@dataclass(slots=True)
class Packer:
    """Writes blocks to a stream. Loose strings wait until they fill a block, or until a whole block comes."""

    blob: Stream
    sizes: list[int] = field(default_factory=list)
    counts: list[int] = field(default_factory=list)
    lengths: list[NDArray[np.unsignedinteger]] = field(default_factory=list)
    _loose: list[bytes] = field(default_factory=list)

    def put(self, items: list[bytes]) -> None:
        """Put loose strings."""
        self._loose.extend(items)
        while len(self._loose) >= BLOCK:
            self._pack(self._loose[:BLOCK])
            del self._loose[:BLOCK]

    def copy(self, blocks: Blocks, first: int, stop: int) -> None:
        """Put whole blocks."""
        self.flush()
        self.blob.append(np.frombuffer(blocks.raw(first, stop), np.uint8))
        self.sizes.extend(np.diff(blocks.offsets[first : stop + 1]).tolist())
        self.counts.extend(np.diff(blocks.firsts[first : stop + 1]).tolist())
        self.lengths.append(blocks.lengths[blocks.firsts[first] : blocks.firsts[stop]])  # type: ignore[arg-type]

    def flush(self) -> None:
        """Pack what is loose."""
        if self._loose:
            self._pack(self._loose)
            self._loose = []

    def _pack(self, items: list[bytes]) -> None:
        data = compress(items)
        self.blob.append(np.frombuffer(data, np.uint8))
        self.sizes.append(len(data))
        self.counts.append(len(items))
        self.lengths.append(np.fromiter(map(len, items), np.uint32, len(items)))


def merge_blocks(
    name: str, sources: Sequence[Blocks], runs: Sequence[Run], sink: ArraySink, after: Callable[[], None]
) -> None:
    """Write the strings of ``runs``, in order, as the blocks called ``name``; ``after`` every so many runs."""
    packer = Packer(sink.stream(f"{name}.blob", np.uint8))
    readers = [_Reader(blocks) for blocks in sources]
    for number, run in enumerate(runs, 1):
        _put_run(packer, sources[run.source], readers[run.source], run)
        if number % _RUNS == 0:
            after()
    packer.flush()
    sink.add(
        {
            f"{name}.offsets": np.concatenate(([0], np.cumsum(packer.sizes, dtype=np.int64))).astype(np.int64),
            f"{name}.firsts": np.concatenate(([0], np.cumsum(packer.counts, dtype=np.int64))).astype(np.uint32),
            f"{name}.lengths": smallest(np.concatenate([np.zeros(0, np.uint32), *packer.lengths]), floor=np.uint16),
        }
    )


class _Reader:
    """Gives strings of one source in order, so that each block is opened once."""

    def __init__(self, blocks: Blocks) -> None:
        self._blocks = blocks
        self.firsts: list[int] = blocks.firsts.tolist()
        self._number, self._items = -1, list[bytes]()

    def between(self, start: int, stop: int) -> list[bytes]:
        """Return the strings from ``start`` to ``stop``."""
        found: list[bytes] = []
        while start < stop:
            number = bisect_right(self.firsts, start) - 1
            if number != self._number:
                self._number, self._items = number, self._blocks.split(number)
            first, end = self.firsts[number], min(stop, self.firsts[number + 1])
            found += self._items[start - first : end - first]
            start = end
        return found


def _put_run(packer: Packer, blocks: Blocks, reader: _Reader, run: Run) -> None:
    first, stop = bisect_left(reader.firsts, run.start), bisect_right(reader.firsts, run.stop) - 1
    # Few whole blocks are not worth the two short ones beside them.
    if stop - first < _WORTH:
        packer.put(reader.between(run.start, run.stop))
        return
    packer.put(reader.between(run.start, reader.firsts[first]))
    packer.copy(blocks, first, stop)
    packer.put(reader.between(reader.firsts[stop], run.stop))
