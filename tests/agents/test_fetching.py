"""How much of a statement one answer gives: whole paragraphs up to a number of characters, and always the first."""

import pytest

from pincite.app.agents.fetching_tool import MOST_CHARACTERS, _cut
from pincite.index.record.values import StoredStatement
from tests.builders import build_statement


def given(*sizes: int, number: int | None = None) -> list[int]:
    """The numbers of the paragraphs that are given, of some with so many characters."""
    made = build_statement("s", *("x" * size for size in sizes))
    stored = StoredStatement(made.heading, "0" * 64, "0" * 64, (), made.text, tuple(made.paragraphs), {}, "", 1)
    return [one.number for one in _cut(stored, number, None)]


@pytest.mark.parametrize(
    ("sizes", "numbers"),
    [
        ((MOST_CHARACTERS - 1, 1, 1), [1, 2]),
        ((MOST_CHARACTERS - 1, 2, 1), [1]),
        ((MOST_CHARACTERS + 1, 1), [1]),
    ],
)
def test_paragraphs_are_given_while_they_fit_and_the_first_whatever_its_size(
    sizes: tuple[int, ...], numbers: list[int]
) -> None:
    """docs/agents.md promises the number: a program that asks part by part plans with it."""
    assert MOST_CHARACTERS == 40_000
    assert given(*sizes) == numbers


def test_the_characters_before_the_first_that_was_asked_for_do_not_count() -> None:
    assert given(MOST_CHARACTERS, 10, 10, number=2) == [2, 3]
