"""Owns what a manifest says of a file, and the check that a file is still as it was written."""

import hashlib
import mmap
from dataclasses import dataclass
from pathlib import Path

from pincite.index.engines.whoosh.arrays.arrayfile import digest_of_head, find_damage
from pincite.index.values.errors import ArchiveDamaged, ArchiveError


@dataclass(frozen=True, slots=True)
class Stamp:
    """The length of a file, and a SHA-256 (FIPS 180-4) in hex.

    For a file of arrays it is over the head, which has the CRC-32 of each array: a hash of hundreds of megabytes took
    more time than a merge. For a table of contents it is over all bytes. So it is for arrays of earlier versions.
    """

    length: int
    digest: str


def stamp_of(file: Path) -> Stamp:
    """Return the present length of a file, and the SHA-256 of all its bytes."""
    with file.open("rb") as opened:
        digest = hashlib.file_digest(opened, "sha256").hexdigest()
        return Stamp(opened.tell(), digest)


def is_as_written(file: Path, stamp: Stamp) -> bool:
    """Whether a file of arrays has every byte that was written. Raises FileNotFoundError."""
    if not stamp.length or file.stat().st_size != stamp.length:
        return False
    with file.open("rb") as opened, mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ) as data:
        try:
            if digest_of_head(data, file.name) == stamp.digest:
                return not find_damage(data, file.name)
        except ArchiveError:
            return False
    return stamp_of(file) == stamp


def require(folder: Path, name: str, stamp: Stamp) -> None:
    """Check that a file of arrays is as it was written. Raises FileNotFoundError or ArchiveDamaged."""
    if not is_as_written(folder / name, stamp):
        raise ArchiveDamaged(f"{name} is not as it was written; run `pincite rebuild`")
