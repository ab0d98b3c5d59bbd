"""The tables of the record. One row a version: its text once, and the layout of its paragraphs beside it.

A change here needs a migration in ``migrations/versions`` and the new HEAD in ``schema.py``.
"""

from sqlalchemy import Column, ForeignKey, Index, Integer, MetaData, Table, Text

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# Ids are ordered by code points everywhere, as the index orders them.
Id = Text().with_variant(Text(collation="C"), "postgresql")

archive = Table(
    "archive",
    metadata,
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),
)

runs = Table(
    "runs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("started", Text, nullable=False),
    Column("finished", Text),
    Column("outcome", Text),
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
)

sources = Table(
    "sources",
    metadata,
    Column("path", Text, primary_key=True),
    Column("digest", Text, nullable=False),
)
"""A row says that everything in the source was taken in when it had this digest."""

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
    Index(None, "batch"),
    Index(None, "source"),
)

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
)
