"""Fingerprints of rows of words, against winnowing written out; and kept in a segment, merged, found and checked."""

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pincite.index.engines.whoosh.arrays import prints as of_segment
from pincite.index.engines.whoosh.arrays.prints import pack_prints, read_prints
from pincite.index.text.fingerprints import BITS, GRAM, WHOLE, WINDOW, fingerprints_of, winnow

ROWS = st.lists(st.lists(st.integers(0, 30), max_size=25), max_size=12)


def grams(words: list[int]) -> list[int]:
    """Hash each four successive words, one by one; what is shorter is hashed as it is."""
    size = min(len(words), GRAM)
    made = []
    for at in range(len(words) - size + 1 if words else 0):
        mixed = size
        for word in words[at : at + size]:
            mixed = (mixed * 0x9E3779B97F4A7C15 + word) % 2**64
        mixed ^= mixed >> 31
        made.append(mixed * 0xBF58476D1CE4E5B9 % 2**64 >> (64 - BITS))
    return made


def chosen(words: list[int]) -> list[int]:
    hashes = grams(words)
    if len(words) < WHOLE:
        return sorted(set(hashes))
    return sorted({min(hashes[at : at + WINDOW]) for at in range(len(hashes) - WINDOW + 1)})


@given(ROWS)
def test_winnowing_is_what_it_is_by_hand(rows: list[list[int]]) -> None:
    flat = np.array([word for row in rows for word in row], np.uint64)

    prints, of_rows = winnow(flat, np.array([len(row) for row in rows], np.int32))

    assert list(zip(prints.tolist(), of_rows.tolist(), strict=True)) == sorted(
        (value, number) for number, row in enumerate(rows) for value in chosen(row)
    )


@given(st.lists(st.integers(0, 99), min_size=7, max_size=7), st.lists(st.integers(0, 99), max_size=9))
def test_seven_words_in_common_are_a_fingerprint_in_common(common: list[int], other: list[int]) -> None:
    one, two = [*other, *common], [*common, *other[::-1]]

    assert set(chosen(one)) & set(chosen(two))


def test_the_fingerprints_of_a_text_are_those_of_its_words() -> None:
    text = "The two leaders agreed to meet again in the autumn of this year."

    assert fingerprints_of(text, "en").tolist() == fingerprints_of(text.upper().replace(" ", " – "), "en").tolist()
    assert len(fingerprints_of(text, "en")) > 1
    assert len(fingerprints_of("…", None)) == 0
    assert len(fingerprints_of("Agreed.", None)) == 1


@pytest.mark.parametrize("count", [9, 70_000, (1 << 24) + 5])
@pytest.mark.parametrize("finer", [False, True])
def test_pairs_come_back(count: int, finer: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if finer:
        monkeypatch.setattr(of_segment, "FROM", 1)
    chance = random.Random(count)
    pairs = sorted(
        {(chance.randrange(1 << BITS) % (1 << chance.choice((8, BITS))), chance.randrange(count)) for _ in range(500)}
    )
    values, rows = (np.array(column, np.uint32) for column in zip(*pairs, strict=True))
    kept = read_prints(pack_prints(values, rows, count))

    assert list(zip(kept.prints(0, 1 << kept.bits).tolist(), kept.rows(0, len(kept)).tolist(), strict=True)) == pairs
    for value in {value for value, _ in pairs} | {0, 1, (1 << BITS) - 1}:
        assert kept.docs(value).tolist() == [row for other, row in pairs if other == value]
