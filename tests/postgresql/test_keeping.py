"""A record on a server is no file: `backup` and `restore` refuse in one line that says what to use instead."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import URL

from tests.calls import Run
from tests.services.processes import free_port

Place = Callable[[URL], URL]


@pytest.fixture
def taken(url: URL, tmp_path: Path, run: Run) -> URL:
    """A record with one statement."""
    seed = tmp_path / "a.txt"
    seed.write_text("Text.", encoding="utf-8")
    run(url, tmp_path / "var", "ingest", str(seed))
    return url


@pytest.mark.parametrize("place", [lambda url: url, lambda url: url.set(port=free_port())], ids=["running", "away"])
def test_backup_names_dump_and_pg_dump_and_leaves_nothing(
    taken: URL, tmp_path: Path, run: Run, *, place: Place
) -> None:
    url, folder = place(taken), tmp_path / "backup"
    for option in ((), ("--json",)):
        said = run(url, tmp_path / "var", "backup", str(folder), *option, code=74)
        [line] = said.stderr.splitlines()
        assert line == (
            "pincite: a backup is a copy of a file, but the record is on a database server: "
            "run `pincite dump FILE`, or back up the database with `pg_dump` and copy the folder `sources`"
        )
        assert not folder.exists()
    assert json.loads(said.stdout)["exit"] == 74


def test_restore_names_load_and_pg_restore_and_changes_nothing(taken: URL, tmp_path: Path, run: Run) -> None:
    backup, new = tmp_path / "backup", tmp_path / "new"
    seed, file = tmp_path / "a.txt", URL.create("sqlite", database=str(tmp_path / "record.sqlite"))
    run(file, tmp_path / "other", "ingest", str(seed))
    run(file, tmp_path / "other", "backup", str(backup))

    said = run(taken, new, "restore", str(backup), code=74)

    [line] = said.stderr.splitlines()
    assert "the record is on a database server" in line
    assert "`pincite load FILE`" in line
    assert "`pg_restore`" in line
    assert not new.exists()
    assert "1 statement" in run(taken, tmp_path / "var", "stats").stdout


def test_what_backup_says_to_run_keeps_the_archive(taken: URL, tmp_path: Path, run: Run) -> None:
    run(taken, tmp_path / "var", "dump", str(tmp_path / "archive.jsonl"))
    file = URL.create("sqlite", database=str(tmp_path / "record.sqlite"))
    assert "1 statement" in run(file, tmp_path / "moved", "load", str(tmp_path / "archive.jsonl")).stdout


def test_the_doctor_tells_of_a_stopped_restore_whatever_the_record_is_in_now(
    taken: URL, tmp_path: Path, run: Run
) -> None:
    new = tmp_path / "new"
    new.mkdir()
    (new / "PINCITE").write_text(
        "A Pincite archive that is being restored. Until that is finished nothing in this folder is believed.\n"
    )
    said = run(taken, new, "doctor", code=74)
    assert "was not finished; run `pincite restore SOURCE` again" in said.stderr
