"""A small index in memory behind the port's writing half: what ingest needs of an engine, and no search."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from index.engine import Checkpoint, Entry
from index.fields import SCHEMA_VERSION


class MemoryEngine:
    """Keeps the entries of the last commit."""

    def __init__(self) -> None:
        self.entries: dict[str, Entry] = {}
        self.state: Checkpoint | None = None

    @contextmanager
    def writer(self, *, fresh: bool = False) -> Iterator["MemoryWriter"]:
        yield MemoryWriter(self, {} if fresh else dict(self.entries))

    def checkpoint(self) -> Checkpoint | None:
        return self.state

    def texts(self) -> Iterator[tuple[str, str, tuple[str, ...]]]:
        for identity, entry in sorted(self.entries.items()):
            yield identity, entry.version, tuple(paragraph.text for paragraph in entry.paragraphs)

    def close(self) -> None:
        pass


class MemoryWriter:
    """One commit to come."""

    def __init__(self, engine: MemoryEngine, entries: dict[str, Entry]) -> None:
        self.engine, self.entries = engine, entries
        self.put_ids: set[str] = set()

    def put(self, entries: Sequence[Entry]) -> None:
        ids = {entry.heading.id for entry in entries}
        assert len(ids) == len(entries)
        assert not ids & self.put_ids
        self.put_ids |= ids
        self.entries.update((entry.heading.id, entry) for entry in entries)

    def delete(self, ids: Sequence[str]) -> None:
        for identity in ids:
            self.entries.pop(identity, None)

    def commit(self, batch: int) -> Checkpoint:
        paragraphs = sum(len(entry.paragraphs) for entry in self.entries.values())
        commit = 1 if self.engine.state is None else self.engine.state.commit + 1
        self.engine.entries = self.entries
        self.engine.state = Checkpoint(batch, SCHEMA_VERSION, len(self.entries), paragraphs, commit)
        self.put_ids = set()
        return self.engine.state


def open_engine(_path: Path) -> MemoryEngine:
    return MemoryEngine()
