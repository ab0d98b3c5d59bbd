"""Every row has its checksum, whatever wrote it; a row that is not as it was written is never answered from."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Column, Connection, Integer, MetaData, Table, Text, create_engine, select

from index.errors import ArchiveDamaged
from index.record.checksums import COLUMN, is_sealed, row_checksum, seal_rows, sealed
from index.record.record import Record, create_record
from index.record.sqlite import file_url
from index.record.tables import metadata
from index.record.values import Incoming
from tests.builders import build_statement

VALUES = st.none() | st.integers() | st.floats(allow_nan=False) | st.text() | st.binary()
ROWS = st.dictionaries(st.text(max_size=3), VALUES, max_size=3)


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Record]:
    with create_record(file_url(tmp_path / "record.sqlite")) as record:
        yield record


def put(record: Record, *texts: str) -> None:
    run = record.begin_run()
    for text in texts:
        record.put_batch(run, [Incoming(build_statement("one", text), text, "/a.jsonl")], [("/a.jsonl", text)])
    record.finish_run(run, "done")


def change(path: Path, sql: str) -> None:
    with closing(sqlite3.connect(path)) as database, database:
        assert database.execute(sql).rowcount


def test_everything_that_is_written_is_sealed(record: Record, tmp_path: Path) -> None:
    put(record, "Old", "New")
    record.withdraw("one", "Reason")
    record.withdraw("one", None)
    put(record, "Newer")

    engine = create_engine(file_url(tmp_path / "record.sqlite"))
    with engine.connect() as connection:
        rows = {table: connection.execute(select(table)).mappings().all() for table in metadata.sorted_tables}
    engine.dispose()
    assert all(rows.values())
    assert [row for table, found in rows.items() for row in found if not is_sealed(table, row)] == []


@pytest.mark.parametrize(
    ("sql", "read"),
    [
        ("UPDATE statements SET heading = replace(heading, 'joint', 'joinT')", lambda r: r.statement("one")),
        ("UPDATE statements SET heading = replace(heading, 'joint', 'joinT')", lambda r: list(r.changes_since(0))),
        ("UPDATE versions SET text = 'Nev'", lambda r: r.statement("one")),
        ("UPDATE versions SET text = 'Nev'", lambda r: list(r.entries_by_id())),
        ("UPDATE versions SET ordinal = 2", lambda r: r.statement("one")),
        ("UPDATE statements SET withdrawn = 1", lambda r: r.statement("one")),
        ("UPDATE statements SET draft_digest = 'x'", lambda r: put(r, "Newer")),
        ("UPDATE statements SET source = x'00'", lambda r: r.withdraw("one", "Reason")),
    ],
)
def test_what_is_damaged_is_not_answered_from_or_written_on(
    record: Record, tmp_path: Path, sql: str, read: Callable[[Record], object]
) -> None:
    put(record, "New")
    change(tmp_path / "record.sqlite", sql)

    with pytest.raises(ArchiveDamaged, match=r"one.* is not as it was written\): restore it from a backup$"):
        read(record)


@given(ROWS, ROWS)
def test_other_rows_have_other_checksums(one: dict[str, object], other: dict[str, object]) -> None:
    # repr tells 1 from 1.0, True from 1, and 0.0 from -0.0, which are equal in Python.
    same = repr(sorted(_unsealed(one))) == repr(sorted(_unsealed(other)))
    assert (row_checksum("t", one) == row_checksum("t", other)) == same


def _unsealed(row: dict[str, object]) -> list[tuple[str, str]]:
    return [(name, repr(value)) for name, value in row.items() if name != COLUMN]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"a": 1}, {"a": "1"}),
        ({"a": 1}, {"a": 1.0}),
        ({"a": b"x"}, {"a": "x"}),
        ({"a": b"\xff"}, {"a": "\udcff"}),
        ({"a": None}, {"a": "null"}),
        ({"a": None}, {"a": ""}),
        ({"a": "b", "c": "d"}, {"a": 'b","c":"d'}),
    ],
)
def test_kinds_of_values_are_told_apart(one: dict[str, object], other: dict[str, object]) -> None:
    assert row_checksum("t", one) != row_checksum("t", other)
    assert row_checksum("t", one) != row_checksum("u", one)


def test_rows_with_one_key_or_two_are_sealed_where_they_stand() -> None:
    tables = MetaData()
    one = Table("one", tables, Column("id", Integer, primary_key=True), Column(COLUMN, Text, server_default=""))
    keys = (Column("a", Text, primary_key=True), Column("b", Text, primary_key=True))
    two = Table("two", tables, *keys, Column("c", Text), Column(COLUMN, Text, server_default=""))
    with create_engine("sqlite://").begin() as connection:
        tables.create_all(connection)
        connection.execute(one.insert(), [{"id": number} for number in range(450)])
        connection.execute(two.insert(), [{"a": "é", "b": f"'{number}", "c": None} for number in range(450)])
        for table in (one, two):
            assert _count_sealed(connection, table) == 0
            seal_rows(connection, table)
            assert _count_sealed(connection, table) == 450


def _count_sealed(connection: Connection, table: Table) -> int:
    return sum(is_sealed(table, row) for row in connection.execute(select(table)).mappings())


def test_a_row_is_sealed_whole_or_not_at_all() -> None:
    table = Table("t", MetaData(), Column("a", Integer, primary_key=True), Column("b", Text), Column(COLUMN, Text))
    assert is_sealed(table, sealed(table, {"a": 1, "b": None, "more": "left out"}))
    with pytest.raises(KeyError):
        sealed(table, {"a": 1})
