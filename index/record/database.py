"""Where the record's tables are: a database behind two ways in, a snapshot to read and a transaction to write.

``sqlite`` and ``postgresql`` each own what is peculiar to one kind; nothing else asks which of them it is.
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
    """An open database. What it refuses comes out as an error of ours. Safe for many threads."""

    def read(self) -> AbstractContextManager[Connection]:
        """Give a connection on which everything that is read is of one moment."""
        ...

    def write(self) -> AbstractContextManager[Connection]:
        """Give a connection in a transaction: synced when this ends, undone by an error. One at a time."""
        ...

    def find_damage(self, connection: Connection, /) -> Iterator[str]:
        """Yield what is wrong with the database's own structure, as far as it is ours to check."""
        ...

    def read_schema(self, connection: Connection, /) -> str:
        """Return all that the database says of its tables, as far as it may never change by itself."""
        ...

    def check_writer(self) -> None:
        """RecordUnavailable when the lock that this was opened with for writing is lost."""
        ...

    def check_place(self) -> None:
        """ArchiveMissing or ArchiveForeign when what was opened is not in its place any more, if it has one."""
        ...

    def find_writer(self) -> str | None:
        """Return who writes now, in words, as far as the database knows; None when nobody does."""
        ...

    def prepare(self) -> None:
        """Settle what an empty database must be before it gets our tables; ArchiveError when it cannot be."""
        ...

    def copy(self, connection: Connection, target: Path, on_bytes: Callable[[int, int], None], /) -> None:
        """Write what ``connection`` reads into the new file ``target``, as a database of its own, synced.

        ``on_bytes`` gets how many bytes are copied, of how many. ArchiveError when the database is no file.
        """
        ...

    def close(self) -> None:
        """Let go of the database. Calling it again does nothing."""
        ...


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a database on another machine may take, in seconds.

    ``answer`` is for each answer to a reader. A writer waits up to ``lock`` for another one to end, and ``on_wait``
    gets that one's name, once. A file on this machine has neither: its home's lock is waited for.
    """

    answer: float = 30.0
    lock: float = 10.0
    on_wait: Callable[[str], None] | None = None


def open_reader(url: str | URL, patience: Patience) -> Database:
    """Open the database at an SQLAlchemy URL, for reading alone. ArchiveError or RecordUnavailable."""
    if is_on_server(url):
        return postgresql.open_reader(_parse(url), patience.answer)
    return sqlite.open_reader(_parse(url))


def open_writer(url: str | URL, patience: Patience) -> Database:
    """Open the database at an SQLAlchemy URL as its one writer. As ``open_reader``, and LockHeld."""
    if is_on_server(url):
        return postgresql.open_writer(_parse(url), patience.lock, patience.on_wait)
    return sqlite.open_writer(_parse(url))


def is_on_server(url: str | URL) -> bool:
    """Whether the database at an SQLAlchemy URL is a server's, and no file of this machine."""
    return _parse(url).get_backend_name() == "postgresql"


def database_file(url: str | URL) -> Path:
    """Return the file that an SQLAlchemy URL names. ArchiveError when it names a server."""
    if is_on_server(url):
        raise ArchiveError(
            "the record is on a database server, and a backup is a file: restore what `pg_dump` wrote with "
            "`pg_restore`, or a dump of the archive with `pincite load FILE`"
        )
    return sqlite.path_of(_parse(url))


def add_password(url: str | URL, password: str) -> URL:
    """Return the URL with a password that was kept elsewhere. ArchiveError when it is no URL of ours."""
    return _parse(url).set(password=password)


def _parse(url: str | URL) -> URL:
    """ArchiveError, without a word of the URL: a password may stand anywhere in one that is wrong."""
    expected = "expected a URL like sqlite:////srv/record.sqlite or postgresql+psycopg://user@host/database"
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError) as error:
        raise ArchiveError(f"the record's URL is invalid: {expected}") from error
    if parsed.drivername not in ("sqlite", "postgresql", "postgresql+psycopg"):
        raise ArchiveError(f"the record's URL names an unsupported kind of database: {expected}")
    return parsed
