"""An index names the archive that it is of; one without a name is taken, and has it from its next commit on."""

from contextlib import closing
from pathlib import Path

import pytest

from pincite.index.engines.whoosh import open_engine
from pincite.index.engines.whoosh.commits.storage import SyncStorage
from pincite.index.engines.whoosh.engine import WhooshEngine
from pincite.index.engines.whoosh.generations import latest_commit
from pincite.index.values.entry import Entry
from pincite.index.values.errors import ArchiveForeign
from tests.builders import build_statement
from tests.contract.archive import asked

OURS, OTHER = "a" * 32, "b" * 32


def opened(path: Path, archive: str) -> "closing[WhooshEngine]":
    return closing(open_engine(path, b"k" * 32, archive=archive))


def commit(path: Path, batch: int, archive: str, *, fresh: bool = False) -> None:
    made = build_statement(f"s{batch}", "apple")
    with opened(path, archive) as engine, engine.writer(fresh=fresh) as writer:
        writer.put([Entry(made.heading, made.digest, made.paragraphs)])
        writer.commit(batch)


def name_in(path: Path) -> str:
    generation, number = latest_commit(path)
    return SyncStorage(path / generation).manifest(number).archive


def test_every_commit_names_its_archive(tmp_path: Path) -> None:
    path = tmp_path / "index"
    for batch, fresh in ((1, False), (2, False), (3, True), (4, False)):
        commit(path, batch, OURS, fresh=fresh)
        assert name_in(path) == OURS


def test_an_index_without_a_name_is_taken_and_gets_one(tmp_path: Path) -> None:
    path = tmp_path / "index"
    commit(path, 1, "")
    assert name_in(path) == ""
    with opened(path, OURS) as engine:
        assert engine.search(asked("apple")).paragraphs == 1
        engine.look()
        assert list(engine.check("deep")) == []
    commit(path, 2, OURS)
    assert name_in(path) == OURS
    with opened(path, OTHER) as engine, pytest.raises(ArchiveForeign):
        engine.search(asked("apple"))


def test_another_archives_index_is_neither_read_nor_written(tmp_path: Path) -> None:
    path = tmp_path / "index"
    commit(path, 1, OTHER)
    before = {file: file.read_bytes() for file in path.rglob("*") if file.is_file()}
    with opened(path, OURS) as engine:
        for ask in (engine.checkpoint, engine.look, lambda: engine.search(asked("apple"))):
            with pytest.raises(ArchiveForeign, match=r"belongs to another archive.*run `pincite rebuild`"):
                ask()
        assert [finding.what for finding in engine.check("quick")] == ["belongs to another archive"]
    with pytest.raises(ArchiveForeign):
        commit(path, 2, OURS)
    assert {file: file.read_bytes() for file in path.rglob("*") if file.is_file()} == before
    commit(path, 2, OURS, fresh=True)
    with opened(path, OURS) as engine:
        assert engine.search(asked("apple")).paragraphs == 1
        assert list(engine.check("deep")) == []


def test_the_index_of_another_archive_under_the_same_names_is_not_taken_up(tmp_path: Path) -> None:
    path = tmp_path / "index"
    commit(path, 1, OURS)
    commit(tmp_path / "other", 1, OTHER)
    with opened(path, OURS) as engine:
        assert engine.search(asked("apple")).paragraphs == 1
        path.rename(tmp_path / "away")
        (tmp_path / "other").rename(path)
        with pytest.raises(ArchiveForeign):
            engine.look()
