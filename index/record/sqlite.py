"""What only SQLite needs: pragmas, explicit transactions, and how a file is opened. Nothing else names SQLite."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import ConnectionPoolEntry

from index.errors import ArchiveError

_BUSY_MS = 30_000
_FROZEN = {"mode": "ro", "immutable": "1", "uri": "true"}
_DAMAGE = ("SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_CORRUPT_INDEX", "SQLITE_IOERR_SHORT_READ")


def file_url(path: Path) -> URL:
    """Return the URL of the database in the file ``path``, whatever characters it has."""
    return URL.create("sqlite", database=str(path))


def database_path(url: URL) -> Path | None:
    """Return the file of an SQLite URL; None for other databases."""
    if url.get_backend_name() != "sqlite" or url.database in (None, "", ":memory:"):
        return None
    return Path(url.database)


def open_engine(url: URL, *, read_only: bool) -> Engine:
    """Return an engine on an SQLite file. Every commit is synced; readers do not block the writer.

    ``read_only`` refuses writing, and opens an archive on a read-only mount too. ArchiveError when the URL names
    no file: a database in memory would be another one in every thread.
    """
    path = database_path(url)
    if path is None:
        raise ArchiveError("the record's URL names no file: expected one like sqlite:////srv/record.sqlite")
    if read_only and _is_frozen(path):
        url = url.set(database=f"file:{quote(str(path.absolute()))}", query=_FROZEN)
    engine = create_engine(url, max_overflow=-1)
    event.listen(engine, "connect", _set_read_only if read_only else _set_read_write)
    event.listen(engine, "begin", _begin)
    return engine


def use_write_ahead_log(engine: Engine) -> None:
    """Let readers and the writer not block each other, for as long as the file lives."""
    connection = engine.raw_connection()
    try:
        connection.cursor().execute("PRAGMA journal_mode=WAL")
    finally:
        connection.close()


def is_damage(error: DatabaseError) -> bool:
    """Whether the file's bytes are not what was written, or no database at all."""
    return getattr(error.orig, "sqlite_errorname", None) in _DAMAGE


def _is_frozen(path: Path) -> bool:
    # Without a write-ahead log the file holds everything, and where no log can be made nobody can change it.
    return not os.access(path.parent, os.W_OK) and not path.with_name(path.name + "-wal").exists()


def _set_read_only(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    _run(connection, f"PRAGMA busy_timeout={_BUSY_MS}", "PRAGMA query_only=ON")


def _set_read_write(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    _run(connection, f"PRAGMA busy_timeout={_BUSY_MS}", "PRAGMA synchronous=FULL", "PRAGMA foreign_keys=ON")


def _run(connection: Any, *statements: str) -> None:
    # The driver would begin transactions by its own rules: _begin does it instead.
    connection.isolation_level = None
    for statement in statements:
        connection.execute(statement)


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
