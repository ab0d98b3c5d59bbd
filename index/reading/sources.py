"""Which files are sources: paths as named, to files with a reader, and a count of what was passed over."""

import errno
import os
import stat
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from pathlib import Path

from pincite.index.reading.defaults import NAME as DEFAULTS
from pincite.index.reading.defaults import NO_DEFAULTS, Defaults
from pincite.index.reading.draft import Source, printable, read_limited, unreadable
from pincite.index.reading.ignoring import NAME, Ignore, is_ignored, read_ignore
from pincite.index.reading.manifest_rows import NAME as MANIFEST
from pincite.index.reading.manifest_rows import read_rows
from pincite.index.reading.readers import READERS, find_suffix
from pincite.index.values.bounds import FILE, SIDECAR
from pincite.index.values.errors import SourceError

_SIDECAR = ".yaml"
_LONGEST_NAME = 255
"""Bytes of a name in a folder: there is no file with a longer one."""


@dataclass(frozen=True, slots=True)
class Discovery:
    """The sources found, in order and each once; how many files and folders were passed over, by reason; and
    what was named but is refused. ``without_reader`` names those passed over that nobody left out, fit to print.
    ``named`` are the absolute paths that were named and exist."""

    sources: tuple[Source, ...]
    passed_over: Mapping[str, int]
    refused: tuple[SourceError, ...]
    without_reader: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


NO_READER = "no reader for its type"
"""Why a file is passed over that may hold a statement: nobody said that it should not go in."""

_NOT_WANTED = "not asked for"
_IGNORED = f"named in {NAME}"


def discover(paths: Iterable[Path], only: Sequence[str] = (), *, follow_links: bool = False) -> Discovery:
    """Return the sources that ``paths`` name: files, and folders walked in the order of names.

    READMEs, sidecars, hidden files and types without a reader are passed over in a folder, refused when named. With
    ``only``, files of a folder whose name matches none of its patterns (``*.pdf``, whatever the case) are passed over.
    A link in a folder to a file outside it is refused without ``follow_links``: who fills a folder may not read all
    that we can.
    """
    search = _Search(only, follow_links=follow_links)
    named = []
    for path in paths:
        if os.path.lexists(path):
            named.append(printable(_lexical(path)))
        if os.path.isdir(path):  # noqa: PTH112 - Path.is_dir() raises where a folder above may not be entered
            search.walk(path)
        else:
            search.take_named(path)
    return Discovery(
        tuple(search.sources.values()),
        dict(search.passed_over),
        tuple(search.refused),
        tuple(search.unread),
        tuple(named),
    )


class _Search:
    def __init__(self, only: Sequence[str], *, follow_links: bool) -> None:
        self._only = [pattern.casefold() for pattern in only]
        self._follows_links = follow_links
        self._root: Path | None = None
        self._above: dict[Path, Defaults | None] = {}
        self._tables: set[Path] = set()
        self.sources: dict[str, Source] = {}
        self.passed_over: Counter[str] = Counter()
        self.refused: list[SourceError] = []
        self.unread: list[str] = []

    def walk(self, folder: Path) -> None:
        self._root = None if self._follows_links else Path(os.path.realpath(folder))
        for path, defaults in self._files(folder):
            reason = _passed_over(path)
            if reason in (None, NO_READER) and not self._is_wanted(path):
                reason = _NOT_WANTED
            if reason is None:
                self._take(path, defaults)
            else:
                self.passed_over[reason] += 1
                self.unread += [printable(path)] if reason == NO_READER else []

    def _is_wanted(self, path: Path) -> bool:
        name = path.name.casefold()
        return not self._only or any(fnmatchcase(name, pattern) for pattern in self._only)

    def take_named(self, path: Path) -> None:
        self._root = None
        reason = _passed_over(path)
        if reason is None or not os.path.lexists(path):
            defaults = self._find_defaults(_lexical(path).parent)
            if defaults is not None:
                self._take(path, defaults)
        else:
            mend = f"name a file that ends in {', '.join(READERS)}, or a folder that holds some"
            self.refused.append(SourceError(printable(path), None, f"is not a source: {reason}", mend))

    def _files(self, folder: Path) -> Iterator[tuple[Path, Defaults]]:
        # Not by os.walk(): it enters folders by recursion, and a thousand in one another are too many for that.
        above = self._find_defaults(_lexical(folder).parent)
        waiting: list[tuple[Path, tuple[Ignore, ...], Defaults]] = [] if above is None else [(folder, (), above)]
        while waiting:
            parent, ignores, above = waiting.pop()
            defaults = self._read_defaults(parent, above, self._root)
            if defaults is None:
                continue
            ignores = self._ignores(parent, ignores)
            folders, files = self._list(parent)
            inside = self._kept(parent, folders[::-1], ignores, is_folder=True)
            waiting += [(path, ignores, defaults) for path in inside]
            yield from ((path, defaults) for path in self._kept(parent, files, ignores, is_folder=False))

    def _find_defaults(self, folder: Path) -> Defaults | None:
        """Return what holds for ``folder``, from the root down: it does not depend on which folder was named."""
        above: Defaults | None = NO_DEFAULTS
        for parent in (*reversed(_lexical(folder).parents), _lexical(folder)):
            if parent not in self._above:
                self._above[parent] = None if above is None else self._read_defaults(parent, above, None)
            above = self._above[parent]
        return above

    def _read_defaults(self, folder: Path, above: Defaults, root: Path | None) -> Defaults | None:
        """Return ``above`` with what ``folder`` says; None when that is refused: then nothing in it is read."""
        path, table = folder / DEFAULTS, folder / MANIFEST
        try:
            if os.path.lexists(path):
                _check_inside(path, root)
                above = above.with_nearer(read_limited(path, SIDECAR.value), printable(path))
            if os.path.lexists(table):
                _check_inside(table, root)
                above = self._with_rows(above, table)
            return above
        except SourceError as error:
            mend = f"{error.mend}; nothing in this folder was read"
            self.refused.append(SourceError(error.path, error.line, error.reason, mend))
            return None

    def _with_rows(self, above: Defaults, table: Path) -> Defaults:
        """Return ``above`` with the rows of ``table``, if it is one of ours. Rows without a file are refused."""
        rows = read_rows(read_limited(table, FILE.value), printable(table), _lexical(table.parent))
        if rows is None:
            return above
        self._tables.add(table)
        for path in rows:
            if not os.path.lexists(path):
                reason = f"names '{printable(Path(path))}', which is not there"
                self.refused.append(SourceError(printable(table), None, reason, "correct the name, or remove the row"))
        return above.with_rows(rows)

    def _ignores(self, folder: Path, ignores: tuple[Ignore, ...]) -> tuple[Ignore, ...]:
        try:
            found = read_ignore(folder)
        except SourceError as error:
            self.refused.append(error)
            return ignores
        return ignores if found is None else (*ignores, found)

    def _kept(
        self, parent: Path, names: Iterable[str], ignores: Sequence[Ignore], *, is_folder: bool
    ) -> Iterator[Path]:
        for path in (parent / name for name in names):
            if path.name in (NAME, DEFAULTS) or path in self._tables:
                continue
            if is_ignored(path, ignores, is_folder=is_folder):
                self.passed_over[_IGNORED] += 1
            else:
                yield path

    def _list(self, parent: Path) -> tuple[list[str], list[str]]:
        """Return the names of the folders to enter and of the files in ``parent``, sorted."""
        try:
            with os.scandir(parent) as found:
                entries = sorted(found, key=lambda entry: entry.name)
        except OSError as error:
            self.refused.append(unreadable(parent, error))
            return [], []
        folders = []
        for entry in filter(_is_folder, entries):
            if entry.name.startswith("."):
                self.passed_over["hidden"] += 1
            elif entry.is_symlink():
                self.passed_over["link to a folder"] += 1
            else:
                folders.append(entry.name)
        return folders, [entry.name for entry in entries if not _is_folder(entry)]

    def _take(self, path: Path, defaults: Defaults) -> None:
        try:
            _check_regular(path)
            row = defaults.rows.get(str(_lexical(path)), {})
            source = replace(_build_source(path), defaults=defaults, row=row)
            for file in filter(None, (source.path, source.sidecar)):
                _check_inside(file, self._root)
        except SourceError as error:
            self.refused.append(error)
        else:
            self.sources.setdefault(source.location, source)


def _lexical(folder: Path) -> Path:
    return Path(os.path.abspath(folder))  # noqa: PTH100 - Path.resolve() follows links


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        # A link that cannot be followed: it is refused as a file.
        return False


def _build_source(path: Path) -> Source:
    suffix = find_suffix(path)
    assert suffix is not None
    sidecar = path.with_name(path.name[: -len(suffix)] + _SIDECAR)
    if not READERS[suffix].SIDECAR or sidecar.name == DEFAULTS or not _exists(sidecar):
        return Source(path, suffix)
    _check_regular(sidecar)
    return Source(path, suffix, sidecar)


def _exists(sidecar: Path) -> bool:
    """Whether there is a sidecar. SourceError when there may be one that no path reaches: it would be left out."""
    try:
        os.lstat(sidecar)
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG and len(os.fsencode(sidecar.name)) <= _LONGEST_NAME:
            raise unreadable(sidecar, error) from error
        return False
    return True


def _check_regular(path: Path) -> None:
    try:
        regular = stat.S_ISREG(path.stat().st_mode)
    except OSError as error:
        raise unreadable(path, error) from error
    if not regular:
        # Opening a pipe would wait for its writer.
        raise SourceError(printable(path), None, "is not a regular file", "replace it with a file")


def _check_inside(path: Path, root: Path | None) -> None:
    """Raise SourceError when ``path`` is a link to a file that is not below ``root``."""
    if root is not None and path.is_symlink() and not Path(os.path.realpath(path)).is_relative_to(root):
        mend = "put the file in its place, or run the command with --follow-links"
        raise SourceError(printable(path), None, "is a link to a file outside of the folder that was named", mend)


def _passed_over(path: Path) -> str | None:
    """Return why a file with this name is no source, or None when it is one."""
    name = path.name.casefold()
    if name.startswith("."):
        return "hidden"
    if name.split(".", 1)[0] == "readme":
        return "README"
    if name.endswith((_SIDECAR, ".yml")):
        return "sidecar" if _has_source(path) else "YAML that is no file's sidecar"
    return None if find_suffix(path) else NO_READER


def _has_source(path: Path) -> bool:
    if path.suffix != _SIDECAR:
        return False
    suffixes = (suffix for suffix, reader in READERS.items() if reader.SIDECAR)
    return any(os.path.lexists(path.with_suffix(form)) for suffix in suffixes for form in (suffix, suffix.upper()))
