"""Where batches go: to record and index one by one, to the record in one transaction, or nowhere."""

from collections.abc import Sequence
from typing import Protocol

from pincite.index.ingest.events import Committed, Listener
from pincite.index.ingest.indexing import Indexer
from pincite.index.record.record import Done, Put, Record
from pincite.index.record.values import Batch, Incoming


class Sink(Protocol):
    """Takes a batch and returns what it changed."""

    def put(self, incoming: Sequence[Incoming], done: Done, /) -> Batch:
        """Take statements, and sources that are through with them."""
        ...


class Nowhere:
    """Takes everything and keeps nothing: for reading before the first write."""

    def put(self, incoming: Sequence[Incoming], _done: Done, /) -> Batch:
        """Say that all of it is new."""
        return Batch(None, new=len(incoming))


class RecordAndIndex:
    """Writes each batch to the record and then to the index, both synced."""

    def __init__(self, record: Record, indexer: Indexer, on_event: Listener) -> None:
        self._record, self._indexer, self._on_event = record, indexer, on_event
        self.run: int | None = None

    def put(self, incoming: Sequence[Incoming], done: Done, /) -> Batch:
        """Write to both; the index is left alone when no statement changed."""
        # A run that writes nothing leaves no trace.
        self.run = self._record.begin_run() if self.run is None else self.run
        batch = self._record.put_batch(self.run, incoming, done)
        if batch.id is not None:
            self._indexer.write(batch.entries, (), batch.id)
            self._on_event(Committed(batch.id, len(batch.entries), batch.paragraphs))
        return batch


class Transaction:
    """Writes every batch into one open transaction of the record."""

    def __init__(self, put: Put) -> None:
        self._put = put

    def put(self, incoming: Sequence[Incoming], done: Done, /) -> Batch:
        """Write to the record alone."""
        return self._put(incoming, done)
