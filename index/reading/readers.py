"""The table of formats: which module reads a file of which type. One more format is one more module and line.

A module is imported when a file of its type is met: with documents come rules and their names, languages and layouts.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from pincite.index.reading.draft import Draft, Source, SourceReader, build_refused, build_source_digest, unreadable
from pincite.index.reading.formats.table import ARCHIVE, SUFFIXES
from pincite.index.reading.formats.workers import Workers
from pincite.index.values.errors import SourceError


def _import_documents() -> SourceReader:
    from pincite.index.reading import documents

    return documents


def _import_jsonl() -> SourceReader:
    from pincite.index.reading import jsonl

    return jsonl


class _Readers(Mapping[str, SourceReader]):
    """Imports a reader when it is asked for, not when the suffixes are listed."""

    def __init__(self, imports: Mapping[str, Callable[[], SourceReader]]) -> None:
        self._imports = imports

    def __getitem__(self, suffix: str) -> SourceReader:
        return self._imports[suffix]()

    def __iter__(self) -> Iterator[str]:
        return iter(self._imports)

    def __len__(self) -> int:
        return len(self._imports)


READERS: Mapping[str, SourceReader] = _Readers(
    {
        **dict.fromkeys((*SUFFIXES, ARCHIVE), _import_documents),
        ".jsonl": _import_jsonl,
        ".jsonl.gz": _import_jsonl,
    }
)
"""SourceReader by suffix, in small letters."""


def find_suffix(path: Path) -> str | None:
    """Return the longest suffix of the table that ``path`` ends in, whatever its case; None when no reader takes it."""
    name = path.name.casefold()
    return max((suffix for suffix in READERS if name.endswith(suffix)), key=len, default=None)


def read(source: Source, workers: Workers | None = None) -> Iterator[Draft]:
    """Yield the drafts of ``source``, one a statement. Whatever is wrong is raised by a draft's ``parse``.

    ``workers`` parse what may cost a process its life; without them a worker is started for this source alone.
    """
    try:
        yield from READERS[source.suffix].read(source, workers)
    except SourceError as error:
        yield build_refused(error)


def holds_file(source: Source) -> bool:
    """Whether the drafts of ``source`` hold its file, so that it can be kept."""
    return READERS[source.suffix].HOLDS_FILE


def read_source_digest(source: Source) -> str:
    """Return 64 hex digits over the bytes of ``source`` and its sidecar, its name and the reader's version.

    The same digest means the same drafts with the same digests, so the source need not be read. It is streamed.
    SourceError when a file cannot be read.
    """
    reader = READERS[source.suffix]
    # A document is kept under its SHA-256. Nothing is named by lines, and BLAKE2b (RFC 7693) takes less time.
    kind = "sha256" if reader.HOLDS_FILE else "blake2b"
    sidecar = None if source.sidecar is None else _hash(source.sidecar, kind)
    return build_source_digest(reader.READER_VERSION, source, _hash(source.path, kind), sidecar)


def _hash(path: Path, kind: str) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, kind).hexdigest()
    except OSError as error:
        raise unreadable(path, error) from error
