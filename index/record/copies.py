"""A copy of the record's SQLite file that nobody else writes: looked at without a trace, checked, brought to ours."""

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
    """Open a copy for reading. SchemaMismatch when its schema is not ours, ArchiveDamaged."""
    with closing(sqlite.open_frozen(path)) as database:
        check_schema(database)
        yield Record(database)


def peek_revision(path: Path) -> str | None:
    """Return the schema's revision of a copy; None when it is empty. ArchiveError when it is none of ours."""
    with closing(sqlite.open_frozen(path)) as database:
        return read_revision(database)


def read_copy_revision(path: Path) -> str | None:
    """Return the schema's revision, whichever it is. ArchiveDamaged when the file is not whole in its structure."""
    with closing(sqlite.open_frozen(path)) as database:
        with database.read() as connection:
            for what in database.find_damage(connection):
                raise damaged(what)
        return read_revision(database)


def check_copy(path: Path) -> Counts:
    """Return what a copy with our schema holds. ArchiveDamaged when any of it is not as it was written."""
    with open_copy(path) as record:
        for finding in record.check("deep"):
            raise damaged(finding.what)
        return record.counts()


def upgrade_copy(path: Path) -> None:
    """Bring a copy with an older schema to ours, synced when this returns. ArchiveDamaged when it is not whole then."""
    with closing(sqlite.open_writer(sqlite.file_url(path))) as database:
        migrate(database, copy=None)
