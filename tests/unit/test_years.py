"""The years of a statement: all that its date overlaps, and none where an end is unknown."""

import pytest

from pincite.index.values.dates import parse_edtf
from pincite.index.values.fields import years
from pincite.index.values.heading import Heading


@pytest.mark.parametrize(
    ("edtf", "expected"),
    [
        ("2018-06-02", ("2018",)),
        ("2017-12-30/2019-01-02", ("2017", "2018", "2019")),
        ("2018/..", ()),
        ("../2018", ()),
        ("XXXX-06-02", ()),
    ],
)
def test_years_are_all_that_a_date_overlaps(edtf: str, expected: tuple[str, ...]) -> None:
    assert years(Heading("a", "A", parse_edtf(edtf))) == expected
