"""Lists of compressed strings, whatever their sizes: every list is packed, merged and read back."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from pincite.index.engines.whoosh.arrays import packed
from pincite.index.engines.whoosh.arrays.arrayfile import map_arrays
from pincite.index.engines.whoosh.arrays.packed import LEARNED_FROM, Packed, learn, pack, read_packed
from pincite.index.engines.whoosh.commits.storage import SyncStorage
from pincite.index.engines.whoosh.writing.mergepacked import Run, merge_packed
from pincite.index.engines.whoosh.writing.sink import ArraySink

SENTENCE = b"The committee met and agreed on the text. "


def words(seed: int, size: int) -> bytes:
    return b" ".join(b"%d" % number for number in np.random.default_rng(seed).integers(10**6, size=size // 7).tolist())


LISTS: dict[str, Callable[[], list[bytes]]] = {
    "one text": lambda: [b"Minutes", SENTENCE * 26_000],
    "six texts": lambda: [words(seed, LEARNED_FROM // 5) for seed in range(6)],
    "seven large texts": lambda: [words(seed, 1_100_000) for seed in range(7)],
    "one letter": lambda: [b"x" * (2 * LEARNED_FROM)],
    "one among nothing": lambda: [b""] * 100_000 + [SENTENCE * 26_000] + [b""] * 100_000,
    "as usual": lambda: [words(seed, 800) for seed in range(3_000)],
}


@pytest.mark.parametrize("name", LISTS)
def test_every_list_is_packed_and_read_back(name: str) -> None:
    items = LISTS[name]()
    made = read_packed("it", pack("it", items, learn(items)))
    assert list(made) == items


def test_what_is_read_together_is_little(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packed, "_TOGETHER", 10)
    items = [b"123", b"1234567", b"", b"12345678901", b"1", b""]
    made = read_packed("it", pack("it", items, learn(items)))
    assert list(made.parts(0, 6)) == [items[:2], items[2:4], items[4:]]
    assert list(made.parts(1, 5)) == [items[1:4], items[4:5]]
    assert list(made.parts(3, 3)) == []
    assert list(made) == items


@pytest.mark.parametrize("name", ["six texts", "one among nothing"])
def test_lists_without_a_dictionary_are_merged(name: str, tmp_path: Path) -> None:
    items = LISTS[name]()
    sources = [read_packed("it", pack("it", part, np.zeros(0, np.uint8))) for part in (items, items[::-1])]
    runs = [Run(1, 0, len(items)), Run(0, 0, len(items))]
    assert list(merged(sources, runs, tmp_path)) == items[::-1] + items


def merged(sources: list[Packed], runs: list[Run], folder: Path) -> Packed:
    """What a merge writes, read from its file."""
    sink = ArraySink(SyncStorage(folder), "MAIN_x.arrays")
    try:
        merge_packed("it", sources, runs, sink, lambda: None)
        sink.finish()
    finally:
        sink.close()
    return read_packed("it", map_arrays(folder / "MAIN_x.arrays"))
