"""Where the engine's snapshots come from: the commits of one archive."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import Protocol

from pincite.index.engine import IndexWriter
from pincite.index.engines.whoosh.arrays.segment import Snapshot
from pincite.index.values.findings import Depth, Finding


class SnapshotSource(Protocol):
    """The commits of one archive, newest first; safe to ask from many threads."""

    def newest(self) -> tuple[str, int]:
        """Generation and number of the newest commit, cheaply; number 0 when nothing was committed."""

    def open(self) -> Snapshot:
        """The newest commit; an empty snapshot with number 0 when nothing was committed."""

    def open_commit(self, generation: str, commit: int) -> Snapshot | None:
        """An older commit, or None when its files are gone."""

    def writer(self, *, fresh: bool) -> AbstractContextManager[IndexWriter]:
        """The one writer."""

    def check(self, depth: Depth) -> Iterator[Finding]:
        """What is wrong with the files."""

    def tidy(self, *, fix: bool) -> Iterator[Finding]:
        """What was left behind by work that was stopped; with ``fix`` it is taken away."""
