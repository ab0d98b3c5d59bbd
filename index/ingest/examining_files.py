"""``doctor`` on source files: which are missing, which a stop left behind, and which no statement names."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from pincite.index.record.record import Record
from pincite.index.storage.source_store import SourceStore
from pincite.index.values.findings import Finding

_DOCTOR = "run `pincite doctor --fix`"
_AGAIN = "run `pincite ingest` on its original again, or put it back from a backup"
_LISTED = 20


def examine_files(record: Record, sources: SourceStore, *, is_kept: bool, fix: bool) -> Iterator[Finding]:
    """Yield what is wrong with the source files, without reading them; with ``fix``, as the one writer, tidy up.

    Missing files are reported if ``is_kept``: who keeps none misses none. ArchiveDamaged when the record cannot say
    which files it names: then nothing is removed.
    """
    named = {file.digest: file for file in record.files()}
    yield from _some([_left(sources, path, "was half written", fix=fix) for path in sources.unsettled()], fix=fix)
    stray = [sources.path(digest) for digest in sources.digests() if digest not in named]
    yield from _some([_left(sources, path, "is named by no statement", fix=fix) for path in stray], fix=fix)
    missing = [file for file in named.values() if is_kept and not sources.holds(file)]
    yield from _some([Finding(f"source file {file.name}", "is missing or cut off", _AGAIN) for file in missing])


def _left(sources: SourceStore, path: Path, what: str, *, fix: bool) -> Finding:
    if fix:
        with suppress(OSError):
            sources.remove(path)
    return Finding(f"source file {path.name[:12]}", what, _DOCTOR, mended=fix and not path.exists())


def _some(findings: list[Finding], *, fix: bool = False) -> Iterator[Finding]:
    """Yield the first findings of a kind, and how many more there are."""
    yield from findings[:_LISTED]
    rest = findings[_LISTED:]
    if rest:
        done = fix and all(finding.mended for finding in rest)
        what = f"has {len(rest):,} more that one of these holds for"
        yield Finding("sources", what, rest[0].mend, mended=done)
