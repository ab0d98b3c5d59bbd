"""``.pinciteignore``: which files of a folder somebody wants passed over."""

from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from pincite.index.reading.draft import read_limited
from pincite.index.values.bounds import SIDECAR

NAME = ".pinciteignore"


@dataclass(frozen=True, slots=True)
class Ignore:
    """The patterns of one file, small letters, and the folder that they hold for, with all below it.

    One without a slash is of names (``*.odt``), one with a slash of paths from the folder (``letters/old-*``), and one
    that ends in a slash of folders (``drafts/``). ``#`` begins a comment.
    """

    folder: Path
    patterns: tuple[str, ...]

    def holds(self, path: Path, *, is_folder: bool) -> bool:
        """Whether ``path``, in the folder or below it, is passed over."""
        name, below = path.name.casefold(), path.relative_to(self.folder).as_posix().casefold()
        for pattern in self.patterns:
            bare = pattern.rstrip("/")
            wanted = below if "/" in bare else name
            if (is_folder or bare == pattern) and fnmatchcase(wanted, bare.lstrip("/")):
                return True
        return False


def read_ignore(folder: Path) -> Ignore | None:
    """Return what the file in ``folder`` says; None when there is none. SourceError when it cannot be read."""
    path = folder / NAME
    try:
        path.lstat()
    except OSError:
        return None
    lines = read_limited(path, SIDECAR.value).decode("utf-8-sig", "replace").splitlines()
    patterns = (line.strip().casefold() for line in lines)
    return Ignore(folder, tuple(line for line in patterns if line and not line.startswith("#")))


def is_ignored(path: Path, ignores: Sequence[Ignore], *, is_folder: bool) -> bool:
    """Whether any of ``ignores`` passes over ``path``."""
    return any(one.holds(path, is_folder=is_folder) for one in ignores)
