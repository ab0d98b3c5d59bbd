"""Private copies of the record's SQLite file: inspect them without leaving a trace, check and upgrade them."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from pincite.index.record import sqlite
from pincite.index.record.damage import damaged
from pincite.index.record.migrating import migrate
from pincite.index.record.record import Record
from pincite.index.record.schema import check_schema, read_revision
from pincite.index.record.values import Counts


@contextmanager
def open_copy(path: Path) -> Iterator[Record]:
    """Open a copy for reading. Raises SchemaMismatch when its schema is not ours, and ArchiveDamaged."""
    with closing(sqlite.open_frozen(path)) as database:
        check_schema(database)
        yield Record(database)


def peek_revision(path: Path) -> str | None:
    """Return the schema revision of a copy, or None when it is empty. Raises ArchiveError when it is not a record."""
    with closing(sqlite.open_frozen(path)) as database:
        return read_revision(database)


def read_copy_revision(path: Path) -> str | None:
    """Return the schema revision, known or not. Raises ArchiveDamaged when the file's structure is damaged."""
    with closing(sqlite.open_frozen(path)) as database:
        with database.read() as connection:
            for what in database.find_damage(connection):
                raise damaged(what)
        return read_revision(database)


def check_copy(path: Path) -> Counts:
    """Check a copy with our schema completely and return its counts. Raises ArchiveDamaged."""
    with open_copy(path) as record:
        for finding in record.check("deep"):
            raise damaged(finding.what)
        return record.counts()


def upgrade_copy(path: Path) -> None:
    """Upgrade a copy with an older schema, and sync it. Raises ArchiveDamaged when the result fails the checks."""
    with closing(sqlite.open_writer(sqlite.file_url(path))) as database:
        migrate(database, copy=None)
