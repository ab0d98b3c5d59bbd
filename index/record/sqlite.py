"""Everything specific to SQLite: pragmas, explicit transactions, opening files. No other module names SQLite."""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import ConnectionPoolEntry

from pincite.index.record.damage import damaged
from pincite.index.values.errors import ArchiveError, ArchiveForeign, ArchiveMissing

_BUSY_MS = 30_000
_COPIED = 4 << 20
"""The bytes of one step of a copy."""
_WRITING = (
    # Only for a new file. Most statements fit in such a page, and writing them takes a quarter of the calls.
    "page_size=16384",
    f"busy_timeout={_BUSY_MS}",
    "synchronous=FULL",
    "foreign_keys=ON",
    # Kibibytes. A batch fits in that, and each of its pages goes into the log once, at its end. A transaction that
    # writes a whole archive does not: its pages go there as they come.
    "cache_size=-16384",
)
_FROZEN = {"mode": "ro", "immutable": "1", "uri": "true"}
# SQLITE_ERROR: our statements never change, so one is refused only if the schema is not ours any more.
_DAMAGE = ("SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_IOERR_SHORT_READ", "SQLITE_ERROR", "SQLITE_TOOBIG")
_NO_TEXT = "Could not decode to UTF-8"


def file_url(path: Path) -> URL:
    """Return the URL of the database in the file ``path``, which may have any characters."""
    return URL.create("sqlite", database=str(path))


class SqliteDatabase:
    """A file of this machine. Every commit is synced; readers do not block the writer."""

    def __init__(self, engine: Engine, place: "RecordPlace | None" = None) -> None:
        self._engine, self._place = engine, place

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """See ``Database``."""
        with translated(), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """See ``Database``. The home's lock keeps other processes out. It is not taken here."""
        with translated(), self._engine.connect().execution_options(writes=True) as connection, connection.begin():
            yield connection

    def find_damage(self, connection: Connection, /) -> Iterator[str]:
        """See ``Database``. Checks pages, trees and the contents of indexes."""
        for row in connection.exec_driver_sql("PRAGMA integrity_check"):
            if row[0] != "ok":
                yield " ".join(str(row[0]).split())

    def read_schema(self, connection: Connection, /) -> str:
        """See ``Database``. Leaves out the first pages of tables, which differ in a copy."""
        query = "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name"
        return repr([tuple(row) for row in connection.exec_driver_sql(query)])

    def check_writer(self) -> None:
        """See ``Database``. Does nothing, because the home's lock ends only with this process."""

    def check_place(self) -> None:
        """See ``Database``. An open file remains readable even if it was renamed or deleted."""
        if self._place is not None:
            self._place.check()

    def find_writer(self) -> None:
        """See ``Database``. Returns None, because only the home's lock knows the writer."""

    def prepare(self) -> None:
        """Switch the file to a write-ahead log for good, so that readers and the writer do not block each other."""
        with translated():
            connection = self._engine.raw_connection()
            try:
                connection.cursor().execute("PRAGMA journal_mode=WAL")
            finally:
                connection.close()

    def copy(self, connection: Connection, target: Path, on_bytes: Callable[[int, int], None], /) -> None:
        """See ``Database``. One snapshot lasts from the first page to the last.

        So no writer can restart the copy, and with a write-ahead log none has to wait for it. If this is interrupted,
        the copy is empty: its journal undoes everything.
        """
        source: Any = connection.connection.driver_connection
        (size,) = source.execute("PRAGMA page_size").fetchone()
        with closing(sqlite3.connect(target, isolation_level=None)) as copy:
            # EXTRA also syncs the folder when the journal is deleted.
            copy.execute("PRAGMA synchronous=EXTRA")
            source.backup(
                copy,
                pages=_COPIED // size,
                progress=lambda _, left, total: on_bytes((total - left) * size, total * size),
            )

    def close(self) -> None:
        """See ``Database``."""
        self._engine.dispose()


class RecordPlace:
    """The file that is now at ``path``. A later file at the same path is not opened, and none is created."""

    def __init__(self, path: Path) -> None:
        self._path, self._file = path, _file_at(path)

    def check(self, *_: object) -> None:
        """Check that the file is still there. Raises ArchiveMissing or ArchiveForeign."""
        found = _file_at(self._path)
        if found is None:
            raise ArchiveMissing(f"the record {self._path.name} is missing: put it back, then restart the service")
        if found != self._file:
            raise ArchiveForeign(
                f"the record {self._path.name} was replaced by another file: put the old file back, "
                "or restart the service"
            )


def _file_at(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    return status.st_dev, status.st_ino


def open_reader(url: URL) -> SqliteDatabase:
    """Open an existing file for reading only, even on a read-only mount. Raises ArchiveMissing or ArchiveError."""
    path = path_of(url)
    if not path.exists():
        raise ArchiveMissing(f"there is no record at {path}: run `pincite ingest PATH...`")
    return open_frozen(path) if _is_frozen(path) else _open_kept(url, path)


def open_frozen(path: Path) -> SqliteDatabase:
    """Open a file that nobody writes, for reading only. No files are created beside it."""
    url = URL.create("sqlite", database=f"file:{quote(str(path.absolute()))}", query=_FROZEN)
    return _open_kept(url, path)


def _open_kept(url: URL, path: Path) -> SqliteDatabase:
    engine, place = _open_engine(url, _set_read_only), RecordPlace(path)
    # Before each connection: SQLite would open any file there, or create an empty one.
    event.listen(engine, "do_connect", place.check)
    return SqliteDatabase(engine, place)


def open_writer(url: URL) -> SqliteDatabase:
    """Open a file for writing, and create it if needed. Raises ArchiveError when the URL names no file."""
    path_of(url)
    return SqliteDatabase(_open_engine(url, _set_read_write))


@contextmanager
def translated() -> Iterator[None]:
    """Translate SQLite's errors into Pincite's."""
    try:
        yield
    except UnicodeDecodeError as error:
        # Replaces the driver's message, which would quote the bytes that are not text.
        raise damaged("a text is not UTF-8") from error
    except DatabaseError as error:
        if _is_damage(error):
            raise damaged(_reason(error)) from error
        raise ArchiveError(
            f"the record cannot be used ({_reason(error)}): check that its folder exists, is writable and not full"
        ) from error


def path_of(url: URL) -> Path:
    """Return the file of an SQLite URL. Raises ArchiveError when it names none."""
    # A database in memory would be a different one in each thread.
    if url.database in (None, "", ":memory:"):
        raise ArchiveError("the record's URL names no file: expected a URL like sqlite:////srv/record.sqlite")
    return Path(url.database)


def _open_engine(url: URL, settle: Callable[[DBAPIConnection, ConnectionPoolEntry], None]) -> Engine:
    engine = create_engine(url, max_overflow=-1)
    event.listen(engine, "connect", settle)
    event.listen(engine, "begin", _begin)
    return engine


def _is_damage(error: DatabaseError) -> bool:
    """Whether the file is damaged, or not a database at all."""
    name = str(getattr(error.orig, "sqlite_errorname", ""))
    return name.startswith(_DAMAGE) or _NO_TEXT in str(error.orig)


def _reason(error: DatabaseError) -> str:
    # The driver would quote the text.
    says = "a text is not UTF-8" if _NO_TEXT in str(error.orig) else str(error.orig)
    return " ".join(says.split())[:400] or type(error.orig).__name__


def _is_frozen(path: Path) -> bool:
    # Without a write-ahead log the file is complete. If no log can be created, nobody can change the file.
    return not os.access(path.parent, os.W_OK) and not path.with_name(path.name + "-wal").exists()


def _set_read_only(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    _run(connection, f"PRAGMA busy_timeout={_BUSY_MS}", "PRAGMA query_only=ON")


def _set_read_write(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    _run(connection, *(f"PRAGMA {setting}" for setting in _WRITING))


def _run(connection: Any, *statements: str) -> None:
    # The driver would begin transactions by its own rules, so _begin does it.
    connection.isolation_level = None
    for statement in statements:
        connection.execute(statement)


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
