"""The source files of a backup: copied into its ``sources/``, and checked there, each under its SHA-256."""

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from pincite.index.backup.events import Copied, Listener
from pincite.index.storage.disk import Disk
from pincite.index.storage.source_store import SourceStore
from pincite.index.values.source_file import SourceFile

FOLDER = "sources"


class FilesStamp(BaseModel):
    """How many source files a backup has, their bytes, and the SHA-256 over their digests; ``lacking`` it has not."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    count: int
    length: int
    sha256: str
    lacking: int


def store_of(folder: Path, disk: Disk) -> SourceStore:
    """Return the source files of the backup in ``folder``."""
    return SourceStore(folder / FOLDER, disk)


def copy_files(
    files: Sequence[SourceFile], sources: SourceStore, target: SourceStore, on_event: Listener
) -> list[SourceFile]:
    """Copy files from one store to another, synced when this returns; return those that are not whole in the first."""
    total, done = sum(file.length for file in files), 0
    lacking = []
    for file in files:
        data = _read(file, sources)
        if data is None:
            lacking.append(file)
        else:
            target.put(file, data)
        done += file.length
        on_event(Copied(done, total))
    target.settle()
    return lacking


def _read(file: SourceFile, sources: SourceStore) -> bytes | None:
    try:
        with sources.open_file(file) as opened:
            data = opened.read(file.length + 1)
    except OSError:
        return None
    is_whole = len(data) == file.length and hashlib.sha256(data).hexdigest() == file.digest
    return data if is_whole else None


def stamp_files(files: Iterable[SourceFile], lacking: int) -> FilesStamp:
    """Return the stamp of ``files``, which come by digest and are all there."""
    digest, count, length = hashlib.sha256(), 0, 0
    for file in files:
        digest.update(bytes.fromhex(file.digest))
        count, length = count + 1, length + file.length
    return FilesStamp(count=count, length=length, sha256=digest.hexdigest(), lacking=lacking)


def find_wrong_file(files: Iterable[SourceFile], store: SourceStore, stamp: FilesStamp) -> str | None:
    """Return what is wrong with the source files of a backup whose record names ``files``; None when it is whole.

    Every byte is read. As many files may be missing as the stamp says.
    """
    held = []
    for file in files:
        if store.path(file.digest).exists():
            what = store.find_damage(file)
            if what is not None:
                return f"{store.path(file.digest)} {what}"
            held.append(file)
    return None if stamp_files(held, stamp.lacking) == stamp else f"{FOLDER}/ does not hold what the manifest says"
