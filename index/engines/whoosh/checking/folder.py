"""Check that an index folder is unchanged: pointer, markers, every commit of every generation, then its arrays.

Nothing is unpickled before its digest matches the manifest. A commit may be deleted while this runs, or may be half
deleted because its writer was stopped. So a missing file is a problem in the newest commit only.
"""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from pincite.index.engines.whoosh.arrays.mapped import map_segment
from pincite.index.engines.whoosh.arrays.segment import SegmentArrays
from pincite.index.engines.whoosh.checking.derived import check_derived
from pincite.index.engines.whoosh.checking.structure import check_shape
from pincite.index.engines.whoosh.checking.words_process import words_beside
from pincite.index.engines.whoosh.commits.codec import ArraySegment, is_replaced
from pincite.index.engines.whoosh.commits.manifest import Manifest, manifest_name
from pincite.index.engines.whoosh.commits.stamps import Stamp, is_as_written, stamp_of
from pincite.index.engines.whoosh.commits.storage import SyncStorage, toc_name
from pincite.index.engines.whoosh.commits.toc import read_toc
from pincite.index.engines.whoosh.layout import (
    MARKER,
    POINTER,
    Lease,
    check_marker,
    current_generation,
    generation_names,
    is_after,
    is_marked,
)
from pincite.index.values.errors import ArchiveDamaged, ArchiveError, ArchiveMissing, SchemaMismatch
from pincite.index.values.findings import Depth, Finding, finding_of

REBUILD = "run `pincite rebuild`"
DOCTOR = "run `pincite doctor --fix`"
CHANGED = "is not as it was written"
_BY_HAND = "remove it by hand, if nothing in it is yours"
_CLEARED = "run `pincite rebuild`, then remove the old generation by hand"


def check_folder(path: Path, depth: Depth) -> Iterator[Finding]:
    """Yield the problems of the index in ``path``; none when there is no index."""
    try:
        check_marker(path)
    except ArchiveMissing:
        return
    except ArchiveError as error:
        yield finding_of(path.name, error, REBUILD)
        return
    live: str | None = None
    try:
        live = current_generation(path)
    except ArchiveMissing:
        pass
    except ArchiveDamaged as error:
        yield finding_of(POINTER, error, REBUILD)
    if live is not None and live not in generation_names(path):
        yield Finding(live, f"is not there, and {POINTER} names it", REBUILD)
    for name in generation_names(path):
        # Later generations are being built, or were when their writer stopped.
        if live is None or not is_after(name, live):
            yield from _check_marked(path / name, depth, is_live=name == live)


def _check_marked(folder: Path, depth: Depth, *, is_live: bool) -> Iterator[Finding]:
    if not is_marked(folder):
        has_one = (folder / MARKER).exists()
        if has_one or is_live:
            what = f"its {MARKER} {CHANGED}" if has_one else f"has no {MARKER}"
            yield Finding(folder.name, what, _CLEARED if is_live else _BY_HAND)
        return
    try:
        lease = Lease(folder)
    except FileNotFoundError:
        return
    with closing(lease):
        yield from check_generation(folder, depth, is_live=is_live)


def check_generation(folder: Path, depth: Depth, *, is_live: bool) -> Iterator[Finding]:
    """Yield the problems in the folder of a generation. Without ``is_live`` it may be half deleted."""
    check = _Check(folder, depth, is_live)
    yield from check.commits()
    if depth == "deep" and not check.changed:
        yield from check.segments()


@dataclass(slots=True)
class _Check:
    """One check of a generation. ``segments`` are those of its newest commit; ``changed`` are the changed files."""

    folder: Path
    depth: Depth
    is_live: bool
    changed: set[str] = field(default_factory=set)
    _known: dict[str, Stamp] = field(default_factory=dict)
    _last: tuple[Manifest, list[ArraySegment]] | None = None

    def commits(self) -> Iterator[Finding]:
        """Check the files of every commit."""
        storage = SyncStorage(self.folder)
        commits = storage.commits()
        if not commits and self.is_live:
            yield self._finding("", "has no table of contents")
        for commit in reversed(commits):
            must_be = self.is_live and commit == commits[-1]
            try:
                manifest = storage.manifest(commit)
                yield from self._files(manifest, must_be=must_be)
                if must_be and not self.changed:
                    self._last = read_toc(storage, commit)
            except FileNotFoundError as error:
                if must_be and commit in storage.commits():
                    yield self._finding(Path(str(error.filename)).name, "is missing")
            except SchemaMismatch as error:
                # After an upgrade an older generation may remain beside the live one.
                if self.is_live:
                    yield finding_of(self.folder.name, error, REBUILD)
                return
            except ArchiveError as error:
                name = manifest_name(commit)
                yield self._finding(name, finding_of(name, error, REBUILD).what)

    def _files(self, manifest: Manifest, *, must_be: bool) -> Iterator[Finding]:
        toc = toc_name(manifest.checkpoint.commit)
        for name, stamp in {toc: manifest.toc, **manifest.files}.items():
            if self._known.get(name) == stamp:
                continue
            self._known[name] = stamp
            try:
                same = stamp_of(self.folder / toc) == stamp if name == toc else self._is_same(name, stamp)
            except FileNotFoundError:
                if must_be:
                    raise
                continue
            if not same:
                self.changed.add(name)
                yield self._finding(name, CHANGED)

    def _is_same(self, name: str, stamp: Stamp) -> bool:
        file = self.folder / name
        return file.stat().st_size == stamp.length if self.depth == "quick" else is_as_written(file, stamp)

    def segments(self) -> Iterator[Finding]:
        """Check the newest commit: its counts, and every array of its segments."""
        if self._last is None:
            return
        manifest, segments = self._last
        point = manifest.checkpoint
        current = [segment for segment in segments if not is_replaced(segment)]
        replaced = sum(segment.live_paragraphs for segment in segments if is_replaced(segment))
        counts = sum(s.live_statements for s in current), sum(s.live_paragraphs for s in current), replaced
        expected = point.statements, point.paragraphs, point.replaced or 0
        if counts != expected or {s.file_name for s in segments} != set(manifest.files):
            yield self._finding(manifest_name(point.commit), "does not fit its table of contents")
        for segment in segments:
            try:
                for problem in _check_segment(self.folder / segment.file_name, segment):
                    yield self._finding(segment.file_name, problem)
            except FileNotFoundError:
                # Deleted meanwhile, so there is a newer commit, which the next check covers.
                if SyncStorage(self.folder).commits()[-1] == point.commit:
                    yield self._finding(segment.file_name, "is missing")

    def _finding(self, name: str, what: str) -> Finding:
        # A damaged old generation is useless: `doctor` deletes it.
        return Finding(self._place(name), what, REBUILD if self.is_live else DOCTOR)

    def _place(self, name: str) -> str:
        return f"{self.folder.name}/{name}".rstrip("/")


def _check_segment(file: Path, segment: ArraySegment) -> Iterator[str]:
    try:
        arrays = map_segment(file)
    except (ArchiveError, IndexError) as error:
        yield finding_of("", error, "").what
        return
    yield from _check_deletions(segment, arrays)
    yield from list(check_shape(arrays)) or _check_sound(file, arrays)
    arrays.let_go()


def _check_sound(file: Path, arrays: SegmentArrays) -> Iterator[str]:
    with words_beside(file, arrays) as read_all:
        yield from check_derived(arrays, read_all)


def _check_deletions(segment: ArraySegment, arrays: SegmentArrays) -> Iterator[str]:
    if (segment.paragraphs, segment.statements) != (arrays.n, arrays.s):
        yield "belongs to another commit"
        return
    live = segment.live()
    dead = (0, 0) if live is None else (int((~live).sum()), int(np.diff(arrays.first)[~live].sum()))
    if dead != (segment.dead_statements, segment.dead_paragraphs):
        yield "has a different number of deletions than its table of contents"
