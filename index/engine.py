"""The port: what every search engine of the archive must do. No engine's word appears here."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from pincite.index.query.completing import Suggestion
from pincite.index.query.deadline import Deadline
from pincite.index.query.query import Query
from pincite.index.results import Bucket, Candidate, Hit, SearchPage
from pincite.index.values.entry import Entry, Indexed, IndexedReplaced
from pincite.index.values.findings import Depth, Finding


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What the index contains: the last batch of the record, the schema, live counts, and its own commit number.

    ``replaced`` counts the paragraphs of replaced versions. None: the index was built before it had any.
    """

    batch: int
    schema: int
    statements: int
    paragraphs: int
    commit: int
    replaced: int | None = 0

    @property
    def lacks_replaced(self) -> bool:
        """Whether the index was built before it held replaced versions. All else is answered from it."""
        return self.replaced is None


WITHOUT_REPLACED = "was built without replaced versions"
"""What is said of such an index, after its name and before what to run."""


class IndexWriter(Protocol):
    """Writes one batch or many. Nothing is visible before ``commit``; without it the batch is gone."""

    def put(self, entries: Sequence[Entry]) -> None:
        """Index whole statements, replacing those with the same ids. ValueError for an id put twice in one commit.

        What an entry has of replaced versions takes the place of what the index had of that statement's.
        """

    def delete(self, ids: Sequence[str]) -> None:
        """Take out what earlier commits hold of statements; unknown ids are passed over.

        What the same commit puts stands, whether it was put before or after.
        """

    def prepare(self) -> bool:
        """Begin the work of the next commit beside what the caller does; return whether there is any to wait for.

        It changes nothing else. Whoever has nothing to do meanwhile need not call it.
        """

    def commit(self, batch: int) -> Checkpoint:
        """Make all of it durable and visible at once, as the state of ``batch``."""


class SearchEngine(Protocol):
    """Answers queries from the last commit. Safe to call from many threads."""

    def search(self, query: Query, deadline: Deadline | None = None) -> SearchPage:
        """Answer ``query``, without snippets. Raises CursorExpired and QueryError (a prefix with too many terms).

        ``deadline`` is asked between steps; without one, ``query.deadline`` counts from now. What it left no time for
        is said in ``partial`` and ``incomplete``. Abandoned when nobody waits for the answer any more.
        A query of replaced versions is answered from an index of their own. SchemaMismatch when there is none yet.
        Which statements are reissues is what ``query.reissues`` finds in the current versions of the same commit.
        """

    def estimate(self, query: Query) -> int:
        """Return what answering ``query`` will cost, without the work of it, in the units of ``query.cost``."""

    def writer(self, *, fresh: bool = False) -> AbstractContextManager[IndexWriter]:
        """Open the one writer; ``fresh`` builds a new generation beside the live one and swaps at the end."""

    def checkpoint(self) -> Checkpoint | None:
        """What the live index contains; None when nothing was ever committed."""

    def look(self) -> None:
        """Make sure that what answers is there and whole: the index of this archive, which can be opened again.

        Raises ArchiveError or EngineUnavailable, which say what is not so. Reads what is small alone.
        """

    def values(self, field: str, match: tuple[str, ...], limit: int) -> tuple[Bucket, ...]:
        """Values of a facet that hold all tokens of ``match`` (the last as a prefix), most paragraphs first."""

    def suggest(self, prefix: str, limit: int) -> tuple[Suggestion, ...]:
        """Words, titles and facet values that go on from ``prefix``."""

    def candidates(self, prints: Sequence[int], query: Query, limit: int) -> tuple[Candidate, ...]:
        """Paragraphs that share ``prints``, under the filters of ``query``: at most ``limit`` (1 to 1,000).

        Those that share most come first; ties by statement id and paragraph number. ``prints`` are at most 1,000
        fingerprints of ``pincite.index.text.fingerprints``.
        """

    def scan(self, query: Query, deadline: Deadline | None = None) -> Iterator[Hit]:
        """The whole result in the query's order, streamed, as of one commit; limit, offset, cursor are ignored.

        It takes its time. ``deadline``, if there is one, tells whether anybody waits.
        """

    def indexed(self) -> Iterator[Indexed]:
        """All live statements, by the code points of their ids: what ``verify`` compares with the record.

        Raises ArchiveDamaged when one cannot be read.
        """

    def replaced(self) -> Iterator[IndexedReplaced]:
        """All live statements with paragraphs of replaced versions, by the code points of their ids.

        Raises ArchiveDamaged when one cannot be read, and SchemaMismatch as ``search``.
        """

    def check(self, depth: Depth) -> Iterator[Finding]:
        """What is wrong with the index in itself; nothing when there is none. Changes nothing, and holds no lock.

        ``quick`` looks whether all is there, ``bytes`` whether it is as it was written, ``deep`` whether it is
        what its own texts and headings make: words, positions, lengths, facets, order.
        """

    def tidy(self, *, fix: bool) -> Iterator[Finding]:
        """What was left behind by work that was stopped; with ``fix`` it is taken away, which only the writer may ask.

        What an open reader needs stays, and so does what is not ours.
        """

    def close(self) -> None:
        """Let go of all files. Calling it again does nothing."""
