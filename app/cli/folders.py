"""What changed in watched folders: which files are still growing, and which sources a change concerns."""

import os
from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from pathlib import Path

from pincite.index.reading.defaults import NAME as DEFAULTS
from pincite.index.reading.draft import Source
from pincite.index.reading.ignoring import NAME as IGNORE
from pincite.index.reading.sources import Discovery

_Seen = tuple[int, int] | None
"""Size and time of a file; None when there is none."""


class Settling:
    """Paths that changed, until each has stayed the same for ``seconds``. ``clock`` counts seconds."""

    def __init__(self, seconds: float, clock: Callable[[], float]) -> None:
        self._seconds, self._clock = seconds, clock
        self._waiting: dict[Path, tuple[_Seen, float]] = {}

    def add(self, paths: Iterable[Path]) -> None:
        """Note that these paths changed now."""
        for path in paths:
            self._waiting[path] = _look(path), self._clock()

    def take(self) -> set[Path]:
        """Return the paths that have settled, and forget them. A path that grew meanwhile waits again."""
        for path, (seen, _) in list(self._waiting.items()):
            # A network folder may not tell of each change.
            if _look(path) != seen:
                self.add([path])
        now = self._clock()
        settled = {path for path, (_, since) in self._waiting.items() if now - since >= self._seconds}
        for path in settled:
            del self._waiting[path]
        return settled

    @property
    def growing(self) -> Collection[Path]:
        """The paths that have not settled."""
        return self._waiting.keys()


def narrowed(discovery: Discovery, changed: Collection[Path], growing: Collection[Path]) -> Discovery:
    """Return only the sources that ``changed`` concerns and that do not grow any more.

    A folder concerns all below it, and so do the files that speak for a whole folder.
    """
    concerned = {path.parent if path.name in (DEFAULTS, IGNORE) else path for path in changed}
    wanted = [one for one in discovery.sources if _is_concerned(one, concerned) and not _files(one) & set(growing)]
    return replace(discovery, sources=tuple(wanted))


def _is_concerned(source: Source, concerned: Collection[Path]) -> bool:
    files = _files(source)
    return any(file in concerned or not concerned.isdisjoint(file.parents) for file in files)  # type: ignore[attr-defined]


def _files(source: Source) -> set[Path]:
    return {Path(os.path.abspath(path)) for path in (source.path, source.sidecar) if path is not None}  # noqa: PTH100


def fresh_files(discovery: Discovery, seconds: float, now: float) -> list[Path]:
    """Return the files that were written less than ``seconds`` before ``now``: somebody may still write them."""
    return [file for source in discovery.sources for file in _files(source) if _written(file) > now - seconds]


def _written(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


def _look(path: Path) -> _Seen:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_size, status.st_mtime_ns
