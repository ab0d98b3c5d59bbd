"""A record in a file: synced, readable where nothing can be written, and told from what is none."""

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from pincite.index.record.record import create_record, open_record
from pincite.index.record.sqlite import file_url
from pincite.index.values.errors import ArchiveDamaged, ArchiveMissing
from tests.builders import build_statement
from tests.contract.record.records import change, put

ROOT = Path(__file__).parents[2]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "a record?#%41.sqlite"


def test_commits_are_synced_and_written_ahead(path: Path) -> None:
    names = ("journal_mode", "synchronous")
    with create_record(file_url(path)) as record, record._database.read() as connection:
        pragmas = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in names]

    assert pragmas == ["wal", 2]


def test_a_long_transaction_does_not_stay_in_memory(path: Path) -> None:
    """Changed pages go into the log as they come, once there are more of them than a batch has."""
    log = path.with_name(f"{path.name}-wal")
    with create_record(file_url(path)) as record, record._database.write() as connection:
        connection.exec_driver_sql("CREATE TABLE filled (value BLOB)")
        for _ in range(64):
            connection.exec_driver_sql("INSERT INTO filled VALUES (zeroblob(1048576))")
        assert log.stat().st_size > 40 << 20


def test_a_missing_record_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(ArchiveMissing, match="run `pincite ingest"):
        open_record(file_url(tmp_path / "none.sqlite"))
    assert list(tmp_path.iterdir()) == []


def test_bytes_that_are_no_database_are_damage(path: Path) -> None:
    path.write_bytes(b"not a database" * 100)
    with pytest.raises(ArchiveDamaged, match="restore it from a backup"):
        open_record(file_url(path))


def test_one_check_that_stops_does_not_keep_the_others_from_being_made(path: Path) -> None:
    with create_record(file_url(path)) as record:
        put(record, build_statement("one", "A"))
        change(file_url(path), "UPDATE runs SET outcome = CAST(x'ff' AS TEXT)")
        change(file_url(path), "UPDATE statements SET source = 'x'")

        found = [finding.what for finding in record.check("bytes")]

    assert found == ["the record is damaged (a text is not UTF-8)", "statements: 'one' is not as it was written"]


def test_other_tables_than_were_made_are_found(path: Path) -> None:
    with create_record(file_url(path)) as record:
        change(file_url(path), "CREATE INDEX mine ON versions (batch)")
        assert [finding.what for finding in record.check("bytes")] == [
            "the tables differ from those that Pincite created"
        ]


READ_AS_NOBODY = """
import os, sys
from pathlib import Path
from pincite.index.record.record import create_record, open_record
from pincite.index.record.sqlite import file_url

folder = Path(sys.argv[1])
create_record(file_url(folder / "record.sqlite")).close()
(folder / "record.sqlite").chmod(0o444)
folder.chmod(0o555)
if os.geteuid() == 0:
    os.setuid(65534)  # root may write everywhere
assert not os.access(folder, os.W_OK)
with open_record(file_url(folder / "record.sqlite")) as record:
    print(record.counts().statements)
"""


def test_a_read_only_folder_can_be_read() -> None:
    with TemporaryDirectory() as folder:
        command = [sys.executable, "-c", READ_AS_NOBODY, folder]
        result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        Path(folder).chmod(0o755)
    assert (result.stdout, result.stderr) == ("0\n", "")
