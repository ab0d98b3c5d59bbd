"""The source of the engine's snapshots: the commits of one archive."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import Protocol

from pincite.index.engine import IndexWriter
from pincite.index.engines.whoosh.arrays.segment import Snapshot
from pincite.index.values.findings import Depth, Finding


class SnapshotSource(Protocol):
    """The commits of one archive. Thread-safe."""

    def newest(self) -> tuple[str, int]:
        """Generation and number of the newest commit, cheaply. The number is 0 before the first commit."""

    def open(self) -> Snapshot:
        """The newest commit. Before the first one, an empty snapshot with number 0."""

    def open_commit(self, generation: str, commit: int) -> Snapshot | None:
        """An older commit, or None when its files are gone."""

    def writer(self, *, fresh: bool) -> AbstractContextManager[IndexWriter]:
        """The only writer."""

    def check(self, depth: Depth) -> Iterator[Finding]:
        """The problems of the files."""

    def tidy(self, *, fix: bool) -> Iterator[Finding]:
        """What interrupted commands left behind. With ``fix`` it is deleted."""
