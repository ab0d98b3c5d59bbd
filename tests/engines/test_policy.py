"""Which segments are merged: size classes, the share of dead paragraphs, and the end of a session."""

import pytest

from pincite.index.engines.whoosh.writing.policy import Size, choose_merges, is_worth_joining, level


@pytest.mark.parametrize(
    ("paragraphs", "expected"),
    [
        (0, 0),
        (20_000, 0),
        (99_999, 0),
        (100_000, 1),
        (999_999, 1),
        (1_000_000, 2),
        (9_999_999, 2),
        (10_000_000, 3),
    ],
)
def test_each_size_class_is_ten_times_the_one_before(paragraphs: int, expected: int) -> None:
    assert level(paragraphs) == expected


def test_ten_segments_of_one_class_become_one() -> None:
    assert choose_merges([Size(50)] * 9) == []
    assert choose_merges([Size(50)] * 10) == [list(range(10))]
    assert choose_merges([*[Size(50)] * 5, *[Size(100_000)] * 9, *[Size(50)] * 4]) == []


def test_dead_paragraphs_do_not_count_for_the_class() -> None:
    assert choose_merges([*[Size(50)] * 9, Size(120_000, 30_000)]) == [list(range(10))]


@pytest.mark.parametrize(("dead", "expected"), [(0, []), (30, []), (31, [[0]])])
def test_a_segment_is_written_anew_when_more_than_three_tenths_are_dead(dead: int, expected: list[list[int]]) -> None:
    assert choose_merges([Size(100, dead)]) == expected


@pytest.mark.parametrize(
    ("sizes", "added", "expected"),
    [
        ([Size(100)] * 3, 300, False),
        ([Size(100)] * 4, 400, True),
        ([Size(100)] * 4, 80, True),
        ([Size(100)] * 4, 79, False),
        ([Size(10_000), Size(9_999)], 19_999, False),
        ([Size(10_000), Size(10_000)], 20_000, True),
        ([Size(20_000)], 20_000, False),
    ],
)
def test_the_end_of_a_session(sizes: list[Size], added: int, expected: bool) -> None:
    assert is_worth_joining(sizes, added) is expected
