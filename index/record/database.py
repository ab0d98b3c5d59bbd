"""The interface to the record's database: a snapshot for reading, and a transaction for writing.

``sqlite`` and ``postgresql`` own everything specific to one kind. No other module asks which kind it is.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from sqlalchemy import URL, Connection, make_url
from sqlalchemy.exc import ArgumentError

from pincite.index.record import postgresql, sqlite
from pincite.index.values.errors import ArchiveError


class Database(Protocol):
    """An open database. Its errors are translated into Pincite's. Thread-safe."""

    def read(self) -> AbstractContextManager[Connection]:
        """Yield a connection that reads a snapshot of one moment."""
        ...

    def write(self) -> AbstractContextManager[Connection]:
        """Yield a connection in a transaction. It is synced on exit and undone by an error. One at a time."""
        ...

    def find_damage(self, connection: Connection, /) -> Iterator[str]:
        """Yield the problems of the database's own structure, as far as Pincite can check it."""
        ...

    def read_schema(self, connection: Connection, /) -> str:
        """Return the database's description of its tables, without the parts that may change by themselves."""
        ...

    def check_writer(self) -> None:
        """Raise RecordUnavailable when the writer's lock was lost."""
        ...

    def check_place(self) -> None:
        """Raise ArchiveMissing or ArchiveForeign when the opened file was removed or replaced."""
        ...

    def find_writer(self) -> str | None:
        """Return a description of the current writer, as far as the database knows, or None."""
        ...

    def prepare(self) -> None:
        """Prepare an empty database for our tables. Raises ArchiveError when that is impossible."""
        ...

    def copy(self, connection: Connection, target: Path, on_bytes: Callable[[int, int], None], /) -> None:
        """Copy what ``connection`` reads into the new file ``target``, as a separate database, and sync it.

        ``on_bytes`` gets the copied and the total number of bytes. Raises ArchiveError when the database is not a file.
        """
        ...

    def close(self) -> None:
        """Close the database. Calling this again does nothing."""
        ...


@dataclass(frozen=True, slots=True)
class Patience:
    """Time limits for a database on another machine, in seconds.

    ``answer`` limits each answer to a reader. A writer waits up to ``lock`` for another writer to end; ``on_wait`` gets
    that writer's name, once. A file on this machine needs neither, because its writer waits for the home's lock.
    """

    answer: float = 30.0
    lock: float = 10.0
    on_wait: Callable[[str], None] | None = None


def open_reader(url: str | URL, patience: Patience) -> Database:
    """Open the database at an SQLAlchemy URL for reading only. Raises ArchiveError or RecordUnavailable."""
    if is_on_server(url):
        return postgresql.open_reader(_parse(url), patience.answer)
    return sqlite.open_reader(_parse(url))


def open_writer(url: str | URL, patience: Patience) -> Database:
    """Open the database at an SQLAlchemy URL as its only writer. Raises what ``open_reader`` raises, and LockHeld."""
    if is_on_server(url):
        return postgresql.open_writer(_parse(url), patience.lock, patience.on_wait)
    return sqlite.open_writer(_parse(url))


def is_on_server(url: str | URL) -> bool:
    """Whether the database at an SQLAlchemy URL is on a server, not in a file of this machine."""
    return _parse(url).get_backend_name() == "postgresql"


def database_file(url: str | URL) -> Path:
    """Return the file that an SQLAlchemy URL names. Raises ArchiveError when it names a server."""
    if is_on_server(url):
        raise ArchiveError(
            "the record is on a database server, and a backup is a file: restore what `pg_dump` wrote with "
            "`pg_restore`, or a dump of the archive with `pincite load FILE`"
        )
    return sqlite.path_of(_parse(url))


def add_password(url: str | URL, password: str) -> URL:
    """Add a password that is kept elsewhere to the URL. Raises ArchiveError when the URL is not supported."""
    return _parse(url).set(password=password)


def _parse(url: str | URL) -> URL:
    """Parse a URL. The ArchiveError never quotes it, because an invalid URL may contain a password anywhere."""
    expected = "expected a URL like sqlite:////srv/record.sqlite or postgresql+psycopg://user@host/database"
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError) as error:
        raise ArchiveError(f"the record's URL is invalid: {expected}") from error
    if parsed.drivername not in ("sqlite", "postgresql", "postgresql+psycopg"):
        raise ArchiveError(f"the record's URL names an unsupported kind of database: {expected}")
    return parsed
