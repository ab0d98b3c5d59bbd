"""Which lines of a document's head are its title and date line: how long one may be, and what stands out."""

import pytest

from pincite.index.reading.formats.headings import Shown, find_head
from pincite.index.reading.formats.heads import read_head

TEXT = Shown(
    "The ministers met in Seoul on Monday. They spoke of the alliance, and agreed to meet again next year. " * 3
)


@pytest.mark.parametrize(("length", "is_title"), [(2, False), (3, True), (350, True), (351, False)])
def test_a_title_has_three_characters_and_up_to_350(length: int, is_title: bool) -> None:
    """Fewer are a number or a sign; more are a summary, as stands above many texts."""
    block = Shown(("Joint words of peace " * 20)[:length].strip().ljust(length, "x"), 1.6, bold=True)
    assert find_head([block, TEXT]).title == ((0,) if is_title else ())


def test_one_word_that_may_be_letterhead_stays_body_where_no_title_and_no_date_follow() -> None:
    head = read_head(["Notices", "the end.", "more"], [False] * 3)
    assert (head.taken, head.values) == ({}, {})


def test_what_stands_alone_is_no_dateline() -> None:
    assert read_head(["Singapore, June 2, 2018"], [False]).taken == {}
    assert read_head(["Singapore, June 2, 2018", "The ministers met."], [False] * 2).taken == {0: "date line"}
