"""Owns tables of contents. Nothing in one is unpickled before its bytes match the manifest."""

import hashlib
import io
import os
from pathlib import Path

from whoosh.filedb.structfile import StructFile
from whoosh.index import TOC

from pincite.index.engines.whoosh.commits.codec import ArraySegment
from pincite.index.engines.whoosh.commits.manifest import Manifest
from pincite.index.engines.whoosh.commits.schema import build_schema
from pincite.index.engines.whoosh.commits.stamps import Stamp
from pincite.index.engines.whoosh.commits.storage import INDEX_NAME, SyncStorage, toc_name
from pincite.index.values.errors import ArchiveDamaged, ArchiveForeign

_MEND = "run `pincite rebuild`"


def create_index(storage: SyncStorage) -> None:
    """Create an empty generation in the folder of ``storage``: commit 0."""
    TOC.create(storage, build_schema(), INDEX_NAME)


def read_toc(storage: SyncStorage, commit: int) -> tuple[Manifest, list[ArraySegment]]:
    """Return the manifest and the segments of a commit.

    Raises FileNotFoundError, ArchiveDamaged, ArchiveForeign, SchemaMismatch.
    """
    for place in (storage.path, storage.path / toc_name(commit)):
        check_owner(place)
    manifest = storage.manifest(commit)
    contents = (storage.path / toc_name(commit)).read_bytes()
    if Stamp(len(contents), hashlib.sha256(contents).hexdigest()) != manifest.toc:
        raise ArchiveDamaged(f"{toc_name(commit)} is not as it was written; {_MEND}")
    try:
        segments = TOC.read(_Checked(contents), INDEX_NAME, gen=commit).segments
    except (ImportError, AttributeError) as error:
        raise ArchiveDamaged(f"the index was written by another version of Pincite; {_MEND}") from error
    if not all(isinstance(segment, ArraySegment) for segment in segments):
        raise ArchiveDamaged(f"the index holds segments that Pincite did not write; {_MEND}")
    return manifest, list(segments)


class _Checked:
    """Gives Whoosh the checked bytes, even if the file changes meanwhile."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def open_file(self, name: str) -> StructFile:
        """Return the bytes as the file that Whoosh opens."""
        return StructFile(io.BytesIO(self._data), name=name)


def check_owner(place: Path) -> None:
    """Check that a file or folder belongs to the current user or to root. Raises ArchiveForeign or OSError."""
    # A table of contents is a pickle: opening a stranger's would run a stranger's code.
    if place.stat().st_uid not in (os.geteuid(), 0):
        raise ArchiveForeign(f"{place.name} belongs to another user: run the same command as its owner")
