"""Values that the record receives and returns."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pincite.index.values.apparatus import Apparatus
from pincite.index.values.entry import Entry
from pincite.index.values.heading import Heading
from pincite.index.values.source_file import SourceFile
from pincite.index.values.statement import Paragraph, Statement


@dataclass(frozen=True, slots=True)
class Incoming:
    """A statement to record, with the digest (64 hex) of its draft and the location of its source.

    ``file`` is what the source was then, where its bytes are kept.
    """

    statement: Statement
    draft_digest: str
    source: str
    file: SourceFile | None = None


@dataclass(frozen=True, slots=True)
class Owner:
    """The owner of an id: the source's location, and whether the id came from the file name (``path``) or was given.

    ``version`` is the digest of the statement's current text.
    """

    source: str
    origin: str
    version: str


@dataclass(frozen=True, slots=True)
class SourceState:
    """The state of a source: its digest if it was completely ingested, else None, and its number of statements.

    ``filed`` of them name a file that is kept, and ``files`` are those.
    """

    digest: str | None
    statements: int
    filed: int = 0
    files: tuple[SourceFile, ...] = ()


@dataclass(frozen=True, slots=True)
class Batch:
    """What one transaction changed. ``id`` is None when no statement changed.

    ``entries`` are the statements to index, in their present state. The numbers count statements. ``withdrawn`` counts
    those that changed but are not indexed, because they are withdrawn.
    """

    id: int | None
    entries: tuple[Entry, ...] = ()
    new: int = 0
    changed: int = 0
    metadata: int = 0
    unchanged: int = 0
    withdrawn: int = 0

    @property
    def paragraphs(self) -> int:
        """How many paragraphs there are to index."""
        return sum(len(entry.paragraphs) for entry in self.entries)


@dataclass(frozen=True, slots=True)
class Changes:
    """The changes of successive batches: what to index, and the ids to remove. ``batch`` is the last of them."""

    batch: int
    entries: tuple[Entry, ...]
    withdrawn: tuple[str, ...] = ()

    @property
    def paragraphs(self) -> int:
        """How many paragraphs there are to index."""
        return sum(len(entry.paragraphs) for entry in self.entries)


@dataclass(frozen=True, slots=True)
class VersionNote:
    """A version of a statement without its text: digest (64 hex), the batch that added it, and when (UTC)."""

    digest: str
    batch: int
    time: str


@dataclass(frozen=True, slots=True)
class StoredStatement:
    """One version of a statement, with what the archive knows now about the statement.

    ``version`` is the digest of this version, ``current`` that of the current one; ``versions`` are all, oldest
    first. ``text`` is the canonical text; the paragraphs' spans point into it. ``batch`` brought the last change, and
    ``file`` is what this version was read from, where that is kept.
    """

    heading: Heading
    version: str
    current: str
    versions: tuple[VersionNote, ...]
    text: str
    paragraphs: tuple[Paragraph, ...]
    provenance: Mapping[str, str]
    source: str
    batch: int
    apparatus: Apparatus = field(default_factory=Apparatus)
    file: SourceFile | None = None


@dataclass(frozen=True, slots=True)
class Replacement:
    """A version that replaced another one of the same statement, with that one."""

    before: StoredStatement
    after: StoredStatement

    @property
    def note(self) -> VersionNote:
        """The batch and the time of the change."""
        return next(note for note in self.after.versions if note.digest == self.after.version)


@dataclass(frozen=True, slots=True)
class Counts:
    """The counts of the record. ``paragraphs`` are those of the current versions. ``batch`` is the last one, or 0.

    ``statements`` and ``paragraphs`` exclude ``withdrawn`` statements.
    """

    statements: int
    paragraphs: int
    versions: int
    sources: int
    batch: int
    withdrawn: int = 0
