"""Rows of two texts: what became of each paragraph, in all cases that somebody reads about."""

import random
import time
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pincite.index.aligning import RowKind, align, alignment
from pincite.index.aligning.anchors import find_anchors, find_chain
from pincite.index.aligning.likeness import SCALE, compare, read_paragraphs
from pincite.index.aligning.order_keeping import LEAST
from tests.aligning.lossless import check_rows
from tests.aligning.pairs import draw_words, edit

ONE = "The ministers reaffirmed that the alliance is the linchpin of peace in the region."
TWO = "They resolved to deepen consultations on extended deterrence before the summer ends."
THREE = "Both sides welcomed the opening of a new centre for maritime safety in Busan."
FOUR = "The secretary thanked his counterpart for the hospitality of the Korean people."

_TEXTS = st.lists(
    st.sampled_from(
        [ONE, TWO, THREE, FOUR, f"{ONE} {TWO}", ONE.replace("peace", "order"), "(Applause.)", "", " ", "* *"]
    ),
    max_size=9,
)


def kinds(left: Sequence[str], right: Sequence[str]) -> list[tuple[RowKind, tuple[int, ...], tuple[int, ...]]]:
    found = align(left, right)
    check_rows(found, left, right)
    return [(row.kind, row.left, row.right) for row in found.rows]


def test_the_same_text_twice_has_the_same_rows() -> None:
    assert kinds([ONE, "", TWO], [ONE, "", TWO]) == [(RowKind.SAME, (n,), (n,)) for n in (1, 2, 3)]


def test_the_same_text_twice_is_answered_without_reading_it() -> None:
    def end() -> None:
        raise AssertionError

    texts = [ONE, "(Applause.)", ONE, ""]
    found = align(texts, list(texts), end)
    check_rows(found, texts, texts)
    assert found.counts[RowKind.SAME] == 4


def test_texts_that_share_nothing_have_rows_of_one_side() -> None:
    assert (
        kinds([ONE], ["Der Ausschuss tagte gestern in Genf."])
        == [
            (RowKind.RIGHT_ONLY, (), (1,)),
            (RowKind.LEFT_ONLY, (1,), ()),
        ][::-1]
    )


def test_an_empty_side_has_only_the_other() -> None:
    assert kinds([], [ONE, TWO]) == [(RowKind.RIGHT_ONLY, (), (1,)), (RowKind.RIGHT_ONLY, (), (2,))]
    assert kinds([ONE, TWO], []) == [(RowKind.LEFT_ONLY, (1,), ()), (RowKind.LEFT_ONLY, (2,), ())]
    assert kinds([], []) == []


def test_blanks_alone_are_no_difference() -> None:
    assert kinds([ONE.replace(" ", "\n", 2)], [f"{ONE} "]) == [(RowKind.SAME, (1,), (1,))]


def test_a_paragraph_that_moved_is_told_as_moved_once() -> None:
    assert kinds([ONE, TWO, THREE, FOUR], [TWO, THREE, FOUR, ONE]) == [
        *((RowKind.SAME, (n,), (n - 1,)) for n in (2, 3, 4)),
        (RowKind.MOVED, (1,), (4,)),
    ]


def test_a_split_and_a_merge_hold_all_their_parts() -> None:
    whole = f"{TWO} {THREE}"
    assert kinds([ONE, whole, FOUR], [ONE, TWO, THREE, FOUR])[1] == (RowKind.SPLIT, (2,), (2, 3))
    assert kinds([ONE, TWO, THREE, FOUR], [ONE, whole, FOUR])[1] == (RowKind.MERGED, (2, 3), (2,))


def test_a_paragraph_that_grew_threefold_was_reworded() -> None:
    more = "It was agreed that both ministries name one officer each, who reports to them every quarter of the year."
    grown = f"{TWO.replace('summer', 'autumn')} {more} It takes effect at noon on the next day."
    ours, theirs = read_paragraphs([TWO], [grown], lambda: None)
    every = np.array([0])
    # Too unlike to be paired by likeness alone.
    assert compare(ours, theirs, every, every, lambda: None).matrix[0, 0] < LEAST * SCALE
    for left, right in (([ONE, TWO, FOUR], [ONE, grown, FOUR]), ([ONE, grown, FOUR], [ONE, TWO, FOUR])):
        assert [kind for kind, _, _ in kinds(left, right)] == [RowKind.SAME, RowKind.CHANGED, RowKind.SAME]


@pytest.mark.parametrize(
    ("kept", "more", "is_paired"), [(16, 30, True), (15, 30, False), (20, 50, True), (20, 51, False)]
)
def test_how_much_of_it_is_left_and_how_far_it_grew(kept: int, more: int, is_paired: bool) -> None:
    # Of 20 words at .7 of their weight, and to five times the weight: a shared word weighs log 2, any other log 3.
    left = " ".join(f"word{number}" for number in range(20))
    right = " ".join([*left.split()[:kept], *(f"other{number}" for number in range(more))])
    for sides in (([left], [right]), ([right], [left])):
        assert (len(kinds(*sides)) == 1) is is_paired


def test_a_paragraph_of_other_words_has_not_grown() -> None:
    other = f"{THREE} {FOUR} {ONE.replace('ministers', 'envoys')[::-1]}"
    assert [kind for kind, _, _ in kinds([TWO], [other])] == [RowKind.LEFT_ONLY, RowKind.RIGHT_ONLY]
    # Ten times as much is no longer the same paragraph.
    assert [kind for kind, _, _ in kinds([TWO], [f"{TWO} {' '.join(str(n) for n in range(200))}"])] == [
        RowKind.LEFT_ONLY,
        RowKind.RIGHT_ONLY,
    ]


def test_what_was_dropped_follows_the_paragraph_before_it() -> None:
    assert kinds([ONE, TWO, THREE], [FOUR, ONE, THREE]) == [
        (RowKind.RIGHT_ONLY, (), (1,)),
        (RowKind.SAME, (1,), (2,)),
        (RowKind.LEFT_ONLY, (2,), ()),
        (RowKind.SAME, (3,), (3,)),
    ]


def test_no_blank_repeated_or_tiny_paragraph_is_an_anchor() -> None:
    line = "The president left the room with all of his guests."
    left = [ONE, "", line, TWO, line, "Thank you.", "***", THREE]
    right = [ONE, line, TWO, "", "***", "Thank you.", THREE]
    anchors = find_anchors(*read_paragraphs(left, right, lambda: None))
    assert anchors == [(0, 0), (3, 2), (7, 6)]


def test_a_paragraph_repeated_but_for_case_is_no_anchor() -> None:
    assert find_anchors(*read_paragraphs([ONE, ONE.upper()], [ONE], lambda: None)) == []


def test_the_heaviest_chain_keeps_the_order() -> None:
    chain = find_chain([(0, 3), (1, 0), (2, 1), (3, 2)], [2.0, 1.0, 1.0, 1.0], 4)
    assert chain.kept == ((1, 0), (2, 1), (3, 2))
    assert chain.moved == ((0, 3),)


@settings(deadline=None)
@given(st.data())
def test_no_chain_is_heavier(data: st.DataObject) -> None:
    columns = data.draw(st.permutations(range(data.draw(st.integers(0, 7)))))
    weights = [float(data.draw(st.integers(1, 5))) for _ in columns]
    pairs = list(enumerate(columns))
    kept = find_chain(pairs, weights, len(pairs)).kept
    assert list(kept) == sorted(kept)
    assert [column for _, column in kept] == sorted(column for _, column in kept)
    heaviest = max(
        (
            sum(weights[row] for row, _ in some)
            for number in range(2 ** len(pairs))
            if (some := [pair for at, pair in enumerate(pairs) if number >> at & 1])
            if all(one[1] < other[1] for one, other in pairwise(some))
        ),
        default=0,
    )
    assert sum(weights[row] for row, _ in kept) == heaviest


@settings(deadline=None)
@given(_TEXTS, _TEXTS)
def test_both_texts_come_back_row_by_row(left: list[str], right: list[str]) -> None:
    check_rows(align(left, right), left, right)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.text(max_size=20), max_size=4), st.lists(st.text(max_size=20), max_size=4))
def test_any_texts_come_back_row_by_row(left: list[str], right: list[str]) -> None:
    check_rows(align(left, right), left, right)


@settings(deadline=None)
@given(_TEXTS, _TEXTS)
def test_likeness_is_the_share_of_common_words(left: list[str], right: list[str]) -> None:
    ours, theirs = read_paragraphs(left, right, lambda: None)
    every = [range(len(side)) for side in (ours, theirs)]
    rows, columns = (np.array(one, int) for one in every)
    found = compare(ours, theirs, rows, columns, lambda: None).matrix
    for row in every[0]:
        for column in every[1]:
            if " ".join(left[row].split()) == " ".join(right[column].split()):
                assert found[row, column] == 255
                continue
            mine, its = (
                set(side.features[side.starts[at] : side.starts[at + 1]].tolist())
                for side, at in ((ours, row), (theirs, column))
            )
            weigh = [sum(float(ours.weights[one]) for one in some) for some in (mine & its, mine, its)]
            wanted = 500 * weigh[0] / (weigh[1] + weigh[2]) if weigh[0] else 0
            assert abs(found[row, column] - min(wanted, 250)) <= 0.51


def test_too_large_texts_are_aligned_coarsely(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alignment, "LARGEST", 3)
    left, right = ["(Applause.)", ONE, TWO, "(Applause.)"], ["(Applause.)", ONE, TWO.upper(), "(Applause.)"]
    found = align(left, right)
    check_rows(found, left, right)
    assert found.is_coarse
    assert [row.kind for row in found.rows] == [
        RowKind.SAME,
        RowKind.SAME,
        RowKind.LEFT_ONLY,
        RowKind.RIGHT_ONLY,
        RowKind.SAME,
    ]


def test_it_can_be_ended() -> None:
    class Ended(Exception):
        pass

    def end() -> None:
        raise Ended

    with pytest.raises(Ended):
        align([ONE], [TWO], end)


def test_seven_hundred_paragraphs_take_under_a_second() -> None:
    rng = random.Random(7)
    left = [text for _ in range(60) for text in draw_words(rng)][:700]
    right = [edit(rng, text, 0.2) for text in left]
    start = time.process_time()
    found = align(left, right)
    # The ceiling is one second; a shared machine gets three times that.
    assert time.process_time() - start < 3
    assert found.counts[RowKind.CHANGED] == 700
