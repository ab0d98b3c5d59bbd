"""One pattern out of many texts: it matches each of them whole, the longest first, and nothing else."""

import re

from hypothesis import given
from hypothesis import strategies as st

from pincite.index.reading.issuers.choices import build_choice

TEXTS = st.lists(st.text("ab.( ", min_size=1, max_size=5), min_size=1, max_size=8)


@given(TEXTS, st.text("ab.( ", max_size=12))
def test_it_matches_as_the_texts_laid_side_by_side(texts: list[str], text: str) -> None:
    slow = "|".join(re.escape(one) for one in sorted(texts, key=len, reverse=True))
    assert re.findall(build_choice(texts), text) == re.findall(slow, text)


def test_a_blank_may_stand_for_more() -> None:
    assert re.fullmatch(build_choice(["a b", "a c"], r"\s+"), "a \n c")
