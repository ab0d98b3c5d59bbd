"""Records of older schemas, made by the migrations that made them then."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import URL, insert

from pincite.index.record.database import Patience, open_writer
from pincite.index.record.schema import upgrade
from pincite.index.record.tables import metadata
from tests.contract.record.records import Rows

_NEW_COLUMNS = ("checksum", "withdrawn")
_NEW_TABLES = ("apparatus", "source_files")


def age(place: URL, rows: Rows) -> None:
    """Make the same record in an empty database as revision 0001 had it."""
    database = open_writer(place, Patience())
    database.prepare()
    with database.write() as connection:
        upgrade(connection, "0001")
        for table in metadata.sorted_tables:
            old = [_without_news(row) for row in rows[table.name] if row.get("key") != "schema"]
            if old and table.name not in _NEW_TABLES:
                connection.execute(insert(table), old)
    database.close()


def _without_news(row: Mapping[Any, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in _NEW_COLUMNS}
