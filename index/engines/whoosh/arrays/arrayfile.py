"""Owns the file that holds named arrays: magic, length of the header, JSON header, arrays aligned to 64 bytes.

The header names the file itself, so that no file can replace another, and each array's dtype, offset, count,
columns and CRC-32. Reading maps the file; nothing is copied.
"""

import hashlib
import json
import mmap
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from isal.isal_zlib import crc32
from numpy.typing import NDArray

from pincite.index.values.errors import ArchiveDamaged, SchemaMismatch

MAGIC = b"PINCARR\n"
FORMAT = 2
_ALIGN = 64
_MEND = "run `pincite rebuild`"


class MappedArrays(dict[str, NDArray[Any]]):
    """Arrays by name, over one mapping."""

    def __init__(self, arrays: Mapping[str, NDArray[Any]], mapping: mmap.mmap, file: str) -> None:
        super().__init__(arrays)
        self._mapping, self._file = mapping, file

    def check_whole(self) -> None:
        """Check that the file still has its mapped length, with a single system call.

        Reading a mapped page beyond the end of a truncated file would end the process. Raises
        ArchiveDamaged.
        """
        if self._mapping.size() < len(self._mapping):
            raise ArchiveDamaged(
                f"{self._file} was cut short while it was read: it has {self._mapping.size()} bytes, "
                f"not {len(self._mapping)}; {_MEND}"
            )

    def let_go(self) -> None:
        """Return the pages that were read to the system. They are read again when needed."""
        if hasattr(mmap, "MADV_DONTNEED"):
            self._mapping.madvise(mmap.MADV_DONTNEED)


def header_bytes(
    file: str, entries: Iterable[tuple[str, np.dtype[Any], tuple[int, ...], int]]
) -> tuple[bytes, list[int]]:
    """Return the header of the file called ``file`` for arrays of (name, dtype, shape, CRC-32), and their offsets."""
    described: dict[str, list[object]] = {}
    places, place = [], 0
    for name, dtype, shape, checksum in entries:
        described[name] = [dtype.str, place, list(shape), checksum]
        places.append(place)
        place = aligned(place + dtype.itemsize * int(np.prod(shape, dtype=np.int64)))
    header = {"format": FORMAT, "file": file, "bytes": place, "arrays": described}
    text = json.dumps(header, separators=(",", ":")).encode("ascii")
    start = aligned(len(MAGIC) + 8 + len(text))
    head = MAGIC + len(text).to_bytes(8, "little") + text
    return head.ljust(start, b"\0"), [start + at for at in places]


def render_arrays(file: str, arrays: Mapping[str, NDArray[Any]]) -> Iterator[bytes | memoryview]:
    """Yield the bytes of the file called ``file`` with ``arrays``."""
    flat = {name: np.ascontiguousarray(array) for name, array in arrays.items()}
    views = {name: array.reshape(-1).view(np.uint8).data if array.size else b"" for name, array in flat.items()}
    head, _ = header_bytes(file, ((name, a.dtype, a.shape, crc32(views[name])) for name, a in flat.items()))
    yield head
    for name, array in flat.items():
        yield views[name]
        yield bytes(aligned(array.nbytes) - array.nbytes)


def map_arrays(path: Path, length: int | None = None) -> MappedArrays:
    """Return the arrays of the file at ``path`` as read-only views of one mapping. It must have ``length`` bytes.

    Raises FileNotFoundError, ArchiveDamaged for a truncated or foreign file, SchemaMismatch for another format.
    """
    with path.open("rb") as file:
        return _map(file, path.name, length)


def _map(file: BinaryIO, name: str, length: int | None) -> MappedArrays:
    size = file.seek(0, 2)
    if size < len(MAGIC) + 8 or length not in (None, size):
        raise ArchiveDamaged(f"{name} has {size} bytes, not those that were written; {_MEND}")
    mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    return MappedArrays(parse_arrays(mapped, name), mapped, name)


def parse_arrays(data: mmap.mmap | bytes, name: str) -> dict[str, NDArray[Any]]:
    """Return the arrays of the file called ``name`` as views of its bytes. Raises ArchiveDamaged, SchemaMismatch."""
    if data[: len(MAGIC)] != MAGIC:
        raise ArchiveDamaged(f"{name} is not a file of Pincite's arrays; {_MEND}")
    header, start = _header(data, name)
    if header.get("format") != FORMAT:
        raise SchemaMismatch(f"{name} has format {header.get('format')}, this version reads {FORMAT}; {_MEND}")
    if header.get("file") != name:
        raise ArchiveDamaged(f"{name} is another file, which was called {header.get('file')}; {_MEND}")
    try:
        return {key: _view(data, start, *entry[:3]) for key, entry in header["arrays"].items()}
    except (KeyError, OverflowError, TypeError, ValueError) as error:
        raise ArchiveDamaged(f"{name} is shorter than its header says; {_MEND}") from error


def find_damage(data: mmap.mmap | bytes, name: str) -> list[str]:
    """Return the arrays of the file called ``name`` whose CRC-32 differs from the header, or with no zeros behind.

    Together with ``digest_of_head`` this covers each byte of the file.
    """
    header, start = _header(data, name)
    arrays = parse_arrays(data, name)
    return [
        key for key, entry in header["arrays"].items() if _is_damaged(data, start + entry[1], arrays[key], entry[3])
    ]


def _is_damaged(data: mmap.mmap | bytes, place: int, array: NDArray[Any], checksum: int) -> bool:
    end = place + array.nbytes
    return crc32(memoryview(data)[place:end]) != checksum or any(data[end : aligned(end)])


def digest_of_head(data: mmap.mmap | bytes, name: str) -> str:
    """Return the SHA-256 of all that stands before the arrays, in hex. Raises ArchiveDamaged."""
    return hashlib.sha256(data[: _header(data, name)[1]]).hexdigest()


def _header(data: mmap.mmap | bytes, name: str) -> tuple[dict[str, Any], int]:
    at = len(MAGIC) + 8
    length = int.from_bytes(data[len(MAGIC) : at], "little")
    try:
        header = json.loads(data[at : at + length])
    except ValueError as error:
        raise ArchiveDamaged(f"the header of {name} cannot be read; {_MEND}") from error
    if not isinstance(header, dict) or aligned(at + length) + header.get("bytes", 0) != len(data):
        raise ArchiveDamaged(f"{name} has {len(data)} bytes, not those that its header says; {_MEND}")
    return header, aligned(at + length)


def _view(data: mmap.mmap | bytes, start: int, dtype: str, offset: int, shape: list[int]) -> NDArray[Any]:
    count = int(np.prod(shape, dtype=np.int64))
    if not count:
        return np.zeros(shape, dtype)
    return np.frombuffer(data, dtype, count, start + offset).reshape(shape)


def aligned(place: int) -> int:
    """Return the first place from ``place`` on where an array may begin."""
    return -(-place // _ALIGN) * _ALIGN
