"""Tokens as the query semantics pins them."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis import tokenize


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("U.S.", ["u", "s"]),
        ("president's", ["president", "s"]),
        ("ROK-U.S.", ["rok", "u", "s"]),
        ("10,000", ["10", "000"]),
        ("COVID-19", ["covid", "19"]),
        ("Erdoğan", ["erdoğan"]),
        ("E\u0301tat", ["état"]),
        ("ﬁne STRASSE straße", ["fine", "strasse", "strasse"]),
        ("", []),
    ],
)
def test_forms(text: str, forms: list[str]) -> None:
    assert [token.form for token in tokenize(text)] == forms


def test_offsets_point_into_the_untouched_text() -> None:
    text = "“Co\u00adoperation” in İstanbul"
    assert [text[t.start : t.end] for t in tokenize(text)] == ["Co\u00adoperation", "in", "İstanbul"]


@given(st.text())
def test_offsets_are_ordered_and_inside(text: str) -> None:
    tokens = tokenize(text)
    assert all(0 <= t.start < t.end <= len(text) for t in tokens)
    assert all(a.start <= b.start for a, b in pairwise(tokens))
