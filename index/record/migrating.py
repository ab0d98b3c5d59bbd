"""An older schema brought to ours: with a copy kept from before, all of it or nothing, and checked before it counts."""

from dataclasses import dataclass
from pathlib import Path

from pincite.index.record.checking import check_written
from pincite.index.record.database import Database
from pincite.index.record.schema import HEAD, describe_steps, migrate_schema, read_older
from pincite.index.values.errors import ArchiveError


@dataclass(frozen=True, slots=True)
class Migration:
    """From which schema to which; ``steps`` says what each one between them brings: nothing when there is none."""

    before: str
    after: str
    steps: tuple[str, ...]

    @property
    def is_needed(self) -> bool:
        """Whether there is anything to do."""
        return bool(self.steps)


def plan_migration(database: Database) -> Migration:
    """Return what there is to do; nothing is written. ArchiveMissing, ArchiveForeign or SchemaMismatch."""
    revision = read_older(database)
    return Migration(revision, HEAD, describe_steps(revision))


def migrate(database: Database, *, copy: Path | None) -> Migration:
    """Bring the record to our schema; return what was done. Raises what ``plan_migration`` raises, and ArchiveDamaged.

    A record as it was before is put at ``copy`` first, synced; ArchiveError where the database is none of files.
    """
    migration = plan_migration(database)
    if migration.is_needed:
        if copy is not None:
            _keep_copy(database, copy)
        _run(database, undo=False)
    return migration


def try_migration(database: Database) -> Migration:
    """Do as ``migrate`` does, and undo it: nothing has changed. ArchiveDamaged when it would not succeed."""
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
    """Raised to leave a transaction without its changes."""


def _run(database: Database, *, undo: bool) -> None:
    try:
        with database.write() as connection:
            migrate_schema(database, connection)
            # What is sealed now was never compared with anything but this.
            check_written(database, connection)
            if undo:
                raise _Undone
    except _Undone:
        pass
