"""Owns opening the index: a commit for reading, or the only writer. Everything is checked before it is opened."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from pincite.index.engine import Checkpoint
from pincite.index.engines.whoosh.arrays.mapped import open_segment
from pincite.index.engines.whoosh.arrays.segment import Part, SegmentArrays, Snapshot, build_snapshot
from pincite.index.engines.whoosh.checking.folder import check_folder, check_generation
from pincite.index.engines.whoosh.checking.leftovers import find_whole, is_damaged, tidy_folder
from pincite.index.engines.whoosh.commits.codec import ArraySegment, is_replaced
from pincite.index.engines.whoosh.commits.manifest import Manifest, manifest_name
from pincite.index.engines.whoosh.commits.stamps import Stamp, require
from pincite.index.engines.whoosh.commits.storage import SyncStorage
from pincite.index.engines.whoosh.commits.toc import read_toc
from pincite.index.engines.whoosh.layout import (
    KEPT_GENERATIONS,
    POINTER,
    Lease,
    current_generation,
    drop,
    drop_old,
    drop_unfinished,
    exclusive,
    found_folder,
    generations,
    is_marked,
    make_generation,
    point_to,
)
from pincite.index.engines.whoosh.meanwhile import meanwhile
from pincite.index.engines.whoosh.writing.writer import MEMORY, ArrayIndexWriter
from pincite.index.query.signing import expired
from pincite.index.storage.disk import Disk, RealDisk
from pincite.index.values.errors import ArchiveDamaged, ArchiveError, ArchiveForeign, ArchiveMissing, CursorExpired
from pincite.index.values.fields import SCHEMA_VERSION
from pincite.index.values.findings import Depth, Finding

Check = Literal["quick", "full"]
Identity = tuple[str, int, int, int]
"""The identity of a checked file: SHA-256 of its bytes, device, inode, time of change in ns."""

_TRIES = 5
_MEND = "run `pincite rebuild`"


def open_snapshot(
    path: Path, *, check: Check = "quick", checked: set[Identity] | None = None, archive: str = ""
) -> Snapshot:
    """Return the live generation's last commit in the index folder ``path``.

    ``quick`` checks manifest, table of contents and lengths; ``full`` also the SHA-256 of every file and the CRC-32 of
    every array, except for files in ``checked``, to which files that pass are added. The commit must belong to
    ``archive``, unless that is empty.
    Raises ArchiveMissing, ArchiveForeign, SchemaMismatch, ArchiveDamaged.
    """
    error: OSError | None = None
    for _ in range(_TRIES):
        name, commit = latest_commit(path)
        try:
            return _open(path, name, commit, check, set() if checked is None else checked, archive)
        except FileNotFoundError as missing:
            # A writer may have committed between the listing and the opening. The next listing then shows it.
            error = missing
    raise ArchiveDamaged(f"{Path(str(error.filename)).name if error else 'a file'} is missing; {_MEND}") from error


def open_commit(
    path: Path,
    generation: str,
    commit: int,
    *,
    check: Check = "quick",
    checked: set[Identity] | None = None,
    archive: str = "",
) -> Snapshot:
    """Return the commit on which a cursor began; see ``open_snapshot``. Raises CursorExpired when it is gone."""
    try:
        return _open(path, generation, commit, check, set() if checked is None else checked, archive)
    except FileNotFoundError as error:
        raise expired() from error


def latest_commit(path: Path) -> tuple[str, int]:
    """Return the live generation and its last commit. Reads one small file and lists one folder."""
    name = current_generation(path)
    folder = path / name
    if not is_marked(folder):
        raise ArchiveDamaged(f"the generation {name} that CURRENT names does not carry our marker; {_MEND}")
    commits = SyncStorage(folder).commits()
    if not commits:
        raise ArchiveDamaged(f"the generation {name} has no table of contents; {_MEND}")
    return name, commits[-1]


def check_latest(path: Path, archive: str) -> tuple[str, int]:
    """As ``latest_commit``, but check that its manifest can be read and belongs to ``archive`` (if not empty).

    Raises ArchiveMissing, ArchiveForeign, SchemaMismatch, ArchiveDamaged.
    """
    missing = ""
    for _ in range(_TRIES):
        name, commit = latest_commit(path)
        try:
            _require_own(SyncStorage(path / name).manifest(commit), path, archive)
        except FileNotFoundError:
            # A writer may have committed between the listing and the reading.
            missing = manifest_name(commit)
            continue
        return name, commit
    raise ArchiveDamaged(f"{missing} is missing; {_MEND}")


def _require_own(manifest: Manifest, path: Path, archive: str) -> None:
    if not manifest.is_of(archive):
        raise ArchiveForeign(
            f"the index in {path.name}/ belongs to another archive; put the right one there, or {_MEND}"
        )


@dataclass(frozen=True, slots=True)
class IndexFolder:
    """The index in a folder. It need not exist yet.

    ``startup_check`` says how much is checked before a commit answers. With ``full`` each file is checked once, until
    it is replaced. ``kept`` is the number of older generations that a rebuild keeps. The index must belong to
    ``archive``. Any index is accepted if that is empty, or if the index is older than the names of archives.
    """

    path: Path
    startup_check: Check = "quick"
    kept: int = KEPT_GENERATIONS
    archive: str = ""
    _checked: set[Identity] = field(default_factory=set, repr=False, compare=False)

    def newest(self) -> tuple[str, int]:
        """Generation and number of the last commit. The number is 0 before the first commit."""
        try:
            return check_latest(self.path, self.archive)
        except ArchiveMissing:
            return "", 0

    def open(self) -> Snapshot:
        """The last commit. Before the first one, an empty commit with number 0."""
        try:
            return open_snapshot(self.path, check=self.startup_check, checked=self._checked, archive=self.archive)
        except ArchiveMissing:
            return build_snapshot("", Checkpoint(0, SCHEMA_VERSION, 0, 0, 0), ())

    def open_commit(self, generation: str, commit: int) -> Snapshot | None:
        """An older commit, or None when its files are gone."""
        try:
            return open_commit(
                self.path,
                generation,
                commit,
                check=self.startup_check,
                checked=self._checked,
                archive=self.archive,
            )
        except CursorExpired:
            return None

    def writer(self, *, fresh: bool = False) -> AbstractContextManager[ArrayIndexWriter]:
        """The only writer; see ``open_writer``."""
        return open_writer(self.path, fresh=fresh, kept=self.kept, archive=self.archive)

    def check(self, depth: Depth) -> Iterator[Finding]:
        """The problems of the files; see the port."""
        yield from check_folder(self.path, depth)
        with suppress(ArchiveError, OSError):
            # Other reasons why the manifest cannot be read are already in the list.
            name, commit = latest_commit(self.path)
            if not SyncStorage(self.path / name).manifest(commit).is_of(self.archive):
                yield Finding(f"{name}/{manifest_name(commit)}", "belongs to another archive", _MEND)

    def tidy(self, *, fix: bool) -> Iterator[Finding]:
        """What interrupted commands left behind; see the port."""
        return tidy_folder(self.path, self.kept, RealDisk(), fix=fix)


@contextmanager
def open_writer(
    path: Path,
    *,
    fresh: bool = False,
    memory: int = MEMORY,
    kept: int = KEPT_GENERATIONS,
    disk: Disk | None = None,
    archive: str = "",
) -> Iterator[ArrayIndexWriter]:
    """Open the only writer of the index in ``path``. A missing or empty folder becomes an index.

    ``fresh`` builds a new generation. If the block ends without an error, it is read back, checked and made live. Else
    the next writer deletes it. New commits belong to ``archive``. So must the existing index, unless it is older than
    the names of archives.
    Raises LockHeld, ArchiveForeign, ArchiveDamaged, SchemaMismatch, OSError.
    """
    disk = disk or RealDisk()
    found_folder(path, disk)
    with exclusive(path):
        name, is_new = _generation_to_write(path, fresh, disk)
        damaged = _damaged_beside(path, name) if fresh else None
        storage = SyncStorage(path / name, disk, keeps=not is_new, archive=archive)
        writer = _open_generation(storage, memory=memory, joins=fresh)
        try:
            yield writer
            writer.finish()
        finally:
            writer.close()
        if damaged is not None:
            _check_built(path / name)
            point_to(path, name, disk)
            # They were the reason for the rebuild.
            for old in damaged():
                drop(path / old, disk)
        drop_old(path, disk, kept)


def _damaged_beside(path: Path, name: str) -> Callable[[], list[str]]:
    """Begin to read all generations but ``name``; what is returned waits and returns the damaged ones."""

    def damaged() -> list[str]:
        return [old for old in generations(path) if old != name and is_damaged(path / old)]

    try:
        return meanwhile(damaged).result
    except RuntimeError:
        return damaged


def _generation_to_write(path: Path, fresh: bool, disk: Disk) -> tuple[str, bool]:
    """Return the generation to write to, and whether it is new. It is the live one unless ``fresh``."""
    try:
        live = current_generation(path)
    except ArchiveMissing:
        drop_unfinished(path, None, disk)
        if fresh:
            # Create an empty live one first: a build without a pointer would look like an index that lost its pointer.
            point_to(path, make_generation(path, disk), disk)
    except ArchiveDamaged:
        if not fresh:
            return _adopt(path, disk)
        # The target of a damaged pointer is unknown, so a rebuild keeps all generations.
    else:
        drop_unfinished(path, live, disk)
        if not fresh:
            return latest_commit(path)[0], False
    name = make_generation(path, disk)
    if not fresh:
        point_to(path, name, disk)
    return name, True


def _adopt(path: Path, disk: Disk) -> tuple[str, bool]:
    """Write to the first generation ever built, if its writer was stopped just before it set the pointer.

    Raises ArchiveDamaged when there is a damaged pointer.
    """
    if (path / POINTER).exists():
        current_generation(path)
    name = find_whole(path)
    is_new = name is None
    if name is None:
        drop_unfinished(path, None, disk)
        name = make_generation(path, disk)
    point_to(path, name, disk)
    return name, is_new


def _open_generation(storage: SyncStorage, *, memory: int, joins: bool) -> ArrayIndexWriter:
    try:
        _require_own(storage.manifest(storage.commits()[-1]), storage.path.parent, storage.next.archive)
        return ArrayIndexWriter(storage, memory=memory, joins=joins)
    except FileNotFoundError as error:
        raise ArchiveDamaged(f"{Path(str(error.filename)).name} is missing; {_MEND}") from error


def _check_built(folder: Path) -> None:
    """Read a new generation back and derive it again before it becomes live. Raises ArchiveDamaged."""
    for finding in check_generation(folder, "deep", is_live=True):
        raise ArchiveDamaged(f"what was built is damaged ({finding.place} {finding.what}); {_MEND}")


def _open(path: Path, name: str, commit: int, check: Check, checked: set[Identity], archive: str) -> Snapshot:
    folder = path / name
    lease = Lease(folder)
    manifest, segments = read_toc(SyncStorage(folder), commit)
    _require_own(manifest, path, archive)
    known = checked if check == "full" else None
    opened = [(segment, _part(folder, segment, manifest, known)) for segment in segments]
    parts, replaced = (tuple(part for of, part in opened if is_replaced(of) is kind) for kind in (False, True))
    return build_snapshot(name, manifest.checkpoint, parts, lease, replaced)


def _part(folder: Path, segment: ArraySegment, manifest: Manifest, checked: set[Identity] | None) -> Part:
    name = segment.file_name
    stamp = manifest.files.get(name)
    if stamp is None:
        raise ArchiveDamaged(f"{name} is in no manifest; {_MEND}")
    arrays = (
        open_segment(folder / name, stamp.length) if checked is None else _open_whole(folder / name, stamp, checked)
    )
    if (arrays.n, arrays.s) != (segment.paragraphs, segment.statements):
        raise ArchiveDamaged(f"{name} belongs to another commit; {_MEND}")
    return Part(arrays, segment.live())


def _open_whole(file: Path, stamp: Stamp, checked: set[Identity]) -> SegmentArrays:
    """Open a segment after checking its bytes and its mapped arrays once. Raises ArchiveDamaged."""
    status = file.stat()
    identity = stamp.digest, status.st_dev, status.st_ino, status.st_mtime_ns
    if identity not in checked:
        require(file.parent, file.name, stamp)
    arrays = open_segment(file, stamp.length)
    checked.add(identity)
    return arrays
