"""``series.yaml``: lists of ids and file names, who stands around one, and what is refused with its line."""

import pytest

from pincite.index.reading.series_order import parse_series_order
from pincite.index.values.errors import SourceError

GIVEN = b"""\
# by meeting
Meetings:
  - first
  - Second Report.pdf
  - third/part.html
Other: [first, last]
Empty: []
"""


def test_file_names_count_as_the_ids_that_they_give() -> None:
    order = parse_series_order(GIVEN, "series.yaml")
    assert order.lists["Meetings"] == ("first", "Second-Report", "part")
    assert order.list_around("Second-Report") == (("first",), ("part",))
    assert order.list_around("part") == (("Second-Report", "first"), ())


def test_an_id_in_two_lists_counts_in_the_first() -> None:
    order = parse_series_order(GIVEN, "series.yaml")
    assert order.list_around("first") == ((), ("Second-Report", "part"))
    assert order.list_around("last") == (("first",), ())
    assert order.list_around("nobody") is None


@pytest.mark.parametrize("raw", [b"", b"# nothing\n", b"\xef\xbb\xbf"])
def test_an_empty_file_orders_nothing(raw: bytes) -> None:
    assert parse_series_order(raw, "series.yaml").list_around("a") is None


@pytest.mark.parametrize(
    ("raw", "line"),
    [
        (b"A: one\n", 1),
        (b"A: [one]\nB:\n  - one: two\n", 2),
        (b"A: [one]\nB: [two, two]\n", 2),
        (b"A: [one]\nB: ['']\n", 2),
        (b"- one\n", 1),
        (b"A: [one\n", 2),
        (b"A: [one]\nA: [two]\n", 2),
    ],
)
def test_what_is_wrong_is_named_with_its_line(raw: bytes, line: int) -> None:
    with pytest.raises(SourceError) as refused:
        parse_series_order(raw, "series.yaml")
    assert refused.value.line == line
