"""The record: every version of every statement ever taken in, and the batch that brought it. Safe for many threads."""

import datetime
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from types import TracebackType
from typing import Protocol, Self

from sqlalchemy import URL, Connection, Engine, create_engine, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError

from index.engine import Entry
from index.errors import ArchiveDamaged, ArchiveError, ArchiveMissing
from index.record import read, sqlite
from index.record.runs import begin_run, finish_run
from index.record.schema import check_schema, create_schema, read_revision
from index.record.values import Batch, Changes, Counts, Incoming, Owner, SourceState, StoredStatement
from index.record.withdrawing import parse_reason, set_withdrawn
from index.record.write import mark_done, write_batch

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

    def __init__(self, engine: Engine, now: Callable[[], datetime.datetime] = utc_now) -> None:
        self._engine = engine
        self._now = now

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database. Calling it again does nothing."""
        self._engine.dispose()

    # Writing: one writer at a time, see home.lock.

    def begin_run(self) -> int:
        """Note that an ingest begins; return its number."""
        with self._write() as connection:
            return begin_run(connection, self._time())

    def finish_run(self, run: int, outcome: str) -> None:
        """Note how an ingest ended."""
        with self._write() as connection:
            finish_run(connection, run, self._time(), outcome)

    def put_batch(self, run: int, incoming: Sequence[Incoming], done: Done = ()) -> Batch:
        """Write statements and mark sources in one transaction, synced when this returns."""
        with self.transaction(run) as put:
            return put(incoming, done)

    @contextmanager
    def transaction(self, run: int) -> Iterator[Put]:
        """Write many batches, all or nothing: synced at the end, undone by an error."""
        with self._write() as connection:

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
        with self._write() as connection:
            withdrawn = read.read_withdrawn(connection, id)
            if reason == (None if withdrawn is None else withdrawn.reason):
                return None
            run = begin_run(connection, self._time())
            batch = set_withdrawn(connection, run, self._time(), id, reason)
            finish_run(connection, run, self._time(), "done")
            return batch

    # Reading.

    def statement(self, id: str, version: str | None = None) -> StoredStatement:  # noqa: A002 - the statement's id
        """Return a version of a statement: the current one, or one by its digest or at least 12 digits of it.

        NotFound when there is no such statement or version; Withdrawn.
        """
        with self._read() as connection:
            return read.read_statement(connection, id, version)

    def sources(self) -> dict[str, SourceState]:
        """Return what is known of each source, by its location."""
        with self._read() as connection:
            return read.read_sources(connection)

    def draft_digests(self, location: str) -> dict[str, str]:
        """Return the statement id of each draft that was taken in from a source, by the draft's digest."""
        with self._read() as connection:
            return read.read_draft_digests(connection, location)

    def owners(self, ids: Sequence[str]) -> dict[str, Owner]:
        """Return whose each of ``ids`` is; unknown ones are left out."""
        with self._read() as connection:
            return read.read_owners(connection, ids)

    def changes_since(self, batch: int, limit: int = 1000) -> Iterator[Changes]:
        """Yield everything that changed after ``batch``, in the order of batches.

        Each statement comes once, as it is now, or as an id when it is withdrawn. A group is whole batches, with
        ``limit`` statements unless one batch has more: an index that holds the groups so far is one of that last
        batch. All of it is one snapshot.
        """
        with self._read() as connection:
            for after, last in read.group(read.read_sizes(connection, batch), batch, limit):
                yield read.read_changes(connection, after, last)

    def entries_by_id(self, limit: int = 500) -> Iterator[Entry]:
        """Yield what is not withdrawn, by the code points of the ids, reading ``limit`` at a time from one snapshot."""
        after = ""
        with self._read() as connection:
            while entries := read.read_entries_by_id(connection, after, limit):
                yield from entries
                after = entries[-1].heading.id

    def counts(self) -> Counts:
        """Return how much the record holds."""
        with self._read() as connection:
            return read.read_counts(connection)

    def last_batch(self) -> int:
        """Return the number of the last batch; 0 before the first."""
        with self._read() as connection:
            return read.read_last_batch(connection)

    def cursor_key(self) -> bytes:
        """Return the 32 bytes that sign cursors: made once for an archive."""
        with self._read() as connection:
            return bytes.fromhex(read.read_value(connection, "cursor_key"))

    def _time(self) -> str:
        return self._now().isoformat(timespec="seconds")

    @contextmanager
    def _read(self) -> Iterator[Connection]:
        with translated(), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def _write(self) -> Iterator[Connection]:
        with translated(), self._engine.connect().execution_options(writes=True) as connection, connection.begin():
            yield connection


def open_record(url: str | URL, *, read_only: bool = True) -> Record:
    """Open the record at an SQLAlchemy URL. ArchiveMissing, ArchiveForeign or SchemaMismatch when it is not usable."""
    parsed = _parse_url(url)
    path = sqlite.database_path(parsed)
    if path is not None and not path.exists():
        raise ArchiveMissing(f"there is no record at {path}: run `pincite ingest PATH...`")
    engine = _open_engine(parsed, read_only=read_only)
    with translated():
        check_schema(engine)
    return Record(engine)


def create_record(url: str | URL) -> Record:
    """Open the record for writing, and make it when there is none."""
    parsed = _parse_url(url)
    engine = _open_engine(parsed, read_only=False)
    with translated():
        if read_revision(engine) is None and sqlite.database_path(parsed) is not None:
            sqlite.use_write_ahead_log(engine)
        create_schema(engine)
    return Record(engine)


@contextmanager
def translated() -> Iterator[None]:
    """Turn what a database says into our errors."""
    try:
        yield
    except DatabaseError as error:
        reason = str(error.orig).splitlines()[0] if str(error.orig) else type(error.orig).__name__
        if sqlite.is_damage(error):
            raise ArchiveDamaged(f"the record is damaged ({reason}): restore it from a backup") from error
        raise ArchiveError(
            f"the record cannot be used ({reason}): check that its folder exists, is writable and not full"
        ) from error


def _parse_url(url: str | URL) -> URL:
    try:
        return make_url(url)
    except ArgumentError as error:
        raise ArchiveError("the record's URL cannot be read: expected one like sqlite:////srv/record.sqlite") from error


def _open_engine(url: URL, *, read_only: bool) -> Engine:
    if url.get_backend_name() == "sqlite":
        return sqlite.open_engine(url, read_only=read_only)
    try:
        # Every reading is of one snapshot, as SQLite has it by itself.
        return create_engine(url, isolation_level="REPEATABLE READ")
    except (ArgumentError, ImportError) as error:
        raise ArchiveError(f"there is no driver for {url.drivername!r}: install it, or use another database") from error
