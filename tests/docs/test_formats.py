"""docs/formats.md names every format that is read, with the limits that hold."""

import re

import pytest

from pincite.index.reading.formats.container import Limits
from pincite.index.reading.formats.table import ARCHIVE, SUFFIXES
from pincite.index.reading.formats.workers import WorkLimits
from pincite.index.reading.metadata import OPTIONS
from pincite.index.reading.readers import READERS
from pincite.index.values.bounds import FILE
from tests.docs.pages import read, table_of

PAGE = read("docs/formats.md")
ROWS = table_of(PAGE, "format", "names", "a statement is", "title from", "out of the text")


def test_the_table_names_every_suffix_and_no_other() -> None:
    named = [suffix for row in ROWS for suffix in re.findall(r"`(\.[a-z.]+)`", row[1])]
    assert sorted(named) == sorted(READERS)
    assert {*SUFFIXES, ARCHIVE} < set(named)


@pytest.mark.parametrize(
    "said",
    [
        f"more than {Limits().entries:,}\nmembers",
        f"{Limits().unpacked // 2**20} MiB unpacked",
        f"{Limits().ratio} bytes for each packed one",
        f"{WorkLimits().seconds:g} seconds",
        f"{WorkLimits().memory // 2**30} GiB to read",
        '`body: "#content"`',
        *(f"`{option}: " for option in OPTIONS),
    ],
)
def test_the_page_says_the_limits_that_hold(said: str) -> None:
    assert said in PAGE
    assert FILE.value == Limits().unpacked
