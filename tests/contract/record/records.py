"""What the tests of the record do to one."""

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import URL, create_engine, select, text

from pincite.index.record.record import Record
from pincite.index.record.tables import metadata
from pincite.index.record.values import Batch, Incoming
from pincite.index.values.statement import Statement, build_paragraph

Rows = Mapping[str, Sequence[Mapping[Any, Any]]]


def put(record: Record, *statements: Statement, source: str = "/a.jsonl", digest: str = "d") -> Batch:
    """Record statements as one batch of a run of its own."""
    incoming = [Incoming(item, f"{digest}{number}", source) for number, item in enumerate(statements)]
    return record.put_batch(record.begin_run(), incoming)


def numbers(batch: Batch) -> tuple[int | None, int, int, int, int]:
    """Return what a batch counts."""
    return batch.id, batch.new, batch.changed, batch.metadata, batch.unchanged


def redivided(statement: Statement) -> Statement:
    """Return ``statement`` with its text as one paragraph."""
    whole = build_paragraph(1, statement.text, ((0, len(statement.text)),))
    return dataclasses.replace(statement, paragraphs=(whole,))


def forget_all(record: Record) -> None:
    """Remove every row but the archive's own: for tests that need many records one after another."""
    with record._database.write() as connection:
        for table in reversed(metadata.sorted_tables):
            if table.name != "archive":
                connection.execute(table.delete())


def rows_of(record: Record) -> Rows:
    """Return every row of every table."""
    with record._database.read() as connection:
        return {
            table.name: connection.execute(select(table).order_by(*table.primary_key)).mappings().all()
            for table in metadata.sorted_tables
        }


def change(place: URL, sql: str) -> int:
    """Run one command beside the record, as somebody does who should not; return how many rows it changed."""
    engine = create_engine(place)
    try:
        with engine.begin() as connection:
            return connection.execute(text(sql)).rowcount
    finally:
        engine.dispose()
