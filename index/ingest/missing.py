"""Statements of the record that the index lacks: found by comparing the two, stored nowhere."""

from collections.abc import Iterable, Iterator

from pincite.index.engine import Checkpoint, SearchEngine
from pincite.index.ingest.events import NotIndexed
from pincite.index.record.record import Record
from pincite.index.values.entry import Entry, Indexed
from pincite.index.values.errors import ArchiveDamaged


def is_other(record: Record, checkpoint: Checkpoint | None, left: Iterable[NotIndexed] = ()) -> bool:
    """Whether the index holds another number of statements or paragraphs than the record without ``left``."""
    counts, left = record.counts(), tuple(left)
    expected = counts.statements - len(left), counts.paragraphs - sum(one.paragraphs for one in left)
    return _held(checkpoint) != expected


def other_counts(record: Record, checkpoint: Checkpoint | None) -> ArchiveDamaged:
    """Return the error for an index whose counts do not fit the record."""
    counts, held = record.counts(), _held(checkpoint)
    return ArchiveDamaged(
        f"the index holds {held[0]:,} statements and {held[1]:,} paragraphs, the record {counts.statements:,} "
        f"and {counts.paragraphs:,}: run `pincite rebuild`"
    )


def find_missing(record: Record, engine: SearchEngine) -> list[str]:
    """Return the ids of the statements that the index lacks, in order; it is read once, as ``verify`` does.

    ArchiveDamaged when it holds anything that the record does not: then it is not of this record.
    """
    missing = []
    for entry, indexed in pair(record.entries_by_id(), engine.indexed()):
        if indexed is None:
            missing += [] if entry is None else [entry.heading.id]
        elif entry is None or indexed.version != entry.version or len(indexed.texts) != len(entry.paragraphs):
            raise other_counts(record, engine.checkpoint())
    return missing


def pair(entries: Iterator[Entry], found: Iterator[Indexed]) -> Iterator[tuple[Entry | None, Indexed | None]]:
    """Yield what record and index have under each id, in the order of ids."""
    entry, indexed = next(entries, None), next(found, None)
    while entry is not None or indexed is not None:
        if indexed is None or (entry is not None and entry.heading.id < indexed.heading.id):
            yield entry, None
            entry = next(entries, None)
        elif entry is None or indexed.heading.id < entry.heading.id:
            yield None, indexed
            indexed = next(found, None)
        else:
            yield entry, indexed
            entry, indexed = next(entries, None), next(found, None)


def _held(checkpoint: Checkpoint | None) -> tuple[int, int]:
    return (0, 0) if checkpoint is None else (checkpoint.statements, checkpoint.paragraphs)
