"""The tables of the record. Each version is one row, with its text and the layout of its paragraphs.

A new archive is made from these tables, and an older one is upgraded to them: a change here needs a migration in
``migrations/versions`` and the new HEAD in ``schema.py``.
"""

from typing import Any

from sqlalchemy import DDL, Column, ForeignKey, ForeignKeyConstraint, Index, Integer, MetaData, Table, Text, event

from pincite.index.record.checksums import COLUMN

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# Ids are ordered by code points everywhere, as in the index.
Id = Text().with_variant(Text(collation="C"), "postgresql")


def _checksum() -> "Column[str]":
    return Column(COLUMN, Text, nullable=False, server_default="")


archive = Table(
    "archive",
    metadata,
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),
    _checksum(),
)

runs = Table(
    "runs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("started", Text, nullable=False),
    Column("finished", Text),
    Column("outcome", Text),
    _checksum(),
)

batches = Table(
    "batches",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("run", Integer, ForeignKey("runs.id"), nullable=False),
    Column("time", Text, nullable=False),
    Column("new", Integer, nullable=False),
    Column("changed", Integer, nullable=False),
    Column("metadata", Integer, nullable=False),
    Column("paragraphs", Integer, nullable=False),
    _checksum(),
)
"""The numbers count what was ingested. The batch of a withdrawal has none."""

sources = Table(
    "sources",
    metadata,
    Column("path", Text, primary_key=True),
    Column("digest", Text, nullable=False),
    _checksum(),
)
"""A row says that the source was completely ingested when it had this digest."""

statements = Table(
    "statements",
    metadata,
    Column("id", Id, primary_key=True),
    Column("id_origin", Text, nullable=False),
    Column("heading", Text, nullable=False),
    Column("provenance", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("draft_digest", Text, nullable=False),
    Column("batch", Integer, ForeignKey("batches.id"), nullable=False),
    Column("withdrawn", Integer),
    _checksum(),
    Index(None, "batch"),
    Index(None, "source"),
)
"""``withdrawn`` is the batch of the withdrawal in force (see ``withdrawals``), or NULL for a searchable statement."""

versions = Table(
    "versions",
    metadata,
    Column("statement", Id, ForeignKey("statements.id"), primary_key=True),
    Column("digest", Text, primary_key=True),
    Column("ordinal", Integer, nullable=False),
    Column("batch", Integer, ForeignKey("batches.id"), nullable=False),
    Column("paragraphs", Integer, nullable=False),
    Column("layout", Text, nullable=False),
    Column("text", Text, nullable=False),
    _checksum(),
)

# Versions that replaced another are few among all, and are listed by batch. In SQL that both databases understand: an
# Index with a condition would import what SQLAlchemy knows of PostgreSQL in every start of a command.
_REPLACED = DDL("CREATE INDEX ix_versions_replaced ON versions (batch, statement) WHERE ordinal > 1")  # type: ignore[no-untyped-call]
event.listen(versions, "after_create", _REPLACED)


def _beside_versions(name: str, *columns: Column[Any]) -> Table:
    """Return a table with at most one row for each version."""
    return Table(
        name,
        metadata,
        Column("statement", Id, primary_key=True),
        Column("digest", Text, primary_key=True),
        *columns,
        _checksum(),
        ForeignKeyConstraint(
            ["statement", "digest"], ["versions.statement", "versions.digest"], name=f"fk_{name}_statement"
        ),
    )


apparatus = _beside_versions("apparatus", Column("value", Text, nullable=False))
"""Notes, pages, speakers and left-out text of versions that have any. The index does not need them."""

source_files = _beside_versions(
    "source_files",
    Column("file", Text, nullable=False),
    Column("length", Integer, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("name", Text, nullable=False),
)
"""The file that a version was last read from, for those whose file is kept: ``file`` is its SHA-256."""

withdrawals = Table(
    "withdrawals",
    metadata,
    Column("statement", Id, ForeignKey("statements.id"), primary_key=True),
    Column("batch", Integer, ForeignKey("batches.id"), primary_key=True, autoincrement=False),
    Column("reason", Text),
    _checksum(),
)
"""Every withdrawal, with its reason. A row without a reason undoes a withdrawal."""

PRUNED = "Its source is no longer in the folder that was ingested."
"""The reason of a statement that was pruned. It comes back when a source holds it again."""
