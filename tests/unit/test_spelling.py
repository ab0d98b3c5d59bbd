"""When another spelling is proposed: for rare words alone, and only for much more frequent neighbours."""

from collections.abc import Iterable

import pytest

from pincite.index.query.asking import Asked
from pincite.index.query.parser import parse
from pincite.index.query.query import Query
from pincite.index.query.spelling import propose


class Words:
    """A lexicon of counts by word; a neighbour is a word of the same length that differs in at most ``edits``."""

    def __init__(self, **counts: int) -> None:
        self.counts = counts

    def frequency(self, asked: Asked) -> int:
        return self.counts.get(asked.token, 0)

    def forms(self, asked: Asked) -> Iterable[str]:
        return [word for word in self.counts if differing(word, asked.token) <= asked.edits]

    def count_forms(self, forms: list[str]) -> list[int]:
        return [self.counts[form] for form in forms]


def differing(one: str, other: str) -> int:
    return sum(a != b for a, b in zip(one, other, strict=True)) if len(one) == len(other) else 99


def proposed(text: str, **counts: int) -> str | None:
    return propose(Query(parse(text), text=text), Words(**counts))


@pytest.mark.parametrize(("own", "near", "is_proposed"), [(1, 5, False), (1, 6, True), (2, 10, False), (2, 11, True)])
def test_a_neighbour_must_be_more_than_five_times_as_frequent(own: int, near: int, is_proposed: bool) -> None:
    assert proposed("treety", treety=own, treaty=near) == ("treaty" if is_proposed else None)


def test_a_word_that_nobody_uses_gets_any_neighbour() -> None:
    assert proposed("treety", treaty=1) == "treaty"


@pytest.mark.parametrize(("own", "is_proposed"), [(2, True), (3, False)])
def test_a_word_in_three_paragraphs_is_no_slip(own: int, is_proposed: bool) -> None:
    assert proposed("treety", treety=own, treaty=1_000) == ("treaty" if is_proposed else None)


@pytest.mark.parametrize(("typed", "meant"), [("wat", None), ("wart", "part")])
def test_a_word_has_at_least_four_letters(typed: str, meant: str | None) -> None:
    assert proposed(typed, war=100, part=100, bat=100) == meant


@pytest.mark.parametrize(("typed", "meant"), [("traoti", None), ("traotis", "treatis")])
def test_two_edits_from_seven_letters_on(typed: str, meant: str | None) -> None:
    assert proposed(typed, treati=100, treatis=100) == meant


def test_the_most_frequent_neighbour_wins_and_then_the_first_by_letter() -> None:
    assert proposed("treety", treaty=10, treedy=20) == "treedy"
    assert proposed("treety", treedy=10, treaty=10) == "treaty"
