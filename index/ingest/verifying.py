"""Whether record and index agree: the same statements, in the same versions, with the same words."""

from collections.abc import Iterator
from dataclasses import dataclass

from index.engine import Entry, SearchEngine
from index.record.record import Record

Indexed = tuple[str, str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Difference:
    """What is wrong with a statement, or with the whole (``id`` is None)."""

    id: str | None
    problem: str


@dataclass(frozen=True, slots=True)
class Verification:
    """What the record holds, and the first differences; ``more`` is how many are not listed."""

    statements: int
    paragraphs: int
    differences: tuple[Difference, ...]
    more: int = 0

    @property
    def agrees(self) -> bool:
        """Whether there is no difference."""
        return not self.differences


def verify(record: Record, engine: SearchEngine, limit: int = 20) -> Verification:
    """Compare every paragraph of the record with the index, listing at most ``limit`` differences."""
    statements = paragraphs = found = 0
    listed = list(_compare_batches(record, engine))
    found = len(listed)
    for entry, indexed in _pair(record.entries_by_id(), engine.texts()):
        if entry is not None:
            statements, paragraphs = statements + 1, paragraphs + len(entry.paragraphs)
        difference = _compare(entry, indexed)
        if difference is not None:
            found += 1
            listed += [difference] if len(listed) < limit else []
    return Verification(statements, paragraphs, tuple(listed), found - len(listed))


def _compare_batches(record: Record, engine: SearchEngine) -> Iterator[Difference]:
    checkpoint, last = engine.checkpoint(), record.last_batch()
    held = 0 if checkpoint is None else checkpoint.batch
    if held != last:
        yield Difference(None, f"the index is of batch {held}, and the record ends with {last}")


def _pair(entries: Iterator[Entry], texts: Iterator[Indexed]) -> Iterator[tuple[Entry | None, Indexed | None]]:
    """Yield what record and index have under each id, in the order of ids."""
    entry, indexed = next(entries, None), next(texts, None)
    while entry is not None or indexed is not None:
        if indexed is None or (entry is not None and entry.heading.id < indexed[0]):
            yield entry, None
            entry = next(entries, None)
        elif entry is None or indexed[0] < entry.heading.id:
            yield None, indexed
            indexed = next(texts, None)
        else:
            yield entry, indexed
            entry, indexed = next(entries, None), next(texts, None)


def _compare(entry: Entry | None, indexed: Indexed | None) -> Difference | None:
    if indexed is None:
        return None if entry is None else Difference(entry.heading.id, "is not in the index")
    identity, version, texts = indexed
    if entry is None:
        return Difference(identity, "is not in the record, or stands in the index twice")
    if version != entry.version:
        return Difference(identity, f"has version {version[:12]} in the index, and {entry.version[:12]} in the record")
    if len(texts) != len(entry.paragraphs):
        return Difference(
            identity, f"has {len(texts)} paragraphs in the index, and {len(entry.paragraphs)} in the record"
        )
    wrong = next((p.number for p, text in zip(entry.paragraphs, texts, strict=True) if p.text != text), None)
    return None if wrong is None else Difference(identity, f"has other words in paragraph {wrong} in the index")
