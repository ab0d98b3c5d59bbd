"""Titles out of the names of pages: the stretches between separators, and capitals."""

import pytest

from pincite.index.reading.formats.titles import list_parts, settle_case


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Statement", ["Statement"]),
        ("Statement | Ministry", ["Statement | Ministry", "Statement", "Ministry"]),
        ("A | B - C", ["A | B - C", "A | B", "B - C", "A", "B", "C"]),
        ("Well-known words", ["Well-known words"]),
        ("| A", ["| A", "A"]),
    ],
)
def test_the_parts_of_a_name_are_its_stretches_the_longest_first(name: str, parts: list[str]) -> None:
    assert list(list_parts(name)) == parts


@pytest.mark.parametrize(("count", "is_divided"), [(12, True), (13, False)])
def test_a_name_of_many_parts_is_not_divided(count: int, is_divided: bool) -> None:
    name = " | ".join(map(str, range(count)))
    assert (list(list_parts(name)) != [name]) is is_divided


@pytest.mark.parametrize(
    ("printed", "title"),
    [
        ("JOINT STATEMENT OF THE UN AND THE G7", "Joint Statement of the UN and the G7"),
        ("Joint Statement", "Joint Statement"),
        ("2018", "2018"),
    ],
)
def test_capitals_are_settled_only_where_all_is_in_capitals(printed: str, title: str) -> None:
    assert settle_case(printed) == title
