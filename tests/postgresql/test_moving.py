"""An archive moves to a PostgreSQL server and back by `dump` and `load`, with all its versions and withdrawals."""

from pathlib import Path

import pytest
from sqlalchemy import URL

from pincite.app.cli import main
from tests.calls import Run
from tests.conftest import ROOT
from tests.services.postgresql import PostgresqlServer


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An archive on SQLite: a statement with two versions, one withdrawn, one with a new heading."""
    home, seeds = tmp_path / "var", tmp_path / "seeds"
    seeds.mkdir()
    for text in ("First.", "Second."):
        for name in ("one", "two"):
            (seeds / f"{name}.txt").write_text(f"{text} Ünïcödé 北京", encoding="utf-8")
        assert main(["ingest", str(seeds), str(ROOT / "seeds"), "--home", str(home)]) == 0
    assert main(["withdraw", "two", "--reason", "A test's.", "--home", str(home)]) == 0
    return home


def test_an_archive_moves_to_postgresql_and_back(
    home: Path, url: URL, postgresql: PostgresqlServer, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second, third = (tmp_path / f"{number}.jsonl" for number in range(3))
    assert main(["dump", str(first), "--home", str(home)]) == 0

    run(url, tmp_path / "there", "load", str(first))
    said = run(url, tmp_path / "there", "verify")
    run(url, tmp_path / "there", "dump", str(second))
    monkeypatch.delenv("PINCITE_RECORD_URL")
    assert main(["load", str(second), "--home", str(tmp_path / "back")]) == 0
    assert main(["dump", str(third), "--home", str(tmp_path / "back")]) == 0

    assert said.stdout.startswith("Record and index agree: ")
    assert first.read_bytes() == second.read_bytes() == third.read_bytes()


def test_a_record_that_holds_something_is_not_loaded_into(home: Path, url: URL, tmp_path: Path, run: Run) -> None:
    dump = tmp_path / "dump.jsonl"
    assert main(["dump", str(dump), "--home", str(home)]) == 0
    run(url, tmp_path / "there", "load", str(dump))

    said = run(url, tmp_path / "elsewhere", "load", str(dump), code=74)

    assert len(said.stderr.splitlines()) == 1
    run(url, tmp_path / "there", "verify")


def test_backup_says_how_a_server_is_backed_up(url: URL, tmp_path: Path, run: Run) -> None:
    seed = tmp_path / "a.txt"
    seed.write_text("Text.", encoding="utf-8")
    run(url, tmp_path / "var", "ingest", str(seed))

    said = run(url, tmp_path / "var", "backup", str(tmp_path / "backup"), code=74)

    [line] = said.stderr.splitlines()
    assert "pg_dump" in line
    assert not (tmp_path / "backup").exists()
