"""Which files are sources: paths as named, to files with a reader, and a count of what was passed over."""

import os
import stat
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from index.errors import SourceError
from index.reading.draft import Source, printable, unreadable
from index.reading.readers import READERS, find_suffix

_SIDECAR = ".yaml"


@dataclass(frozen=True, slots=True)
class Discovery:
    """The sources found, in order and each once; how many files and folders were passed over, by reason; and
    what was named but is refused."""

    sources: tuple[Source, ...]
    passed_over: Mapping[str, int]
    refused: tuple[SourceError, ...]


def discover(paths: Iterable[Path]) -> Discovery:
    """Return the sources that ``paths`` name: files, and folders walked in the order of names.

    READMEs, sidecars, hidden files and types without a reader are passed over in a folder, refused when named.
    """
    search = _Search()
    for path in paths:
        if os.path.isdir(path):  # noqa: PTH112 - Path.is_dir() raises where a folder above may not be entered
            search.walk(path)
        else:
            search.take_named(path)
    return Discovery(tuple(search.sources.values()), dict(search.passed_over), tuple(search.refused))


class _Search:
    def __init__(self) -> None:
        self.sources: dict[str, Source] = {}
        self.passed_over: Counter[str] = Counter()
        self.refused: list[SourceError] = []

    def walk(self, folder: Path) -> None:
        for path in self._files(folder):
            reason = _passed_over(path)
            if reason is None:
                self._take(path)
            else:
                self.passed_over[reason] += 1

    def take_named(self, path: Path) -> None:
        reason = _passed_over(path)
        if reason is None or not os.path.lexists(path):
            self._take(path)
        else:
            mend = f"name a file that ends in {', '.join(READERS)}, or a folder that holds some"
            self.refused.append(SourceError(printable(path), None, f"is no source: {reason}", mend))

    def _files(self, folder: Path) -> Iterator[Path]:
        for parent, folders, files in os.walk(folder, onerror=self._refuse_folder):
            hidden = [name for name in folders if name.startswith(".")]
            links = [name for name in folders if name not in hidden and Path(parent, name).is_symlink()]
            self.passed_over.update({"hidden": len(hidden)} if hidden else {})
            self.passed_over.update({"link to a folder": len(links)} if links else {})
            folders[:] = sorted(set(folders).difference(hidden, links))
            yield from (Path(parent, name) for name in sorted(files))

    def _take(self, path: Path) -> None:
        try:
            _check_regular(path)
            source = _build_source(path)
        except SourceError as error:
            self.refused.append(error)
        else:
            self.sources.setdefault(source.location, source)

    def _refuse_folder(self, error: OSError) -> None:
        self.refused.append(unreadable(Path(error.filename), error))


def _build_source(path: Path) -> Source:
    suffix = find_suffix(path)
    assert suffix is not None
    sidecar = path.with_name(path.name[: -len(suffix)] + _SIDECAR)
    if not READERS[suffix].SIDECAR or not os.path.lexists(sidecar):
        return Source(path, suffix)
    _check_regular(sidecar)
    return Source(path, suffix, sidecar)


def _check_regular(path: Path) -> None:
    try:
        regular = stat.S_ISREG(path.stat().st_mode)
    except OSError as error:
        raise unreadable(path, error) from error
    if not regular:
        # Opening a pipe would wait for its writer.
        raise SourceError(printable(path), None, "is not a regular file", "put a file in its place")


def _passed_over(path: Path) -> str | None:
    """Return why a file with this name is no source, or None when it is one."""
    name = path.name.casefold()
    if name.startswith("."):
        return "hidden"
    if name.split(".", 1)[0] == "readme":
        return "README"
    if name.endswith((_SIDECAR, ".yml")):
        return "sidecar" if _has_source(path) else "YAML that is no file's sidecar"
    return None if find_suffix(path) else "no reader for its type"


def _has_source(path: Path) -> bool:
    if path.suffix != _SIDECAR:
        return False
    suffixes = (suffix for suffix, reader in READERS.items() if reader.SIDECAR)
    return any(os.path.lexists(path.with_suffix(form)) for suffix in suffixes for form in (suffix, suffix.upper()))
