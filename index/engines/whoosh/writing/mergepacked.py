"""Owns merging compressed strings. Those with the same dictionary are copied; the others are packed again."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from pincite.index.engines.whoosh.arrays.packed import Packed, learn, packer
from pincite.index.engines.whoosh.arrays.strings import smallest
from pincite.index.engines.whoosh.writing.sink import ArraySink

_RUNS = 2048
_TOGETHER = 1 << 20
"""Bytes of strings that are copied at once, unless more of them are neighbours."""
_NONE = np.zeros(0, np.int64)
_PACKED_AT_ONCE = 4 << 20
"""Bytes of strings that are packed again before they are written: one string may have tens of megabytes."""

Frames = tuple[bytes | memoryview, NDArray[np.int64]]
"""The bytes of some frames, end to end, and the length of each."""


@dataclass(frozen=True, slots=True)
class Run:
    """Strings of one source, from ``start`` to ``stop``, that stay neighbours."""

    source: int
    start: int
    stop: int

    def __len__(self) -> int:
        return self.stop - self.start


def merge_packed(
    name: str, sources: Sequence[Packed], runs: Sequence[Run], sink: ArraySink, after: Callable[[], None]
) -> None:
    """Write the strings of ``runs``, in order, as the list called ``name``. Calls ``after`` every few runs."""
    dictionary = _choose(sources)
    readers = [_reader(packed, dictionary) for packed in sources]
    blob, offsets, count = sink.stream(f"{name}.blob", np.uint8), np.zeros(1 + sum(map(len, runs)), np.int64), 1
    for first in range(0, len(runs), _RUNS):
        frames = chain.from_iterable(readers[run.source](run.start, run.stop) for run in runs[first : first + _RUNS])
        for data, lengths in _gathered(frames):
            blob.append(np.frombuffer(data, np.uint8))
            offsets[count : count + len(lengths)] = lengths
            count += len(lengths)
        after()
    np.cumsum(offsets, out=offsets)
    sink.add({f"{name}.offsets": smallest(offsets), f"{name}.dictionary": dictionary})


def _choose(sources: Sequence[Packed]) -> NDArray[np.uint8]:
    """The dictionary of the largest source with one. If none has one, all are small, and one is learned from all."""
    largest = max(sources, key=lambda packed: (len(packed.dictionary) > 0, len(packed)))
    return np.array(largest.dictionary) if len(largest.dictionary) else learn(list(chain.from_iterable(sources)))


def _reader(packed: Packed, dictionary: NDArray[np.uint8]) -> Callable[[int, int], Iterator[Frames]]:
    """Return a function that returns the strings from a start to a stop, packed with ``dictionary``."""

    sizes = np.diff(packed.offsets).astype(np.int64)

    def copied(start: int, stop: int) -> Iterator[Frames]:
        yield packed.frames(start, stop), sizes[start:stop]

    def packed_anew(start: int, stop: int) -> Iterator[Frames]:
        frames: list[bytes] = []
        size = 0
        for number in range(start, stop):
            data = packed[number]
            frames.append(compress(data))
            size += len(data)
            if size >= _PACKED_AT_ONCE:
                yield _joined(frames)
                frames, size = [], 0
        yield _joined(frames)

    if np.array_equal(packed.dictionary, dictionary):
        return copied
    compress = packer(dictionary)
    return packed_anew


def _joined(frames: list[bytes]) -> Frames:
    return b"".join(frames), np.fromiter(map(len, frames), np.int64, len(frames))


def _gathered(pieces: Iterable[Frames]) -> Iterator[Frames]:
    """Yield ``pieces`` with small neighbours joined: most are of one statement, and each append costs something."""
    waiting: list[Frames] = []
    size = 0
    for piece in pieces:
        waiting.append(piece)
        size += len(piece[0])
        if size >= _TOGETHER:
            yield _together(waiting)
            waiting, size = [], 0
    yield _together(waiting)


def _together(pieces: list[Frames]) -> Frames:
    if len(pieces) == 1:
        return pieces[0]
    return b"".join([data for data, _ in pieces]), np.concatenate([_NONE, *(lengths for _, lengths in pieces)])
