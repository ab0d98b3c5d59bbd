"""Owns lists of compressed byte strings. Each string is read alone; one dictionary serves the whole list.

A string is a Zstandard frame (RFC 8878) without its magic number and without the id of the dictionary.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain, islice, pairwise
from typing import Any

import numpy as np
import zstandard
from numpy.typing import NDArray

from pincite.index.engines.whoosh.arrays.strings import IntArray, smallest
from pincite.index.values.errors import ArchiveDamaged

LEARNED_FROM = 1 << 20
"""The bytes from which a list of texts has a dictionary. Fewer are a poor sample of the texts to come."""
LEARNED_AT_LEAST = 1 << 18
"""The least that may be asked for: Zstandard's training crashes the process on a handful of tiny strings."""

_DICTIONARY = 64 << 10
_SAMPLE = 20 * _DICTIONARY
_PIECE = 4 << 10
"""The size of one training sample. Training refuses a handful of samples, so long texts are cut into many."""
_LEVEL = 3
_TOGETHER = 4 << 20
"""The bytes of strings that are unpacked at once where all are read: one may have tens of megabytes."""
_USUAL = 1 << 10
"""The approximate size of a string."""


class Packed:
    """Byte strings by number. Thread-safe.

    ``blob`` is uint8, and ``blob[offsets[i]:offsets[i + 1]]`` the frame of string ``i``; ``dictionary`` is uint8, and
    empty when there is none.
    """

    __slots__ = ("_bounds", "_idle", "_view", "blob", "dictionary", "offsets")

    def __init__(self, blob: NDArray[np.uint8], offsets: IntArray, dictionary: NDArray[np.uint8]) -> None:
        self.blob, self.offsets, self.dictionary = blob, offsets, dictionary
        self._bounds, self._view = offsets.data, blob.data
        self._idle: list[zstandard.ZstdDecompressor] = []

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def __getitem__(self, index: int) -> bytes:
        """Return the string at ``index`` (0 or more). Raises ArchiveDamaged."""
        try:
            unpacker = self._unpacker()
            data: bytes = unpacker.decompress(self.frames(index, index + 1))
        except (zstandard.ZstdError, MemoryError) as error:
            raise _cannot_be_unpacked() from error
        self._idle.append(unpacker)
        return data

    def __iter__(self) -> Iterator[bytes]:
        return chain.from_iterable(self.parts(0, len(self)))

    def parts(self, start: int, stop: int) -> Iterator[list[bytes]]:
        """Yield the strings from ``start`` to ``stop``, as many at a time as have few bytes. Raises ArchiveDamaged."""
        while start < stop:
            some = self._some(start, stop)
            yield some
            start += len(some)

    def _some(self, start: int, stop: int) -> list[bytes]:
        ends, view = self.offsets[start : stop + 1].tolist(), self._view
        found: list[bytes] = []
        size = 0
        # Not kept, as a single string's is: a join reads hundreds of lists once, and each would keep a quarter of a MB.
        try:
            unpack = self._new_unpacker().decompress
            for begin, end in pairwise(ends):
                found.append(unpack(view[begin:end]))
                size += len(found[-1])
                if size >= _TOGETHER:
                    break
        except (zstandard.ZstdError, MemoryError) as error:
            raise _cannot_be_unpacked() from error
        return found

    def frames(self, start: int, stop: int) -> memoryview:
        """Return the strings from ``start`` to ``stop`` as they are compressed."""
        return self._view[self._bounds[start] : self._bounds[stop]]

    def _unpacker(self) -> zstandard.ZstdDecompressor:
        # An object of zstandard must not serve two threads at once, so each thread takes one and puts it back.
        try:
            return self._idle.pop()
        except IndexError:
            return self._new_unpacker()

    def _new_unpacker(self) -> zstandard.ZstdDecompressor:
        return zstandard.ZstdDecompressor(_known(self.dictionary), format=zstandard.FORMAT_ZSTD1_MAGICLESS)


def _cannot_be_unpacked() -> ArchiveDamaged:
    return ArchiveDamaged("a text in the index cannot be unpacked; run `pincite rebuild`")


def learn(items: Sequence[bytes], least: int | None = None) -> NDArray[np.uint8]:
    """Return a dictionary for strings like ``items``: uint8, empty when they are too different or too few.

    ``least`` is the number of bytes that are enough: without it LEARNED_FROM.
    """
    size = sum(map(len, items))
    if size < (LEARNED_FROM if least is None else least):
        return np.zeros(0, np.uint8)
    pieces = (item[at : at + _PIECE] for item in items for at in range(0, len(item), _PIECE))
    shown: list[bytes | bytearray | memoryview] = list(islice(pieces, 0, None, max(1, size // _SAMPLE)))
    try:
        trained = zstandard.train_dictionary(_DICTIONARY, shown, k=200, d=8)
    except zstandard.ZstdError:
        # The only consequence is a larger file.
        return np.zeros(0, np.uint8)
    return np.frombuffer(trained.as_bytes(), np.uint8)


def packer(dictionary: NDArray[np.uint8]) -> Callable[[bytes], bytes]:
    """Return a function that compresses a string into a frame."""
    compress: Callable[[bytes], bytes] = _compressor(dictionary).compress
    return compress


def _compressor(dictionary: NDArray[np.uint8]) -> zstandard.ZstdCompressor:
    parameters = zstandard.ZstdCompressionParameters.from_level(
        _LEVEL,
        source_size=_USUAL,
        dict_size=len(dictionary),
        format=zstandard.FORMAT_ZSTD1_MAGICLESS,
        write_content_size=True,
        write_dict_id=False,
        write_checksum=False,
    )
    return zstandard.ZstdCompressor(dict_data=_known(dictionary), compression_params=parameters)


def pack(name: str, items: Sequence[bytes], dictionary: NDArray[np.uint8]) -> dict[str, NDArray[Any]]:
    """Return the arrays, by name, of ``items``."""
    frames = _frames(_compressor(dictionary), items)
    offsets = np.zeros(len(frames) + 1, np.int64)
    np.cumsum(np.fromiter(map(len, frames), np.int64, len(frames)), out=offsets[1:])
    return {
        f"{name}.blob": np.frombuffer(b"".join(frames), np.uint8),
        f"{name}.offsets": smallest(offsets),
        f"{name}.dictionary": dictionary,
    }


def _frames(compressor: zstandard.ZstdCompressor, items: Sequence[bytes]) -> Any:
    """Return the frame of each item: something with a length that can be joined."""
    # All in one call, which takes a list in which there is something.
    return compressor.multi_compress_to_buffer([*items]) if any(items) else [*map(compressor.compress, items)]


def read_packed(name: str, arrays: Mapping[str, NDArray[Any]]) -> Packed:
    """Return the list that is in ``arrays`` under ``name``. Raises KeyError when an array is missing."""
    return Packed(*(arrays[f"{name}.{part}"] for part in ("blob", "offsets", "dictionary")))


def _known(dictionary: NDArray[np.uint8]) -> zstandard.ZstdCompressionDict | None:
    if not len(dictionary):
        return None
    return zstandard.ZstdCompressionDict(dictionary.tobytes(), dict_type=zstandard.DICT_TYPE_FULLDICT)
