"""Check that record and index are undamaged and agree: the same statements, versions, headings and words."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from pincite.index.engine import WITHOUT_REPLACED, SearchEngine
from pincite.index.ingest.comparing import Difference, ReplacedComparison
from pincite.index.ingest.missing import pair
from pincite.index.record.record import Record
from pincite.index.storage.source_store import SourceStore
from pincite.index.values.entry import Entry, Indexed
from pincite.index.values.errors import ArchiveError
from pincite.index.values.findings import Depth, Finding, finding_of

_MEND = "run `pincite rebuild`"
_MEND_FILE = "put it back from a backup, or delete it from `sources/` and run `pincite ingest` on its original again"


@dataclass(frozen=True, slots=True)
class Verification:
    """How much the record holds, and the first findings; ``more`` is how many are not listed."""

    statements: int
    paragraphs: int
    findings: tuple[Finding, ...]
    more: int = 0

    @property
    def agrees(self) -> bool:
        """Whether nothing was found."""
        return not self.findings


def verify(
    record: Record,
    engine: SearchEngine,
    depth: Depth = "bytes",
    limit: int = 20,
    *,
    sources: SourceStore | None = None,
) -> Verification:
    """Check record and index, and compare it with the record, listing at most ``limit`` findings.

    ``quick`` compares last batch and counts; the others every statement, with its heading, version and paragraphs and
    those of its replaced versions, and read every source file in ``sources``.
    What is written meanwhile may look like a difference: hold home.lock, or look whether it is held.
    """
    listed: list[Finding] = []
    found = 0
    for finding in chain(_find(record, engine, depth), _find_in_files(record, sources, depth)):
        found += 1
        listed += [finding] if len(listed) < limit else []
    counts = record.counts()
    return Verification(counts.statements, counts.paragraphs, tuple(listed), found - len(listed))


def _find(record: Record, engine: SearchEngine, depth: Depth) -> Iterator[Finding]:
    is_damaged = False
    for finding in chain(record.check(depth), engine.check(depth)):
        is_damaged = True
        yield finding
    try:
        yield from compare_batches(record, engine)
        if depth == "quick":
            yield from compare_counts(record, engine)
        else:
            yield from (Finding(identity, what, _MEND) for identity, what in _compare_all(record, engine))
        yield from find_unbuilt(engine)
    except ArchiveError as error:
        # What cannot be compared because it is damaged was told already.
        if not is_damaged:
            yield finding_of("archive", error, _MEND)


def _find_in_files(record: Record, sources: SourceStore | None, depth: Depth) -> Iterator[Finding]:
    """Yield what is wrong with the source files that the record names."""
    if sources is None or depth == "quick":
        return
    try:
        for file in record.files():
            what = sources.find_damage(file)
            if what is not None:
                yield Finding(f"source file {file.name}", f"({file.digest[:12]}) {what}", _MEND_FILE)
    except ArchiveError as error:
        yield finding_of("record", error, _MEND)


def _compare_all(record: Record, engine: SearchEngine) -> Iterator[Difference]:
    """Yield every statement that differs: in its current version, and in what it has of replaced ones."""
    replaced = None if any(find_unbuilt(engine)) else ReplacedComparison(engine)
    for entry, indexed in pair(record.entries_by_id(), engine.indexed()):
        what = _compare(entry, indexed)
        if what is not None:
            yield what
        if entry is not None and replaced is not None:
            yield from replaced.compare(entry)
    if replaced is not None:
        yield from replaced.rest()


def find_unbuilt(engine: SearchEngine) -> Iterator[Finding]:
    """Yield a finding when the index was built before it held replaced versions."""
    checkpoint = engine.checkpoint()
    if checkpoint is not None and checkpoint.lacks_replaced:
        yield Finding("index", WITHOUT_REPLACED, _MEND)


def compare_batches(record: Record, engine: SearchEngine) -> Iterator[Finding]:
    """Yield a finding when the index is not at the record's last batch."""
    checkpoint, last = engine.checkpoint(), record.last_batch()
    held = 0 if checkpoint is None else checkpoint.batch
    if held != last:
        mend = "run `pincite doctor --fix`" if held < last else _MEND
        yield Finding("index", f"is at batch {held}, but the record is at {last}", mend)


def compare_counts(record: Record, engine: SearchEngine) -> Iterator[Finding]:
    """Yield a finding when the index holds another number of statements or paragraphs than the record."""
    checkpoint, counts = engine.checkpoint(), record.counts()
    held = (0, 0) if checkpoint is None else (checkpoint.statements, checkpoint.paragraphs)
    if held != (counts.statements, counts.paragraphs):
        there = f"{held[0]:,} statements and {held[1]:,} paragraphs"
        yield Finding("index", f"holds {there}, the record {counts.statements:,} and {counts.paragraphs:,}", _MEND)


def _compare(entry: Entry | None, indexed: Indexed | None) -> Difference | None:
    """Return the statement's id and how the two differ; None when they do not."""
    if indexed is None:
        return None if entry is None else (entry.heading.id, "is not in the index")
    identity = indexed.heading.id
    if entry is None:
        return identity, "is not in the record, or is in the index twice"
    if indexed.version != entry.version:
        return identity, f"has version {indexed.version[:12]} in the index, but {entry.version[:12]} in the record"
    if indexed.heading != entry.heading:
        return identity, "has another heading in the index"
    if len(indexed.texts) != len(entry.paragraphs):
        there, here = len(indexed.texts), len(entry.paragraphs)
        return identity, f"has {there} paragraphs in the index, but {here} in the record"
    both = zip(entry.paragraphs, indexed.texts, indexed.labels, strict=True)
    wrong = next((p.number for p, text, label in both if (p.text, p.label) != (text, label)), None)
    return None if wrong is None else (identity, f"has another paragraph {wrong} in the index")
