"""Owns opening the index: a commit to read, or the one writer. Whatever is opened is checked before."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from index.disk import Disk, RealDisk
from index.engine import Checkpoint
from index.engines.whoosh.arrays.mapped import open_segment
from index.engines.whoosh.arrays.segment import Part, Snapshot, build_snapshot
from index.engines.whoosh.commits.codec import ArraySegment
from index.engines.whoosh.commits.manifest import Manifest, Stamp
from index.engines.whoosh.commits.storage import SyncStorage, toc_name
from index.engines.whoosh.commits.toc import read_toc, require, stamp_of
from index.engines.whoosh.layout import (
    MARKER,
    Lease,
    current_generation,
    drop_old,
    drop_unfinished,
    exclusive,
    found_folder,
    generations,
    make_generation,
    point_to,
)
from index.engines.whoosh.writing.writer import MEMORY, ArrayIndexWriter
from index.errors import ArchiveDamaged, ArchiveError, ArchiveMissing, CursorExpired
from index.fields import SCHEMA_VERSION

Check = Literal["quick", "full"]

_TRIES = 5
_MEND = "run `pincite rebuild`"


def open_snapshot(path: Path, *, check: Check = "quick") -> Snapshot:
    """Return the live generation's last commit in the index folder ``path``.

    ``quick`` checks manifest, table of contents and lengths; ``full`` the SHA-256 of every file as well.
    Raises ArchiveMissing, ArchiveForeign, SchemaMismatch, ArchiveDamaged.
    """
    error: OSError | None = None
    for _ in range(_TRIES):
        name, commit = latest_commit(path)
        try:
            return _open(path, name, commit, check)
        except FileNotFoundError as missing:
            # A writer may have moved on between the listing and the opening; then the next listing says so.
            error = missing
    raise ArchiveDamaged(f"{Path(str(error.filename)).name if error else 'a file'} is missing; {_MEND}") from error


def open_commit(path: Path, generation: str, commit: int) -> Snapshot:
    """Return a commit that a walk began on. Raises CursorExpired when it is gone."""
    try:
        return _open(path, generation, commit, "quick")
    except FileNotFoundError as error:
        raise CursorExpired("the walk is too old to go on; start it again with cursor=*") from error


def latest_commit(path: Path) -> tuple[str, int]:
    """Return the live generation and its last commit: one small file and one listing."""
    name = current_generation(path)
    folder = path / name
    if not (folder / MARKER).is_file():
        raise ArchiveDamaged(f"the generation {name} that CURRENT names is not there; {_MEND}")
    commits = SyncStorage(folder).commits()
    if not commits:
        raise ArchiveDamaged(f"the generation {name} has no table of contents; {_MEND}")
    return name, commits[-1]


@dataclass(frozen=True, slots=True)
class IndexFolder:
    """The index in a folder, where there may be none yet. ``check`` is how much opening a commit checks."""

    path: Path
    check: Check = "quick"

    def newest(self) -> tuple[str, int]:
        """Generation and number of the last commit; number 0 when nothing was committed."""
        try:
            return latest_commit(self.path)
        except ArchiveMissing:
            return "", 0

    def open(self) -> Snapshot:
        """The last commit; an empty one with number 0 when nothing was committed."""
        try:
            return open_snapshot(self.path, check=self.check)
        except ArchiveMissing:
            return build_snapshot("", Checkpoint(0, SCHEMA_VERSION, 0, 0, 0), ())

    def open_commit(self, generation: str, commit: int) -> Snapshot | None:
        """An older commit, or None when its files are gone."""
        try:
            return open_commit(self.path, generation, commit)
        except CursorExpired:
            return None

    def writer(self, *, fresh: bool = False) -> AbstractContextManager[ArrayIndexWriter]:
        """The one writer; see ``open_writer``."""
        return open_writer(self.path, fresh=fresh)


@contextmanager
def open_writer(
    path: Path, *, fresh: bool = False, memory: int = MEMORY, disk: Disk | None = None
) -> Iterator[ArrayIndexWriter]:
    """Open the one writer of the index in ``path``; an absent or empty folder becomes an index.

    ``fresh`` builds a new generation, which becomes the live one when the block ends well; when it does not, the next
    writer removes it. Raises LockHeld, ArchiveForeign, ArchiveDamaged, SchemaMismatch, OSError.
    """
    disk = disk or RealDisk()
    found_folder(path, disk)
    with exclusive(path):
        name, is_new = _generation_to_write(path, fresh, disk)
        writer = ArrayIndexWriter(SyncStorage(path / name, disk, keeps=not is_new), memory=memory)
        try:
            yield writer
            writer.finish()
        finally:
            writer.close()
        if fresh:
            point_to(path, name, disk)
        drop_old(path, disk)


def _generation_to_write(path: Path, fresh: bool, disk: Disk) -> tuple[str, bool]:
    try:
        live = current_generation(path)
    except ArchiveMissing:
        drop_unfinished(path, None, disk)
    except ArchiveDamaged:
        # What a broken pointer named is not known: a rebuild goes beside all of it.
        if not fresh:
            raise
    else:
        drop_unfinished(path, live, disk)
        if not fresh:
            return live, False
    name = make_generation(path, disk)
    if not fresh:
        point_to(path, name, disk)
    return name, True


def find_damage(path: Path) -> list[str]:
    """Return what is wrong in the index folder ``path``, a line each: the bytes of every file of every commit."""
    try:
        current_generation(path)
    except ArchiveMissing:
        raise
    except ArchiveError as error:
        return [str(error)]
    return [problem for name in generations(path) for problem in _damage_in(path / name)]


def _damage_in(folder: Path) -> list[str]:
    storage, problems, checked = SyncStorage(folder), list[str](), dict[str, Stamp]()
    commits = storage.commits()
    for commit in commits:
        try:
            manifest = storage.manifest(commit)
        except (ArchiveError, OSError) as error:
            # An old commit without a manifest was being removed when its writer stopped.
            if commit != commits[-1] and isinstance(error, FileNotFoundError):
                continue
            problems.append(f"{folder.name}: {error}")
            continue
        checked.update({toc_name(commit): manifest.toc, **manifest.files})
    for name, stamp in sorted(checked.items()):
        if _current(folder / name) != stamp:
            problems.append(f"{folder.name}/{name} is not as it was written; {_MEND}")
    return problems


def _current(file: Path) -> Stamp | None:
    try:
        return stamp_of(file)
    except OSError:
        return None


def _open(path: Path, name: str, commit: int, check: Check) -> Snapshot:
    folder = path / name
    lease = Lease(folder)
    storage = SyncStorage(folder)
    manifest, segments = read_toc(storage, commit)
    if check == "full":
        for file, stamp in manifest.files.items():
            require(folder, file, stamp)
    parts = tuple(_part(folder, segment, manifest) for segment in segments)
    return build_snapshot(name, manifest.checkpoint, parts, lease)


def _part(folder: Path, segment: ArraySegment, manifest: Manifest) -> Part:
    stamp = manifest.files.get(segment.file_name)
    if stamp is None:
        raise ArchiveDamaged(f"{segment.file_name} is in no manifest; {_MEND}")
    arrays = open_segment(folder / segment.file_name, stamp.length)
    if (arrays.n, arrays.s) != (segment.paragraphs, segment.statements):
        raise ArchiveDamaged(f"{segment.file_name} belongs to another commit; {_MEND}")
    return Part(arrays, segment.live())
