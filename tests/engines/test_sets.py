"""Which of some numbers stand in a list: by a mask or by bisection, the answer is the same."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pincite.index.engines.whoosh.answering.sets import mask_pays, members

NUMBERS = st.lists(st.integers(0, 5_000), max_size=60, unique=True).map(sorted)


@given(NUMBERS, NUMBERS)
def test_members_are_those_of_a_set(haystack: list[int], needles: list[int]) -> None:
    found = members(np.array(haystack, np.uint32), np.array(needles, np.uint32))
    assert found.tolist() == [needle in set(haystack) for needle in needles]


@pytest.mark.parametrize(
    ("size", "asked", "span", "pays"),
    [(1_600, 100, 0, False), (1_599, 100, 0, True), (0, 100, 25_600, False), (0, 100, 25_599, True)],
)
def test_a_mask_pays_when_bisecting_costs_more_than_making_it(size: int, asked: int, span: int, pays: bool) -> None:
    """A bisection costs as much as 16 elements that are set, and each of those as much as 16 that are zeroed."""
    assert mask_pays(size, asked, span) is pays
