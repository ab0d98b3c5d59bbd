"""A checksum in every row, and the withdrawal of statements."""

import sqlalchemy as sa
from alembic import op

from pincite.index.record.checksums import seal_rows

revision = "0002"
down_revision = "0001"

ID = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
TABLES = ("archive", "runs", "batches", "sources", "statements", "versions")


def upgrade() -> None:
    op.add_column("statements", sa.Column("withdrawn", sa.Integer))
    for name in TABLES:
        op.add_column(name, _checksum())
        seal_rows(op.get_bind(), sa.Table(name, sa.MetaData(), autoload_with=op.get_bind()))
    op.create_table(
        "withdrawals",
        sa.Column("statement", ID),
        sa.Column("batch", sa.Integer),
        sa.Column("reason", sa.Text),
        _checksum(),
        sa.PrimaryKeyConstraint("statement", "batch", name="pk_withdrawals"),
        sa.ForeignKeyConstraint(["statement"], ["statements.id"], name="fk_withdrawals_statement"),
        sa.ForeignKeyConstraint(["batch"], ["batches.id"], name="fk_withdrawals_batch"),
    )


def _checksum() -> "sa.Column[str]":
    return sa.Column("checksum", sa.Text, nullable=False, server_default="")
