"""A service that starts brings the index to the record, whatever stopped between the two."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from app.cli import main
from app.dependencies import open_for_writing
from app.settings import Settings
from app.starting import open_for_serving
from index.home import create_home, lock
from index.record.record import Record, create_record
from index.record.sqlite import file_url
from tests.builders import build_statement
from tests.conftest import JOINT, ROOT
from tests.contract.record.records import change, put

Stop = Callable[[Path], None]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    assert main(["ingest", str(ROOT / "seeds"), "--home", str(tmp_path / "var")]) == 0
    return tmp_path / "var"


def in_the_record_alone(home: Path, write: Callable[[Record], object]) -> None:
    """Do what a command does that is stopped after the record's commit and before the index's."""
    with create_record(file_url(create_home(home).record)) as record:
        write(record)


def after_a_batch(home: Path) -> None:
    in_the_record_alone(home, lambda record: put(record, build_statement("late", "Late words.")))


def after_a_withdrawal(home: Path) -> None:
    in_the_record_alone(home, lambda record: record.withdraw(JOINT, "Reason"))


def before_the_first_commit(home: Path) -> None:
    shutil.rmtree(home / "index")


@pytest.mark.parametrize(
    ("stop", "statements"), [(after_a_batch, 2), (after_a_withdrawal, 0), (before_the_first_commit, 1)]
)
def test_the_index_catches_up(home: Path, stop: Stop, statements: int) -> None:
    stop(home)
    told: list[str] = []
    archive = open_for_serving(Settings(home=home), told.append)
    try:
        checkpoint = archive.engine.checkpoint()
        assert checkpoint is not None
        assert (archive.behind(), checkpoint.statements) == (0, statements)
    finally:
        archive.close()
    assert told == ["pincite: the index lacked 1 statement and has caught up"]


def test_nothing_is_told_or_locked_when_the_index_is_there(home: Path) -> None:
    told: list[str] = []
    with lock(create_home(home)):
        open_for_serving(Settings(home=home), told.append).close()
    assert told == []


def test_while_another_process_writes_it_answers_from_what_there_is(home: Path) -> None:
    after_a_batch(home)
    told: list[str] = []
    with lock(create_home(home)):
        archive = open_for_serving(Settings(home=home), told.append)
    assert archive.behind() == 1
    archive.close()
    assert told == [f"pincite: the index is behind the record while {told[0].partition('while ')[2]}"]
    assert f"process {os.getpid()}" in told[0]


def test_what_cannot_be_indexed_is_told_and_the_rest_is_answered(home: Path) -> None:
    after_a_batch(home)
    change(file_url(home / "record.sqlite"), "UPDATE versions SET text = 'Lost' WHERE statement = 'late'")
    told: list[str] = []
    archive = open_for_serving(Settings(home=home), told.append)
    assert archive.statement(JOINT).current
    archive.close()
    (only,) = told
    assert "cannot catch up: the record is damaged" in only
    assert "pincite restore" in only


def test_serve_does_it(home: Path) -> None:
    after_a_batch(home)
    command = [sys.executable, "-m", "app.cli", "serve", "--port", "0", "--home", str(home)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert "2 statements" in process.stdout.readline()
        process.send_signal(signal.SIGINT)
        process.wait(60)
        assert "the index lacked 1 statement and has caught up" in process.stderr.read()
    with open_for_writing(Settings(home=home), 0, lambda _: None, create=False) as archive:
        assert archive.behind() == 0
