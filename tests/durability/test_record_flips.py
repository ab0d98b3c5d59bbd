"""A single bit that turns in the record's file is found, or it is one that nothing reads; never a traceback."""

import random
from collections import Counter
from pathlib import Path

import pytest

from tests.durability.flips import build_record, flipped, look


def flip(folder: Path, count: int, seed: int) -> Counter[str]:
    """Turn ``count`` bits of a record, one at a time, and count what each did; none may be missed."""
    source, copy = folder / "source.sqlite", folder / "copy.sqlite"
    build_record(source)
    content, sound = source.read_bytes(), look(source)
    assert sound.rows is not None
    assert sound.found == ()
    drawn, did = random.Random(seed), Counter[str]()
    for _ in range(count):
        bit = drawn.randrange(len(content) * 8)
        copy.write_bytes(flipped(content, bit))
        seen = look(copy)
        if seen.found:
            did["a row, found" if seen.rows != sound.rows else "the structure, found"] += 1
        else:
            assert (seen.rows, seen.answers) == (sound.rows, sound.answers), f"bit {bit} is missed"
            did["free space, no answer changed"] += 1
    print(f"\n{count} single bits of a record of {len(content):,} bytes: {dict(did)}")
    return did


def test_every_flip_that_changes_anything_is_found(tmp_path: Path) -> None:
    did = flip(tmp_path, 20, seed=1)
    assert min(did["a row, found"], did["free space, no answer changed"]) > 2


@pytest.mark.torture
def test_every_flip_of_a_thousand_is_found(tmp_path: Path) -> None:
    did = flip(tmp_path, 1000, seed=2)
    assert did["the structure, found"] > 10


@pytest.mark.torture
def test_every_bit_of_the_header_is_found_or_harmless(tmp_path: Path) -> None:
    source, copy = tmp_path / "source.sqlite", tmp_path / "copy.sqlite"
    build_record(source)
    content, sound = source.read_bytes(), look(source)
    for bit in range(100 * 8):
        copy.write_bytes(flipped(content, bit))
        seen = look(copy)
        assert seen.found or (seen.rows, seen.answers) == (sound.rows, sound.answers), f"bit {bit} is missed"
