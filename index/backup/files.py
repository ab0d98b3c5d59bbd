"""The bytes of a file: their number and SHA-256, with progress while reading."""

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path

_CHUNK = 4 * 2**20


def read_chunks(path: Path, on_bytes: Callable[[int, int], None]) -> Iterator[bytes]:
    """Yield the bytes of a file; ``on_bytes`` gets the number of bytes read, and the total."""
    with path.open("rb") as file:
        total, done = path.stat().st_size, 0
        while chunk := file.read(_CHUNK):
            yield chunk
            done += len(chunk)
            on_bytes(done, total)


def stamp_file(path: Path, on_bytes: Callable[[int, int], None]) -> tuple[int, str]:
    """Return length and SHA-256 (hex) of a file."""
    digest, length = hashlib.sha256(), 0
    for chunk in read_chunks(path, on_bytes):
        digest.update(chunk)
        length += len(chunk)
    return length, digest.hexdigest()
