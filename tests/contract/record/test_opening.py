"""What is no record of ours, or not one that this version can use, is told apart in one line."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import URL, MetaData, create_engine, inspect, text

from pincite.index.record.database import Patience, open_writer
from pincite.index.record.record import Record, create_record, open_record
from pincite.index.record.schema import HEAD, upgrade
from pincite.index.values.errors import ArchiveError, ArchiveForeign, ArchiveMissing, SchemaMismatch
from tests.contract.record.records import change


def test_the_cursor_key_is_made_once(empty: URL) -> None:
    with create_record(empty) as record:
        key = record.cursor_key()

    assert len(key) == 32
    with create_record(empty) as again, open_record(empty) as reader:
        assert again.cursor_key() == reader.cursor_key() == key


def test_a_reader_cannot_write(record: Record, place: URL) -> None:
    with open_record(place) as reader, pytest.raises(ArchiveError, match="cannot be used"):
        reader.begin_run()


def test_an_empty_database_is_no_archive(empty: URL, kind: str, path: Path) -> None:
    if kind == "sqlite":
        path.touch()
    with pytest.raises(ArchiveMissing, match="run `pincite ingest"):
        open_record(empty)


def test_a_newer_schema_is_refused_in_one_line(empty: URL) -> None:
    create_record(empty).close()
    change(empty, "UPDATE alembic_version SET version_num = '9999'")

    for opened in (open_record, create_record):
        with pytest.raises(
            SchemaMismatch, match=f"schema '9999', and this version of Pincite reads {HEAD}: install"
        ) as caught:
            opened(empty)
        assert "\n" not in str(caught.value)


@pytest.mark.parametrize("theirs", ["holidays (day INTEGER)", "alembic_version (version_num TEXT)"])
def test_a_foreign_database_is_refused_and_left_alone(empty: URL, theirs: str) -> None:
    change(empty, f"CREATE TABLE {theirs}")

    for opened in (open_record, create_record):
        with pytest.raises(ArchiveForeign, match="not Pincite's"):
            opened(empty)
    engine = create_engine(empty)
    assert inspect(engine).get_table_names() == [theirs.split()[0]]
    engine.dispose()


@pytest.mark.parametrize(
    "url",
    ["", "nonsense", "sqlite://", "sqlite:///:memory:", "sqlite:////proc/none/r.sqlite", "oracle+none://", "mysql://"],
)
def test_a_url_that_cannot_be_used_is_our_error(url: str) -> None:
    with pytest.raises(ArchiveError):
        create_record(url)


def test_a_new_record_and_the_migrations_have_the_same_tables(empty: URL) -> None:
    create_record(empty).close()
    new = _read_tables(empty)
    _drop_all(empty)

    database = open_writer(empty, Patience())
    with database.write() as connection:
        upgrade(connection)
    database.close()

    assert new == _read_tables(empty)


def _read_tables(place: URL) -> dict[str, Any]:
    """Return what the database says of every table, and which revision it has."""
    engine = create_engine(place)
    with engine.connect() as connection:
        found = inspect(connection)
        tables = {
            name: {
                "columns": [{**column, "type": repr(column["type"])} for column in found.get_columns(name)],
                "key": found.get_pk_constraint(name),
                "refers": sorted(found.get_foreign_keys(name), key=repr),
                "indexes": sorted(map(_plain, found.get_indexes(name)), key=repr),
            }
            for name in found.get_table_names()
        }
        revision = connection.scalar(text("SELECT version_num FROM alembic_version"))
    engine.dispose()
    return {**tables, "revision": revision}


def _plain(index: Any) -> dict[str, Any]:
    options = {name: str(value) for name, value in index.get("dialect_options", {}).items()}
    return {**index, "dialect_options": options}


def _drop_all(place: URL) -> None:
    engine = create_engine(place)
    found = MetaData()
    found.reflect(engine)
    found.drop_all(engine)
    engine.dispose()
