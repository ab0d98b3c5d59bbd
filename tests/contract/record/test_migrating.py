"""A record of an older schema becomes ours with every row it had: whole, checked, or not at all."""

from pathlib import Path

import pytest
from sqlalchemy import URL, Connection, inspect, text

from pincite.index.record.database import Patience, open_writer
from pincite.index.record.migrating import Migration, migrate, plan_migration, try_migration
from pincite.index.record.record import create_record, open_record
from pincite.index.record.sqlite import file_url
from pincite.index.values.errors import ArchiveDamaged, ArchiveError, ArchiveMissing, SchemaMismatch
from tests.builders import build_statement
from tests.contract.record.older import age
from tests.contract.record.records import Rows, change, put, redivided, rows_of

STEPS = (
    "A checksum in every row, and the withdrawal of statements.",
    "Notes, printed pages, speakers, what was left out of a source, and the source file, kept with a version.",
)


def fill(place: URL) -> Rows:
    """Make a record as it is now; return its rows."""
    with create_record(place) as record:
        statements = [build_statement(f"s{number}", f"Text {number}", place="Seoul") for number in range(250)]
        put(record, *statements)
        put(record, redivided(build_statement("s1", "One", "Two")), build_statement("s2", "Другой \U0001f1f0"))
        run = record.begin_run()
        record.put_batch(run, [], [("/a.jsonl", "d" * 64)])
        record.finish_run(run, "done")
        return rows_of(record)


@pytest.fixture
def rows(tmp_path: Path) -> Rows:
    """The rows of a record that was never anything but ours."""
    return fill(file_url(tmp_path / "ours.sqlite"))


@pytest.fixture
def old(empty: URL, rows: Rows) -> URL:
    """The same record with the older schema."""
    age(empty, rows)
    return empty


def migrated(place: URL, copy: Path | None = None) -> Migration:
    database = open_writer(place, Patience())
    try:
        return migrate(database, copy=copy)
    finally:
        database.close()


def tables_of(connection: Connection) -> set[str]:
    return set(inspect(connection).get_table_names())


def test_every_row_is_as_if_it_had_always_been_ours(old: URL, rows: Rows) -> None:
    assert migrated(old) == Migration("0001", "0003", STEPS)

    with open_record(old) as record:
        assert list(record.check("deep")) == []
        found = rows_of(record)
        assert record.statement("s1").text == "One\n\nTwo"
    assert {**found, "archive": []} == {**rows, "archive": []}
    values = {row["key"]: row["value"] for row in rows["archive"]}
    assert {row["key"]: row["value"] for row in found["archive"]}["cursor_key"] == values["cursor_key"]


def test_it_can_be_written_on(old: URL) -> None:
    migrated(old)
    with create_record(old) as record:
        assert put(record, build_statement("new")).id == 3
        assert record.withdraw("s1", "Reason") == 4
        assert list(record.check("deep")) == []


def test_what_is_ours_already_is_left_alone(old: URL) -> None:
    migrated(old)
    with open_record(old) as record:
        before = rows_of(record)
    assert migrated(old) == Migration("0003", "0003", ())
    with open_record(old) as record:
        assert rows_of(record) == before


def test_it_is_refused_in_one_line_until_then(old: URL) -> None:
    for opened in (open_record, create_record):
        with pytest.raises(SchemaMismatch, match=r"^the record has schema 0001, .* 0003: run `pincite migrate`$"):
            opened(old)


def test_trying_changes_nothing(old: URL) -> None:
    database = open_writer(old, Patience())
    assert try_migration(database) == plan_migration(database) == Migration("0001", "0003", STEPS)
    with database.read() as connection:
        assert "withdrawals" not in tables_of(connection)
        assert {column["name"] for column in inspect(connection).get_columns("archive")} == {"key", "value"}
        assert connection.scalar(text("SELECT version_num FROM alembic_version")) == "0001"
    database.close()


def test_what_is_damaged_is_not_sealed(old: URL) -> None:
    assert change(old, "UPDATE versions SET text = 'Text 8' WHERE statement = 's7'")
    with pytest.raises(ArchiveDamaged, match=r"versions: 's7 .* has a text that does not match its digest"):
        migrated(old)
    with pytest.raises(SchemaMismatch, match="schema 0001"):
        open_record(old)


def test_nothing_and_the_future_are_refused(empty: URL) -> None:
    with pytest.raises(ArchiveMissing):
        migrated(empty)
    create_record(empty).close()
    assert change(empty, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(SchemaMismatch, match="install"):
        migrated(empty)


def test_a_copy_is_asked_of_the_servers_tools(kind: str, old: URL, tmp_path: Path) -> None:
    if kind == "sqlite":
        migrated(old, tmp_path / "copy.sqlite")
        return
    with pytest.raises(ArchiveError, match=r"`pg_dump`.*`pincite migrate --no-backup` keeps no copy"):
        migrated(old, tmp_path / "copy.sqlite")
    assert migrated(old).is_needed
