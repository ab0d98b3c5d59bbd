"""The record: every version of every statement ever ingested, with the batch that added it. Thread-safe."""

import datetime
import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from sqlalchemy import URL

from pincite.index.record import read
from pincite.index.record.checking import check_record
from pincite.index.record.contents import Item, read_contents
from pincite.index.record.database import Database, Patience, open_reader, open_writer
from pincite.index.record.filling import Fill, Filling, is_empty
from pincite.index.record.runs import begin_run, finish_run
from pincite.index.record.schema import check_schema, create_schema
from pincite.index.record.values import Batch, Changes, Counts, Incoming, Owner, SourceState, StoredStatement
from pincite.index.record.withdrawing import parse_reason, set_withdrawn
from pincite.index.record.write import mark_done, write_batch
from pincite.index.values.entry import Entry
from pincite.index.values.errors import ArchiveForeign
from pincite.index.values.findings import Depth, Finding
from pincite.index.values.source_file import SourceFile

Done = Sequence[tuple[str, str]]
"""Sources that are completely in the record after this batch: (location, digest) each."""


class Put(Protocol):
    """Writes one batch inside a transaction."""

    def __call__(self, incoming: Sequence[Incoming], done: Done = ()) -> Batch:
        """Write the statements and mark the sources. Raises ValueError as ``write_batch`` does."""


def utc_now() -> datetime.datetime:
    """Return the current time in UTC."""
    return datetime.datetime.now(datetime.UTC)


class Record:
    """The archive's database. ``open_record`` and ``create_record`` make it. Close it, or use ``with``."""

    def __init__(self, database: Database, now: Callable[[], datetime.datetime] = utc_now) -> None:
        self._database = database
        self._now = now
        self._identity: str | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the database. Calling this again does nothing."""
        self._database.close()

    # Writing: only for a record from create_record, and under the home's lock.

    def begin_run(self) -> int:
        """Record the start of an ingest and return its number."""
        with self._database.write() as connection:
            return begin_run(connection, self._time())

    def finish_run(self, run: int, outcome: str) -> None:
        """Record how an ingest ended."""
        with self._database.write() as connection:
            finish_run(connection, run, self._time(), outcome)

    def put_batch(self, run: int, incoming: Sequence[Incoming], done: Done = ()) -> Batch:
        """Write statements and mark sources in one transaction. It is synced when this returns."""
        with self.transaction(run) as put:
            return put(incoming, done)

    @contextmanager
    def transaction(self, run: int) -> Iterator[Put]:
        """Write many batches, all or nothing. Synced on exit, undone by an error."""
        with self._database.write() as connection:

            def put(incoming: Sequence[Incoming], done: Done = ()) -> Batch:
                batch = write_batch(connection, run, self._time(), incoming)
                mark_done(connection, done)
                return batch

            yield put

    def withdraw(self, id: str, reason: str | None) -> int | None:  # noqa: A002 - the statement's id
        """Withdraw a statement, or undo that with None. Return the number of the batch.

        The statement's versions stay in the record. Returns None when nothing changes. Raises NotFound, and ValueError
        for a reason that cannot be shown.
        """
        reason = None if reason is None else parse_reason(reason)
        with self._database.write() as connection:
            withdrawn = read.read_withdrawn(connection, id)
            if reason == (None if withdrawn is None else withdrawn.reason):
                return None
            run = begin_run(connection, self._time())
            batch = set_withdrawn(connection, run, self._time(), id, reason)
            finish_run(connection, run, self._time(), "done")
            return batch

    @contextmanager
    def filling(self) -> Iterator[Fill]:
        """Fill an empty record with the ``contents`` of another one, all or nothing.

        Raises ArchiveForeign when the record is not empty. The yielded function, and the exit, raise Unfit.
        """
        with self._database.write() as connection:
            if not is_empty(connection):
                raise ArchiveForeign("the archive already contains statements: load into an empty one, see --home")
            filling = Filling(connection)
            yield filling.put
            filling.finish()

    # Reading.

    def statement(self, id: str, version: str | None = None) -> StoredStatement:  # noqa: A002 - the statement's id
        """Return a version of a statement: the current one, or one by its digest or at least 12 digits of that.

        Raises NotFound when there is no such statement or version, and Withdrawn.
        """
        with self._database.read() as connection:
            return read.read_statement(connection, id, version)

    def sources(self) -> dict[str, SourceState]:
        """Return the state of each source, by its location."""
        with self._database.read() as connection:
            return read.read_sources(connection)

    def files(self) -> Iterator[SourceFile]:
        """Yield every file that a version was read from and that is kept, each once, by digest."""
        with self._database.read() as connection:
            yield from read.read_files(connection)

    def draft_digests(self, location: str) -> dict[str, str]:
        """Return the statement id of each draft that was ingested from a source, by the draft's digest."""
        with self._database.read() as connection:
            return read.read_draft_digests(connection, location)

    def owners(self, ids: Sequence[str]) -> dict[str, Owner]:
        """Return the owner of each of ``ids``. Unknown ids are left out."""
        with self._database.read() as connection:
            return read.read_owners(connection, ids)

    def changes_since(self, batch: int, limit: int = 1000) -> Iterator[Changes]:
        """Yield everything that changed after ``batch``, in the order of batches.

        Each statement comes once: in its present state, or as an id when it is withdrawn. A group consists of whole
        batches, with at most ``limit`` statements unless one batch has more. So after each group the index is exactly
        at the last batch of that group. All groups come from one snapshot.
        """
        with self._database.read() as connection:
            for after, last in read.group(read.read_sizes(connection, batch), batch, limit):
                yield read.read_changes(connection, after, last)

    def entries_by_id(self, limit: int = 500) -> Iterator[Entry]:
        """Yield all statements that are not withdrawn, in code-point order of ids, from one snapshot.

        Reads ``limit`` statements at a time.
        """
        after = ""
        with self._database.read() as connection:
            while entries := read.read_entries_by_id(connection, after, limit):
                yield from entries
                after = entries[-1].heading.id

    def entries(self, ids: Sequence[str]) -> tuple[Entry, ...]:
        """Return those statements of ``ids`` (at most some thousands) that are there and not withdrawn, by id."""
        with self._database.read() as connection:
            return read.read_entries(connection, ids)

    def check(self, depth: Depth) -> Iterator[Finding]:
        """Yield the problems of the record by itself; none when there is no record. Changes nothing, takes no lock.

        ``quick`` reads the small tables, ``bytes`` every row and the structure of the database. ``deep`` also
        recomputes the digest and the paragraphs of each text.
        """
        return check_record(self._database, depth)

    def contents(self) -> Iterator[Item]:
        """Yield the whole contents from one snapshot, in the order of ``read_contents``."""
        with self._database.read() as connection:
            yield from read_contents(connection)

    def copy(self, target: Path, on_bytes: Callable[[int, int], None]) -> Counts:
        """Copy the database's file as of one moment, while others write. Return the counts of the copy.

        ``on_bytes`` gets the copied and the total number of bytes. Raises ArchiveError when the database is not a file.
        """
        with self._database.read() as connection:
            counts = read.read_counts(connection)
            self._database.copy(connection, target, on_bytes)
            return counts

    def counts(self) -> Counts:
        """Return the counts of the record."""
        with self._database.read() as connection:
            return read.read_counts(connection)

    def last_batch(self) -> int:
        """Return the number of the last batch; 0 before the first."""
        with self._database.read() as connection:
            return read.read_last_batch(connection)

    def check_writer(self) -> None:
        """Raise RecordUnavailable when this was opened for writing, but another writer may have started meanwhile.

        Call this before publishing a batch to an index that several machines share.
        """
        self._database.check_writer()

    def find_writer(self) -> str | None:
        """Return a description of the writer on any machine, or None. Only the home's lock knows a local writer."""
        return self._database.find_writer()

    def cursor_key(self) -> bytes:
        """Return the 32 bytes that sign cursors. They are created once per archive."""
        with self._database.read() as connection:
            return bytes.fromhex(read.read_value(connection, "cursor_key"))

    def identity(self) -> str:
        """Return the archive's unique name: 32 hex digits, the same in each copy of the archive."""
        # Derived from the cursor key, which every archive has, even one that is older than these names.
        name = hashlib.sha256(b"pincite archive " + self.cursor_key()).hexdigest()[:32]
        self._identity = self._identity or name
        return name

    def check_same(self) -> None:
        """Check that the record is still there, and is the one that was opened.

        Raises ArchiveMissing, ArchiveForeign, or any error that prevents reading.
        """
        self._database.check_place()
        opened = self._identity
        if self.identity() != (opened or self._identity):
            raise ArchiveForeign("the record belongs to another archive: put this archive's own record in its place")

    def _time(self) -> str:
        return self._now().isoformat(timespec="seconds")


def open_record(url: str | URL, patience: Patience | None = None) -> Record:
    """Open the record at an SQLAlchemy URL for reading. Raises ArchiveError or RecordUnavailable."""
    database = open_reader(url, patience or Patience())
    with _closed_on_error(database):
        check_schema(database)
    return Record(database)


def create_record(url: str | URL, patience: Patience | None = None) -> Record:
    """Open the record as its only writer, and create it if needed. Raises what ``open_record`` raises, and LockHeld."""
    database = open_writer(url, patience or Patience())
    with _closed_on_error(database):
        create_schema(database)
    return Record(database)


@contextmanager
def _closed_on_error(database: Database) -> Iterator[None]:
    """Close the database if it turns out to be unusable."""
    try:
        yield
    except BaseException:
        database.close()
        raise
