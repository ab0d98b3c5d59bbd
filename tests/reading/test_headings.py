"""Which block of a document's head is its title: how long one may be, and what stands out."""

import pytest

from pincite.index.reading.formats.headings import Shown, find_head

TEXT = Shown(
    "The ministers met in Seoul on Monday. They spoke of the alliance, and agreed to meet again next year. " * 3
)


@pytest.mark.parametrize(("length", "is_title"), [(2, False), (3, True), (350, True), (351, False)])
def test_a_title_has_three_characters_and_up_to_350(length: int, is_title: bool) -> None:
    """Fewer are a number or a sign; more are a summary, as stands above many texts."""
    block = Shown(("Joint words of peace " * 20)[:length].strip().ljust(length, "x"), 1.6, bold=True)
    assert find_head([block, TEXT]).title == ((0,) if is_title else ())
