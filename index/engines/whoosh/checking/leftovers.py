"""Find and delete what interrupted commands left in an index folder: only files with our marker and our names."""

from collections.abc import Callable, Iterator
from contextlib import nullcontext, suppress
from functools import partial
from pathlib import Path

from pincite.index.engines.whoosh.checking.folder import DOCTOR, REBUILD, check_generation
from pincite.index.engines.whoosh.commits.manifest import manifest_name
from pincite.index.engines.whoosh.commits.storage import SyncStorage, is_our_file, toc_name
from pincite.index.engines.whoosh.layout import (
    MARKER,
    POINTER,
    check_marker,
    current_generation,
    drop,
    drop_unmarked,
    exclusive,
    generation_names,
    generations,
    is_after,
    is_held,
    is_marked,
    is_unmarked,
    point_to,
    surplus_generations,
)
from pincite.index.storage.disk import Disk
from pincite.index.values.errors import ArchiveDamaged, ArchiveError, ArchiveMissing
from pincite.index.values.findings import Finding, finding_of

_BY_HAND = "move it away by hand: Pincite did not write it"


def tidy_folder(path: Path, kept: int, disk: Disk, *, fix: bool) -> Iterator[Finding]:
    """Yield the leftovers in the index ``path``. With ``fix``, clean up; raises LockHeld if there is a writer.

    ``kept`` is the number of older generations to keep.
    """
    try:
        check_marker(path)
    except ArchiveMissing:
        if not path.exists():
            return
    except ArchiveError as error:
        yield finding_of(path.name, error, REBUILD)
        return
    with exclusive(path) if fix and is_marked(path) else nullcontext():
        yield from _Tidying(path, kept, disk, fix=fix).all()


def find_whole(path: Path) -> str | None:
    """Return the newest generation that has a commit and whose bytes are all unchanged, or None."""
    for name in reversed(generations(path)):
        commits = SyncStorage(path / name).commits()
        if commits and commits[-1] and not any(check_generation(path / name, "bytes", is_live=True)):
            return name
    return None


def is_damaged(folder: Path) -> bool:
    """Whether any byte of a generation that is not live has changed."""
    return any(check_generation(folder, "bytes", is_live=False))


class _Tidying:
    """One pass through an index folder."""

    def __init__(self, path: Path, kept: int, disk: Disk, *, fix: bool) -> None:
        self._path, self._kept, self._disk, self._fix = path, kept, disk, fix

    def all(self) -> Iterator[Finding]:
        """Yield all leftovers: pointer, temporary files, generations, and foreign files."""
        yield from self._pointer()
        live = self._live()
        for name in (f"{MARKER}.new", f"{POINTER}.new"):
            if (self._path / name).exists():
                yield self._taken(name, "was half written", partial(self._unlink, self._path / name))
        names = generation_names(self._path)
        surplus = surplus_generations(self._path, live, self._kept) if live else []
        for name in names:
            yield from self._generation(name, live, is_surplus=name in surplus)
        known = {MARKER, POINTER, f"{MARKER}.new", f"{POINTER}.new", *names}
        yield from (
            Finding(name, "stands in the index", _BY_HAND) for name in self._names(self._path) if name not in known
        )

    def _live(self) -> str | None:
        try:
            return current_generation(self._path)
        except ArchiveError:
            return None

    def _pointer(self) -> Iterator[Finding]:
        try:
            live = current_generation(self._path)
            if is_marked(self._path / live):
                return
            what = f"names {live}, which is not there or not marked as ours"
        except ArchiveMissing:
            return
        except ArchiveDamaged as error:
            what = str(error).partition("; ")[0].removeprefix(f"{POINTER} ")
        whole = find_whole(self._path)
        if whole is None:
            yield Finding(POINTER, what, REBUILD)
        else:
            yield self._taken(POINTER, f"{what} ({whole} is whole)", lambda: self._point(whole))

    def _generation(self, name: str, live: str | None, *, is_surplus: bool) -> Iterator[Finding]:
        folder = self._path / name
        if is_unmarked(folder):
            yield self._taken(name, "was to become an index", lambda: self._drop_unmarked(folder))
        elif not is_marked(folder):
            yield Finding(name, f"has no {MARKER} as we write it", _BY_HAND)
        elif live is not None and is_after(name, live):
            yield self._taken(name, "was built by a rebuild that was stopped", lambda: drop(folder, self._disk))
        elif is_surplus:
            if not is_held(folder):
                yield self._taken(name, "is an old index that nobody reads", lambda: drop(folder, self._disk))
        elif live is not None and name != live and is_damaged(folder):
            yield self._taken(name, "is an old index that is damaged", lambda: drop(folder, self._disk))
        else:
            yield from self._files(folder, is_live=name == live)

    def _files(self, folder: Path, *, is_live: bool) -> Iterator[Finding]:
        needed = _needed(folder, is_live=is_live)
        if needed is None:
            return
        names = [name for name in self._names(folder) if name not in needed]
        # A table of contents is deleted before the files that it names.
        for name in sorted(names, key=lambda name: (not name.endswith(".toc"), name)):
            place = f"{folder.name}/{name}"
            if is_our_file(name):
                yield self._taken(place, "is not needed by any commit", partial(self._unlink, folder / name))
            else:
                yield Finding(place, "stands in the index", _BY_HAND)

    def _taken(self, place: str, what: str, mend: Callable[[], object]) -> Finding:
        return Finding(place, what, DOCTOR, mended=self._fix and bool(mend()))

    def _names(self, folder: Path) -> list[str]:
        return sorted(entry.name for entry in folder.iterdir())

    def _unlink(self, file: Path) -> bool:
        with suppress(OSError):
            self._disk.unlink(file)
        return not file.exists()

    def _drop_unmarked(self, folder: Path) -> bool:
        drop_unmarked(folder, self._disk)
        return not folder.exists()

    def _point(self, name: str) -> bool:
        point_to(self._path, name, self._disk)
        return True


def _needed(folder: Path, *, is_live: bool) -> set[str] | None:
    """Return the files that complete commits need. None when the newest is unreadable, so nothing may be deleted."""
    storage = SyncStorage(folder)
    commits, needed = storage.commits(), {MARKER}
    for commit in commits:
        try:
            files = {toc_name(commit), manifest_name(commit), *storage.manifest(commit).files}
        except (ArchiveError, OSError):
            if commit == commits[-1]:
                return None
            continue
        if commit == commits[-1] or all((folder / name).exists() for name in files):
            needed |= files
    return needed if commits or not is_live else None
