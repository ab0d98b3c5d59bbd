"""The checksum of a row: of every value and its kind, and of rows that stand already."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Column, Connection, Integer, MetaData, Table, Text, create_engine, select

from pincite.index.record.checksums import COLUMN, is_sealed, row_checksum, seal_rows, sealed

VALUES = st.none() | st.integers() | st.floats(allow_nan=False) | st.text() | st.binary()
ROWS = st.dictionaries(st.text(max_size=3), VALUES, max_size=3)


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
