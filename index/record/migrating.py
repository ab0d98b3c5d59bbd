"""Upgrade an older schema: keep a copy first, change all or nothing, and check the result before the commit."""

from dataclasses import dataclass
from pathlib import Path

from pincite.index.record.checking import check_written
from pincite.index.record.database import Database
from pincite.index.record.schema import HEAD, describe_steps, migrate_schema, read_older
from pincite.index.values.errors import ArchiveError


@dataclass(frozen=True, slots=True)
class Migration:
    """The schema before and after, and ``steps``: what each revision between them adds."""

    before: str
    after: str
    steps: tuple[str, ...]

    @property
    def is_needed(self) -> bool:
        """Whether an upgrade is needed."""
        return bool(self.steps)


def plan_migration(database: Database) -> Migration:
    """Return what there is to do. Writes nothing. Raises ArchiveMissing, ArchiveForeign or SchemaMismatch."""
    revision = read_older(database)
    return Migration(revision, HEAD, describe_steps(revision))


def migrate(database: Database, *, copy: Path | None) -> Migration:
    """Upgrade the record to our schema. Raises what ``plan_migration`` raises, and ArchiveDamaged.

    A synced copy of the old record is written to ``copy`` first. Raises ArchiveError when the database is not a file.
    """
    migration = plan_migration(database)
    if migration.is_needed:
        if copy is not None:
            _keep_copy(database, copy)
        _run(database, undo=False)
    return migration


def try_migration(database: Database) -> Migration:
    """Run ``migrate`` and undo it, so that nothing changes. Raises ArchiveDamaged when it would fail."""
    migration = plan_migration(database)
    if migration.is_needed:
        _run(database, undo=True)
    return migration


def _keep_copy(database: Database, path: Path) -> None:
    try:
        with database.read() as connection:
            database.copy(connection, path, lambda _done, _total: None)
    except ArchiveError as error:
        raise ArchiveError(f"{error}; `pincite migrate --no-backup` keeps no copy") from error


class _Undone(Exception):
    """Raised to leave a transaction and undo its changes."""


def _run(database: Database, *, undo: bool) -> None:
    try:
        with database.write() as connection:
            migrate_schema(database, connection)
            # The new checksums have not been compared with anything else yet.
            check_written(database, connection)
            if undo:
                raise _Undone
    except _Undone:
        pass
