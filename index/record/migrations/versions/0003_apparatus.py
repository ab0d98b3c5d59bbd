"""Notes, printed pages, speakers, what was left out of a source, and the source file, kept with a version."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

ID = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "apparatus",
        sa.Column("statement", ID),
        sa.Column("digest", sa.Text),
        sa.Column("value", sa.Text, nullable=False),
        sa.Column("checksum", sa.Text, nullable=False, server_default=""),
        sa.PrimaryKeyConstraint("statement", "digest", name="pk_apparatus"),
        sa.ForeignKeyConstraint(
            ["statement", "digest"], ["versions.statement", "versions.digest"], name="fk_apparatus_statement"
        ),
    )
    op.create_table(
        "source_files",
        sa.Column("statement", ID),
        sa.Column("digest", sa.Text),
        sa.Column("file", sa.Text, nullable=False),
        sa.Column("length", sa.Integer, nullable=False),
        sa.Column("media_type", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("checksum", sa.Text, nullable=False, server_default=""),
        sa.PrimaryKeyConstraint("statement", "digest", name="pk_source_files"),
        sa.ForeignKeyConstraint(
            ["statement", "digest"], ["versions.statement", "versions.digest"], name="fk_source_files_statement"
        ),
    )
    later = sa.text("ordinal > 1")
    op.create_index(
        "ix_versions_replaced", "versions", ["batch", "statement"], sqlite_where=later, postgresql_where=later
    )
