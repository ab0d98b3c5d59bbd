"""The deep check: one value changed in any array that can be derived is found, and what is sound passes."""

import random
from pathlib import Path

import numpy as np
import pytest

from pincite.index.engines.whoosh.arrays.segment import Arrays, read_segment
from pincite.index.engines.whoosh.checking import words
from pincite.index.engines.whoosh.checking.derived import check_derived
from pincite.index.engines.whoosh.checking.structure import check_frames, check_shape
from pincite.index.engines.whoosh.writing.build import build
from tests.engines.test_arrays_merge import merged, random_entry

CHANCE = random.Random(11)
ENTRIES = [random_entry(f"s{number:02d}", CHANCE) for number in range(40)]
BUILT = build(ENTRIES)
FROM_THE_RECORD = ("first", "versions", "added", "changed", "label", "headings.blob")
"""Only the record tells what these are to be: ``verify`` compares them with it."""


def problems(arrays: Arrays) -> list[str]:
    segment = read_segment(arrays)
    return list(check_shape(segment)) or list(check_frames(segment)) or list(check_derived(segment))


def test_what_was_built_or_merged_passes(tmp_path: Path) -> None:
    assert problems(BUILT) == []
    assert problems(build([])) == []
    groups = [ENTRIES[:15], ENTRIES[15:16], ENTRIES[16:]]
    made = merged(tmp_path, groups, {entry.heading.id for entry in ENTRIES[::5]})
    assert [*check_shape(made), *check_frames(made), *check_derived(made)] == []


@pytest.mark.parametrize("places", [1, 7, 100])
def test_a_segment_that_is_read_in_parts_is_compared_alike(monkeypatch: pytest.MonkeyPatch, places: int) -> None:
    monkeypatch.setattr(words, "_PLACES", places)
    assert problems(BUILT) == []
    changed = BUILT["text.positions.low"].copy()
    changed[[0, 1]] = changed[[1, 0]] if changed[0] != changed[1] else changed[0] + 1
    assert problems({**BUILT, "text.positions.low": changed})
    texts = BUILT["text.rows"].copy()
    texts[-1] ^= 1
    assert problems({**BUILT, "text.rows": texts})


@pytest.mark.sampled(4)
@pytest.mark.parametrize("name", sorted(name for name in BUILT if not name.startswith(FROM_THE_RECORD)))
def test_one_changed_value_is_found(name: str) -> None:
    array, chance = BUILT[name], random.Random(name)
    for _ in range(12 if array.size else 0):
        changed = array.copy()
        at = chance.randrange(array.size)
        changed.flat[at] = np.array(chance.choice([array.flat[at] ^ (1 << chance.randrange(7)), 0])).astype(array.dtype)
        if np.array_equal(changed, array):
            continue
        assert problems({**BUILT, name: changed}), (at, array.flat[at], changed.flat[at])


@pytest.mark.parametrize("name", sorted(BUILT))
def test_one_value_too_few_or_too_many_is_found(name: str) -> None:
    array = BUILT[name]
    one_more = np.zeros((1, *array.shape[1:]), array.dtype)
    assert problems({**BUILT, name: np.concatenate((array, one_more))})
    if len(array) > 1:
        assert problems({**BUILT, name: array[:-1]})
