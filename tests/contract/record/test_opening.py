"""What is no record of ours, or not one that this version can use, is told apart in one line."""

from pathlib import Path

import pytest
from sqlalchemy import URL, create_engine, inspect

from pincite.index.record.record import Record, create_record, open_record
from pincite.index.record.schema import HEAD
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


def test_the_migrations_make_the_tables(empty: URL) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    from pincite.index.record.tables import metadata

    create_record(empty).close()
    engine = create_engine(empty)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    engine.dispose()
