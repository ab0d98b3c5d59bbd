"""Update the index from the record: the missing batches, or a complete rebuild. The record is never behind."""

from collections.abc import Mapping, Sequence

from pincite.index.engine import Checkpoint, SearchEngine
from pincite.index.ingest.events import CaughtUp, Listener, NotIndexed, ignore
from pincite.index.ingest.indexing import Indexer, as_failure, may_be_a_statement
from pincite.index.ingest.missing import find_missing, is_other, other_counts
from pincite.index.record.record import Record
from pincite.index.values.errors import ArchiveDamaged, SchemaMismatch
from pincite.index.values.fields import SCHEMA_VERSION

_TRIED_AT_ONCE = 100
"""How many missing statements are read and indexed together."""


def catch_up(record: Record, engine: SearchEngine, on_event: Listener = ignore) -> int:
    """Bring the index to the record's last batch; return how many statements it lacked and has now.

    What the engine cannot index is told as NotIndexed, and keeps nothing else from the index.
    SchemaMismatch or ArchiveDamaged when the index cannot be of this record: it is to be rebuilt. EngineFailed.
    """
    indexer = Indexer(record, engine)
    lacking = bring_up(indexer, record, engine, on_event)
    _tell(indexer, on_event)
    return lacking


def bring_up(indexer: Indexer, record: Record, engine: SearchEngine, on_event: Listener = ignore) -> int:
    """Do what ``catch_up`` does; statements that cannot be indexed are in ``indexer.left`` and not reported."""
    checkpoint = engine.checkpoint()
    since = 0 if checkpoint is None else _check(checkpoint, record.last_batch())
    lacking = 0
    with indexer.session():
        for changes in record.changes_since(since):
            indexer.write(changes.entries, changes.withdrawn, changes.batch)
            lacking += len(changes.withdrawn) + sum(entry.heading.id not in indexer.left for entry in changes.entries)
            on_event(CaughtUp(changes.batch, len(changes.entries), changes.paragraphs))
    if is_other(record, engine.checkpoint(), indexer.left.values()):
        lacking += _retry(indexer, record, [one for one in find_missing(record, engine) if one not in indexer.left])
        _check_counts(record, engine.checkpoint(), indexer.left)
    return lacking


def _retry(indexer: Indexer, record: Record, identities: Sequence[str]) -> int:
    """Index missing statements; return how many could be indexed."""
    before = len(indexer.left)
    last = record.last_batch()
    for start in range(0, len(identities), _TRIED_AT_ONCE):
        indexer.write(record.entries(identities[start : start + _TRIED_AT_ONCE]), (), last)
    return len(identities) - (len(indexer.left) - before)


def rebuild(record: Record, engine: SearchEngine, on_event: Listener = ignore) -> Checkpoint | None:
    """Build the index again from the record, beside the live one, check it, let it take over; return its state.

    What the engine cannot index is left out and told as NotIndexed.
    """
    indexer = Indexer(record, engine)
    try:
        _build(record, engine, {}, on_event)
    except Exception as error:
        if not may_be_a_statement(error):
            raise
        refused = indexer.refused_beside((changes.entries for changes in record.changes_since(0)), error)
        with as_failure():
            _build(record, engine, refused, on_event)
        # Beside others it may go: what an engine learns from all texts together is there now.
        _retry(indexer, record, list(refused))
        _check_counts(record, engine.checkpoint(), indexer.left)
    _tell(indexer, on_event)
    return engine.checkpoint()


def _build(record: Record, engine: SearchEngine, left_out: Mapping[str, NotIndexed], on_event: Listener) -> None:
    last, replaced = record.last_batch(), 0
    with engine.writer(fresh=True) as writer:
        for changes in record.changes_since(0):
            entries = [entry for entry in changes.entries if entry.heading.id not in left_out]
            writer.put(entries)
            # While the next ones are read, these are made into a segment.
            writer.prepare()
            replaced += sum(len(entry.replaced) for entry in entries)
            on_event(CaughtUp(changes.batch, len(changes.entries), changes.paragraphs))
        record.check_writer()
        # Before the new one takes over: what does not hold the record never answers.
        checkpoint = writer.commit(last)
        _check_counts(record, checkpoint, left_out)
        if checkpoint.replaced != replaced:
            raise ArchiveDamaged(
                f"the index holds {checkpoint.replaced} paragraphs of replaced versions, the record {replaced:,}: "
                "run `pincite rebuild`"
            )


def _tell(indexer: Indexer, on_event: Listener) -> None:
    for one in indexer.left.values():
        on_event(one)


def _check(checkpoint: Checkpoint, last: int) -> int:
    """Return the last batch in the index."""
    if checkpoint.schema != SCHEMA_VERSION:
        raise SchemaMismatch(
            f"the index has schema {checkpoint.schema}, and this version of Pincite builds {SCHEMA_VERSION}: "
            "run `pincite rebuild`"
        )
    if checkpoint.batch > last:
        raise ArchiveDamaged(
            f"the index is at batch {checkpoint.batch}, but the record is at {last}: run `pincite rebuild`"
        )
    return checkpoint.batch


def _check_counts(record: Record, checkpoint: Checkpoint | None, left: Mapping[str, NotIndexed]) -> None:
    if is_other(record, checkpoint, left.values()):
        raise other_counts(record, checkpoint)
