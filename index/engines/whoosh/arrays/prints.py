"""Owns the fingerprints of a segment: which paragraphs have which ones, in few bytes.

Pairs of fingerprint and paragraph are sorted. A directory by the fingerprint's high bits says where each range begins,
so that only the low bits are stored. The high bits of a paragraph's row are stored separately, and only if some row
needs them. A large segment has a finer directory, and needs a byte less per pair.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pincite.index.engines.whoosh.arrays.strings import IntArray, smallest
from pincite.index.text.fingerprints import BITS

COARSE, FINE = BITS - 16, BITS - 8
"""Bits of the two directories. The rest of a fingerprint takes two bytes, or one."""

PAIRS = 1 << 20
"""Pairs that are processed at once."""

FROM = 1 << 22
"""Pairs from which the finer directory costs less than the bytes it saves."""


@dataclass(frozen=True, slots=True)
class PrintPostings:
    """Pairs of fingerprint and row. ``starts``: where each range of the directory begins, integers[2^bits + 1].

    ``low`` is uint16 or uint8; ``rows_low`` uint16 and ``rows_high`` what is above, or empty.
    """

    starts: IntArray
    low: NDArray[np.uint8 | np.uint16]
    rows_low: NDArray[np.uint16]
    rows_high: NDArray[np.uint8 | np.uint16]

    def __len__(self) -> int:
        return len(self.low)

    @property
    def bits(self) -> int:
        """How many bits the directory has."""
        return (len(self.starts) - 1).bit_length() - 1

    def docs(self, print_: int) -> NDArray[np.uint32]:
        """Return the rows that have a fingerprint: uint32, ascending."""
        left = BITS - self.bits
        start, stop = self.starts[print_ >> left : (print_ >> left) + 2].tolist()
        some = self.low[start:stop]
        wanted = some.dtype.type(print_ & ((1 << left) - 1))
        first, last = int(np.searchsorted(some, wanted)), int(np.searchsorted(some, wanted, "right"))
        return self.rows(start + first, start + last)

    def rows(self, start: int, stop: int) -> NDArray[np.uint32]:
        """Return the rows of the pairs from ``start`` to ``stop``."""
        rows = self.rows_low[start:stop].astype(np.uint32)
        if len(self.rows_high):
            rows |= self.rows_high[start:stop].astype(np.uint32) << np.uint32(16)
        return rows

    def prints(self, first: int, last: int) -> NDArray[np.uint32]:
        """Return the fingerprints of the pairs of the ranges from ``first`` to ``last`` of the directory."""
        start, stop = int(self.starts[first]), int(self.starts[last])
        above = np.repeat(np.arange(first, last, dtype=np.uint32), np.diff(self.starts[first : last + 1]))
        return above << np.uint32(BITS - self.bits) | self.low[start:stop]


def directory_bits(pairs: int) -> int:
    """Return the bits of the directory of a segment with this many pairs."""
    return FINE if pairs >= FROM else COARSE


def row_dtype(rows: int) -> type[np.unsignedinteger[Any]]:
    """Return the type for the bits above 16 of a row, if there are ``rows`` rows."""
    return np.uint8 if rows <= 1 << 24 else np.uint16


def split(prints: NDArray[np.uint32], bits: int) -> NDArray[np.uint8 | np.uint16]:
    """Return the low bits of fingerprints, beside a directory of ``bits``."""
    return (prints & np.uint32((1 << (BITS - bits)) - 1)).astype(np.uint8 if bits == FINE else np.uint16)


def pack_prints(prints: NDArray[np.uint32], rows: NDArray[np.uint32], count: int) -> dict[str, NDArray[Any]]:
    """Return the arrays, by name, of pairs that ascend by fingerprint, then row; ``count`` is that of all rows."""
    bits = directory_bits(len(prints))
    edges = np.arange((1 << bits) + 1, dtype=np.uint32) << np.uint32(BITS - bits)
    high = rows >> np.uint32(16) if count > 1 << 16 else rows[:0]
    return {
        "prints.starts": smallest(np.searchsorted(prints, edges)),
        "prints.low": split(prints, bits),
        "prints.rows": rows.astype(np.uint16),
        "prints.high": high.astype(row_dtype(count)),
    }


def sort_pairs(prints: NDArray[np.uint32], rows: NDArray[np.uint32]) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """Return pairs by fingerprint, then row. Runs that are sorted already are joined, which costs least."""
    keys = prints.astype(np.uint64) << np.uint64(32) | rows
    keys.sort(kind="stable")
    return (keys >> np.uint64(32)).astype(np.uint32), keys.astype(np.uint32)


def read_prints(arrays: Mapping[str, NDArray[Any]]) -> PrintPostings:
    """Return what ``pack_prints`` wrote. Raises KeyError when an array is missing."""
    return PrintPostings(*(arrays[f"prints.{name}"] for name in ("starts", "low", "rows", "high")))
