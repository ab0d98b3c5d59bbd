"""The first schema: archive, runs, batches, sources, statements, versions."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

ID = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "archive",
        sa.Column("key", sa.Text),
        sa.Column("value", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_archive"),
    )
    op.create_table(
        "runs",
        sa.Column("id", sa.Integer),
        sa.Column("started", sa.Text, nullable=False),
        sa.Column("finished", sa.Text),
        sa.Column("outcome", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pk_runs"),
    )
    op.create_table(
        "batches",
        sa.Column("id", sa.Integer, autoincrement=False),
        sa.Column("run", sa.Integer, nullable=False),
        sa.Column("time", sa.Text, nullable=False),
        sa.Column("new", sa.Integer, nullable=False),
        sa.Column("changed", sa.Integer, nullable=False),
        sa.Column("metadata", sa.Integer, nullable=False),
        sa.Column("paragraphs", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_batches"),
        sa.ForeignKeyConstraint(["run"], ["runs.id"], name="fk_batches_run"),
    )
    op.create_table(
        "sources",
        sa.Column("path", sa.Text),
        sa.Column("digest", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("path", name="pk_sources"),
    )
    op.create_table(
        "statements",
        sa.Column("id", ID),
        sa.Column("id_origin", sa.Text, nullable=False),
        sa.Column("heading", sa.Text, nullable=False),
        sa.Column("provenance", sa.Text, nullable=False),
        sa.Column("version", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("draft_digest", sa.Text, nullable=False),
        sa.Column("batch", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_statements"),
        sa.ForeignKeyConstraint(["batch"], ["batches.id"], name="fk_statements_batch"),
    )
    op.create_index("ix_statements_batch", "statements", ["batch"])
    op.create_index("ix_statements_source", "statements", ["source"])
    op.create_table(
        "versions",
        sa.Column("statement", ID),
        sa.Column("digest", sa.Text),
        sa.Column("ordinal", sa.Integer, nullable=False),
        sa.Column("batch", sa.Integer, nullable=False),
        sa.Column("paragraphs", sa.Integer, nullable=False),
        sa.Column("layout", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("statement", "digest", name="pk_versions"),
        sa.ForeignKeyConstraint(["statement"], ["statements.id"], name="fk_versions_statement"),
        sa.ForeignKeyConstraint(["batch"], ["batches.id"], name="fk_versions_batch"),
    )
