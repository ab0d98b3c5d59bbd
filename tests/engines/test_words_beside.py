"""The process that reads texts beside the rest of a check: it finds what is found here, and may die at any time."""

import multiprocessing
from pathlib import Path

import numpy as np
import pytest

from pincite.index.engines.whoosh.arrays.mapped import map_segment
from pincite.index.engines.whoosh.arrays.segment import Arrays, read_segment
from pincite.index.engines.whoosh.checking import words, words_process
from pincite.index.engines.whoosh.checking.words import BlockReader, Read, check_words, read_in_turn
from pincite.index.engines.whoosh.checking.words_process import Told, read_towards, words_beside
from pincite.index.engines.whoosh.commits.storage import SyncStorage
from pincite.index.engines.whoosh.writing.build import build
from pincite.index.engines.whoosh.writing.sink import ArraySink
from tests.engines.sessions import entry

SOUND = build([entry("a", "the text of one", "the end"), entry("b", "another text")])
CHANGED = {**SOUND, "lengths": SOUND["lengths"][::-1].copy()}
SIX_BLOCKS = build([entry("a", *(f"text {number} of many" for number in range(12)))])
OUT_OF_RANGE = {**SOUND, "facet.language.offsets": SOUND["facet.language.offsets"] + np.arange(3, dtype=np.int32)}


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
    with words_beside(file, made) as read_all:
        (process,) = multiprocessing.active_children()
        found = list(check_words(made, read_all))
    assert found == list(check_words(made))
    assert bool(found) is (arrays is CHANGED)
    assert process not in multiprocessing.active_children()


def test_when_it_dies_the_texts_are_read_here(tmp_path: Path) -> None:
    file = file_of(CHANGED, tmp_path)
    made = map_segment(file)
    with words_beside(file, made) as read_all:
        (process,) = multiprocessing.active_children()
        process.kill()
        process.join()
        assert read_all() == read_in_turn(made)


def test_what_it_cannot_read_is_told_by_the_check_here(tmp_path: Path) -> None:
    made = map_segment(file_of(OUT_OF_RANGE, tmp_path))
    with words_beside(tmp_path / "MAIN_x.arrays", made) as read_all, pytest.raises(IndexError):
        read_all()


def test_nobody_need_wait_for_it(tmp_path: Path) -> None:
    file = file_of(SOUND, tmp_path)
    with words_beside(file, map_segment(file)):
        pass
    assert multiprocessing.active_children() == []


def test_few_paragraphs_need_no_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words_process, "LEAST", 100)
    file = file_of(SOUND, tmp_path)
    made = map_segment(file)
    with words_beside(file, made) as read_all:
        assert multiprocessing.active_children() == []
        assert read_all() == read_in_turn(made)


class _Other:
    """The other end of a pipe as this process sees it. What is told is the ``done`` first blocks, after ``polls``."""

    def __init__(self, reader: BlockReader, done: int, polls: int) -> None:
        self._reader, self._done, self._polls = reader, done, polls
        self.taken: list[int] = []

    def poll(self) -> bool:
        self._polls -= 1
        return self._polls < 0

    def send(self, block: int) -> None:
        self.taken.append(block)

    def recv(self) -> Told:
        return self._done, sum(map(self._reader.read, range(self._done)), Read())


@pytest.mark.parametrize("done", range(7))
@pytest.mark.parametrize("polls", range(7))
def test_wherever_they_meet_each_block_counts_once(monkeypatch: pytest.MonkeyPatch, done: int, polls: int) -> None:
    monkeypatch.setattr(words, "BLOCK", 2)
    reader = BlockReader(read_segment(SIX_BLOCKS))
    other = _Other(reader, done, polls)
    assert read_towards(other, reader) == read_in_turn(read_segment(SIX_BLOCKS))
    assert other.taken == [5, 4, 3, 2, 1, 0][:polls]


def test_problems_come_in_the_order_of_the_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "BLOCK", 2)
    changed = read_segment({**SIX_BLOCKS, "lengths": SIX_BLOCKS["lengths"] + 1})
    reader = BlockReader(changed)
    assert read_towards(_Other(reader, 2, 3), reader).problems == read_in_turn(changed).problems
    assert len(read_in_turn(changed).problems) == 6
