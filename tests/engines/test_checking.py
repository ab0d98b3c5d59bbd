"""The deep check: one value changed in any array that can be derived is found, and what is sound passes."""

import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from pincite.index.engines.whoosh.arrays import posting_ranges
from pincite.index.engines.whoosh.arrays.segment import Arrays, read_segment
from pincite.index.engines.whoosh.checking import headings, words
from pincite.index.engines.whoosh.checking.derived import check_derived
from pincite.index.engines.whoosh.checking.structure import check_shape
from pincite.index.engines.whoosh.writing.build import build
from tests.engines.test_arrays_merge import merged, random_entry

CHANCE = random.Random(11)
ENTRIES = [random_entry(f"s{number:02d}", CHANCE) for number in range(40)]
BUILT = build(ENTRIES)
FROM_THE_RECORD = ("first", "versions", "added", "changed", "label", "headings.blob")
"""Only the record tells what these are to be: ``verify`` compares them with it."""


def problems(arrays: Arrays) -> list[str]:
    segment = read_segment(arrays)
    return list(check_shape(segment)) or list(check_derived(segment))


def test_what_was_built_or_merged_passes(tmp_path: Path) -> None:
    assert problems(BUILT) == []
    assert problems(build([])) == []
    groups = [ENTRIES[:15], ENTRIES[15:16], ENTRIES[16:]]
    made = merged(tmp_path, groups, {entry.heading.id for entry in ENTRIES[::5]})
    assert [*check_shape(made), *check_derived(made)] == []


@pytest.mark.parametrize("size", [1, 7, 100])
def test_a_segment_that_is_read_in_blocks_is_compared_alike(monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    monkeypatch.setattr(words, "BLOCK", size)
    monkeypatch.setattr(headings, "_AT_ONCE", size)
    monkeypatch.setattr(posting_ranges, "POSTINGS", size)
    assert problems(BUILT) == []
    for name in ("text.positions.low", "text.rows", "title.rows", "facet.place.ordinals", "title_rank", "lengths"):
        assert problems({**BUILT, name: swapped(BUILT[name])}), name


def swapped(array: NDArray[Any]) -> NDArray[Any]:
    """Return ``array`` with its first value and the next one that differs from it exchanged."""
    other = int(np.flatnonzero(array != array[0])[0])
    changed = array.copy()
    changed[[0, other]] = changed[[other, 0]]
    return changed


@pytest.mark.parametrize("name", ["rows", "tf.low", "positions.low", "offsets", "position_offsets"])
def test_a_term_in_several_ranges_is_compared_alike(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(posting_ranges, "POSTINGS", 3)
    array = BUILT[f"text.{name}"]
    for at in range(0, len(array), 11):
        changed = array.copy()
        changed[at] ^= 1
        assert problems({**BUILT, f"text.{name}": changed}), at


def test_every_heading_that_cannot_be_unpacked_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(headings, "_AT_ONCE", 7)
    blob, offsets = BUILT["headings.blob"].copy(), BUILT["headings.offsets"]
    for row in (3, 30):
        blob[offsets[row] : offsets[row + 1]] = 0xFF
    named = [f"string {row} of headings cannot be unpacked" for row in (3, 30)]
    assert problems({**BUILT, "headings.blob": blob}) == named


def test_an_id_that_ends_within_a_character_is_found() -> None:
    ids = ["a", "b\u00e9", "c"]
    made = build([random_entry(name, random.Random(2), 1) for name in ids])
    assert problems(made) == []
    offsets = made["ids.offsets"].copy()
    offsets[2] -= 1
    assert problems({**made, "ids.offsets": offsets}) == ["ids is not UTF-8"]


def test_a_date_in_any_part_is_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(headings, "_AT_ONCE", 7)
    for row in (0, 6, 7, 39):
        changed = BUILT["latest"].copy()
        changed[row] = 20_000
        assert problems({**BUILT, "latest": changed}) == ["latest does not match the headings"]


@pytest.mark.parametrize("size", [2, 1 << 12])
def test_a_value_of_a_facet_that_no_statement_has_is_found(monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    monkeypatch.setattr(headings, "_AT_ONCE", size)
    values = ("facet.place.values.blob", "facet.place.values.offsets")
    blob, offsets = (BUILT[name] for name in values)
    one_more = np.concatenate((blob, np.frombuffer(b"\xf4", np.uint8))), np.append(offsets, offsets[-1] + 1)
    changed = {**BUILT, values[0]: one_more[0], values[1]: one_more[1].astype(offsets.dtype)}
    # Behind all others, so that no ordinal changes.
    assert problems(changed) == ["facet.place.values is not UTF-8"]
    changed[values[0]] = np.concatenate((blob, np.frombuffer("\U0010ffff".encode(), np.uint8)))
    changed[values[1]] = np.append(offsets, offsets[-1] + 4).astype(offsets.dtype)
    assert problems(changed) == ["facet.place does not match the headings"]


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
