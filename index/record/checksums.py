"""A checksum in every row. A change of even one bit is found when the row is read or verified.

The checksum is BLAKE2b (RFC 7693) with 8 bytes, in hex, over the UTF-8 of ``[table, [[column, value], ...]]`` as
compact JSON, with the columns sorted by name. JSON distinguishes text, integers, floats and null.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, bindparam, select, tuple_

from pincite.index.record.damage import damaged
from pincite.index.values.json_text import render_json

COLUMN = "checksum"
Row = Mapping[Any, Any]
_AT_ONCE = 200


def row_checksum(table: str, row: Row) -> str:
    """Return the checksum of a row of ``table``, 16 hex digits. A checksum already in ``row`` is left out."""
    # Plain text: SQLAlchemy's names are of a class of their own.
    return _checksum(table, [str(name) for name in sorted(row) if name != COLUMN], row)


def _checksum(table: str, names: Iterable[str], row: Row) -> str:
    """Return the checksum of the columns ``names``, which are sorted."""
    named = [[name, _plain(value) if isinstance(value := row[name], bytes) else value] for name in names]
    return hashlib.blake2b(render_json([str(table), named]), digest_size=8).hexdigest()


def sealed(table: Table, row: Row) -> dict[str, Any]:
    """Return a whole row of ``table`` with its checksum; KeyError when a column is missing."""
    names = _names(table)
    values = {name: row[name] for name in names}
    return {**values, COLUMN: _checksum(table.name, names, values)}


@cache
def _names(table: Table) -> tuple[str, ...]:
    """Return the columns of ``table`` but the checksum, sorted."""
    return tuple(sorted(str(column.name) for column in table.columns if column.name != COLUMN))


def is_sealed(table: Table, row: Row) -> bool:
    """Whether a whole row is as it was written."""
    return bool(row[COLUMN] == _checksum(table.name, _names(table), row))


def read_row(connection: Connection, table: Table, *where: ColumnElement[bool]) -> Row | None:
    """Return the whole row that meets the conditions, or None. Raises ArchiveDamaged."""
    row = connection.execute(select(table).where(*where)).mappings().first()
    if row is not None:
        check_row(table, row)
    return row


def need_row(connection: Connection, table: Table, *where: ColumnElement[bool]) -> Row:
    """Return the whole row that meets the conditions. Raises ArchiveDamaged when it is missing."""
    row = read_row(connection, table, *where)
    if row is None:
        raise damaged(f"{table.name}: a row that others refer to does not exist")
    return row


def check_row(table: Table, row: Row) -> None:
    """Raise ArchiveDamaged unless a whole row is as it was written."""
    if not is_sealed(table, row):
        raise damaged(f"{table.name}: {name_row(table, row)!r} is not as it was written")


def name_row(table: Table, row: Row) -> str:
    """Return the primary key of a row, in words."""
    return " ".join(str(row[column.name]) for column in table.primary_key)


def seal_rows(connection: Connection, table: Table) -> None:
    """Write the checksum of every row of ``table``."""
    keys = list(table.primary_key)
    change = table.update().where(*(key == bindparam(f"of_{key.name}") for key in keys))
    change = change.values({COLUMN: bindparam("made")})
    for some in _chunks(connection, table):
        rows = connection.execute(select(table).where(tuple_(*keys).in_(some))).mappings().all()
        names = [{f"of_{key.name}": row[key.name] for key in keys} for row in rows]
        made = [{"made": row_checksum(table.name, row)} for row in rows]
        connection.execute(change, [name | seal for name, seal in zip(names, made, strict=True)])


def _chunks(connection: Connection, table: Table) -> Iterator[list[tuple[Any, ...]]]:
    """Yield the primary keys in chunks."""
    found = [tuple(row) for row in connection.execute(select(*table.primary_key))]
    for start in range(0, len(found), _AT_ONCE):
        yield found[start : start + _AT_ONCE]


def _plain(value: bytes) -> list[str]:
    """Turn bytes, which JSON does not have, into a list. Only damaged values are bytes, and no sound one is a list."""
    return [value.hex()]
