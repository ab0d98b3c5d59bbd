"""Decisions are numbered without a gap, each page has a row in the table, and each mention has its page."""

import re

import pytest

from tests.conftest import ROOT
from tests.docs.pages import documents, read, table_of

FOLDER = ROOT / "docs" / "decisions"
_MENTION = re.compile(r"\bdecisions? (\d{4})\b|decisions/(\d{4})-")


def numbers() -> list[int]:
    return sorted(int(path.name[:4]) for path in FOLDER.glob("[0-9]*.md"))


def lacking(found: list[int]) -> set[int]:
    """Return the numbers up to the highest that no page has."""
    return set(range(1, max(found) + 1)) - set(found)


def mentioned() -> set[int]:
    """Return the numbers that documents and code name."""
    code = [path.read_text(encoding="utf-8") for room in ("index", "app") for path in (ROOT / room).rglob("*.py")]
    texts = [*map(read, documents()), *code]
    return {int(one or other) for text in texts for one, other in _MENTION.findall(text)}


def test_no_number_is_left_out_or_used_twice() -> None:
    assert lacking(numbers()) == set()
    assert len(numbers()) == len(set(numbers()))


def test_a_gap_is_noticed() -> None:
    assert lacking([number for number in numbers() if number != 7]) == {7}


def test_the_table_has_every_page_in_order() -> None:
    rows = table_of(read("docs/decisions/README.md"), "number", "decision")
    assert [row[0] for row in rows] == [f"[{p.name[:4]}]({p.name})" for p in sorted(FOLDER.glob("[0-9]*.md"))]


def test_each_page_begins_with_its_number() -> None:
    for path in FOLDER.glob("[0-9]*.md"):
        assert path.read_text(encoding="utf-8").startswith(f"# {path.name[:4]} ")


@pytest.mark.parametrize("number", sorted(mentioned()))
def test_a_decision_that_is_mentioned_exists(number: int) -> None:
    assert number in numbers()
