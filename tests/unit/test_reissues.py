"""Reissues by themselves: which statements are compared, in what order, and what is read of them."""

import random
from collections.abc import Callable

import numpy as np
import pytest

from pincite.index.query.compared_issues import Compared, Issue
from pincite.index.query.deadline import never
from pincite.index.query.reissues import SKETCH, find_reissues, sketch_of
from pincite.index.query.same_words import LONGEST, SHORTEST, are_same, can_be_same, words_of
from pincite.index.text.fingerprints import fingerprints_of

Same = Callable[[int, int], bool]


def found(sketches: list[list[int]], is_same: Same, order: list[int] | None = None) -> list[int]:
    owners = [number for number, sketch in enumerate(sketches) for _ in sketch]
    prints = [one for sketch in sketches for one in sketch]
    ordered = list(range(len(sketches))) if order is None else order
    arrays = np.array(prints, np.uint32), np.array(owners, np.int64), np.array(ordered, np.int64)
    return [int(one) for one in find_reissues(*arrays, is_same, never)]


def lonely(number: int, count: int) -> list[int]:
    """Fingerprints that no other statement has."""
    return [1_000_000 + number * 100 + at for at in range(count)]


def always(_later: int, _earlier: int) -> bool:
    return True


def test_the_order_says_which_one_is_the_first() -> None:
    assert found([[1, 2], [1, 2], [1, 2]], always) == [1, 2]
    assert found([[1, 2], [1, 2], [1, 2]], always, [2, 0, 1]) == [0, 1]
    assert found([], always) == found([[], []], always) == found([[1], [2]], always) == []


def test_one_fingerprint_in_eight_must_be_common() -> None:
    for common, expected in ((4, [1]), (3, [])):
        sketches = [[*range(common), *lonely(number, 32 - common)] for number in range(2)]
        assert found(sketches, always) == expected
    assert found([[1, *lonely(0, 7)], [1, *lonely(1, 31)]], always) == [1]


def test_the_ten_that_share_most_are_compared() -> None:
    for others, expected in ((9, [1]), (10, [])):
        shared = list(range(6))
        original, copy = [*shared[:5], *lonely(0, 20)], [*shared, *lonely(1, 20)]
        decoys = [[*shared, *lonely(at + 2, 20)] for at in range(others)]
        order = [0, *range(2, others + 2), 1]
        assert found([original, copy, *decoys], lambda later, other: (later, other) == (1, 0), order) == expected


def test_a_fingerprint_names_its_first_hundred() -> None:
    for others, expected in ((99, [100]), (100, [])):
        crowd = [[1, *lonely(at, 31)] for at in range(others)]
        original, copy = ([1, 2, 3, 4, *lonely(others + at, 28)] for at in range(2))
        pair = (others + 1, others)
        assert found([*crowd, original, copy], lambda *both, pair=pair: both == pair) == expected


def test_nothing_is_compared_with_a_reissue() -> None:
    compared = []

    def is_same(later: int, earlier: int) -> bool:
        compared.append((later, earlier))
        return later == 1

    assert found([[1], [1], [1]], is_same) == [1]
    assert compared == [(1, 0), (2, 0)]


@pytest.mark.parametrize(("changed", "least"), [(12, 0.97), (6, 1.0)])
def test_scattered_changes_leave_enough_fingerprints(changed: int, least: float) -> None:
    chance = random.Random(5)
    pairs = 100
    found = 0
    for _ in range(pairs):
        left = [f"w{chance.randrange(10**6)}" for _ in range(120)]
        places = set(chance.sample(range(120), changed))
        right = [f"x{chance.randrange(10**6)}" if at in places else word for at, word in enumerate(left)]
        one, other = (set(sketch_of(fingerprints_of(" ".join(words), None)).tolist()) for words in (left, right))
        assert len(one) == SKETCH
        found += len(one & other) * 8 >= SKETCH
        assert are_same(left, right)
    assert found >= least * pairs


def test_words_are_plain_and_signs_of_scripts_without_blanks_count() -> None:
    assert words_of(["The U.S.-ROK_alliance, 2018", "STRASSE Straße"]) == [
        *["the", "u", "s", "rok", "alliance", "2018"],
        *["strasse", "strasse"],
    ]
    assert words_of(["日本国 한국 ไท ab"]) == [*"日本国한국ไท", "ab"]
    assert len(words_of(["a " * 15_000] * 100)) == 30_000


def test_lengths_that_decide() -> None:
    assert can_be_same(SHORTEST, SHORTEST)
    assert not can_be_same(SHORTEST - 1, SHORTEST)
    assert can_be_same(LONGEST, LONGEST)
    assert not can_be_same(LONGEST, LONGEST + 1)
    assert can_be_same(90, 110)
    assert not can_be_same(89, 111)


def test_each_text_is_read_once_where_the_lengths_decide() -> None:
    compared, reads = Compared(), []

    def issue(key: int, length: int) -> Issue:
        return Issue(key, lambda: reads.append(key) or ["word"] * length)  # type: ignore[func-returns-value]

    issues = [issue(key, 100 * 2**key) for key in range(5)] * 2
    assert [compared.are_same(issues[0], other) for other in issues] == [True, *[False] * 4] * 2
    assert reads == [0, 1, 2, 3, 4]
    many = [issue(key, 100) for key in range(5, 50)]
    assert all(compared.are_same(one, many[0]) for one in many)
    reads.clear()
    assert all(compared.are_same(one, many[0]) for one in many)
    assert reads == []
