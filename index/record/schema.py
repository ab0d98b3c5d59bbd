"""The record's schema: which one a database has, how to make it, and how to upgrade an older one to it."""

import hashlib
import secrets
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Column, Connection, MetaData, PrimaryKeyConstraint, String, Table, delete, insert, inspect, text

from pincite.index.record.checksums import sealed
from pincite.index.record.database import Database
from pincite.index.record.read import read_value
from pincite.index.record.tables import archive, metadata
from pincite.index.values.errors import ArchiveForeign, ArchiveMissing, SchemaMismatch

REVISIONS = ("0001", "0002", "0003")
"""The revisions in ``migrations/versions``, oldest first."""
HEAD = REVISIONS[-1]

_SCHEMA = "schema"
"""The key under which the digest of the database's table descriptions is stored."""
_OURS = ("archive", "batches", "versions")
_MIGRATIONS = Path(__file__).parent / "migrations"

_REVISION = Table(
    "alembic_version",
    MetaData(),
    Column("version_num", String(32), nullable=False),
    PrimaryKeyConstraint("version_num", name="alembic_version_pkc"),
)
"""Where Alembic looks for the revision, as Alembic makes it."""


def check_schema(database: Database) -> None:
    """Raise ArchiveMissing, ArchiveForeign or SchemaMismatch unless the database has exactly our schema."""
    _check_known(_read_existing(database))


def create_schema(database: Database) -> None:
    """Create our schema in an empty database, in one transaction. An existing schema of ours stays untouched.

    Raises SchemaMismatch or ArchiveForeign if there is another schema.
    """
    revision = read_revision(database)
    if revision == HEAD:
        return
    if revision is None:
        database.prepare()
    else:
        _check_known(revision)
    with database.write() as connection:
        _create_tables(connection)
        _set(connection, _SCHEMA, _digest(database, connection))
        _set(connection, "cursor_key", secrets.token_hex(32))


def _create_tables(connection: Connection) -> None:
    """Make the tables that the migrations make, without Alembic: to import it and run them takes 0.25 s."""
    metadata.create_all(connection, checkfirst=False)
    _REVISION.create(connection)
    connection.execute(insert(_REVISION).values(version_num=HEAD))


def migrate_schema(database: Database, connection: Connection) -> None:
    """Upgrade an older schema to ours, inside the transaction of ``connection``."""
    upgrade(connection)
    connection.execute(delete(archive).where(archive.c.key == _SCHEMA))
    _set(connection, _SCHEMA, _digest(database, connection))


def read_older(database: Database) -> str:
    """Return the revision of an upgradable database. Raises ArchiveMissing, ArchiveForeign or SchemaMismatch."""
    revision = _read_existing(database)
    if revision not in REVISIONS:
        raise _newer(revision)
    return revision


def describe_steps(revision: str) -> tuple[str, ...]:
    """Return what each revision after ``revision`` adds, oldest first."""
    from alembic.script import ScriptDirectory

    scripts = ScriptDirectory(str(_MIGRATIONS)).walk_revisions(revision, HEAD)
    return tuple(script.doc for script in scripts if script.revision != revision)[::-1]


def find_changed_schema(database: Database, connection: Connection) -> Iterator[str]:
    """Yield a problem if the tables differ from those that Pincite created."""
    if read_value(connection, _SCHEMA) != _digest(database, connection):
        yield "the tables differ from those that Pincite created"


def _digest(database: Database, connection: Connection) -> str:
    return hashlib.sha256(database.read_schema(connection).encode()).hexdigest()


def read_revision(database: Database) -> str | None:
    """Return the revision of the database, or None when it is empty. Raises ArchiveForeign when it is not Pincite's."""
    with database.read() as connection:
        names = inspect(connection).get_table_names()
        if {"alembic_version", *_OURS}.issubset(names):
            return str(connection.scalar(text("SELECT version_num FROM alembic_version")))
    if names:
        raise ArchiveForeign("the record's database contains tables that are not Pincite's: use another database")
    return None


def _check_known(revision: str) -> None:
    if revision in REVISIONS[:-1]:
        raise SchemaMismatch(
            f"the record has schema {revision}, and this version of Pincite writes {HEAD}: run `pincite migrate`"
        )
    if revision != HEAD:
        raise _newer(revision)


def _newer(revision: str) -> SchemaMismatch:
    return SchemaMismatch(
        f"the record has schema {revision[:40]!r}, and this version of Pincite reads {HEAD}: "
        "install the version that wrote it, or a newer one"
    )


def _read_existing(database: Database) -> str:
    revision = read_revision(database)
    if revision is None:
        raise ArchiveMissing("there is no archive yet: run `pincite ingest PATH...`")
    return revision


def upgrade(connection: Connection, revision: str = HEAD) -> None:
    """Upgrade the schema to a revision, inside the transaction of ``connection``."""
    # Imported here, so that only commands that change a schema pay for it.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def _set(connection: Connection, key: str, value: str) -> None:
    connection.execute(insert(archive).values(sealed(archive, {"key": key, "value": value})))
