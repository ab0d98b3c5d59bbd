"""Where batches go: to record and index one by one, to the record in one transaction, or nowhere."""

from collections.abc import Sequence
from typing import Protocol

from pincite.index.ingest.events import Committed, Listener
from pincite.index.ingest.indexing import Indexer
from pincite.index.record.record import Done, Put, Record
from pincite.index.record.values import Batch, Incoming
from pincite.index.storage.source_store import SourceStore
from pincite.index.values.source_file import SourceFile


class Sink(Protocol):
    """Takes a batch and returns what it changed."""

    def keep(self, file: SourceFile, raw: bytes, /) -> None:
        """Take a source file of a statement that the next batch may hold."""
        ...

    def put(self, incoming: Sequence[Incoming], done: Done, /) -> Batch:
        """Take statements, and sources that are through with them."""
        ...


class Nowhere:
    """Takes everything and keeps nothing: for reading before the first write."""

    def keep(self, _file: SourceFile, _raw: bytes, /) -> None:
        """Do nothing."""

    def put(self, incoming: Sequence[Incoming], _done: Done, /) -> Batch:
        """Say that all of it is new."""
        return Batch(None, new=len(incoming))


class RecordAndIndex:
    """Writes each batch to the record and then to the index, both synced, after the files that it names."""

    def __init__(
        self, record: Record, indexer: Indexer, on_event: Listener, sources: SourceStore | None = None
    ) -> None:
        self._record, self._indexer, self._on_event = record, indexer, on_event
        self._files = _Files(sources)
        self.run: int | None = None

    def keep(self, file: SourceFile, raw: bytes, /) -> None:
        """Write the file beside the record."""
        self._files.keep(file, raw)

    def put(self, incoming: Sequence[Incoming], done: Done, /) -> Batch:
        """Write to both; the index is left alone when no statement changed."""
        self._files.settle()
        # A run that writes nothing leaves no trace.
        self.run = self._record.begin_run() if self.run is None else self.run
        batch = self._record.put_batch(self.run, incoming, done)
        if batch.id is not None:
            committed = Committed(batch.id, len(batch.entries), batch.paragraphs)
            self._indexer.write(batch.entries, (), batch.id, lambda: self._on_event(committed))
        return batch


class Transaction:
    """Writes every batch into one open transaction of the record, after the files that it names."""

    def __init__(self, put: Put, sources: SourceStore | None = None) -> None:
        self._put = put
        self._files = _Files(sources)

    def keep(self, file: SourceFile, raw: bytes, /) -> None:
        """Write the file beside the record."""
        self._files.keep(file, raw)

    def put(self, incoming: Sequence[Incoming], done: Done, /) -> Batch:
        """Write to the record alone."""
        self._files.settle()
        return self._put(incoming, done)


class _Files:
    """The place for source files, where there is one."""

    def __init__(self, sources: SourceStore | None) -> None:
        self._sources = sources

    def keep(self, file: SourceFile, raw: bytes) -> None:
        if self._sources is not None:
            self._sources.put(file, raw)

    def settle(self) -> None:
        # Before the record names them: what it names is there, whatever stops this.
        if self._sources is not None:
            self._sources.settle()
