"""The record: every version of every statement ever taken in, and the batch that brought it. Safe for many threads."""

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
"""Sources that are wholly in the record with this: (location, digest) each."""


class Put(Protocol):
    """Writes one batch inside a transaction."""

    def __call__(self, incoming: Sequence[Incoming], done: Done = ()) -> Batch:
        """Write the statements and mark the sources; ValueError as of ``write_batch``."""


def utc_now() -> datetime.datetime:
    """Return the time, in UTC."""
    return datetime.datetime.now(datetime.UTC)


class Record:
    """The archive's database. Made by ``open_record`` and ``create_record``; close it, or use ``with``."""

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
        """Let go of the database. Calling it again does nothing."""
        self._database.close()

    # Writing: for what create_record opened, and under the home's lock.

    def begin_run(self) -> int:
        """Note that an ingest begins; return its number."""
        with self._database.write() as connection:
            return begin_run(connection, self._time())

    def finish_run(self, run: int, outcome: str) -> None:
        """Note how an ingest ended."""
        with self._database.write() as connection:
            finish_run(connection, run, self._time(), outcome)

    def put_batch(self, run: int, incoming: Sequence[Incoming], done: Done = ()) -> Batch:
        """Write statements and mark sources in one transaction, synced when this returns."""
        with self.transaction(run) as put:
            return put(incoming, done)

    @contextmanager
    def transaction(self, run: int) -> Iterator[Put]:
        """Write many batches, all or nothing: synced at the end, undone by an error."""
        with self._database.write() as connection:

            def put(incoming: Sequence[Incoming], done: Done = ()) -> Batch:
                batch = write_batch(connection, run, self._time(), incoming)
                mark_done(connection, done)
                return batch

            yield put

    def withdraw(self, id: str, reason: str | None) -> int | None:  # noqa: A002 - the statement's id
        """Take a statement out of the archive, or with None back in; return the number of that batch.

        Its versions stay in the record. None when it is so already, with the same reason. NotFound, and ValueError
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
        """Fill an empty record with what ``contents`` of another one yields: all of it, or nothing after an error.

        ArchiveForeign when something was taken in already; Unfit of the given function, and at the end.
        """
        with self._database.write() as connection:
            if not is_empty(connection):
                raise ArchiveForeign("the archive already contains statements: load into an empty one, see --home")
            filling = Filling(connection)
            yield filling.put
            filling.finish()

    # Reading.

    def statement(self, id: str, version: str | None = None) -> StoredStatement:  # noqa: A002 - the statement's id
        """Return a version of a statement: the current one, or one by its digest or at least 12 digits of it.

        NotFound when there is no such statement or version; Withdrawn.
        """
        with self._database.read() as connection:
            return read.read_statement(connection, id, version)

    def sources(self) -> dict[str, SourceState]:
        """Return what is known of each source, by its location."""
        with self._database.read() as connection:
            return read.read_sources(connection)

    def files(self) -> Iterator[SourceFile]:
        """Yield every file that a version was read from and that is kept, each once, by digest."""
        with self._database.read() as connection:
            yield from read.read_files(connection)

    def draft_digests(self, location: str) -> dict[str, str]:
        """Return the statement id of each draft that was taken in from a source, by the draft's digest."""
        with self._database.read() as connection:
            return read.read_draft_digests(connection, location)

    def owners(self, ids: Sequence[str]) -> dict[str, Owner]:
        """Return whose each of ``ids`` is; unknown ones are left out."""
        with self._database.read() as connection:
            return read.read_owners(connection, ids)

    def changes_since(self, batch: int, limit: int = 1000) -> Iterator[Changes]:
        """Yield everything that changed after ``batch``, in the order of batches.

        Each statement comes once, as it is now, or as an id when it is withdrawn. A group is whole batches, with
        ``limit`` statements unless one batch has more: an index that holds the groups so far is one of that last
        batch. All of it is one snapshot.
        """
        with self._database.read() as connection:
            for after, last in read.group(read.read_sizes(connection, batch), batch, limit):
                yield read.read_changes(connection, after, last)

    def entries_by_id(self, limit: int = 500) -> Iterator[Entry]:
        """Yield what is not withdrawn, by the code points of the ids, reading ``limit`` at a time from one snapshot."""
        after = ""
        with self._database.read() as connection:
            while entries := read.read_entries_by_id(connection, after, limit):
                yield from entries
                after = entries[-1].heading.id

    def check(self, depth: Depth) -> Iterator[Finding]:
        """What is wrong with the record in itself; nothing when there is none. Changes nothing, and holds no lock.

        ``quick`` reads what is small, ``bytes`` every row and the structure of the database, ``deep`` makes every
        text's digest and paragraphs again.
        """
        return check_record(self._database, depth)

    def contents(self) -> Iterator[Item]:
        """Yield everything that is held, from one snapshot, in the order of ``read_contents``."""
        with self._database.read() as connection:
            yield from read_contents(connection)

    def copy(self, target: Path, on_bytes: Callable[[int, int], None]) -> Counts:
        """Copy the database's file as of one moment, while others write; return what the copy holds.

        ``on_bytes`` gets how many bytes are copied, of how many. ArchiveError when the database is no file.
        """
        with self._database.read() as connection:
            counts = read.read_counts(connection)
            self._database.copy(connection, target, on_bytes)
            return counts

    def counts(self) -> Counts:
        """Return how much the record holds."""
        with self._database.read() as connection:
            return read.read_counts(connection)

    def last_batch(self) -> int:
        """Return the number of the last batch; 0 before the first."""
        with self._database.read() as connection:
            return read.read_last_batch(connection)

    def check_writer(self) -> None:
        """RecordUnavailable when this was opened for writing and another writer may have come meanwhile.

        To be asked before an index that several machines share is told of what was written.
        """
        self._database.check_writer()

    def find_writer(self) -> str | None:
        """Return who writes now, on whatever machine, in words; None when nobody does, or the home's lock knows."""
        return self._database.find_writer()

    def cursor_key(self) -> bytes:
        """Return the 32 bytes that sign cursors: made once for an archive."""
        with self._database.read() as connection:
            return bytes.fromhex(read.read_value(connection, "cursor_key"))

    def identity(self) -> str:
        """Return the name that this archive has among all others: 32 hex digits, the same in each copy of it."""
        # What is made once for an archive names it; one that was made before archives had names has it as well.
        name = hashlib.sha256(b"pincite archive " + self.cursor_key()).hexdigest()[:32]
        self._identity = self._identity or name
        return name

    def check_same(self) -> None:
        """Make sure that the record is still there, and is the one that was opened.

        ArchiveMissing, ArchiveForeign; and whatever keeps it from being read.
        """
        self._database.check_place()
        opened = self._identity
        if self.identity() != (opened or self._identity):
            raise ArchiveForeign("the record belongs to another archive: put this archive's own record in its place")

    def _time(self) -> str:
        return self._now().isoformat(timespec="seconds")


def open_record(url: str | URL, patience: Patience | None = None) -> Record:
    """Open the record at an SQLAlchemy URL, for reading. ArchiveError or RecordUnavailable when it is not usable."""
    database = open_reader(url, patience or Patience())
    with _closed_on_error(database):
        check_schema(database)
    return Record(database)


def create_record(url: str | URL, patience: Patience | None = None) -> Record:
    """Open the record as its one writer, and make it when there is none. As ``open_record``, and LockHeld."""
    database = open_writer(url, patience or Patience())
    with _closed_on_error(database):
        create_schema(database)
    return Record(database)


@contextmanager
def _closed_on_error(database: Database) -> Iterator[None]:
    """Let go of the database when it turns out that it cannot be used."""
    try:
        yield
    except BaseException:
        database.close()
        raise
