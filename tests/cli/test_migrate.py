"""``pincite migrate``: a record of an older version is refused, brought to this one, and kept as it was."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from pincite.app.cli import main
from pincite.index.record.record import open_record
from pincite.index.record.sqlite import file_url
from pincite.index.storage.home import create_home
from tests.conftest import JOINT, ROOT
from tests.contract.record.older import age
from tests.contract.record.records import rows_of
from tests.durability.disks import Died, Dying, put_in


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    """An archive whose record is of revision 0001."""
    folder = tmp_path / "var"
    monkeypatch.setenv("PINCITE_HOME", str(folder))
    assert main(["ingest", str(ROOT / "seeds")]) == 0
    make_old(folder)
    capsys.readouterr()
    return folder


def make_old(folder: Path) -> None:
    path = create_home(folder).record
    with open_record(file_url(path)) as record:
        rows = rows_of(record)
    for end in ("", "-wal", "-shm"):
        path.with_name(path.name + end).unlink(missing_ok=True)
    age(file_url(path), rows)


def revision(path: Path) -> str:
    with closing(sqlite3.connect(path)) as database:
        return str(database.execute("SELECT version_num FROM alembic_version").fetchone()[0])


def copies(home: Path) -> list[Path]:
    return sorted(home.glob("record-0001-*"))


@pytest.mark.sampled(3)
@pytest.mark.parametrize(
    "command", [("search", "a"), ("ingest", str(ROOT / "seeds")), ("verify",), ("stats",), ("serve",), ("rebuild",)]
)
def test_every_other_command_says_in_one_line_what_to_run(
    home: Path, capsys: pytest.CaptureFixture[str], command: tuple[str, ...]
) -> None:
    assert main(command) == 74
    assert "run `pincite migrate`" in capsys.readouterr().err.splitlines()[-1]


def test_it_is_tried_then_done_and_the_record_from_before_is_kept(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["migrate", "--dry-run"]) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith("The record can be upgraded from schema 0001 to 0003: A checksum in every row")
    assert second.endswith("The upgrade was tried and undone: nothing has changed.")
    assert (revision(home / "record.sqlite"), copies(home)) == ("0001", [])

    assert main(["migrate"]) == 0
    says = capsys.readouterr().out
    (copy,) = copies(home)
    assert f"The old record is kept at {copy}" in says
    assert (revision(home / "record.sqlite"), revision(copy)) == ("0003", "0001")
    for command in (["verify", "--deep"], ["search", "ironclad"], ["show", JOINT], ["ingest", str(ROOT / "seeds")]):
        assert main(command) == 0

    capsys.readouterr()
    assert main(["migrate"]) == 0
    assert capsys.readouterr().out == "The record already has schema 0003: nothing to do.\n"
    assert copies(home) == [copy]


def test_json(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = []
    for arguments in (["--dry-run", "--no-backup"], [], []):
        assert main(["migrate", "--json", *arguments]) == 0
        told.append(json.loads(capsys.readouterr().out))
    (copy,) = copies(home)
    steps = [
        "A checksum in every row, and the withdrawal of statements.",
        "Notes, printed pages, speakers, what was left out of a source, and the source file, kept with a version.",
    ]
    done = {"event": "done", "before": "0001", "after": "0003", "steps": steps}
    assert told == [
        {**done, "backup": None, "dry_run": True},
        {**done, "backup": str(copy), "dry_run": False},
        {**done, "before": "0003", "steps": [], "backup": None, "dry_run": False},
    ]


def test_without_an_archive_it_says_what_to_run_and_makes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["migrate", "--home", str(tmp_path / "none")]) == 74
    assert "pincite ingest" in capsys.readouterr().err
    create_home(tmp_path / "new")
    assert main(["migrate", "--home", str(tmp_path / "new")]) == 74
    assert "pincite ingest" in capsys.readouterr().err
    assert not (tmp_path / "new" / "record.sqlite").exists()


def test_whatever_stops_it_the_record_is_the_old_or_the_new_one(home: Path) -> None:
    """Dies at every operation of ours; SQLite's own are its own to undo."""
    for number in range(1, 100):
        try:
            with put_in(Dying(number)):
                assert main(["migrate"]) == 0
            break
        except Died:
            assert revision(home / "record.sqlite") in ("0001", "0003")
            assert main(["migrate"]) == 0
            assert main(["verify"]) == 0
            make_old(home)
    else:
        pytest.fail("no end")
    assert number > 5, "there are more operations than that"
