"""The first schema: archive, runs, batches, sources, statements, versions."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

ID = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
_Column = sa.Column[Any]


def upgrade() -> None:
    _create("archive", [sa.Column("key", sa.Text), *_texts("value")], ["key"])
    _runs_and_batches()
    _create("sources", [sa.Column("path", sa.Text), *_texts("digest")], ["path"])
    _statements()
    _versions()


def _runs_and_batches() -> None:
    ends = [sa.Column("finished", sa.Text), sa.Column("outcome", sa.Text)]
    _create("runs", [sa.Column("id", sa.Integer), *_texts("started"), *ends], ["id"])
    counts = _numbers("new", "changed", "metadata", "paragraphs")
    number = sa.Column("id", sa.Integer, autoincrement=False)
    _create("batches", [number, *_numbers("run"), *_texts("time"), *counts], ["id"], {"run": "runs"})


def _statements() -> None:
    texts = _texts("id_origin", "heading", "provenance", "version", "source", "draft_digest")
    _create("statements", [sa.Column("id", ID), *texts, *_numbers("batch")], ["id"], {"batch": "batches"})
    op.create_index("ix_statements_batch", "statements", ["batch"])
    op.create_index("ix_statements_source", "statements", ["source"])


def _versions() -> None:
    named = [sa.Column("statement", ID), sa.Column("digest", sa.Text)]
    columns = [*named, *_numbers("ordinal", "batch", "paragraphs"), *_texts("layout", "text")]
    _create("versions", columns, ["statement", "digest"], {"statement": "statements", "batch": "batches"})


def _create(name: str, columns: Sequence[_Column], key: Sequence[str], refers: Mapping[str, str] | None = None) -> None:
    foreign = [
        sa.ForeignKeyConstraint([column], [f"{other}.id"], name=f"fk_{name}_{column}")
        for column, other in (refers or {}).items()
    ]
    op.create_table(name, *columns, sa.PrimaryKeyConstraint(*key, name=f"pk_{name}"), *foreign)


def _texts(*names: str) -> list[_Column]:
    return [sa.Column(name, sa.Text, nullable=False) for name in names]


def _numbers(*names: str) -> list[_Column]:
    return [sa.Column(name, sa.Integer, nullable=False) for name in names]
