"""Which words of a query may be lacking, how many are required, and what is offered in place of a word."""

import pytest

from pincite.index.query.offering import MOST_OFFERS, offers_of
from pincite.index.query.parser import parse
from pincite.index.query.query import Query
from pincite.index.query.relaxing import FEW_STATEMENTS, lacking_of, relaxing_of, required_of
from pincite.index.query.render import render_words
from pincite.index.query.understand import understand
from pincite.index.values.heading import Heading


def asked(text: str, relaxed: bool = True) -> Query:
    return Query(understand(parse(text)).match, text=text, relaxed=relaxed)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("peace treaty", ["peace", "treaty"]),
        ("peace AND treaty", ["peace", "treaty"]),
        ("the peace of treaty treaty", ["peace", "treaty"]),
        ('"peace treaty" verif* waheards~2 U.S.', ['"peace treaty"', "verif*", "waheards~2", "u-s"]),
        ("peace treaty date:1946 title:korea issuer:japan", ["peace", "treaty"]),
    ],
)
def test_words_side_by_side_may_be_lacking(text: str, words: list[str]) -> None:
    relaxing = relaxing_of(asked(text))
    assert relaxing is not None
    assert [render_words(word) for word in relaxing.words] == words
    assert relaxing_of(asked(text, relaxed=False)) is None


@pytest.mark.parametrize(
    "text", ["", "peace", "peace peace", "the peace", "a OR b", "a b OR c", "a -b c", "a (b OR c) d"]
)
def test_nothing_else_may(text: str) -> None:
    assert relaxing_of(asked(text)) is None


def test_as_many_words_as_enough_statements_hold_together() -> None:
    assert FEW_STATEMENTS == 3
    assert required_of([9, 3, 2, 0]) == 2
    assert required_of([2, 1]) == 1
    assert required_of([3, 3, 3]) == 3
    assert required_of([0, 0]) == 1


def test_what_a_paragraph_lacks_is_told_as_it_is_written() -> None:
    relaxing = relaxing_of(asked('commit "peace treaty" korea'))
    assert relaxing is not None
    heading = Heading("a", "Korea and the peace treaty", language="en")
    assert lacking_of(relaxing, heading, "They committed.", True) == ((), ('"peace treaty"', "korea"))
    assert lacking_of(relaxing, heading, "They committed.", False) == (("commit",), ('"peace treaty"', "korea"))


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("summit may 2021", ["summit date:2021-05"]),
        ("2021 sept summit", ["summit date:2021-09"]),
        ("summit may", []),
        ("may 2021", ["date:2021-05"]),
        ("summit 2021 1946", ["summit 1946 date:2021", "summit 2021 date:1946"]),
        ("summit 3021 021", []),
        ("2021", []),
        ("us OR summit", []),
    ],
)
def test_offers(text: str, offered: list[str]) -> None:
    offers = offers_of(asked(text))
    assert [offer.value for offer in offers] == offered
    assert all(understand(parse(offer.value)).match == parse(offer.value) for offer in offers)


def test_offers_are_few() -> None:
    assert len(offers_of(asked("1946 1947 1948 1949 1950 1951"))) == MOST_OFFERS == 5
