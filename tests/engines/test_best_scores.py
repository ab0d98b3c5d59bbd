"""The highest scores are found by the highest of each group, with all that are equal to the last of them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pincite.index.engines.whoosh.answering.ordering import _band


@pytest.mark.parametrize("size", [1, 10, 11, 1_279, 1_280, 1_281, 5_000])
@pytest.mark.parametrize("different", [1, 7, 100_000])
@given(seed=st.integers(0, 1_000), start=st.integers(0, 12), limit=st.integers(1, 12))
def test_a_band_holds_all_that_can_stand_on_a_page(
    size: int, different: int, seed: int, start: int, limit: int
) -> None:
    scores = np.random.default_rng(seed).integers(different, size=size).astype(np.float64)
    start, stop = min(start, size - 1), min(start + limit, size)
    places, skipped = _band(scores, start, stop)
    ordered = np.sort(scores)[::-1]
    assert skipped == (scores > ordered[start]).sum() * (start > 0)
    within = (scores >= ordered[stop - 1]) & (scores <= ordered[start])
    assert places.tolist() == np.flatnonzero(within).tolist()
