"""``dump``: the whole archive as lines of text. The same archive always gives the same bytes."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from isal import isal_zlib

from pincite.index.backup.dumpformat import HEADER, EndLine, Line
from pincite.index.backup.dumplines import render_item
from pincite.index.backup.events import Dumped, Listener, ignore
from pincite.index.backup.file_parts import build_parts
from pincite.index.record.contents import (
    BatchItem,
    Item,
    RunItem,
    SourceItem,
    StatementItem,
    VersionItem,
    WithdrawalItem,
)
from pincite.index.record.record import Record
from pincite.index.storage.disk import Disk, RealDisk, open_synced
from pincite.index.storage.source_store import SourceStore
from pincite.index.values.errors import ArchiveForeign
from pincite.index.values.source_file import SourceFile

Write = Callable[[bytes], object]

_TOLD_EVERY = 500
_LEVEL = 1
"""How hard gzip tries. At this level ISA-L takes less than a third of zlib's time, for as small a file (measured)."""
_PIECE = 2**20
_GZIP = 31
"""The window of zlib with a gzip header around it: one without name and time, so that nothing in it varies."""
_COUNTED: dict[type[Item], str] = {
    RunItem: "runs",
    BatchItem: "batches",
    SourceItem: "sources",
    StatementItem: "statements",
    VersionItem: "versions",
    WithdrawalItem: "withdrawals",
}


def dump(
    record: Record,
    path: Path,
    *,
    sources: SourceStore | None = None,
    disk: Disk | None = None,
    on_event: Listener = ignore,
) -> EndLine:
    """Write a dump into the new file ``path``, gzipped when it ends in ``.gz``; return its last line.

    It holds the source files in ``sources``, or names none.

    ArchiveForeign when the file is there already; ArchiveDamaged when the record is not as it was written.
    """
    if path.exists():
        raise ArchiveForeign(f"{path} already exists: choose a new file for the dump")
    with open_synced(disk or RealDisk(), path) as write, _packed(write, path) as write_packed:
        return write_dump(record, write_packed, on_event, sources)


def write_dump(
    record: Record, write: Write, on_event: Listener = ignore, sources: SourceStore | None = None
) -> EndLine:
    """Write a dump of one moment, line by line; return its last line. The source files come last, by digest."""
    tally = LineCounts()
    files: dict[str, SourceFile] = {}
    write(tally.add(HEADER))
    total = record.counts().statements
    for item in record.contents():
        if isinstance(item, VersionItem) and item.file is not None:
            item = item if sources is not None else replace(item, file=None)
            files |= {item.file.digest: item.file} if item.file else {}
        write(tally.add(render_item(item), item))
        done = tally.counts["statements"]
        if isinstance(item, StatementItem) and done % _TOLD_EVERY == 0:
            on_event(Dumped(done, max(done, total)))
    if sources is not None:
        for digest in sorted(files):
            for line in build_parts(files[digest], sources):
                write(tally.add_part(line.render()))
    end = tally.end()
    write(Line(end=end).render())
    on_event(Dumped(end.statements, end.statements))
    return end


class LineCounts:
    """Counts lines by kind and takes the digest of all their bytes."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self._digest = hashlib.sha256()

    def add(self, line: bytes, item: Item | None = None) -> bytes:
        """Count a line, and return it."""
        self._digest.update(line)
        if item is not None:
            self.counts[_COUNTED[type(item)]] += 1
        return line

    def add_part(self, line: bytes) -> bytes:
        """Count the line of a part of a file, and return it."""
        self._digest.update(line)
        self.counts["file_parts"] += 1
        return line

    def end(self) -> EndLine:
        """Return the line that belongs after those so far."""
        counts = {name: self.counts[name] for name in (*_COUNTED.values(), "file_parts")}
        return EndLine(**counts, sha256=self._digest.hexdigest())


@contextmanager
def _packed(write: Write, path: Path) -> Iterator[Write]:
    """Give a function that buffers lines, compresses them if the name ends in ``.gz``, and writes larger pieces."""
    packer = isal_zlib.compressobj(_LEVEL, wbits=_GZIP) if path.suffix == ".gz" else None
    gathered = bytearray()

    def gather(line: bytes) -> None:
        gathered.extend(line if packer is None else packer.compress(line))
        if len(gathered) >= _PIECE:
            write(bytes(gathered))
            gathered.clear()

    yield gather
    write(bytes(gathered) if packer is None else bytes(gathered) + packer.flush())
