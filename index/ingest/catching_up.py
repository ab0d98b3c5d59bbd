"""From the record to the index: what the index lacks, or all of it. The record is never behind."""

from index.engine import Checkpoint, SearchEngine
from index.errors import ArchiveDamaged, SchemaMismatch
from index.fields import SCHEMA_VERSION
from index.ingest.events import CaughtUp, Listener, ignore
from index.record.record import Record


def catch_up(record: Record, engine: SearchEngine, on_event: Listener = ignore) -> int:
    """Bring the index to the record's last batch; return how many statements it lacked.

    SchemaMismatch or ArchiveDamaged when the index cannot be of this record: it is to be rebuilt.
    """
    checkpoint = engine.checkpoint()
    since = 0 if checkpoint is None else _check(checkpoint, record.last_batch())
    lacking = 0
    for changes in record.changes_since(since):
        with engine.writer() as writer:
            writer.put(changes.entries)
            writer.delete(changes.withdrawn)
            record.check_writer()
            writer.commit(changes.batch)
        lacking += len(changes.entries) + len(changes.withdrawn)
        on_event(CaughtUp(changes.batch, len(changes.entries), changes.paragraphs))
    _check_counts(record, engine.checkpoint())
    return lacking


def rebuild(record: Record, engine: SearchEngine, on_event: Listener = ignore) -> Checkpoint | None:
    """Build the index again from the record, beside the live one, check it, let it take over; return its state."""
    last = record.last_batch()
    with engine.writer(fresh=True) as writer:
        for changes in record.changes_since(0):
            writer.put(changes.entries)
            on_event(CaughtUp(changes.batch, len(changes.entries), changes.paragraphs))
        record.check_writer()
        # Before the new one takes over: what does not hold the record never answers.
        _check_counts(record, writer.commit(last))
    return engine.checkpoint()


def _check(checkpoint: Checkpoint, last: int) -> int:
    """Return the batch that the index has come to."""
    if checkpoint.schema != SCHEMA_VERSION:
        raise SchemaMismatch(
            f"the index has schema {checkpoint.schema}, and this Pincite builds {SCHEMA_VERSION}: run `pincite rebuild`"
        )
    if checkpoint.batch > last:
        raise ArchiveDamaged(
            f"the index is of batch {checkpoint.batch}, and the record ends with {last}: run `pincite rebuild`"
        )
    return checkpoint.batch


def _check_counts(record: Record, checkpoint: Checkpoint | None) -> None:
    counts = record.counts()
    held = (0, 0) if checkpoint is None else (checkpoint.statements, checkpoint.paragraphs)
    if held != (counts.statements, counts.paragraphs):
        raise ArchiveDamaged(
            f"the index holds {held[0]:,} statements and {held[1]:,} paragraphs, the record {counts.statements:,} "
            f"and {counts.paragraphs:,}: run `pincite rebuild`"
        )
