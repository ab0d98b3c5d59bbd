"""Owns compressed blocks: byte strings packed by the block, and headings as JSON in them."""

import datetime
import json
import threading
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Any

import numpy as np
import zstandard
from numpy.typing import NDArray

from index.engines.whoosh.arrays.strings import IntArray, smallest
from index.errors import ArchiveDamaged
from index.statement import Dates, Heading, Person

BLOCK = 16
"""How many paragraphs, or headings, stand in one block. A page unpacks some 20 blocks, and most of a block for nothing:
16 take half the time of 64 and 5 % more space, the whole index counted (measured).
"""

_LEVEL = 1
_LOCAL = threading.local()
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


class Blocks:
    """Byte strings by number, at most ``BLOCK`` of them compressed together; safe for many threads.

    ``blob`` is uint8. Block ``b`` is ``blob[offsets[b]:offsets[b + 1]]`` and holds the strings from ``firsts[b]`` to
    ``firsts[b + 1]``; ``lengths`` holds the bytes of each string.
    """

    __slots__ = ("_view", "blob", "firsts", "lengths", "offsets")

    def __init__(self, blob: NDArray[np.uint8], offsets: IntArray, firsts: IntArray, lengths: IntArray) -> None:
        self.blob, self.offsets, self.firsts, self.lengths = blob, offsets, firsts, lengths
        self._view = blob.data

    def __len__(self) -> int:
        return len(self.lengths)

    def __getitem__(self, index: int) -> bytes:
        """Return the string at ``index`` (0 or more)."""
        block = bisect_right(self.firsts, index) - 1
        start = int(self.lengths[self.firsts[block] : index].sum(dtype=np.int64))
        return self.data(block)[start : start + int(self.lengths[index])]

    def __iter__(self) -> Iterator[bytes]:
        return (item for block in range(len(self.offsets) - 1) for item in self.split(block))

    def data(self, block: int) -> bytes:
        """Return the strings of a block, joined. Raises ArchiveDamaged."""
        try:
            return _decompressor().decompress(self.raw(block, block + 1))
        except zstandard.ZstdError as error:
            raise ArchiveDamaged("a block of texts in the index cannot be unpacked; run `pincite rebuild`") from error

    def raw(self, block: int, stop: int) -> memoryview:
        """Return the blocks from ``block`` to ``stop`` as they are compressed."""
        return self._view[self.offsets[block] : self.offsets[stop]]

    def split(self, block: int) -> list[bytes]:
        """Return the strings of a block."""
        data = self.data(block)
        ends = np.cumsum(self.lengths[self.firsts[block] : self.firsts[block + 1]], dtype=np.int64).tolist()
        return [data[a:b] for a, b in pairwise([0, *ends])]


def compress(items: Iterable[bytes]) -> bytes:
    """Return one block that holds ``items``."""
    return _compressor().compress(b"".join(items))


def pack_blocks(name: str, items: list[bytes]) -> dict[str, NDArray[Any]]:
    """Return the arrays, by name, of ``items`` in blocks of ``BLOCK``."""
    blocks = [compress(items[i : i + BLOCK]) for i in range(0, len(items), BLOCK)]
    offsets = np.zeros(len(blocks) + 1, np.int64)
    np.cumsum(np.fromiter(map(len, blocks), np.int64, len(blocks)), out=offsets[1:])
    firsts = np.minimum(np.arange(len(blocks) + 1, dtype=np.uint32) * BLOCK, len(items)).astype(np.uint32)
    lengths = np.fromiter(map(len, items), np.int64, len(items))
    return {
        f"{name}.blob": np.frombuffer(b"".join(blocks), np.uint8),
        f"{name}.offsets": offsets,
        f"{name}.firsts": firsts,
        f"{name}.lengths": smallest(lengths, floor=np.uint16),
    }


def read_blocks(name: str, arrays: Mapping[str, NDArray[Any]]) -> Blocks:
    """Return the blocks that stand in ``arrays`` under ``name``; KeyError when an array is not there."""
    return Blocks(*(arrays[f"{name}.{part}"] for part in ("blob", "offsets", "firsts", "lengths")))


def render_heading(heading: Heading) -> bytes:
    """Return the heading as JSON; empty values are left out."""
    dates = heading.dates
    values = {
        "id": heading.id,
        "title": heading.title,
        "edtf": dates.edtf,
        "earliest": dates.earliest.isoformat() if dates.earliest else None,
        "latest": dates.latest.isoformat() if dates.latest else None,
        "people": [[person.name, person.office] for person in heading.people],
        **{name: getattr(heading, name) for name in _PLAIN},
    }
    kept = {name: value for name, value in values.items() if value not in (None, (), [])}
    return _ENCODER.encode(kept).encode("utf-8")


def parse_heading(data: bytes) -> Heading:
    """Return the heading that ``render_heading`` wrote."""
    values: dict[str, Any] = json.loads(data)
    dates = Dates(values.get("edtf"), _day(values.get("earliest")), _day(values.get("latest")))
    plain: dict[str, Any] = {
        name: tuple(values.get(name, ())) if name in _MANY else values.get(name) for name in _PLAIN
    }
    people = tuple(Person(name, office) for name, office in values.get("people", ()))
    return Heading(id=values["id"], title=values["title"], dates=dates, people=people, **plain)


def parse_title(data: bytes) -> str:
    """Return the title alone of what ``render_heading`` wrote."""
    return str(json.loads(data)["title"])


_MANY = frozenset({"issuers", "topics"})
_PLAIN = ("place", "issuers", "series", "kind", "topics", "language", "source", "source_url", "event")


def _day(value: str | None) -> datetime.date | None:
    return None if value is None else datetime.date.fromisoformat(value)


def _decompressor() -> zstandard.ZstdDecompressor:
    # One object of zstandard must not serve two threads at once.
    if not hasattr(_LOCAL, "decompressor"):
        _LOCAL.decompressor = zstandard.ZstdDecompressor()
    found: zstandard.ZstdDecompressor = _LOCAL.decompressor
    return found


def _compressor() -> zstandard.ZstdCompressor:
    if not hasattr(_LOCAL, "compressor"):
        _LOCAL.compressor = zstandard.ZstdCompressor(level=_LEVEL, write_checksum=False)
    found: zstandard.ZstdCompressor = _LOCAL.compressor
    return found
