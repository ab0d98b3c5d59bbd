"""What goes into the record and what comes out of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pincite.index.values.apparatus import Apparatus
from pincite.index.values.entry import Entry
from pincite.index.values.heading import Heading
from pincite.index.values.source_file import SourceFile
from pincite.index.values.statement import Paragraph, Statement


@dataclass(frozen=True, slots=True)
class Incoming:
    """A statement to record, the digest (64 hex) of the draft that it was parsed from, and where its source is.

    ``file`` is what the source was then, where its bytes are kept.
    """

    statement: Statement
    draft_digest: str
    source: str
    file: SourceFile | None = None


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose id it is: where its source is, and whether the id came from the file's name (``path``) or was given.

    ``version`` is the digest of the text that it names now.
    """

    source: str
    origin: str
    version: str


@dataclass(frozen=True, slots=True)
class SourceState:
    """What is known of a source: its digest when all of it was taken in, else None; how many statements are its.

    ``filed`` of them name a file that is kept, and ``files`` are those.
    """

    digest: str | None
    statements: int
    filed: int = 0
    files: tuple[SourceFile, ...] = ()


@dataclass(frozen=True, slots=True)
class Batch:
    """What one transaction changed. ``id`` is None when no statement did.

    ``entries`` are the statements to index, as they are now; the numbers count statements. ``withdrawn`` are those
    that differ and are not to index, because they were withdrawn.
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
    """What some batches in a row changed, ``batch`` the last of them: what to index, and the ids to take out."""

    batch: int
    entries: tuple[Entry, ...]
    withdrawn: tuple[str, ...] = ()

    @property
    def paragraphs(self) -> int:
        """How many paragraphs there are to index."""
        return sum(len(entry.paragraphs) for entry in self.entries)


@dataclass(frozen=True, slots=True)
class VersionNote:
    """A version of a statement without its text: digest (64 hex), the batch that brought it, and when (UTC)."""

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
class Counts:
    """How much the record holds; ``paragraphs`` are those of the current versions, ``batch`` is the last one or 0.

    ``statements`` and ``paragraphs`` are without the statements that are ``withdrawn``.
    """

    statements: int
    paragraphs: int
    versions: int
    sources: int
    batch: int
    withdrawn: int = 0
