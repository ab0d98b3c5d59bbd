"""The diff of words: whole words, readable changes, blanks that are no difference, and both texts given back."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pincite.index.aligning import Op, Row, RowKind, WordRun, find_word_runs, rewording
from pincite.index.aligning.units import find_units
from tests.aligning.lossless import check_words

_WORDS = st.lists(
    st.sampled_from(["the", "peace", "don't", "1,874", "U.S.", ",", "—", " ", "\n", "日本", "e\u0301", "🏳️‍🌈", "Peace"]),
    max_size=14,
).map("".join)


def told(left: str, right: str) -> list[tuple[str, str]]:
    return [(piece.op.value, piece.text) for piece in find_word_runs(left, right)]


@pytest.mark.parametrize(
    ("left", "right", "pieces"),
    [
        ("a b c", "a c", [("equal", "a "), ("delete", "b "), ("equal", "c")]),
        ("a b", "a, b", [("equal", "a"), ("insert", ","), ("equal", " b")]),
        ("long-term plan", "long-run plan", [("delete", "long-term"), ("insert", "long-run"), ("equal", " plan")]),
        ("We don't", "We do", [("equal", "We "), ("delete", "don't"), ("insert", "do")]),
        ("1,718 a", "1,874 a", [("delete", "1,718"), ("insert", "1,874"), ("equal", " a")]),
        ("a\nb", "a b", [("equal", "a b")]),
        ("日本の声明", "日本と声明", [("equal", "日本"), ("delete", "の"), ("insert", "と"), ("equal", "声明")]),
        ("", "x", [("insert", "x")]),
        ("", "", []),
        (
            "the war to end all wars",
            "the plan to curb some risks",
            [("equal", "the "), ("delete", "war to end all wars"), ("insert", "plan to curb some risks")],
        ),
    ],
)
def test_pieces(left: str, right: str, pieces: list[tuple[str, str]]) -> None:
    assert told(left, right) == pieces


def test_a_shared_passage_of_many_words_stands() -> None:
    left = "Extraordinarily alarmed, they met at noon in Geneva yesterday afternoon."
    right = "Profoundly encouraged, they met at noon in Geneva last Wednesday morning."
    assert ("equal", ", they met at noon in Geneva ") in told(left, right)


@settings(deadline=None)
@given(_WORDS, _WORDS)
def test_words_give_both_texts_back(left: str, right: str) -> None:
    check_words(Row(RowKind.CHANGED, (1,), (1,), find_word_runs(left, right)), left, right)


@settings(deadline=None)
@given(st.text(max_size=40), st.text(max_size=40))
def test_any_texts_come_back(left: str, right: str) -> None:
    check_words(Row(RowKind.CHANGED, (1,), (1,), find_word_runs(left, right)), left, right)


@settings(deadline=None)
@given(_WORDS, _WORDS)
def test_no_word_is_cut(left: str, right: str) -> None:
    starts = [{start for start, _ in find_units(text)} | {len(text)} for text in (left, right)]
    inner = [{at for start, end in find_units(text) for at in range(start + 1, end)} for text in (left, right)]
    for piece in find_word_runs(left, right):
        for at, cuts in ((piece.left, inner[0]), (piece.right, inner[1])):
            assert not cuts.intersection(at), (piece, starts)


@settings(deadline=None)
@given(_WORDS)
def test_units_are_all_that_is_not_blank(text: str) -> None:
    units = find_units(text)
    assert units == sorted(units)
    assert all(end <= start for (_, end), (start, _) in pairwise(units))
    covered = {at for start, end in units for at in range(start, end)}
    assert covered == {at for at, character in enumerate(text) if not character.isspace()}


@settings(deadline=None)
@given(_WORDS, _WORDS)
def test_blanks_alone_never_differ(left: str, right: str) -> None:
    if left.split() == right.split():
        assert all(piece.op is Op.EQUAL for piece in find_word_runs(left, right))


def test_a_text_too_large_for_all_pairs_keeps_its_beginning_and_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rewording, "LARGEST", 10)
    assert told("a b c d e", "a b x d e")[1:3] == [("delete", "c"), ("insert", "x")]
    assert told("a a", "a a a a a a") == [("equal", "a a"), ("insert", " a a a a")]


def test_a_piece_is_a_value() -> None:
    assert find_word_runs("a", "a") == (WordRun(Op.EQUAL, "a", (0, 1), (0, 1)),)
