"""The process that checks words beside the rest: it finds what is found here, and may die at any time."""

import multiprocessing
from pathlib import Path

import pytest

from pincite.index.engines.whoosh.arrays.mapped import map_segment
from pincite.index.engines.whoosh.arrays.segment import Arrays
from pincite.index.engines.whoosh.checking import words_process
from pincite.index.engines.whoosh.checking.words import check_words
from pincite.index.engines.whoosh.checking.words_process import words_beside
from pincite.index.engines.whoosh.commits.storage import SyncStorage
from pincite.index.engines.whoosh.writing.build import build
from pincite.index.engines.whoosh.writing.sink import ArraySink
from tests.engines.sessions import entry

SOUND = build([entry("a", "the text of one", "the end"), entry("b", "another text")])
CHANGED = {**SOUND, "lengths": SOUND["lengths"][::-1].copy()}
OUT_OF_RANGE = {**SOUND, "text.rows": SOUND["text.rows"][::-1].copy()}


@pytest.fixture(autouse=True)
def _always(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words_process, "LEAST", 0)
    monkeypatch.setattr(words_process, "can_work_beside", lambda: True)


def file_of(arrays: Arrays, folder: Path) -> Path:
    sink = ArraySink(SyncStorage(folder), "MAIN_x.arrays")
    sink.add(dict(arrays))
    sink.finish()
    return folder / "MAIN_x.arrays"


@pytest.mark.parametrize("arrays", [SOUND, CHANGED], ids=["sound", "changed"])
def test_it_finds_what_is_found_here(arrays: Arrays, tmp_path: Path) -> None:
    file = file_of(arrays, tmp_path)
    made = map_segment(file)
    with words_beside(file, made) as words:
        (process,) = multiprocessing.active_children()
        found = list(words())
    assert found == list(check_words(made))
    assert bool(found) is (arrays is CHANGED)
    assert process not in multiprocessing.active_children()


def test_when_it_dies_the_words_are_checked_here(tmp_path: Path) -> None:
    file = file_of(CHANGED, tmp_path)
    made = map_segment(file)
    with words_beside(file, made) as words:
        (process,) = multiprocessing.active_children()
        process.kill()
        process.join()
        assert list(words()) == list(check_words(made))


def test_what_it_cannot_read_is_told_by_the_check_here(tmp_path: Path) -> None:
    made = map_segment(file_of(OUT_OF_RANGE, tmp_path))
    with words_beside(tmp_path / "MAIN_x.arrays", made) as words, pytest.raises(IndexError):
        list(words())


def test_nobody_need_wait_for_it(tmp_path: Path) -> None:
    file = file_of(SOUND, tmp_path)
    with words_beside(file, map_segment(file)):
        pass
    assert multiprocessing.active_children() == []


def test_few_paragraphs_need_no_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words_process, "LEAST", 100)
    file = file_of(SOUND, tmp_path)
    with words_beside(file, map_segment(file)) as words:
        assert multiprocessing.active_children() == []
        assert list(words()) == []
